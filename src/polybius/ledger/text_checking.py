"""Checks SQLite's full-text index: what it finds words by must be made of the words it holds.

Everything is made in memory and nothing in the ledger, since verification only reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from polybius.ledger.checking import Fault
from polybius.ledger.dialects import dialect_of
from polybius.ledger.opening import cause_of

parts = ("data", "idx", "content", "docsize", "config")
"""The tables that an FTS5 table consists of.

Source: SQLite's manual on FTS5, "FTS5 Data Structures"."""


def text_index_faults(connection: Connection) -> Iterator[Fault]:
    """Yield what is wrong with SQLite's full-text index; servers have none."""
    if connection.dialect.name != "sqlite":
        return
    try:
        _check_structure(connection)
        whole = _same_words(connection)
    except DatabaseError as error:
        yield Fault(None, f"SQLite finds the full-text index damaged: {cause_of(error)}.")
    else:
        if not whole:
            yield Fault(None, "the full-text index has other words than the passages.")


def _make(connection: Connection, name: str) -> None:
    """Make an empty full-text index in memory, of the same kind as the ledger's."""
    made = dialect_of(connection).text_table[0]
    connection.execute(text(made.replace("passage_text", f"temp.{name}", 1)))


def _check_structure(connection: Connection) -> None:
    """Have SQLite check a copy of the index: its check counts as a write.

    Raises:
        DatabaseError: it finds a fault.
    """
    _make(connection, "passage_copy")
    try:
        for part in parts:
            copy = f"temp.passage_copy_{part}"
            connection.execute(text(f"DELETE FROM {copy}"))
            connection.execute(text(f"INSERT INTO {copy} SELECT * FROM main.passage_text_{part}"))
        check = "INSERT INTO temp.passage_copy (passage_copy, rank) VALUES ('integrity-check', 1)"
        connection.execute(text(check))
    finally:
        connection.execute(text("DROP TABLE temp.passage_copy"))


def _same_words(connection: Connection) -> bool:
    """Tell whether the index has the words of an index that is made anew, in the same places.

    SQLite's own check adds up hashes in which two changes can cancel out.
    """
    _make(connection, "passage_again")
    made = "INSERT INTO temp.passage_again (rowid, text) SELECT rowid, text FROM main.passage_text"
    connection.execute(text(made))
    stored = _words(connection, "main", "passage_text")
    again = _words(connection, "temp", "passage_again")
    same = all(one == other for one, other in zip_longest(stored, again))
    for table in ("passage_text_words", "passage_again_words", "passage_again"):
        connection.execute(text(f"DROP TABLE temp.{table}"))
    return same


def _words(connection: Connection, database: str, table: str) -> Iterator[tuple[Any, ...]]:
    """Yield each word in an index with its passage and place, sorted by all three."""
    name = f"temp.{table}_words"
    listed = f"CREATE VIRTUAL TABLE {name} USING fts5vocab('{database}', '{table}', 'instance')"
    connection.execute(text(listed))
    for row in connection.execute(text(f'SELECT term, doc, "offset" FROM {name}')).yield_per(5000):
        yield tuple(row)
