"""Tables for people: claims, incidents with their tallies, disputes, parties."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from polybius.export import words
from polybius.export.columns import PartyCount
from polybius.ledger.derived import Derived
from polybius.records import Claim, Count, Dispute, Flag, Incident, Outlook, Report, Statement

longest_cell = 160


def claims_table(claims: Sequence[Claim], *, ids: bool = True) -> Table:
    """Return the claims as a table: voice, stance, what, count, place, date, standing."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    if ids:
        table.add_column("Id", no_wrap=True, style="dim")
    table.add_column("Voice", min_width=12, ratio=3)
    table.add_column("Stance", min_width=7)
    table.add_column("What is claimed", min_width=20, ratio=6)
    table.add_column("Count", min_width=5, ratio=2)
    table.add_column("Place", ratio=2)
    table.add_column("Date", ratio=2)
    table.add_column("Standing", ratio=2)
    for claim in claims:
        cells = [
            words.voice_words(claim.voice),
            words.code_words(claim.stance.code),
            what_words(claim),
            words.count_words(claim),
            words.place_words(claim.place),
            words.when_words(claim.when),
            words.standing_words(claim),
        ]
        shown = [Text(_short(cell)) for cell in cells]
        table.add_row(*([Text(words.short_id(claim.id))] if ids else []), *shown)
    return table


def what_words(claim: Claim) -> str:
    """Return the kind of claim where it isn't plain, and its words."""
    plain = isinstance(claim.body, Count)
    quoted = isinstance(claim.body, Statement | Outlook)
    what = words.body_words(claim)
    return what if plain else f"{claim.kind.value}: {f'“{what}”' if quoted else what}"


def report_block(
    report: Report, claims: Sequence[Claim], flags: Sequence[Flag], derived: Derived
) -> RenderableType:
    """Return everything that ``read`` prints for one report."""
    parts: list[RenderableType] = [report_head(report), Text()]
    parts.append(claims_table(claims) if claims else Text("No claims were found.", style="italic"))
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
    for incident in derived.incidents:
        grade = grades.get(incident.id)
        blocks.append(incident_line(incident, grade.grade if grade else None))
        for tally in derived.tallies:
            if tally.incident_id == incident.id:
                style = "yellow" if tally.contested else ""
                blocks.append(Text(f"    {words.tally_words(tally)}", style=style))
    return Group(*blocks)


def incident_block(derived: Derived, claims: Sequence[Claim]) -> RenderableType:
    """Return one incident with its tallies, disputes and claims."""
    parts: list[RenderableType] = [incidents_list(derived)]
    if derived.disputes:
        parts += [Text("\nDisputes", style="bold"), disputes_list(derived.disputes)]
    return Group(*parts, Text(), claims_table(claims))


def incident_line(incident: Incident, grade: str | None) -> Text:
    """Return one line on an incident."""
    line = Text("  ")
    line.append(words.short_id(incident.id), style="dim")
    line.append(f"  {incident.title}")
    number = len(incident.report_ids)
    line.append(f"  [{grade or 'ungraded'}; {number} report{'s' if number > 1 else ''}]", "italic")
    return line


def disputes_list(disputes: Sequence[Dispute]) -> Group:
    """Return one line for each dispute: the question, and who says what."""
    lines = []
    for dispute in disputes:
        line = Text("  ")
        line.append(words.short_id(dispute.id), style="dim")
        line.append(f"  {words.dispute_words(dispute)}")
        lines.append(line)
    return Group(*lines)


def flags_list(flags: Sequence[Flag]) -> Group:
    """Return one line for each flag of the register checks."""
    return Group(*(Text(f"  {words.code_words(flag.code)}: {flag.message}") for flag in flags))


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


def _short(cell: str) -> str:
    return cell if len(cell) <= longest_cell else f"{cell[: longest_cell - 1]}…"
