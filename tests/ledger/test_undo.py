"""Undo takes a decision back byte for byte: random sequences of all six kinds, undone in any order.

What counts is all that a query can print: incidents, tallies, disputes and grades in the very
bytes that are stored, and the claims as ruled, found through every index.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.errors import SettingsError
from polybius.ledger.filters import Filter
from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify
from polybius.plain import dumps
from polybius.records import Change, Claim, Decision, Ruling
from polybius.weighing.deriving import current
from tests import samples

corrections = (
    Change("body.low", "3"),
    Change("body.victim_class", '"civilians"'),
    Change("stance.code", '"denies"'),
    Change("when.start", '"2026-01-01"'),
    Change("when.start", "null"),
    Change("voice.party_id", "null"),
    Change("place.country", '"YY"'),
)
six = (
    Ruling.ACCEPT,
    Ruling.CORRECT,
    Ruling.REJECT,
    Ruling.MERGE,
    Ruling.SPLIT,
    Ruling.REGRADE,
)
Draw = Callable[[int], int]
"""Takes how many there are to choose from, and returns which."""


def opened(folder: str) -> Ledger:
    """Make a ledger whose clock never shows a second twice: equal decisions of one are one."""
    seconds = count()
    start = datetime(2026, 2, 5, 9, tzinfo=UTC)
    return Ledger(Path(folder) / "l.sqlite", clock=lambda: start + timedelta(0, next(seconds)))


def fill(ledger: Ledger) -> None:
    """Append four reports of two days, with figures that agree and figures that don't."""
    for number in range(4):
        body = f"{samples.text} Report {number}."
        report = samples.report(body, address=f"{number}.txt")
        day = f"2026-02-0{1 + 3 * (number % 2)}"
        figure = samples.count_claim(report, 17 + number // 2, day=day)
        made = samples.reading(report, figure, samples.occurrence_claim(report))
        ledger.append(report, body.encode(), made)


def draft(ledger: Ledger, ruling: Ruling, draw: Draw) -> Decision | None:
    """Return a decision on what there is now; None where there is nothing to rule on so."""
    if ruling in (Ruling.ACCEPT, Ruling.REJECT, Ruling.CORRECT):
        counts = ledger.claims(Filter(kind="count"))
        changes = (corrections[draw(len(corrections))],) if ruling is Ruling.CORRECT else ()
        return drafted(ruling, counts[draw(len(counts))].id, changes=changes) if counts else None
    incidents = current(ledger).incidents
    if ruling is Ruling.MERGE and len(incidents) > 1:
        first = draw(len(incidents) - 1)
        pair = incidents[first : first + 2]
        groups = tuple(i.claim_ids for i in pair)
        return drafted(ruling, *(i.id for i in pair), groups=groups)
    if ruling is Ruling.MERGE or not incidents:
        return None
    incident = incidents[draw(len(incidents))]
    claims = incident.claim_ids
    if ruling is Ruling.REGRADE:
        grade = ("confirmed", "weak", "discounted")[draw(3)]
        return drafted(ruling, incident.id, groups=(claims,), grade=grade)
    cut = 1 + draw(len(claims) - 1) if len(claims) > 1 else 0
    return drafted(ruling, incident.id, groups=(claims[:cut], claims[cut:])) if cut else None


def drafted(ruling: Ruling, *subjects: str, **parts: Any) -> Decision:
    return Decision("", ruling, subjects, "analyst", "", "because", **parts)


def undo(ledger: Ledger, decision: Decision) -> None:
    ledger.decide(Decision("", Ruling.UNDO, (decision.id,), "analyst", "", "was wrong"))


def state(ledger: Ledger) -> tuple[bytes, ...]:
    """Return every byte of what is derived, and of the claims as each index finds them."""
    derived = current(ledger)
    queries = (
        Filter(),
        Filter(stance="denies"),
        Filter(since="2026-01-15"),
        Filter(place="YY"),
        Filter(voice="state.xx"),
    )
    found: list[Sequence[object]] = [
        derived.incidents,
        derived.tallies,
        derived.disputes,
        derived.grades,
        *map(ledger.claims, queries),
    ]
    return tuple("\n".join(map(dumps, each)).encode() for each in found)


def decided(ledger: Ledger, ruling: Ruling, draw: Draw) -> Decision | None:
    made = draft(ledger, ruling, draw)
    if made is None:
        return None
    try:
        return ledger.decide(made)
    except SettingsError as error:
        assert "leaves claim" in str(error)
        return None


@settings(max_examples=6)
@given(st.data(), st.lists(st.sampled_from(six), min_size=1, max_size=4))
def test_undoing_step_by_step_walks_back_through_every_state(
    data: st.DataObject, rulings: list[Ruling]
) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(folder) as ledger:
        fill(ledger)
        passed: list[tuple[Decision, tuple[bytes, ...]]] = []
        for ruling in rulings:
            before = state(ledger)
            made = decided(ledger, ruling, lambda n: data.draw(st.integers(0, n - 1)))
            if made is not None:
                passed.append((made, before))
        for made, before in reversed(passed):
            undo(ledger, made)
            assert state(ledger) == before, made.ruling
        assert verify(ledger).faults == []


@settings(max_examples=4)
@given(st.data(), st.permutations(six))
def test_undone_in_any_order_nothing_of_them_is_left(
    data: st.DataObject, rulings: list[Ruling]
) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(folder) as ledger:
        fill(ledger)
        read: dict[str, Claim] = {claim.id: claim for claim in ledger.claims()}
        before = state(ledger)
        made = [decided(ledger, r, lambda n: data.draw(st.integers(0, n - 1))) for r in rulings]
        taken = [decision for decision in made if decision is not None]
        for decision in data.draw(st.permutations(taken)):
            undo(ledger, decision)
        assert state(ledger) == before
        assert ledger.rulings() == ()
        assert {i: ledger.claim(i) for i in read} == read, "what was read was never changed"


def test_each_of_the_six_kinds_is_drawn_and_changes_something() -> None:
    """Guards the tests above: a kind that never applied would prove nothing."""
    with tempfile.TemporaryDirectory() as folder, opened(folder) as ledger:
        fill(ledger)
        for ruling in six:
            before = state(ledger)
            made = decided(ledger, ruling, lambda n: n - 1)
            assert made is not None, ruling
            assert ruling is Ruling.ACCEPT or state(ledger) != before, ruling
            undo(ledger, made)
            assert state(ledger) == before, ruling


def test_what_was_undone_in_this_second_is_not_silently_taken_as_done(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l.sqlite", clock=lambda: datetime(2026, 2, 5, tzinfo=UTC)) as ledger:
        fill(ledger)
        made = decided(ledger, Ruling.REJECT, lambda _: 0)
        assert made is not None
        assert ledger.decide(made) == made, "the same once more is the same"
        undo(ledger, made)
        with pytest.raises(SettingsError, match="Take it again"):
            ledger.decide(made)
