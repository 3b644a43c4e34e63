"""How far a first and a second coder agree: per field, on relations, and on what is one happening.

A unit is a claim that both ruled on. What a coder says of a field is its value after the coder's
corrections; of a claim that either rejects, only the verdict is compared. For incidents a unit is
a pair of a report's claims, and the value whether both are of one happening.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from polybius.ledger import rulings
from polybius.records import Claim, ClaimKind, Decision, Ruling
from polybius.web.models.blind import coded_changes
from polybius.web.models.editing import editable_fields
from polybius.web.work.alpha import nominal_alpha
from polybius.web.work.store import Coding

verdict_field = "verdict"
same_happening = "same happening"


@dataclass(frozen=True, slots=True)
class Both:
    """One claim as two coders have it."""

    read: Claim
    first: Claim | None
    """None: the first coder rejects it."""
    second: Claim | None
    first_person: str
    second_person: str
    report_id: str


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """How far two coders agree on one field."""

    field: str
    units: int
    equal: int
    alpha: float | None
    """None: nothing can be compared, or all values are one."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A claim on which the two differ."""

    claim_id: str
    report_id: str
    fields: tuple[tuple[str, str, str], ...]
    """Field, the first coder's value, the second's."""
    first_person: str
    second_person: str


def both_coded(
    reads: Mapping[str, Claim],
    decisions: Mapping[str, Sequence[Decision]],
    codings: Mapping[str, Coding],
    second_person: str,
    text: str,
) -> list[Both]:
    """Return the claims of one report that both coders ruled on.

    Args:
        reads: its claims as they were read, by id.
        decisions: those in effect on each claim; the second coder's own don't count as a first.
        codings: the second coder's.
        second_person: who that is.
        text: of the report.
    """
    found = []
    for claim_id, coding in sorted(codings.items()):
        read = reads.get(claim_id)
        firsts = [d for d in decisions.get(claim_id, ()) if d.person != second_person]
        if read is None or not firsts:
            continue
        first, is_live = rulings.as_ruled(read, firsts)
        changes = coded_changes(read, coding, text)
        second = rulings.corrected(read, changes) if changes else read
        found.append(
            Both(
                read,
                first if is_live else None,
                None if coding.verdict == Ruling.REJECT.value else second,
                firsts[-1].person,
                second_person,
                read.report_id,
            )
        )
    return found


def agreements(both: Sequence[Both]) -> tuple[FieldAgreement, ...]:
    """Return the agreement on each field that occurs: verdict first, happenings last."""
    values: dict[str, list[tuple[str, str]]] = {
        verdict_field: [(_verdict(b.first), _verdict(b.second)) for b in both]
    }
    for each in both:
        for field, one, other in _values(each):
            values.setdefault(field, []).append((one, other))
    values[same_happening] = list(_pairs(both))
    return tuple(_agreement(field, pairs) for field, pairs in values.items() if pairs)


def relation_agreements(both: Iterable[Both]) -> tuple[FieldAgreement, ...]:
    """Return the agreement on relations alone."""
    return agreements([b for b in both if b.read.kind is ClaimKind.RELATION])


def differences(both: Iterable[Both]) -> tuple[Difference, ...]:
    """Return the claims on which the coders differ, with what they differ in."""
    found = []
    for each in both:
        fields = [(f, one, other) for f, one, other in _values(each) if one != other]
        if (each.first is None) != (each.second is None):
            fields = [(verdict_field, _verdict(each.first), _verdict(each.second))]
        if fields:
            found.append(
                Difference(
                    each.read.id,
                    each.report_id,
                    tuple(fields),
                    each.first_person,
                    each.second_person,
                )
            )
    return tuple(found)


def _agreement(field: str, pairs: Sequence[tuple[str, str]]) -> FieldAgreement:
    alpha = nominal_alpha(pairs)
    equal = sum(one == other for one, other in pairs)
    return FieldAgreement(field, len(pairs), equal, None if alpha is None else round(alpha, 4))


def _verdict(claim: Claim | None) -> str:
    return "rejected" if claim is None else "stands"


def _values(both: Both) -> Iterable[tuple[str, str, str]]:
    """Yield each field with both coders' values, where both let the claim stand."""
    if both.first is None or both.second is None:
        return
    others = {f.field: f.value for f in editable_fields(both.second)}
    for field in editable_fields(both.first):
        if field.field in others and field.kind != "passage" and field.field != "happening":
            yield field.field, field.value, others[field.field]


def _pairs(both: Sequence[Both]) -> Iterable[tuple[str, str]]:
    """Yield for each two claims of a report whether each coder has them as one happening."""
    standing = [b for b in both if b.first is not None and b.second is not None]
    for a, b in combinations(standing, 2):
        if a.report_id == b.report_id:
            yield _is_one(a.first, b.first), _is_one(a.second, b.second)


def _is_one(a: Claim | None, b: Claim | None) -> str:
    assert a is not None
    assert b is not None
    return "one" if a.happening is not None and a.happening == b.happening else "two"
