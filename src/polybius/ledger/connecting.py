"""An open ledger: its connection, and its transactions for reading and for writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from polybius.errors import LedgerError, Where
from polybius.ledger import log
from polybius.ledger.dialects import dialect_of, dialects
from polybius.ledger.opening import Target, can_be_written, cause_of, named, open_engine

Clock = Callable[[], datetime]


class OpenLedger:
    """A ledger's file or database, open.

    Each question is asked in one transaction, of one state; each write is one, all of it kept
    or none.
    """

    def __init__(
        self, target: Target, *, create: bool = True, clock: Clock = lambda: datetime.now(UTC)
    ) -> None:
        """Open a ledger; make it if it is missing and ``create`` is true.

        Args:
            target: an SQLite file, or a ``postgresql://`` URL.
            create: whether to make the ledger if there is none.
            clock: tells the time, in UTC.

        Raises:
            LedgerError: it can't be opened, or is no ledger.
        """
        self.target = target
        self.name = named(target)
        self._clock = clock
        self._engine = open_engine(target, self._moment, create=create)

    def __enter__(self) -> Self:
        """Return the ledger itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the ledger."""
        self.close()

    @property
    def path(self) -> Path:
        """The ledger's file.

        Raises:
            LedgerError: it is on a server.
        """
        if isinstance(self.target, str) and "://" in self.target:
            raise LedgerError("this ledger is no file.", where=Where(self.name))
        return Path(self.target)

    @cached_property
    def writable(self) -> bool:
        """Whether anything can be appended: not on read-only media, nor by a role that only reads.

        Raises:
            LedgerError: it can't be read.
        """
        if self._is_file and not can_be_written(self.path):
            return False
        with self.reading() as connection:
            return bool(connection.scalar(dialect_of(connection).may_write))

    def close(self) -> None:
        """Release the file or connection."""
        self._engine.dispose()

    @property
    def _is_file(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    def sweep(self) -> None:
        """Leave nothing of erased rows in the database's files."""
        try:
            dialects[self._engine.dialect.name].sweep(self._engine)
        except DBAPIError as error:
            raise LedgerError(
                f"erased, but traces may be left in the files: {cause_of(error)}.",
                where=Where(self.name),
            ) from error

    def _moment(self) -> str:
        return self._clock().strftime("%Y-%m-%dT%H:%M:%SZ")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open one read transaction: everything asked in it is of one state."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise LedgerError(
                f"the ledger can't be read: {cause_of(error)}.", where=Where(self.name)
            ) from error

    @contextmanager
    def writing(self) -> Iterator[log.LogWriter]:
        """Open one write transaction on the log: all of it is kept, or none."""
        with (
            self._transaction() as connection,
            log.LogWriter(connection, self._moment) as writer,
        ):
            yield writer

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                writer = connection.execution_options(writes=True)
                with writer.begin():
                    dialect_of(writer).lock(writer)
                    yield writer
        except DBAPIError as error:
            raise LedgerError(
                f"the write failed and nothing of it was kept: {cause_of(error)}.",
                where=Where(self.name),
            ) from error
