"""Ledgers of every released schema open, hold what they held, and verify."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from polybius.errors import LedgerError
from polybius.ids import sha256_hex
from polybius.ledger import opening, schema
from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify
from polybius.weighing.deriving import current

fixtures = Path(__file__).parent / "fixtures"


logged = ("0003",)
"""Schemas with a log, of which there is a newer one. The first had none."""


def unpacked(revision: str, folder: Path) -> Path:
    path = folder / "old.sqlite"
    path.write_bytes(gzip.decompress((fixtures / f"{revision}.sqlite.gz").read_bytes()))
    return path


def test_every_schema_but_the_newest_has_a_ledger_that_was_made_under_it() -> None:
    folder = Path(opening.__file__).parent / "migrations"
    made = {each.revision for each in ScriptDirectory(str(folder)).walk_revisions()}
    kept = {each.name.removesuffix(".sqlite.gz") for each in fixtures.iterdir()}
    assert made - {opening.head_revision} == {"0001", *logged} == kept


def test_the_schema_without_a_log_is_carried_over(tmp_path: Path) -> None:
    path = unpacked("0001", tmp_path)
    with sqlite3.connect(path) as old:
        reports = {i: bytes(d) for i, d in old.execute("SELECT sha256, data FROM blob")}
        claims = {i for (i,) in old.execute("SELECT id FROM claim")}
        addresses = {i for (i,) in old.execute("SELECT address FROM sighting")}
        moments = [m for (m,) in old.execute("SELECT recorded FROM reading ORDER BY seq")]
    with Ledger(path) as ledger:
        assert {c.id for c in ledger.claims()} == claims
        assert {r.id: ledger.original(r.id) for r in ledger.reports()} == reports
        assert all(sha256_hex(data) == name for name, data in reports.items())
        assert {a for r in reports for a in ledger.addresses(r)} == addresses
        kept = [moment for r in ledger.reports() for _, moment, _ in ledger.readings(r.id)]
        assert sorted(kept) == sorted(moments)
        assert verify(ledger).faults == []
        head = ledger.head()
    with Ledger(path) as ledger:
        assert ledger.head() == head


@pytest.mark.parametrize("revision", logged)
def test_a_schema_with_a_log_is_carried_over_and_the_log_untouched(
    revision: str, tmp_path: Path
) -> None:
    path = unpacked(revision, tmp_path)
    with sqlite3.connect(path) as old:
        before = {
            table.name: old.execute(f"SELECT * FROM {table.name} ORDER BY 1, 2").fetchall()
            for table in (*schema.appended, schema.seal, *schema.index)
        }
    assert all(rows for name, rows in before.items() if name != "subtree")
    with Ledger(path) as ledger:
        found = verify(ledger)
        assert found.faults == []
        head = ledger.head()
        assert head.size >= len(before["entry"])
        assert len(ledger.claims()) == 2 * len(list(ledger.reports())) > 0
        assert len(ledger.decisions()) == len(before["decision"])
        assert current(ledger).incidents
    with sqlite3.connect(path) as new:
        for name, rows in before.items():
            now = new.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
            assert now == rows, name
    with Ledger(path) as ledger:
        assert ledger.head() == head


def test_the_migrations_make_the_tables_of_the_schema(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        found = inspect(connection)
        for table in schema.metadata.sorted_tables:
            made = {c["name"] for c in found.get_columns(table.name)}
            assert made == {c.name for c in table.columns}, table.name
            indexes = {i["name"] for i in found.get_indexes(table.name)}
            assert {i.name for i in table.indexes} <= indexes, table.name


def test_the_head_revision_is_the_newest_migration() -> None:
    folder = Path(opening.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_heads() == [opening.head_revision]


def test_a_schema_that_never_was_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    Ledger(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
    with pytest.raises(LedgerError, match="0002"):
        Ledger(path)
