"""Reports for people: their claims, incidents with their tallies, disputes, parties."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from polybius.export import words
from polybius.export.claim_lists import ClaimsList
from polybius.export.columns import PartyCount
from polybius.ledger.derived import Derived
from polybius.linking.parts import parts_of, whole_of
from polybius.records import Claim, Dispute, Flag, Incident, Report


def report_block(
    report: Report, claims: Sequence[Claim], flags: Sequence[Flag], derived: Derived
) -> RenderableType:
    """Return everything that ``read`` prints for one report."""
    parts: list[RenderableType] = [report_head(report), Text()]
    parts.append(ClaimsList(claims) if claims else Text("No claims were found.", style="italic"))
    if derived.incidents:
        parts += [Text("\nIncidents", style="bold"), incidents_list(derived)]
    if derived.disputes:
        parts += [Text("\nDisputes", style="bold"), disputes_list(derived.disputes)]
    if flags:
        parts += [Text("\nTo check", style="bold"), flags_list(flags)]
    return Group(*parts, Text())


def report_head(report: Report) -> Text:
    """Return title, publisher, date and id of a report."""
    head = Text(report.title or report.origin.address, style="bold underline")
    facts = [report.publisher, report.published or "no publication date", report.origin.address]
    head.append(
        "\n" + " · ".join(dict.fromkeys(filter(None, facts))), style="not bold not underline"
    )
    head.append(f"\nreport {words.short_id(report.id)}", style="dim not bold not underline")
    return head


def incidents_list(derived: Derived) -> Group:
    """Return each incident with its grade and its tallies, ranges open where they are contested."""
    grades = {grade.incident_id: grade for grade in derived.grades}
    blocks: list[RenderableType] = []
    several = len({tally.rule for tally in derived.tallies}) > 1
    for incident in derived.incidents:
        grade = grades.get(incident.id)
        blocks.append(incident_line(incident, grade.grade if grade else None))
        for tally in derived.tallies:
            if tally.incident_id == incident.id:
                style = "yellow" if tally.contested else ""
                by = f"   [{tally.rule}]" if several else ""
                blocks.append(Text(f"    {words.tally_words(tally)}{by}", style=style))
        blocks += map(Text, parts_lines(derived, incident.id))
    return Group(*blocks)


def parts_lines(derived: Derived, incident_id: str) -> list[str]:
    """Return what an incident is a part of, and its own parts, a line each."""
    whole = whole_of(derived.parts, incident_id)
    parts = parts_of(derived.parts, incident_id)
    lines = [] if whole is None else [f"    part of {words.short_id(whole)}"]
    listed = ", ".join(map(words.short_id, parts))
    return [*lines, f"    parts, not to be added to it: {listed}"] if parts else lines


def incident_block(derived: Derived, claims: Sequence[Claim]) -> RenderableType:
    """Return one incident with its tallies, disputes and claims."""
    parts: list[RenderableType] = [incidents_list(derived)]
    if derived.disputes:
        parts += [Text("\nDisputes", style="bold"), disputes_list(derived.disputes)]
    return Group(*parts, Text(), ClaimsList(claims))


def incident_line(incident: Incident, grade: str | None) -> Padding:
    """Return one line on an incident."""
    number = len(incident.report_ids)
    line = Text(incident.title)
    line.append(f"  [{grade or 'ungraded'}; {number} report{'s' if number > 1 else ''}]", "italic")
    return _entry(incident.id, line)


def disputes_list(disputes: Sequence[Dispute]) -> Group:
    """Return one line for each dispute: the question, and who says what."""
    return Group(*(_entry(d.id, Text(words.dispute_words(d))) for d in disputes))


def flags_list(flags: Sequence[Flag]) -> Group:
    """Return one line for each flag of the register checks."""
    return Group(
        *(Padding(Text(f"{words.code_words(f.code)}: {f.message}"), (0, 0, 0, 2)) for f in flags)
    )


def _entry(entry: str, line: Text) -> Padding:
    """Return an id and what it stands for, which keeps to its own column where it wraps."""
    made = Table.grid(padding=(0, 2, 0, 0))
    made.add_column(no_wrap=True, style="dim")
    made.add_row(Text(words.short_id(entry)), line)
    return Padding(made, (0, 0, 0, 2), expand=False)


def parties_table(parties: Sequence[PartyCount]) -> Table:
    """Return parties with the number of claims in each role."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("Party", "Register", "Kind", "Claims", "Roles"):
        table.add_column(name, justify="right" if name == "Claims" else "left")
    for party in parties:
        roles = ", ".join(f"{words.code_words(r)} {n}" for r, n in party.roles.items())
        cells = (party.name, party.party_id or "–", party.kind, str(party.claims), roles)
        table.add_row(*map(Text, cells))
    return table
