"""What analysts ruled: which decisions are in effect, and claims as they stand under them.

Decisions are applied in the order of the log. An undo takes one decision out of effect, itself
or another undo included, so that undoing an undo puts the first one back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from polybius.errors import SettingsError
from polybius.plain import claim_from_plain, to_plain
from polybius.records import Change, Claim, Decision, Ruling

on_claims = frozenset({Ruling.ACCEPT, Ruling.CORRECT, Ruling.REJECT})
"""Rulings whose subjects are claims; the others rule on incidents, or on a decision."""

correctable = (
    "body",
    "voice.kind",
    "voice.name",
    "voice.party_id",
    "voice.role",
    "voice.body",
    "stance.code",
    "place",
    "when",
    "roles",
    "happening",
)
"""Fields that a correction may set, with all below them: never the passage, which is evidence."""


def standing(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return the decisions that no standing undo names, undos included, in their order."""
    undone: set[str] = set()
    kept: list[Decision] = []
    for decision in reversed(decisions):
        if decision.id not in undone:
            kept.append(decision)
            if decision.ruling is Ruling.UNDO:
                undone.update(decision.subjects)
    return tuple(reversed(kept))


def in_effect(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return the decisions that are not undone, undos left out, in their order."""
    return tuple(d for d in standing(decisions) if d.ruling is not Ruling.UNDO)


def by_claim(decisions: Iterable[Decision]) -> dict[str, list[Decision]]:
    """Return the decisions on each claim, in their order."""
    found: dict[str, list[Decision]] = {}
    for decision in decisions:
        if decision.ruling in on_claims:
            for subject in decision.subjects:
                found.setdefault(subject, []).append(decision)
    return found


def as_ruled(claim: Claim, decisions: Iterable[Decision]) -> tuple[Claim, bool]:
    """Return the claim with its corrections, and whether it still stands (the last word counts).

    The id stays: it is that of the claim as it was read.

    Raises:
        SettingsError: a correction does not fit the claim.
    """
    live = True
    for decision in decisions:
        if decision.ruling is Ruling.CORRECT:
            claim = corrected(claim, decision.changes)
        live = decision.ruling is not Ruling.REJECT
    return claim, live


def corrected(claim: Claim, changes: Iterable[Change]) -> Claim:
    """Return ``claim`` with ``changes`` made.

    Raises:
        SettingsError: a field does not exist or may not be corrected, or a value does not fit it.
    """
    plain = to_plain(claim)
    for change in changes:
        _set(plain, change)
    try:
        return claim_from_plain(plain)
    except (msgspec.ValidationError, KeyError, ValueError) as error:
        raise SettingsError(f"the correction does not fit claim {claim.id[:10]}: {error}.") from (
            error
        )


def _set(plain: dict[str, Any], change: Change) -> None:
    if not any(change.field == f or change.field.startswith(f"{f}.") for f in correctable):
        raise SettingsError(
            f"the field {change.field!r} can't be corrected.",
            hint=f"Fields that can, with those below them: {', '.join(correctable)}.",
        )
    *above, last = change.field.split(".")
    inside: Any = plain
    for name in above:
        inside = inside.get(name) if isinstance(inside, Mapping) else None
    if not isinstance(inside, dict) or last not in inside:
        raise SettingsError(f"this claim has no field {change.field!r}.")
    try:
        inside[last] = msgspec.json.decode(change.value)
    except msgspec.DecodeError as error:
        raise SettingsError(f"the value of {change.field!r} is no JSON: {error}.") from error
