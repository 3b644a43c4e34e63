"""What the query commands do: ask the ledger, as it is or as it was, and print the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeVar

from rich.console import RenderableType
from rich.text import Text

from polybius.codebook import load
from polybius.codebook.register import load_register
from polybius.errors import SettingsError
from polybius.export import columns, lines, sources, tables
from polybius.export.claim_lists import ClaimsList
from polybius.export.columns import Column, PartyCount, with_state
from polybius.export.consoles import console
from polybius.export.publishing import published
from polybius.export.spreadsheets import to_csv
from polybius.ledger.derived import Derived
from polybius.ledger.filters import Filter
from polybius.ledger.opening import Target
from polybius.ledger.store import Ledger
from polybius.linking.lineage import lineages
from polybius.records import Claim, ClaimKind, Incident, Party, Relation, Tally
from polybius.weighing import deriving, estimation
from polybius.weighing.matrix import inclusion
from polybius.weighing.sources import source_records
from polybius.weighing.sources_bias import SourceBias, incident_figures, source_biases
from polybius.weighing.states import State, open_state
from polybius.weighing.tallies import rule as default_rule

T = TypeVar("T")
Form = Literal["table", "json", "csv"]
Conditions = Mapping[str, str | bool | None]


def print_claims(target: Target, conditions: Conditions, form: Form) -> None:
    """Print the claims that meet ``conditions``."""
    with asked(target, conditions) as state:
        found = _published(state.claims(_filter(conditions)), conditions)
    json_lines = map(lines.claim_line, found)
    _print(form, json_lines, (columns.claim_columns, found), ClaimsList(found), state)


def print_incidents(target: Target, conditions: Conditions, form: Form) -> None:
    """Print the incidents that have a claim which meets ``conditions``."""
    with asked(target, conditions) as state:
        derived = _derived(state, conditions)
    grades = {grade.incident_id: grade for grade in derived.grades}
    json_lines = (
        lines.incident_line(
            i,
            tuple(t for t in derived.tallies if t.incident_id == i.id),
            grades.get(i.id),
            derived.parts,
        )
        for i in derived.incidents
    )
    wholes = {part.part_id: part.whole_id for part in derived.parts}
    weighed = [
        (incident, tally, wholes.get(incident.id))
        for incident in derived.incidents
        for tally in _tallies(derived, incident)
    ]
    sheet = (columns.incident_columns, weighed)
    _print(form, json_lines, sheet, tables.incidents_list(derived), state)


def print_disputes(target: Target, conditions: Conditions, form: Form) -> None:
    """Print the disputes of incidents that have a claim which meets ``conditions``."""
    with asked(target, conditions) as state:
        found = _derived(state, conditions).disputes
    json_lines = map(lines.dispute_line, found)
    _print(form, json_lines, (columns.dispute_columns, found), tables.disputes_list(found), state)


def print_parties(target: Target, conditions: Conditions, form: Form) -> None:
    """Print the parties that have a part in claims which meet ``conditions``."""
    with asked(target, conditions) as state:
        found = count_parties(_published(state.claims(_filter(conditions)), conditions))
    json_lines = map(lines.party_line, found)
    _print(form, json_lines, (columns.party_columns, found), tables.parties_table(found), state)


def print_sources(
    target: Target, conditions: Conditions, form: Form, registers: Sequence[Path]
) -> None:
    """Print each source's record and its bias."""
    register = load_register(registers)
    with asked(target, conditions) as state:
        claims = {claim.id: claim for claim in state.claims()}
        derived, reports = state.derived(), state.reports
    biases: dict[str, list[SourceBias]] = {}
    for bias in source_biases(incident_figures(claims, reports, derived.incidents, register)):
        biases.setdefault(bias.source, []).append(bias)
    records = source_records(claims.values(), reports, derived, register)
    found = [(record, biases.get(record.key, [])) for record in records]
    sheet = (sources.source_columns, found)
    _print(form, map(sources.source_line, found), sheet, sources.sources_table(found), state)


