"""Flips single bits of what a ledger stores, and looks whether verification finds them.

``python -m tests.ledger.flips FLIPS [--server]`` prints one line of JSON. Each flip is of one
byte of one cell, drawn at random from a column, the columns in turn; it is undone before the
next. Every table may be flipped; derived ones are compared with what the rules make of the claims.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from polybius.errors import PolybiusError
from polybius.ledger import attesting, schema
from polybius.ledger.opening import Target
from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify
from polybius.ledger.workings import facts
from polybius.weighing.checking import derived_faults, differences
from polybius.weighing.updating import rows_made, update
from tests.ledger import invented
from tests.ledger.fill import fill
from tests.ledger.servers import running_server

stored = (*schema.appended, schema.seal, *schema.index, *schema.derived)
derived = frozenset(str(table.name) for table in schema.derived)

full_text = (("content", "c0"), ("content", "c1"))
"""Parts of SQLite's full-text index, and their columns: the words. What it finds them by has bytes
that nothing reads; a test of its own flips them and compares answers."""

Cell = tuple[str, str, str]
"""Table, column, and the row's own name in the database (``rowid`` or ``ctid``)."""


@dataclass(slots=True)
class Found:
    """What came of the flips."""

    columns: int = 0
    flips: int = 0
    refused: int = 0
    """By the database itself: the flipped value is another row's key, or no text."""
    unseen: list[str] = field(default_factory=list)


def make(target: Target, folder: Path) -> None:
    """Make a ledger with a row in every table: 256 entries and more have a stored subtree."""
    chance = random.Random(1)
    with Ledger(target) as ledger:
        fill(ledger)
        for number in range(9):
            report = invented.report(chance, number)
            ledger.append(report, report.text.encode(), invented.reading(chance, report))
        update(ledger)
        attesting.sign(ledger, attesting.make_key(folder / "key.pem"))
        with ledger.writing() as writer:
            for number in range(250):
                writer.append("configuration", "x", {"n": number})


@contextmanager
def unguarded(target: Target) -> Iterator[Connection]:
    """Open a connection that no trigger and no reference holds back."""
    on_server = "://" in str(target)
    url = str(target).replace("postgresql:", "postgresql+pg8000:")
    engine = create_engine(
        url if on_server else f"sqlite:///{target}",
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
    )
    with engine.connect() as connection:
        if on_server:
            connection.execute(text("SET session_replication_role = replica"))
        else:
            connection.execute(text("PRAGMA foreign_keys = OFF"))
            query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for name in connection.scalars(text(query)).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        yield connection


def columns(connection: Connection) -> list[tuple[str, str]]:
    """Return every column whose bytes are to be flipped."""
    found = [(str(table.name), column.name) for table in stored for column in table.columns]
    if connection.dialect.name == "postgresql":
        return [*found, ("passage_text", "claim_id")]
    return found + [(f"passage_text_{part}", name) for part, name in full_text]


def rows_in(connection: Connection, table: str) -> list[str]:
    """Return the names of a table's rows."""
    name = "rowid" if connection.dialect.name == "sqlite" else "CAST(ctid AS text)"
    return [str(row) for row in connection.scalars(text(f"SELECT {name} FROM {table}"))]


def where(connection: Connection) -> str:
    """Return the condition that names one row."""
    return "rowid = :row" if connection.dialect.name == "sqlite" else "ctid = CAST(:row AS tid)"


def flipped(value: Any, at: float, bit: int, *, any_bit: bool) -> Any:
    """Return ``value`` with one bit changed; texts keep to bits that leave them text."""
    match value:
        case bool():
            return not value
        case int():
            return value ^ (1 << bit)
        case float():
            return value + 2.0 ** (bit - 4)
        case None:
            return "x"
        case str():
            data = bytearray(value.encode() or b"x")
            data[int(at * len(data))] ^= 1 << (bit if any_bit else bit % 5)
            return data.decode("utf-8", "surrogateescape")
    data = bytearray(bytes(value) or b"x")
    data[int(at * len(data))] ^= 1 << bit
    return bytes(data)


def write(connection: Connection, cell: Cell, value: Any) -> str:
    """Put ``value`` into a cell and return the row's name, which a server changes."""
    table, column, row = cell
    given, cast = value, ":value"
    if isinstance(value, str) and connection.dialect.name == "sqlite":
        given, cast = value.encode("utf-8", "surrogateescape"), "CAST(:value AS TEXT)"
    update = f"UPDATE {table} SET {column} = {cast} WHERE {where(connection)}"
    if connection.dialect.name == "sqlite":
        connection.execute(text(update), {"value": given, "row": row})
        return row
    again = text(f"{update} RETURNING CAST(ctid AS text)")
    return str(connection.scalar(again, {"value": given, "row": row}))


Check = Callable[[str], bool]
"""Tells whether a fault in a table is found."""


def flip_once(
    check: Check, connection: Connection, cell: Cell, place: tuple[float, int], found: Found
) -> None:
    """Flip a bit of a cell, check, and put it back; ``place`` is a share of it, and a bit."""
    table, column, row = cell
    query = text(f"SELECT {column} FROM {table} WHERE {where(connection)}")
    value = connection.scalar(query, {"row": row})
    any_bit = connection.dialect.name == "sqlite"
    changed = flipped(value, *place, any_bit=any_bit)
    found.flips += 1
    try:
        now = write(connection, cell, changed)
    except DBAPIError:
        found.refused += 1
        return
    try:
        seen = check(table)
    except PolybiusError:
        seen = True
    if not seen:
        found.unseen.append(f"{table}.{column}: {value!r} became {changed!r}")
    write(connection, (table, column, now), value)


def checking(ledger: Ledger) -> Check:
    """Return a check that derives only once what no flip of a derived table changes."""
    with ledger.reading() as connection:
        made = rows_made(connection, int(facts(connection)["entries"]))

    def check(table: str) -> bool:
        if table not in derived:
            return bool(verify(ledger).faults)
        with ledger.reading() as connection:
            return any(differences(connection, made))

    return check


def run(target: Target, flips: int, seed: int = 3) -> Found:
    """Flip ``flips`` bits, the columns in turn."""
    generator, found = random.Random(seed), Found()
    with Ledger(target) as ledger, unguarded(target) as connection:
        wanted = [c for c in columns(connection) if rows_in(connection, c[0])]
        found.columns = len(wanted)
        check = checking(ledger)
        for number in range(flips):
            table, column = wanted[number % len(wanted)]
            row = generator.choice(rows_in(connection, table))
            place = generator.random(), generator.randrange(8)
            flip_once(check, connection, (table, column, row), place, found)
        assert not [*verify(ledger).faults, *derived_faults(ledger)], "a flip was not undone"
    return found


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("flips", type=int)
    parser.add_argument("--server", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="polybius-flips-") as scratch:
        folder = Path(scratch)
        if given.server:
            with running_server() as server:
                url = server.new_database()
                make(url, folder)
                print(json.dumps(asdict(run(url, given.flips))))
            return
        make(folder / "l.sqlite", folder)
        print(json.dumps(asdict(run(folder / "l.sqlite", given.flips))))


if __name__ == "__main__":
    main()
