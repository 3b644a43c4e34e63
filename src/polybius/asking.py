"""What the query commands do: ask the ledger and print the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal, TypeVar

from rich.console import RenderableType
from rich.text import Text

from polybius.codebook import load
from polybius.codebook.register import load_register
from polybius.errors import SettingsError, UnknownId
from polybius.export import columns, explaining, lines, sources, tables
from polybius.export.claim_lists import ClaimsList
from polybius.export.columns import Column, PartyCount
from polybius.export.consoles import console
from polybius.export.spreadsheets import to_csv
from polybius.ledger.derived import Derived
from polybius.ledger.filters import Filter
from polybius.ledger.store import Ledger
from polybius.linking.lineage import lineages
from polybius.linking.lineage_voices import Voices
from polybius.records import Claim, ClaimKind, Incident, Party, Relation, Tally
from polybius.weighing import deriving, estimation
from polybius.weighing.matrix import inclusion
from polybius.weighing.sources import source_records
from polybius.weighing.sources_bias import SourceBias, incident_figures, source_biases
from polybius.weighing.standings import standing_figures
from polybius.weighing.tallies import rule as default_rule

T = TypeVar("T")
Form = Literal["table", "json", "csv"]
Conditions = Mapping[str, str | None]


def print_claims(path: Path, conditions: Conditions, form: Form) -> None:
    """Print the claims that meet ``conditions``."""
    with Ledger(path, create=False) as ledger:
        found = ledger.claims(_filter(conditions))
    json_lines = map(lines.claim_line, found)
    _print(form, json_lines, (columns.claim_columns, found), ClaimsList(found))


def print_incidents(path: Path, conditions: Conditions, form: Form) -> None:
    """Print the incidents that have a claim which meets ``conditions``."""
    with Ledger(path, create=False) as ledger:
        derived = _of_claims(_derived(ledger, conditions), ledger, conditions)
    grades = {grade.incident_id: grade for grade in derived.grades}
    json_lines = (
        lines.incident_line(
            i, tuple(t for t in derived.tallies if t.incident_id == i.id), grades.get(i.id)
        )
        for i in derived.incidents
    )
    weighed = [
        (incident, tally) for incident in derived.incidents for tally in _tallies(derived, incident)
    ]
    sheet = (columns.incident_columns, weighed)
    _print(form, json_lines, sheet, tables.incidents_list(derived))


def print_disputes(path: Path, conditions: Conditions, form: Form) -> None:
    """Print the disputes of incidents that have a claim which meets ``conditions``."""
    with Ledger(path, create=False) as ledger:
        derived = _of_claims(_derived(ledger, conditions), ledger, conditions)
    found = derived.disputes
    json_lines = map(lines.dispute_line, found)
    _print(form, json_lines, (columns.dispute_columns, found), tables.disputes_list(found))


def print_parties(path: Path, conditions: Conditions, form: Form) -> None:
    """Print the parties of the claims that meet ``conditions``, most claims first."""
    with Ledger(path, create=False) as ledger:
        found = count_parties(ledger.claims(_filter(conditions)))
    json_lines = map(lines.party_line, found)
    _print(form, json_lines, (columns.party_columns, found), tables.parties_table(found))


def print_sources(path: Path, form: Form, registers: Sequence[Path]) -> None:
    """Print each source's record and its bias."""
    with Ledger(path, create=False) as ledger:
        derived = deriving.current(ledger)
        claims = {claim.id: claim for claim in ledger.claims()}
        reports = {report.id: report for report in ledger.reports()}
    register = load_register(registers)
    biases: dict[str, list[SourceBias]] = {}
    for bias in source_biases(incident_figures(claims, reports, derived.incidents, register)):
        biases.setdefault(bias.source, []).append(bias)
    records = source_records(claims.values(), reports, derived, register)
    found = [(record, biases.get(record.key, [])) for record in records]
    json_lines = map(sources.source_line, found)
    _print(form, json_lines, (sources.source_columns, found), sources.sources_table(found))