def print_matrix(target: Target, conditions: Conditions, form: Form, lists: Sequence[str]) -> None:
    """Print which outlets have the incidents that meet ``conditions``, and what none has.

    Args:
        target: the ledger.
        conditions: as for `print_incidents`.
        form: how to print it.
        lists: outlets to estimate from; none: the longest.
    """
    with asked(target, conditions) as state:
        derived, reports = _derived(state, conditions), state.reports
    matrix = inclusion(derived.incidents, reports, lineages(reports.values()).root)
    chosen = tuple(lists) or estimation.longest(matrix)
    histories = matrix.histories(chosen)
    made = estimation.estimate(chosen, histories)
    rows = list(zip(matrix.incidents, matrix.rows, strict=True))
    json_lines = [sources.matrix_line(matrix, histories, made)]
    sheet = (sources.matrix_columns(matrix), rows)
    _print(form, json_lines, sheet, sources.matrix_block(matrix, made), state)


@contextmanager
def asked(target: Target, conditions: Conditions) -> Iterator[State]:
    """Open a ledger as it stood at the time that ``conditions`` name, by default as it stands."""
    with open_state(target, _text(conditions, "as_of"), _text(conditions, "known")) as state:
        yield state


def rule_of(conditions: Conditions) -> str:
    """Return the rule whose tallies are asked for."""
    return _text(conditions, "rule") or default_rule


def _text(conditions: Conditions, name: str) -> str | None:
    value = conditions.get(name)
    return value if isinstance(value, str) else None


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
    return Filter(**{n: _text(conditions, n) for n in conditions if n not in not_on_claims})


not_on_claims = ("rule", "as_of", "known", "public")
"""Conditions on what is derived, of when, and how much of it is printed."""


def _published(records: Iterable[T], conditions: Conditions) -> tuple[T, ...]:
    """Return the records, where public ones are asked for without all that isn't."""
    return tuple(map(published, records) if conditions.get("public") else records)


def _derived(state: State, conditions: Conditions) -> Derived:
    """Return what is derived, by the rule and with a claim that meets the conditions."""
    derived = state.derived(rule_of(conditions))
    wanted = _filter(conditions)
    if wanted != Filter():
        meeting = {claim.id for claim in state.claims(wanted)}
        derived = only(derived, [i for i in derived.incidents if meeting & set(i.claim_ids)])
    return replace(
        derived,
        incidents=_published(derived.incidents, conditions),
        tallies=_published(derived.tallies, conditions),
        disputes=_published(derived.disputes, conditions),
        grades=_published(derived.grades, conditions),
    )


def rebuild(target: Target) -> None:
    """Derive everything anew and print how much there is."""
    with Ledger(target, create=False) as ledger:
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


def _tallies(derived: Derived, incident: Incident) -> list[Tally | None]:
    """Return an incident's tallies; one None where it has none, so that its row isn't lost."""
    own: list[Tally | None] = [t for t in derived.tallies if t.incident_id == incident.id]
    return own or [None]


def only(derived: Derived, incidents: Sequence[Incident]) -> Derived:
    """Return ``incidents`` with the tallies, disputes and grades that are theirs."""
    kept = {incident.id for incident in incidents}
    return Derived(
        tuple(incidents),
        tuple(t for t in derived.tallies if t.incident_id in kept),
        tuple(d for d in derived.disputes if d.incident_id in kept),
        tuple(g for g in derived.grades if g.incident_id in kept),
        parts=tuple(p for p in derived.parts if kept & {p.whole_id, p.part_id}),
    )


def _print(
    form: Form,
    json_lines: Iterable[str],
    sheet: tuple[Sequence[Column[T]], Sequence[T]],
    table: RenderableType,
    state: State,
) -> None:
    """Print an answer with the head that it was made from."""
    if form == "json":
        for line in json_lines:
            print(line)
        print(lines.head_line(state.head, state.known))
    elif form == "csv":
        print(to_csv(with_state(sheet[0], state.head, state.known), sheet[1]), end="")
    elif sheet[1]:
        out = console()
        out.print(table)
        out.print(state_words(state), soft_wrap=True)
    else:
        console(stderr=True).print("Nothing in the ledger meets this.")


def state_words(state: State) -> Text:
    """Return the last line of what people read: from which state of the ledger it is."""
    known = f", of what was published by {state.known}" if state.known else ""
    head = state.head
    return Text(f"\nHead {head.size}:{head.root[:12]} of {head.moment}{known}", style="dim")
