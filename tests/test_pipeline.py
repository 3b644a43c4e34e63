"""The pipeline around a reader: what fails fails alone, what is known adds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from polybius.errors import LedgerError, ReadingError
from polybius.intake import IntakeOptions, find_sources
from polybius.ledger.store import Ledger
from polybius.pipeline import Failed, Outcome, Read, Summary, read_sources, unread_message
from polybius.records import Reading, Report
from tests.fakes import FakeReader, unreadable

english = "The governor said that 17 people were killed in Marrowdale on Tuesday night."
more = "A witness said that 3 people were killed at the market of the town on Friday."
french = "Le gouverneur a dit que dix-sept personnes ont été tuées à Marrowdale mardi soir."


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reports"
    made.mkdir()
    return made


def outcomes(ledger: Ledger, reader: FakeReader, *targets: Path | str) -> list[Outcome]:
    sources = find_sources([str(target) for target in targets])
    return list(read_sources(sources, IntakeOptions(), reader, ledger))


def test_failures_go_on(ledger: Ledger, folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"%PDF-1.7 broken off")
    (folder / "b.txt").write_text(english)
    (folder / "c.txt").write_bytes(b"")
    (folder / "d.txt").write_text(more)
    made = outcomes(ledger, FakeReader(), folder, "missing.txt")
    assert [type(outcome) for outcome in made] == [Failed, Read, Failed, Read, Failed]
    assert len(list(ledger.reports())) == 2
    assert [claim.passage.text for claim in ledger.claims()] != []


def test_an_error_of_the_reader_fails_that_report_only(ledger: Ledger, folder: Path) -> None:
    (folder / "a.txt").write_text(f"This report of 12 deaths is {unreadable}, says the test.")
    (folder / "b.txt").write_text(english)
    failed, read = outcomes(ledger, FakeReader(), folder)
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, ReadingError)
    assert isinstance(read, Read)
    assert [report.id for report in ledger.reports()] == [read.report.id]


def test_an_error_that_is_not_ours_is_not_swallowed(ledger: Ledger, folder: Path) -> None:
    class Broken(FakeReader):
        def read(self, report: Report) -> Reading:
            raise ZeroDivisionError

    (folder / "a.txt").write_text(english)
    with pytest.raises(ZeroDivisionError):
        outcomes(ledger, Broken(), folder)


def test_a_report_in_another_language_is_stored_unread(ledger: Ledger, folder: Path) -> None:
    (folder / "a.txt").write_text(french)
    reader = FakeReader()
    (outcome,) = outcomes(ledger, reader, folder)
    assert isinstance(outcome, Read)
    assert outcome.unread == "language:fr"
    assert reader.asked == []
    assert [report.language for report in ledger.reports()] == ["fr"]
    assert ledger.original(outcome.report.id) == french.encode()
    assert unread_message(outcome.unread).endswith("another language than English (fr)")


def test_a_known_report_is_not_read_again(ledger: Ledger, folder: Path) -> None:
    (folder / "a.txt").write_text(english)
    (folder / "copy.txt").write_text(english)
    reader = FakeReader()
    first, second = outcomes(ledger, reader, folder)
    assert isinstance(first, Read)
    assert isinstance(second, Read)
    assert first.reading is not None
    assert second.reading is None
    assert len(reader.asked) == 1
    assert len(ledger.claims()) == 2
    assert [Path(a).name for a in ledger.addresses(first.report.id)] == ["a.txt", "copy.txt"]


def test_another_version_of_the_reader_reads_anew(ledger: Ledger, folder: Path) -> None:
    (folder / "a.txt").write_text(english)
    outcomes(ledger, FakeReader("reader.fake.v1"), folder)
    (again,) = outcomes(ledger, FakeReader("reader.fake.v2"), folder)
    assert isinstance(again, Read)
    assert again.reading is not None
    assert len(ledger.readings(again.report.id)) == 2
    assert len(ledger.claims()) == 2, "claims of the latest reading only"


def test_what_was_yielded_is_in_the_ledger(ledger: Ledger, folder: Path) -> None:
    (folder / "a.txt").write_text(english)
    (folder / "b.txt").write_text(more)
    going = read_sources(find_sources([str(folder)]), IntakeOptions(), FakeReader(), ledger)
    next(going)
    assert len(list(ledger.reports())) == 1


def test_a_ledger_that_refuses_stops_the_run(
    ledger: Ledger, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bool:
        raise LedgerError("the disk is full.")

    (folder / "a.txt").write_text(english)
    monkeypatch.setattr(ledger, "append", refuse)
    with pytest.raises(LedgerError):
        outcomes(ledger, FakeReader(), folder)


def test_the_summary_counts_each_outcome_once(ledger: Ledger, folder: Path) -> None:
    (folder / "a.txt").write_text(english)
    (folder / "b.txt").write_text(english)
    (folder / "c.txt").write_text(french)
    (folder / "d.txt").write_text(unreadable + ", says the test, in so many words.")
    summary = Summary()
    for outcome in outcomes(ledger, FakeReader(), folder):
        summary.add(outcome)
    counted = (summary.read, summary.known, summary.unread, len(summary.failures), summary.claims)
    assert counted == (1, 1, 1, 1, 2)
    assert not summary.nothing_came_in


def test_nothing_came_in_where_all_failed(ledger: Ledger) -> None:
    summary = Summary()
    for outcome in outcomes(ledger, FakeReader(), "missing.txt"):
        summary.add(outcome)
    assert summary.nothing_came_in
