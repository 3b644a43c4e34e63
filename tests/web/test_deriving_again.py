"""What a ruling at the desk makes anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from polybius.ledger import schema
from polybius.ledger.store import Ledger
from polybius.records import Change, Count, Decision, Ruling
from polybius.web.deriving_again import Deriver
from polybius.weighing import deriving

marked = "marked"


@pytest.fixture
def ledger(own_ledger: Path) -> Iterator[Ledger]:
    with Ledger(own_ledger) as opened:
        yield opened


def grades(ledger: Ledger) -> dict[str, str]:
    """Return the grade of each incident, as its row has it."""
    incident = schema.incident.c
    with ledger.reading() as connection:
        rows = connection.execute(select(incident.id, incident.grade))
        return {row.id: row.grade for row in rows}


def test_a_ruling_touches_only_what_it_reaches(ledger: Ledger) -> None:
    deriver = Deriver(ledger)
    assert deriver.is_current(30)
    first, *others = ledger.derived().incidents
    with ledger.deriving() as connection:
        connection.execute(update(schema.incident).values(grade=marked))
    own = [claim for claim in ledger.claims() if claim.id in first.claim_ids]
    claim = next(claim for claim in own if isinstance(claim.body, Count))
    change = Change("body.low", "3")
    ledger.decide(
        Decision("", Ruling.CORRECT, (claim.id,), "Ada", "", "misread", changes=(change,))
    )
    assert deriver.is_current(30)
    found = grades(ledger)
    assert found.pop(first.id) != marked
    assert others
    assert found == {incident.id: marked for incident in others}
    assert deriving.derive_ledger(ledger).tallies == ledger.derived().tallies


def test_what_changes_no_claim_makes_nothing_anew(ledger: Ledger) -> None:
    deriver = Deriver(ledger)
    assert deriver.is_current(30)
    with ledger.deriving() as connection:
        connection.execute(update(schema.incident).values(grade=marked))
    ledger.note("access", "a" * 64, {"account": "one", "view": "report"})
    assert deriver.is_current(30)
    assert set(grades(ledger).values()) == {marked}
