"""Ledgers of every released schema open, hold what they held, and verify."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from polybius.ids import sha256_hex
from polybius.ledger import opening, schema
from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify

fixtures = Path(__file__).parent / "fixtures"


@pytest.mark.parametrize("name", sorted(p.name for p in fixtures.glob("*.sqlite.gz")))
def test_a_released_schema_is_carried_over(name: str, tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    path.write_bytes(gzip.decompress((fixtures / name).read_bytes()))
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
