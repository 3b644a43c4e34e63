"""Opens the desk's own store: an SQLite file beside the ledger, or tables in its database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError

from polybius.errors import LedgerError, Where
from polybius.ledger.opening import Target, cause_of, is_url, named
from polybius.web.accounts.schema import metadata


class Database:
    """Connections to the desk's own store."""

    def __init__(self, target: Target) -> None:
        """Open the store; make its tables if they are missing.

        Raises:
            LedgerError: it can't be opened.
        """
        self.name = named(target)
        self._engine = _open(target)
        try:
            metadata.create_all(self._engine)
        except DBAPIError as error:
            raise self._unusable(error) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open one read transaction."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise self._unusable(error) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open one write transaction: all of it is kept, or none."""
        try:
            with self._engine.connect() as connection:
                writer = connection.execution_options(writes=True)
                with writer.begin():
                    yield writer
        except DBAPIError as error:
            raise self._unusable(error) from error

    def close(self) -> None:
        """Release the file or connections."""
        self._engine.dispose()

    def _unusable(self, error: DBAPIError) -> LedgerError:
        return LedgerError(
            f"the desk's accounts can't be used: {cause_of(error)}.", where=Where(self.name)
        )


def _open(target: Target) -> Engine:
    if is_url(target):
        return create_engine(make_url(str(target)).set(drivername="postgresql+pg8000"))
    path = Path(target)
    if not path.exists() and path.parent.is_dir():
        # Password hashes are nobody else's to read, from the first moment on.
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: Any, _: object) -> None:
    # The driver must not open transactions by itself: `_begin` says which kind is opened.
    connection.isolation_level = None
    for pragma in (
        "busy_timeout = 20000",
        "journal_mode = WAL",
        "foreign_keys = ON",
        "synchronous = NORMAL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