def print_matrix(path: Path, conditions: Conditions, form: Form, lists: Sequence[str]) -> None:
    """Print which outlets have the incidents that meet ``conditions``, and what none has.

    Args:
        path: the ledger.
        conditions: as for `print_incidents`.
        form: how to print it.
        lists: outlets to estimate from; none: the longest.
    """
    with Ledger(path, create=False) as ledger:
        derived = _of_claims(_derived(ledger, conditions), ledger, conditions)
        reports = {report.id: report for report in ledger.reports()}
    matrix = inclusion(derived.incidents, reports, lineages(reports.values()).root)
    chosen = tuple(lists) or estimation.longest(matrix)
    histories = matrix.histories(chosen)
    made = estimation.estimate(chosen, histories)
    rows = list(zip(matrix.incidents, matrix.rows, strict=True))
    json_lines = [sources.matrix_line(matrix, histories, made)]
    sheet = (sources.matrix_columns(matrix), rows)
    _print(form, json_lines, sheet, sources.matrix_block(matrix, made))


def _filter(conditions: Conditions) -> Filter:
    """Return the filter, refusing codes that no claim can have: they would find nothing, silently.

    Raises:
        SettingsError: a stance or kind is not one of the codebook's, or a date is none.
    """
    for name, codes in (("stance", load().stances), ("kind", [*ClaimKind])):
        given = conditions.get(name)
        if given is not None and given not in codes:
            hint = f"Use one of: {', '.join(codes)}."
            raise SettingsError(f"--{name} {given!r} is not in the codebook.", hint=hint)
    return Filter(**{name: value for name, value in conditions.items() if name not in past_names})


past_names = ("rule", "as_of", "known")
"""Conditions on what is derived, not on claims."""


def _derived(ledger: Ledger, conditions: Conditions) -> Derived:
    """Return what is derived, by the rule and as of the time that ``conditions`` name."""
    rule = conditions.get("rule") or default_rule
    times = {name: conditions.get(name) for name in ("as_of", "known")}
    return deriving.past(ledger, **times, rule=rule)


def show(path: Path, prefix: str, *, with_text: bool) -> None:
    """Print the entry that ``prefix`` begins, as ``read`` and the queries print it."""
    with Ledger(path, create=False) as ledger:
        kind, entry = ledger.find_id(prefix)
        out = console()
        if kind == "report":
            report, claims = ledger.report(entry), ledger.claims(Filter(report=entry))
            derived = deriving.derive_report(report, claims)
            out.print(tables.report_block(report, claims, ledger.flags(entry), derived))
            if with_text:
                out.print(Text(report.text))
        elif kind == "claim":
            out.print(ClaimsList([ledger.claim(entry)]))
            out.print(Text(f"“{ledger.claim(entry).passage.text}”", style="italic"))
        else:
            out.print(_shown(kind, entry, deriving.current(ledger), ledger))


def _shown(kind: str, entry: str, derived: Derived, ledger: Ledger) -> RenderableType:
    if kind == "dispute":
        return tables.disputes_list([d for d in derived.disputes if d.id == entry])
    incident = _incident(derived, entry)
    claims = [ledger.claim(claim_id) for claim_id in incident.claim_ids]
    return tables.incident_block(_only(derived, [incident]), claims)


def explain(path: Path, prefix: str, past: Conditions) -> None:
    """Print why the entry that ``prefix`` begins is as it is, or was as ``past`` says."""
    with Ledger(path, create=False) as ledger:
        derived = _derived(ledger, past)
        kind, entry = _find_id(ledger, derived, prefix, past)
        out = console()
        if kind == "report":
            out.print(explaining.explain_report(ledger.report(entry), ledger.readings(entry)))
        elif kind == "claim":
            claim = ledger.claim(entry)
            out.print(explaining.explain_claim(claim, ledger.report(claim.report_id)))
        elif kind == "incident":
            incident = _incident(derived, entry)
            weighed = _weighed(ledger, incident, past)
            out.print(explaining.explain_incident(incident, derived, ledger.claim, weighed))
        else:
            found = [d for d in derived.disputes if d.id == entry]
            if not found:
                raise UnknownId(f"the dispute {prefix} is no more: the claims have changed.")
            out.print(explaining.explain_dispute(found[0], ledger.claim))


