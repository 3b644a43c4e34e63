"""Verification finds any flipped byte, names the first broken entry, and passes whole ledgers."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.errors import LedgerError
from polybius.ledger import attesting, schema
from polybius.ledger.log import Head
from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify
from tests.ledger.fill import add, fill

stored = (*schema.appended, schema.seal, *schema.index)


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


def cells(path: Path) -> list[tuple[str, str, int]]:
    """Return every stored cell: table, column, rowid."""
    with sqlite3.connect(path) as connection:
        return [
            (table.name, column.name, rowid)
            for table in stored
            for (rowid,) in connection.execute(f"SELECT rowid FROM {table.name}")
            for column in table.columns
        ]


def flip(path: Path, cell: tuple[str, str, int], where: float, bit: int) -> bool:
    """Flip one bit of a cell, past the triggers; tell whether there was anything to flip."""
    table, column, rowid = cell
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        query = f"SELECT {column}, typeof({column}) FROM {table} WHERE rowid = ?"
        value, kind = connection.execute(query, (rowid,)).fetchone()
        if kind == "integer":
            changed: object = value ^ (1 << bit)
        elif kind in ("text", "blob") and len(value):
            data = bytearray(value if kind == "blob" else value.encode())
            data[int(where * len(data))] ^= 1 << (bit if kind == "blob" else bit % 5)
            changed = bytes(data) if kind == "blob" else data.decode("utf-8", "replace")
        elif kind == "real":
            changed = value + 1.5
        else:
            return False
        update = f"UPDATE OR IGNORE {table} SET {column} = ? WHERE rowid = ?"
        return connection.execute(update, (changed, rowid)).rowcount > 0


@settings(max_examples=150)
@given(st.data())
def test_any_flipped_bit_of_any_stored_cell_is_found(
    whole: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("flip") / "l.sqlite"
    shutil.copy(whole, path)
    cell = data.draw(st.sampled_from(cells(whole)))
    where = data.draw(st.floats(0, 1, exclude_max=True))
    if flip(path, cell, where, data.draw(st.integers(0, 7))):
        with Ledger(path) as ledger:
            found = verify(ledger)
        assert found.faults, cell
    path.unlink()


@pytest.mark.parametrize("table", ["report", "claim", "decision", "entry", "sighting"])
def test_the_entry_at_fault_is_named(whole: Path, tmp_path: Path, table: str) -> None:
    path = tmp_path / "l.sqlite"
    shutil.copy(whole, path)
    with sqlite3.connect(path) as connection:
        rowid, seq = connection.execute(
            f"SELECT rowid, seq FROM {table} ORDER BY rowid LIMIT 1"
        ).fetchone()
    assert flip(path, (table, "record", rowid), 0.5, 2)
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
                faults = verify(ledger).faults
                if not faults:
                    now = ledger.claims(), list(ledger.reports()), ledger.decisions()
                    assert (*now, str(ledger.head())) == good, at
        except LedgerError:
            faults = [None]
        seen["found" if faults else "unused"] += 1
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
