"""Verification finds any flipped byte, names the first broken entry, and passes whole ledgers."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from polybius.errors import LedgerError
from polybius.ledger import attesting, schema
from polybius.ledger.filters import Filter
from polybius.ledger.log import Head
from polybius.ledger.opening import Target
from polybius.ledger.store import Ledger
from polybius.ledger.text_checking import text_index_faults
from polybius.ledger.verifying import verify
from tests.ledger import flips
from tests.ledger.fill import add, fill


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a filled ledger in one file, its key pages and free pages included."""
    path = tmp_path_factory.mktemp("verify") / "l.sqlite"
    with Ledger(path) as ledger:
        fill(ledger)
        attesting.sign(ledger, attesting.make_key(path.with_name("key.pem")))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    return path


def test_a_whole_ledger_verifies(ledger: Ledger) -> None:
    fill(ledger)
    found = verify(ledger)
    assert found.faults == []
    assert found.head == ledger.head()
    assert found.entries == ledger.head().size


def test_a_flipped_bit_in_any_column_of_any_table_is_found(store: Target, tmp_path: Path) -> None:
    """A few flips a column; more by command: see `tests.ledger.flips`."""
    flips.make(store, tmp_path)
    found = flips.run(store, 130)
    assert found.columns >= 120, "a table has no row to flip"
    assert found.unseen == []
    assert found.refused < found.flips / 4


def test_a_flipped_bit_of_the_full_text_index_is_found_or_changes_no_answer(tmp_path: Path) -> None:
    # SQLite's own check of it once let words pass that no search found any more.
    path, generator = tmp_path / "l.sqlite", random.Random(1)
    with Ledger(path) as ledger:
        for number in range(12):
            add(ledger, number)
    with Ledger(path) as ledger, flips.unguarded(path) as connection:
        right, found = answers(ledger), 0
        for _ in range(60):
            row = generator.choice(flips.rows_in(connection, "passage_text_data"))
            cell = ("passage_text_data", "block", row)
            query = text("SELECT block FROM passage_text_data WHERE rowid = :row")
            block = connection.scalar(query, {"row": row})
            place = generator.random(), generator.randrange(8)
            flips.write(connection, cell, flips.flipped(block, *place, any_bit=True))
            with ledger.reading() as reading:
                faults = list(text_index_faults(reading))
            found += bool(faults)
            assert faults or answers(ledger) == right, (row, place)
            flips.write(connection, cell, block)
    assert found > 40


def answers(ledger: Ledger) -> list[object]:
    words = "governor officers killed marrowdale tuesday said that 17 report 3 10 were in on the"
    return [ledger.claims(Filter(text=word)) for word in words.split()]


@pytest.mark.parametrize("table", ["report", "claim", "decision", "entry", "sighting"])
def test_the_entry_at_fault_is_named(whole: Path, tmp_path: Path, table: str) -> None:
    path = tmp_path / "l.sqlite"
    shutil.copy(whole, path)
    with flips.unguarded(path) as connection:
        query = f"SELECT rowid, seq, record FROM {table} ORDER BY rowid LIMIT 1"
        rowid, seq, record = connection.execute(text(query)).one()
        changed = flips.flipped(record, 0.5, 2, any_bit=False)
        flips.write(connection, (table, "record", str(rowid)), changed)
    with Ledger(path) as ledger:
        first = verify(ledger).first
    assert first is not None
    assert first.entry == seq


@pytest.mark.parametrize("table", ["report", "claim", "reading_claim", "entry", "seal"])
def test_a_row_taken_out_is_found(whole: Path, tmp_path: Path, table: str) -> None:
    path = tmp_path / "l.sqlite"
    shutil.copy(whole, path)
    with sqlite3.connect(path) as connection:
        for action in ("delete", "update"):
            connection.execute(f"DROP TRIGGER IF EXISTS {table}_no_{action}")
        connection.execute(f"DELETE FROM {table} WHERE rowid = (SELECT min(rowid) FROM {table})")
    with Ledger(path) as ledger:
        assert verify(ledger).faults


def test_a_log_cut_off_at_its_end_is_found_by_a_known_head(whole: Path, tmp_path: Path) -> None:
    with Ledger(whole) as ledger:
        known = ledger.head()
        assert verify(ledger, known).faults == []
        assert verify(ledger, Head(known.size, "0" * 64, "")).faults
        assert verify(ledger, Head(known.size + 1, known.root, "")).faults


def test_a_flipped_byte_of_the_file_is_found_or_changes_nothing(
    whole: Path, tmp_path: Path
) -> None:
    """What lies in unused space may be anything; whatever is read must be found out."""
    path, generator = tmp_path / "l.sqlite", random.Random(7)
    data = whole.read_bytes()
    with Ledger(whole) as ledger:
        good = (ledger.claims(), list(ledger.reports()), ledger.decisions(), str(ledger.head()))
    seen = {"found": 0, "unused": 0}
    for _ in range(100):
        at = generator.randrange(100, len(data))
        changed = bytes([data[at] ^ (1 << generator.randrange(8))])
        path.write_bytes(data[:at] + changed + data[at + 1 :])
        try:
            with Ledger(path, create=False) as ledger:
                found = bool(verify(ledger).faults)
                if not found:
                    now = ledger.claims(), list(ledger.reports()), ledger.decisions()
                    assert (*now, str(ledger.head())) == good, at
        except LedgerError:
            found = True
        seen["found" if found else "unused"] += 1
    assert seen["found"]


def test_a_subtree_is_stored_and_checked(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with Ledger(path) as ledger:
        with ledger.writing() as writer:
            for number in range(600):
                writer.append("configuration", "x", {"n": number})
        assert verify(ledger).faults == []
        with ledger.reading() as connection:
            assert len(connection.execute(schema.subtree.select()).all()) == 2
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER subtree_no_update")
        connection.execute("UPDATE subtree SET hash = 'ff' || substr(hash, 3) WHERE position = 1")
    with Ledger(path) as ledger:
        first = verify(ledger).first
    assert first is not None
    assert first.entry == 256


def test_a_clock_set_back_is_noted_and_does_no_harm(tmp_path: Path) -> None:
    from datetime import UTC, datetime  # noqa: PLC0415

    moments = iter([datetime(2026, 2, 5, tzinfo=UTC), *[datetime(2020, 1, 1, tzinfo=UTC)] * 9])
    with Ledger(tmp_path / "l.sqlite", clock=lambda: next(moments)) as ledger:
        add(ledger, 1)
        assert verify(ledger).faults == []
        assert ledger.head().moment == "2026-02-05T00:00:00Z"
        with ledger.reading() as connection:
            records = list(
                connection.scalars(schema.entry.select().with_only_columns(schema.entry.c.record))
            )
    assert sum('"clock":"2020-01-01T00:00:00Z"' in record for record in records) == 2
