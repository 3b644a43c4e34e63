"""Searches of passages give every claim once, in one order, from any cursor on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from polybius.errors import SettingsError
from polybius.ledger.filters import Filter
from polybius.ledger.store import Ledger
from polybius.records import Claim, Decision, Reading, Report, Ruling
from polybius.web import passages
from polybius.web.claim_pages import ClaimLists


@pytest.fixture
def ledger(own_ledger: Path) -> Iterator[Ledger]:
    with Ledger(own_ledger) as opened:
        yield opened


def walked(ledger: Ledger, wanted: Filter, limit: int, size: int | None = None) -> list[str]:
    """Return the ids of all claims that a list holds, asked for a page at a time."""
    lists, found, cursor = ClaimLists(ledger), [], None
    while True:
        page = lists.page(wanted, size, cursor, limit)
        assert len(page.items) <= limit
        found += [each.claim.id for each in page.items]
        if page.next_cursor is None:
            return found
        cursor = page.next_cursor


def reread(ledger: Ledger, report: Report, claims: tuple[Claim, ...]) -> None:
    ledger.append(report, ledger.original(report.id), Reading(report.id, "reader.newer", claims))


@pytest.mark.parametrize("limit", [1, 2, 7, 100])
def test_common_words_are_found_whole_and_once(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(passages, "_least", 3)
    monkeypatch.setattr(passages, "_most", 5)
    whole = walked(ledger, Filter(text="officers"), 100)
    assert set(whole) == {claim.id for claim in ledger.claims(Filter(text='"officers"'))}
    assert walked(ledger, Filter(text="officers"), limit) == whole
    reports = [ledger.claim(each).report_id for each in whole]
    assert list(dict.fromkeys(reports)) == [r.id for r in [*ledger.reports()][::-1]], "latest first"


def test_other_conditions_count_beyond_the_first_portion(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passages, "_least", 1)
    monkeypatch.setattr(passages, "_most", 1)
    first = next(iter(ledger.reports())).id
    wanted = Filter(text="officers", kind="count", report=first)
    expected = {c.id for c in ledger.claims(Filter(kind="count", report=first))}
    assert set(walked(ledger, wanted, 1)) == expected


def test_what_was_rejected_or_replaced_is_not_found(ledger: Ledger) -> None:
    before = walked(ledger, Filter(text="officers"), 50)
    size = ledger.head().size
    report = ledger.claim(before[-1]).report_id
    own = [c for c in before if ledger.claim(c).report_id == report]
    reread(ledger, ledger.report(report), (ledger.claim(own[0]),))
    ledger.decide(Decision("", Ruling.REJECT, (before[0],), "Ada", "", "no"))
    gone = {before[0], *own[1:]}
    assert walked(ledger, Filter(text="officers"), 2) == [c for c in before if c not in gone]
    assert walked(ledger, Filter(text="officers"), 2, size) == before


@pytest.mark.parametrize("cursor", ["x", "-1", "1.", "", "\u0661", "9" * 40])
def test_a_cursor_that_is_none_is_an_error(ledger: Ledger, cursor: str) -> None:
    with pytest.raises(SettingsError, match="cursor"):
        ClaimLists(ledger).page(Filter(text="officers"), None, cursor)
