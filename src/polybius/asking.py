"""What the query commands do: ask the ledger and print the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal, TypeVar

from rich.console import RenderableType
from rich.text import Text

from polybius.codebook import load
from polybius.errors import SettingsError, UnknownId
from polybius.export import columns, explaining, lines, tables
from polybius.export.claim_lists import ClaimsList
from polybius.export.columns import Column, PartyCount
from polybius.export.consoles import console
from polybius.export.spreadsheets import to_csv
from polybius.ledger.derived import Derived
from polybius.ledger.filters import Filter
from polybius.ledger.store import Ledger
from polybius.records import Claim, ClaimKind, Incident, Party, Relation, Tally
from polybius.weighing import deriving

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
        derived = _of_claims(deriving.current(ledger), ledger, _filter(conditions))
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
        derived = _of_claims(deriving.current(ledger), ledger, _filter(conditions))
    found = derived.disputes
    json_lines = map(lines.dispute_line, found)
    _print(form, json_lines, (columns.dispute_columns, found), tables.disputes_list(found))


def print_parties(path: Path, conditions: Conditions, form: Form) -> None:
    """Print the parties of the claims that meet ``conditions``, most claims first."""
    with Ledger(path, create=False) as ledger:
        found = count_parties(ledger.claims(_filter(conditions)))
    json_lines = map(lines.party_line, found)
    _print(form, json_lines, (columns.party_columns, found), tables.parties_table(found))


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
    return Filter(**conditions)


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


def explain(path: Path, prefix: str) -> None:
    """Print why the entry that ``prefix`` begins is as it is."""
    with Ledger(path, create=False) as ledger:
        kind, entry = ledger.find_id(prefix)
        out = console()
        if kind == "report":
            out.print(explaining.explain_report(ledger.report(entry), ledger.readings(entry)))
        elif kind == "claim":
            claim = ledger.claim(entry)
            out.print(explaining.explain_claim(claim, ledger.report(claim.report_id)))
        elif kind == "incident":
            derived = deriving.current(ledger)
            incident = _incident(derived, entry)
            out.print(explaining.explain_incident(incident, derived, ledger.claim))
        else:
            found = [d for d in deriving.current(ledger).disputes if d.id == entry]
            if not found:
                raise UnknownId(f"the dispute {prefix} is no more: the claims have changed.")
            out.print(explaining.explain_dispute(found[0], ledger.claim))


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


def _of_claims(derived: Derived, ledger: Ledger, wanted: Filter) -> Derived:
    """Leave only the incidents with a claim that meets ``wanted``, and what belongs to them."""
    if wanted == Filter():
        return derived
    meeting = {claim.id for claim in ledger.claims(wanted)}
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
