from __future__ import annotations

import math
from pathlib import Path

import pytest

from polybius.errors import SettingsError, UnknownId
from polybius.ledger import rulings
from polybius.ledger.store import Ledger
from polybius.records import Change, Decision, Ruling
from polybius.web.accounts.database import Database
from polybius.web.models.judged import judged, read_claims
from polybius.web.work.adjudicating import compare, settle
from polybius.web.work.agreement import agreements, both_coded, differences
from polybius.web.work.alpha import nominal_alpha
from polybius.web.work.store import Coding, Work
from tests import samples

report = samples.report()
count, occurrence = samples.count_claim(report), samples.occurrence_claim(report)
reads = {c.id: c for c in (count, occurrence)}


def decision(ruling: Ruling, claim_id: str, *changes: Change, person: str = "Ada") -> Decision:
    return Decision(f"d{claim_id}", ruling, (claim_id,), person, "", "because", changes=changes)


def coding(verdict: str, claim_id: str, **fields: str) -> Coding:
    named = {name.replace("__", "."): value for name, value in fields.items()}
    return Coding(claim_id, verdict, named, "because", "2026-01-01T00:00:00Z")


def test_alpha_is_that_of_krippendorffs_example() -> None:
    """Krippendorff 2011, section C: four observers, twelve units, nominal alpha .743."""
    rows = (
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    )
    units = list(zip(*(row.split() for row in rows), strict=True))
    found = nominal_alpha([[None if v == "." else v for v in unit] for unit in units])
    assert found is not None
    assert math.isclose(found, 0.743, abs_tol=0.0005)


@pytest.mark.parametrize("units", [[], [("a", "a")], [("a", None)], [("a", "a"), ("a", "a")]])
def test_alpha_says_nothing_where_nothing_varies(units: list[tuple[str | None, ...]]) -> None:
    assert nominal_alpha(units) is None


def test_a_field_that_the_second_coder_changes_is_a_difference() -> None:
    both = both_coded(
        reads,
        rulings.by_claim(decision(Ruling.ACCEPT, c) for c in reads),
        {count.id: coding("correct", count.id, body__low="12"),
         occurrence.id: coding("accept", occurrence.id)},
        "Bo",
        report.text,
    )  # fmt: skip
    (found,) = differences(both)
    assert (found.claim_id, found.fields) == (count.id, (("body.low", "17", "12"),))
    by_field = {a.field: a for a in agreements(both)}
    assert (by_field["body.low"].units, by_field["body.low"].equal) == (1, 0)
    assert (by_field["verdict"].units, by_field["verdict"].equal) == (2, 2)
    assert by_field["same happening"].units == 1, "the two claims of the report are one pair"


def test_the_same_correction_is_agreement() -> None:
    both = both_coded(
        reads,
        {count.id: [decision(Ruling.CORRECT, count.id, Change("body.low", "12"))]},
        {count.id: coding("correct", count.id, body__low="12")},
        "Bo",
        report.text,
    )
    assert differences(both) == ()


def test_a_rejected_claim_is_compared_by_its_verdict_alone() -> None:
    both = both_coded(
        reads,
        {count.id: [decision(Ruling.REJECT, count.id)]},
        {count.id: coding("accept", count.id)},
        "Bo",
        report.text,
    )
    assert differences(both)[0].fields == (("verdict", "rejected", "stands"),)
    assert [a.field for a in agreements(both)] == ["verdict"]


def test_ones_own_ruling_is_no_first_coding() -> None:
    own = {count.id: [decision(Ruling.ACCEPT, count.id, person="Bo")]}
    assert both_coded(reads, own, {count.id: coding("accept", count.id)}, "Bo", report.text) == []


@pytest.fixture
def work(tmp_path: Path) -> Work:
    return Work(Database(tmp_path / "desk"), "ledger", lambda: "2026-01-01T00:00:00Z")


def test_tasks_are_given_once_and_end(work: Work) -> None:
    task = work.give("second", report.id, "Bo", "Ada")
    assert work.give("second", report.id, "Bo", "Cy") == task
    assert work.blind_task("Bo", report.id) == task
    assert work.blind_task("Ada", report.id) is None
    work.code(task.id, count.id, "accept", {}, "yes")
    work.code(task.id, count.id, "reject", {}, "no")
    assert work.codings(task.id)[count.id].verdict == "reject", "the last word counts"
    work.end(task.id)
    assert work.blind_task("Bo", report.id) is None
    with pytest.raises(SettingsError, match="handed in"):
        work.code(task.id, count.id, "accept", {}, "yes")
    with pytest.raises(UnknownId):
        work.task("none")
    with pytest.raises(SettingsError, match="verdict"):
        work.code(task.id, count.id, "perhaps", {}, "")


@pytest.mark.parametrize(
    ("take", "low", "status"), [("first", 15, "corrected"), ("second", 12, "corrected")]
)
def test_an_adjudicator_takes_one_of_two_figures(
    work: Work, tmp_path: Path, take: str, low: int, status: str
) -> None:
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.append(report, samples.original, samples.reading(report))
        first = decision(Ruling.CORRECT, count.id, Change("body.low", "15"))
        ledger.decide(first)
        task = work.give("second", report.id, "Bo", "Ada")
        work.code(task.id, count.id, "correct", {"body.low": "12"}, "twelve")
        assert compare(ledger, work).claims == 0, "not before it is handed in"
        work.end(task.id)
        (difference,) = compare(ledger, work).differences
        assert difference.fields == (("body.low", "15", "12"),)
        settle(ledger, work, count.id, take, person="Cy", reason="read again")
        found = judged(ledger, [count.id])[0]
        assert (found.claim.body.low, found.status) == (low, status)  # type: ignore[union-attr]
        after = compare(ledger, work)
        assert after.differences == ()
        assert after.claims == 1, "agreement is that of the coders, not of the adjudicator"
        low_agreement = next(a for a in after.fields if a.field == "body.low")
        assert low_agreement.equal == 0
        assert len(read_claims(ledger, report.id)) == 2
