"""Odd input on its way through the store: copies of a file, a crowd of reports, an early merge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from polybius.ledger.filters import Filter
from polybius.ledger.store import Ledger
from polybius.records import Claim, Decision, Origin, Place, Report, Ruling
from polybius.weighing.updating import update
from tests import samples
from tests.ledger.conftest import clock


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "l.sqlite", clock=clock) as opened:
        yield opened


def told(number: int, *, where: str = "Marrowdale", dead: int = 17) -> tuple[Report, list[Claim]]:
    """Return a report of one bombing in words of its own, with its claims."""
    own = " ".join(f"word{number}x{n}" for n in range(20))
    report = samples.report(f"{samples.text} {where}: {own}.", f"{where}{number}.txt")
    count = samples.count_claim(report, dead)
    assert count.place is not None
    north = 10.5 if where == "Marrowdale" else 14.0
    place: Place = replace(
        count.place, name=where, gazetteer_id=f"geonames:{where}", gazetteer_name=where,
        latitude=north,
    )  # fmt: skip
    happened = replace(samples.occurrence_claim(report, "bombing"), when=count.when)
    return report, [
        samples.with_id(replace(each, id="", place=place)) for each in (count, happened)
    ]


def append(ledger: Ledger, *given: tuple[Report, Sequence[Claim]]) -> None:
    for report, claims in given:
        ledger.append(report, report.text.encode(), samples.reading(report, *claims))


def incidents(ledger: Ledger) -> list[set[str]]:
    update(ledger)
    return [set(each.report_ids) for each in ledger.derived().incidents]


def test_the_same_file_under_two_names_is_one_report(ledger: Ledger) -> None:
    report, claims = told(1)
    append(ledger, (report, claims))
    assert incidents(ledger) == [{report.id}]
    before = ledger.derived()
    again = replace(report, origin=Origin("copy of it.txt", "2026-02-06T08:00:00Z"))
    append(ledger, (again, claims))
    assert incidents(ledger) == [{report.id}]
    assert [r.id for r in ledger.reports()] == [report.id]
    after = ledger.derived()
    assert (after.incidents, after.tallies, after.grades) == (
        before.incidents, before.tallies, before.grades,
    )  # fmt: skip


def test_a_thousand_reports_in_batches_are_one_incident(ledger: Ledger) -> None:
    crowd = [told(number) for number in range(1000)]
    for start, end in ((0, 50), (50, 100), (100, 1000)):
        append(ledger, *crowd[start:end])
        assert incidents(ledger) == [{report.id for report, _ in crowd[:end]}]


def test_a_merge_holds_while_reports_arrive_and_its_undo_gives_what_would_have_been(
    ledger: Ledger, tmp_path: Path
) -> None:
    first, far = told(1), told(2, where="Dunmoor", dead=40)
    append(ledger, first, far)
    assert len(incidents(ledger)) == 2
    before = ledger.derived()
    groups = tuple(each.claim_ids for each in before.incidents)
    subjects = tuple(each.id for each in before.incidents)
    draft = Decision("", Ruling.MERGE, subjects, "analyst", "", "read it", groups=groups)
    merge = ledger.decide(draft)
    later = [told(3), told(4, where="Dunmoor", dead=40)]
    for each in later:
        append(ledger, each)
        assert any({first[0].id, far[0].id} <= found for found in incidents(ledger))
    ledger.decide(Decision("", Ruling.UNDO, (merge.id,), "analyst", "", "a mistake"))
    update(ledger)
    with Ledger(tmp_path / "unruled.sqlite", clock=clock) as unruled:
        append(unruled, first, far, *later)
        update(unruled)
        assert stands(ledger) == stands(unruled)


def test_undoing_a_merge_at_once_gives_exactly_the_state_before(ledger: Ledger) -> None:
    append(ledger, told(1), told(2, where="Dunmoor", dead=40))
    update(ledger)
    before = stands(ledger)
    made = ledger.derived().incidents
    groups = tuple(each.claim_ids for each in made)
    draft = Decision(
        "", Ruling.MERGE, tuple(i.id for i in made), "analyst", "", "read it", groups=groups
    )
    merge = ledger.decide(draft)
    assert len(incidents(ledger)) == 1
    ledger.decide(Decision("", Ruling.UNDO, (merge.id,), "analyst", "", "a mistake"))
    update(ledger)
    assert stands(ledger) == before


def stands(ledger: Ledger) -> tuple[object, ...]:
    made = ledger.derived()
    claims = tuple(claim.id for claim in ledger.claims(Filter()))
    return made.incidents, made.parts, made.tallies, made.disputes, made.grades, claims
