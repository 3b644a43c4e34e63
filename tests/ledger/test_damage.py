"""A damaged ledger is reported in a sentence, never as a traceback and never as an empty answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from polybius.errors import LedgerError
from polybius.ledger.filters import Filter
from polybius.ledger.store import Ledger
from tests import samples

page = 4096


def test_a_rotten_page_met_in_a_query_is_a_ledger_error(tmp_path: Path) -> None:
    # sqlite3.DatabaseError once came through as it was.
    path = tmp_path / "ledger.sqlite"
    report = samples.report()
    with Ledger(path) as ledger:
        ledger.append(report, samples.original, samples.reading(report))
        whole = ledger.claims()
    data = path.read_bytes()
    outcomes = set()
    for at in range(page, len(data), page):
        path.write_bytes(data[:at] + b"\xee" * page + data[at + page :])
        try:
            with Ledger(path, create=False) as ledger:
                outcomes.add("whole" if ledger.claims() == whole else "less")
        except LedgerError as error:
            outcomes.add("refused")
            assert str(path) in str(error)
    assert outcomes == {"whole", "refused"}, "a page of claims was lost without a word"


def test_a_search_that_is_no_query_is_told_apart_from_damage(tmp_path: Path) -> None:
    with (
        Ledger(tmp_path / "ledger.sqlite") as ledger,
        pytest.raises(LedgerError, match="can't be understood") as caught,
    ):
        ledger.claims(Filter(text='"'))
    assert "double quotes" in (caught.value.hint or "")
