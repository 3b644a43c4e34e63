"""Decisions: they change what stands, never what was read; undo restores all, byte for byte."""

from __future__ import annotations

import pytest

from polybius.errors import SettingsError, UnknownId
from polybius.ledger.derived import Derived
from polybius.ledger.filters import Filter
from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify
from polybius.records import Change, Claim, Decision, Ruling
from polybius.weighing.deriving import current
from tests.ledger.fill import add, rule


def counts(ledger: Ledger, size: int | None = None) -> list[Claim]:
    return list(ledger.claims(Filter(kind="count"), size))


def undo(ledger: Ledger, decision: Decision) -> Decision:
    return ledger.decide(Decision("", Ruling.UNDO, (decision.id,), "analyst", "", "was wrong"))


def state(ledger: Ledger) -> tuple[Derived, tuple[Claim, ...], str]:
    return current(ledger), ledger.claims(), ledger.claims_digest()


@pytest.mark.parametrize("ruling", [Ruling.ACCEPT, Ruling.REJECT, Ruling.CORRECT])
def test_undo_restores_the_derived_state(ledger: Ledger, ruling: Ruling) -> None:
    for number in range(2):
        add(ledger, number)
    before, read = state(ledger), [ledger.claim(c.id) for c in ledger.claims()]
    changes = (Change("body.low", "3"),) if ruling is Ruling.CORRECT else ()
    decision = rule(ledger, ruling, counts(ledger)[0], changes=changes)
    if ruling is not Ruling.ACCEPT:
        assert state(ledger)[1] != before[1]
        assert state(ledger)[0] != before[0]
    undone = undo(ledger, decision)
    assert state(ledger) == before
    undo(ledger, undone)
    assert ledger.rulings() == (decision,)
    assert [ledger.claim(c.id) for c in read] == read
    assert verify(ledger).faults == []


def test_a_correction_is_found_by_what_it_says_now(ledger: Ledger) -> None:
    add(ledger, 1)
    size = ledger.head().size
    rule(ledger, Ruling.CORRECT, counts(ledger)[0], changes=(Change("stance.code", '"denies"'),))
    assert [c.stance.code for c in ledger.claims(Filter(stance="denies"))] == ["denies"]
    assert ledger.claims(Filter(stance="denies"), size) == ()
    assert len(counts(ledger, size)) == 1


def test_the_last_word_counts(ledger: Ledger) -> None:
    add(ledger, 1)
    claim = counts(ledger)[0]
    rule(ledger, Ruling.REJECT, claim)
    assert counts(ledger) == []
    rule(ledger, Ruling.ACCEPT, claim)
    assert counts(ledger) == [claim]


@pytest.mark.parametrize(
    ("draft", "message"),
    [
        (Decision("", Ruling.REJECT, ("{claim}",), "", "", "why"), "needs a person"),
        (Decision("", Ruling.REJECT, ("{claim}",), "who", "", " "), "needs a reason"),
        (Decision("", Ruling.REJECT, (), "who", "", "why"), "needs something"),
        (Decision("", Ruling.CORRECT, ("{claim}",), "who", "", "why"), "sets fields"),
        (
            Decision(
                "",
                Ruling.CORRECT,
                ("{claim}",),
                "who",
                "",
                "why",
                changes=(Change("passage.text", '"x"'),),
            ),
            "can't be corrected",
        ),
        (
            Decision(
                "",
                Ruling.CORRECT,
                ("{claim}",),
                "who",
                "",
                "why",
                changes=(Change("body.low", '"many"'),),
            ),
            "does not fit",
        ),
        (
            Decision(
                "",
                Ruling.CORRECT,
                ("{claim}",),
                "who",
                "",
                "why",
                changes=(Change("body.low", "17"),),
            ),
            "leaves claim",
        ),
        (Decision("", Ruling.MERGE, ("i",), "who", "", "why", groups=(("{claim}",),)), "number"),
        (
            Decision(
                "", Ruling.REGRADE, ("i",), "who", "", "why", groups=(("{claim}",),), grade="sure"
            ),
            "not in the codebook",
        ),
    ],
)
def test_a_decision_that_does_not_fit_is_refused(
    ledger: Ledger, draft: Decision, message: str
) -> None:
    from dataclasses import replace  # noqa: PLC0415

    add(ledger, 1)
    claim, before = counts(ledger)[0].id, ledger.head()
    fitted = replace(
        draft,
        subjects=tuple(s.format(claim=claim) for s in draft.subjects),
        groups=tuple(tuple(c.format(claim=claim) for c in g) for g in draft.groups),
    )
    with pytest.raises(SettingsError, match=message):
        ledger.decide(fitted)
    assert ledger.head() == before


def test_what_is_not_there_can_not_be_ruled_on(ledger: Ledger) -> None:
    with pytest.raises(UnknownId):
        ledger.decide(Decision("", Ruling.REJECT, ("f" * 64,), "who", "", "why"))
    with pytest.raises(UnknownId):
        ledger.decide(Decision("", Ruling.UNDO, ("f" * 64,), "who", "", "why"))
