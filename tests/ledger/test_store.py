"""What the ledger promises: it only grows, whole reports or nothing, equal input adds nothing."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Table, text

from polybius.errors import LedgerError, NotALedger, SettingsError, UnknownId
from polybius.ledger.filters import Filter
from polybius.ledger.schema import appended
from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify
from polybius.records import Decision, Ruling
from tests import samples


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Ledger]:
    """Return a ledger in a file, for what only files can do."""
    with Ledger(tmp_path / "file.sqlite") as opened:
        yield opened


def filled(ledger: Ledger) -> Ledger:
    report = samples.report()
    ledger.append(report, samples.original, samples.reading(report))
    return ledger


def test_what_is_appended_comes_back_unchanged(ledger: Ledger) -> None:
    report = samples.report()
    reading = samples.reading(report)
    assert ledger.append(report, samples.original, reading)
    assert list(ledger.reports()) == [report]
    assert set(ledger.claims()) == set(reading.claims)
    assert ledger.original(report.id) == samples.original


def test_appending_twice_adds_nothing(ledger: Ledger) -> None:
    filled(ledger)
    before = ledger.head()
    report = samples.report()
    assert not ledger.append(report, samples.original, samples.reading(report))
    assert ledger.head() == before


def test_another_address_of_the_same_bytes_is_a_sighting_not_a_report(ledger: Ledger) -> None:
    filled(ledger)
    again = samples.report(address="copy.txt")
    ledger.append(again, samples.original, samples.reading(again))
    assert len(list(ledger.reports())) == 1
    assert ledger.addresses(again.id) == ("copy.txt", "marrowdale.txt")


def test_a_later_reader_replaces_the_view_but_not_the_record(ledger: Ledger) -> None:
    filled(ledger)
    report = samples.report()
    old = ledger.claims()
    new = samples.count_claim(report, 18)
    ledger.append(report, samples.original, samples.reading(report, new, reader="reader.test.v2"))
    assert ledger.claims() == (new,)
    assert [ledger.claim(c.id) for c in old] == list(old)


@pytest.mark.parametrize("table", appended, ids=lambda table: str(table.name))
@pytest.mark.parametrize("statement", ["DELETE FROM {0}", "UPDATE {0} SET {1} = {1}"])
def test_appended_tables_refuse_change(ledger: Ledger, table: Table, statement: str) -> None:
    claim = filled(ledger).claims()[0]
    ledger.decide(Decision("", Ruling.ACCEPT, (claim.id,), "analyst", "", "read the report"))
    with ledger.writing() as writer:
        for number in range(256):
            writer.append("configuration", "x", {"n": number})
    change = statement.format(table.name, next(iter(table.columns)).name)
    with pytest.raises(LedgerError, match="only grows"), ledger.writing() as writer:
        writer.connection.execute(text(change))


def test_bytes_that_are_not_the_reports_are_refused(ledger: Ledger) -> None:
    report = samples.report()
    with pytest.raises(LedgerError, match="not those of the report"):
        ledger.append(report, b"something else", samples.reading(report))
    assert list(ledger.reports()) == []


@pytest.mark.parametrize(
    ("wanted", "hits"),
    [
        (Filter(), 2),
        (Filter(kind="count"), 1),
        (Filter(stance="denies"), 0),
        (Filter(place="marrow"), 1),
        (Filter(place="xx"), 1),
        (Filter(place="100%"), 0),
        (Filter(voice="governor"), 1),
        (Filter(voice="state.xx"), 1),
        (Filter(party="officers"), 1),
        (Filter(since="2026-02-03", until="2026-02-03"), 1),
        (Filter(since="2026-02-04"), 0),
        (Filter(text="officers"), 2),
        (Filter(text="zebra"), 0),
    ],
)
def test_filters_find_what_they_say(ledger: Ledger, wanted: Filter, hits: int) -> None:
    assert len(filled(ledger).claims(wanted)) == hits


@pytest.mark.parametrize(
    "bad", [{"since": "4 Feb"}, {"until": "20260204"}, {"since": "2026-02-30"}]
)
def test_bad_dates_are_refused_by_name(bad: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=next(iter(bad))):
        Filter(**bad)


def test_a_search_that_is_no_query_says_how_to_write_one(file: Ledger) -> None:
    with pytest.raises(LedgerError, match="double quotes"):
        filled(file).claims(Filter(text='"unclosed'))


def test_ids_are_found_by_prefix(ledger: Ledger) -> None:
    report = samples.report()
    claim = filled(ledger).claims()[0]
    assert ledger.find_id(report.id[:12]) == ("report", report.id)
    assert ledger.find_id(claim.id[:12].upper()) == ("claim", claim.id)
    for prefix in ("abc", "0" * 20):
        with pytest.raises(UnknownId):
            ledger.find_id(prefix)


def test_other_files_are_refused_and_left_alone(tmp_path: Path) -> None:
    for name, content in (("a.txt", b"no database at all, but some text"), ("b.sqlite", None)):
        path = tmp_path / name
        if content is None:
            with sqlite3.connect(path) as connection:
                connection.execute("CREATE TABLE mine (x)")
        else:
            path.write_bytes(content)
        before = path.read_bytes()
        with pytest.raises(NotALedger):
            Ledger(path)
        assert path.read_bytes() == before


def test_a_newer_schema_is_refused_with_the_way_out(file: Ledger) -> None:
    with sqlite3.connect(file.path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NotALedger, match="Upgrade"):
        Ledger(file.path)


def test_a_missing_ledger_is_not_made_by_a_question(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="there is no ledger"):
        Ledger(tmp_path / "none.sqlite", create=False)
    assert not (tmp_path / "none.sqlite").exists()


def test_two_processes_opening_a_new_ledger_at_once_both_succeed(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    code = f"from polybius.ledger.store import Ledger; Ledger({str(path)!r}).close()"
    started = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(4)]
    assert [process.wait() for process in started] == [0, 0, 0, 0]


def test_threads_writing_the_same_and_different_reports_lose_and_double_nothing(
    ledger: Ledger,
) -> None:
    def write(worker: int) -> None:
        with Ledger(ledger.target) as mine:
            for n in (worker, 0, 1, 2):
                body = f"{samples.text} Report {n}."
                report = samples.report(body)
                mine.append(report, body.encode(), samples.reading(report))

    workers = [threading.Thread(target=write, args=(n,)) for n in range(3, 9)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(list(ledger.reports())) == 9
    assert len(ledger.claims()) == 18
    assert verify(ledger).faults == []