def _find_id(ledger: Ledger, derived: Derived, prefix: str, past: Conditions) -> tuple[str, str]:
    """Return kind and id; of a past state too, whose incidents are in no table."""
    if past.get("as_of") or past.get("known"):
        then = [("incident", i.id) for i in derived.incidents]
        then += [("dispute", d.id) for d in derived.disputes]
        found = [(kind, full) for kind, full in then if full.startswith(prefix.lower())]
        if len(found) == 1:
            return found[0]
    return ledger.find_id(prefix)


def _weighed(ledger: Ledger, incident: Incident, past: Conditions) -> explaining.Weighed:
    """Return the figures of an incident and the voices behind them."""
    as_of = past.get("as_of")
    size = None if as_of is None else ledger.entries_as_of(as_of)
    reports = {report.id: report for report in ledger.reports(size)}
    named = set(incident.claim_ids)
    claims = [claim for claim in ledger.claims(size=size) if claim.id in named]
    voices = Voices(claims, reports, lineages(reports.values()))
    return standing_figures(claims, reports, voices), voices


def rebuild(path: Path) -> None:
    """Derive everything anew and print how much there is."""
    with Ledger(path, create=False) as ledger:
        made = deriving.rebuild(ledger)
    console().print(
        f"{len(made.incidents)} incidents, {len(made.tallies)} tallies, "
        f"{len(made.disputes)} disputes, {len(made.grades)} grades by {', '.join(made.rules)}"
    )


def count_parties(claims: Iterable[Claim]) -> tuple[PartyCount, ...]:
    """Return each party's claims and roles, most claims first, then by name."""
    roles: dict[str, Counter[str]] = {}
    number: Counter[str] = Counter()
    first: dict[str, Party] = {}
    for claim in claims:
        parts = [(role.role, role.party) for role in claim.roles]
        if isinstance(claim.body, Relation):
            ends = ((claim.body.relation, p) for p in (claim.body.a, claim.body.b))
            parts += [*ends, *(("sponsor", p) for p in claim.body.sponsors)]
        number.update({_key(party) for _, party in parts})
        for role, party in parts:
            first.setdefault(_key(party), party)
            roles.setdefault(_key(party), Counter())[role] += 1
    return tuple(
        PartyCount(
            first[k].name, first[k].party_id, first[k].kind, n, dict(sorted(roles[k].items()))
        )
        for k, n in sorted(number.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _key(party: Party) -> str:
    return party.party_id or f"name:{party.name.lower()}"


def _of_claims(derived: Derived, ledger: Ledger, conditions: Conditions) -> Derived:
    """Leave only the incidents with a claim that meets ``conditions``, and what belongs to them."""
    wanted = _filter(conditions)
    if wanted == Filter():
        return derived
    as_of = conditions.get("as_of")
    size = None if as_of is None else ledger.entries_as_of(as_of)
    meeting = {claim.id for claim in ledger.claims(wanted, size)}
    return _only(derived, [i for i in derived.incidents if meeting & set(i.claim_ids)])


def _tallies(derived: Derived, incident: Incident) -> list[Tally | None]:
    """Return an incident's tallies; one None where it has none, so that its row isn't lost."""
    own: list[Tally | None] = [t for t in derived.tallies if t.incident_id == incident.id]
    return own or [None]


def _only(derived: Derived, incidents: Sequence[Incident]) -> Derived:
    kept = {incident.id for incident in incidents}
    return Derived(
        tuple(incidents),
        tuple(t for t in derived.tallies if t.incident_id in kept),
        tuple(d for d in derived.disputes if d.incident_id in kept),
        tuple(g for g in derived.grades if g.incident_id in kept),
    )


def _incident(derived: Derived, entry: str) -> Incident:
    for incident in derived.incidents:
        if incident.id == entry:
            return incident
    raise UnknownId(f"the incident {entry[:10]} is no more: the claims have changed.")


def _print(
    form: Form,
    json_lines: Iterable[str],
    sheet: tuple[Sequence[Column[T]], Sequence[T]],
    table: RenderableType,
) -> None:
    if form == "json":
        for line in json_lines:
            print(line)
    elif form == "csv":
        print(to_csv(*sheet), end="")
    elif sheet[1]:
        console().print(table)
    else:
        console(stderr=True).print("Nothing in the ledger meets this.")
