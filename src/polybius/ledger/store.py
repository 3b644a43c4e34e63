"""The ledger: appends reports, readings and decisions, and answers queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Select
from sqlalchemy.exc import DBAPIError, OperationalError

from polybius.errors import Erased, LedgerError, UnknownId, Where
from polybius.ids import sha256_hex
from polybius.ledger import appending, as_of, deciding, log, queries, rows, rulings, schema
from polybius.ledger.derived import Derived, read_derived, replace_derived
from polybius.ledger.dialects import dialect_of, dialects
from polybius.ledger.entries import Entry
from polybius.ledger.filters import Filter
from polybius.ledger.opening import Target, cause_of, named, open_engine
from polybius.ledger.unsealing import decisions_in, rulings_in, size_or_all, unsealed
from polybius.plain import claim_loads, loads
from polybius.records import Claim, Decision, Flag, Origin, Reading, Report

Clock = Callable[[], datetime]
shortest_prefix = 6


class Ledger:
    """An append-only store of reports, readings, claims and decisions, with its log.

    Every append is one transaction: after a kill at any moment a report is in the ledger with
    its whole reading and their log entries, or not at all.
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

    def __enter__(self) -> Ledger:
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

    def close(self) -> None:
        """Release the file or connection."""
        self._engine.dispose()

    # --- appending -------------------------------------------------------------------------

    def append(self, report: Report, original: bytes, reading: Reading) -> bool:
        """Append a report, its original bytes and its reading, in one transaction.

        Returns:
            True if the reading is new; False if this report was already read by this reader
            (then at most a new address of the report is noted).

        Raises:
            LedgerError: ``original`` is not what the report's id says, the report was erased,
                or the write failed.
        """
        if sha256_hex(original) != report.id:
            raise LedgerError("the bytes are not those of the report.", where=Where(report.id))
        reading_id = rows.reading_id(reading.report_id, reading.reader)
        with self.writing() as writer:
            appending.append_report(writer, report, original)
            if appending.has_row(writer.connection, schema.reading.c.id, reading_id):
                return False
            appending.append_reading(writer, reading)
            return True

    def has_reading(self, report_id: str, reader: str) -> bool:
        """Tell whether ``reader`` (name and version) has read this report."""
        wanted = rows.reading_id(report_id, reader)
        with self.reading() as connection:
            return appending.has_row(connection, schema.reading.c.id, wanted)

    def is_erased(self, report_id: str) -> bool:
        """Tell whether this report was in the ledger and was erased."""
        with self.reading() as connection:
            there = appending.has_row(connection, schema.report.c.id, report_id)
            return there and not appending.has_row(connection, schema.seal.c.id, report_id)

    def note_sighting(self, report: Report) -> None:
        """Note that a report already in the ledger was met again, perhaps at a new address."""
        with self.writing() as writer:
            appending.append_sighting(writer, report)

    def note(self, kind: str, subject: str, content: Mapping[str, Any]) -> Entry:
        """Log a write that has no rows of its own: an import, an export, a configuration change.

        Args:
            kind: one of `polybius.ledger.entries.kinds`.
            subject: what it is about, at most 64 characters.
            content: JSON-able; it can never be erased, so it must not name private persons.
        """
        with self.writing() as writer:
            return writer.append(kind, subject, content)

    def decide(self, draft: Decision) -> Decision:
        """Append a decision; its id and moment are filled in.

        Raises:
            SettingsError: it does not fit what it rules on.
            UnknownId: what it rules on is not in the ledger.
        """
        with self.writing() as writer:
            return deciding.decide(writer, draft)

    # --- the log ---------------------------------------------------------------------------

    def head(self, size: int | None = None) -> log.Head:
        """Return the head of the log, or an earlier one.

        Raises:
            UnknownId: the log is shorter than ``size``.
        """
        with self.reading() as connection:
            return log.head_of(connection, size)

    def entries_as_of(self, when: str | None) -> int:
        """Return how many entries the log had at ``when``; None is now.

        Raises:
            SettingsError: ``when`` is no day, moment or head (see `polybius.ledger.as_of`).
            UnknownId: the ledger is younger.
        """
        with self.reading() as connection:
            if when is None:
                return log.log_size(connection)
            return as_of.entries_as_of(connection, when)

    # --- asking: each for the state after ``size`` entries, by default now -------------------

    def reports(self, size: int | None = None) -> Iterator[Report]:
        """Yield every report that was not erased, in the order of arrival."""
        with self.reading() as connection:
            query = queries.sealed_reports(size_or_all(size))
            for content in unsealed(connection, "report", query):
                yield loads(content, Report)

    def report(self, report_id: str) -> Report:
        """Return one report.

        Raises:
            UnknownId: the ledger has none of this id.
            Erased: it was erased.
        """
        return loads(self._one("report", queries.sealed_report(report_id), report_id), Report)

    def original(self, report_id: str) -> bytes:
        """Return the original bytes of a report.

        Raises:
            UnknownId: the ledger has none of this id.
            Erased: it was erased.
        """
        return self._one("blob", queries.sealed_original(report_id), report_id)

    def addresses(self, report_id: str) -> tuple[str, ...]:
        """Return every address that the report was met at, sorted."""
        with self.reading() as connection:
            found = unsealed(connection, "sighting", queries.sealed_sightings(report_id))
            return tuple(sorted(loads(content, Origin).address for content in found))

    def claims(self, wanted: Filter | None = None, size: int | None = None) -> tuple[Claim, ...]:
        """Return the claims of each report's latest reading that meet ``wanted``, as ruled.

        Rejected claims are left out, corrected ones are as corrected. Ordered by day, then
        report, then place in the text.
        """
        wanted = wanted or Filter()
        try:
            with self.reading() as connection:
                ruled = rulings.by_claim(rulings_in(connection, size))
                query = queries.current_claims(wanted, size_or_all(size), dialect_of(connection))
                found = [claim_loads(c) for c in unsealed(connection, "claim", query)]
        except LedgerError as error:
            cause = error.__cause__
            if wanted.text and isinstance(cause, OperationalError) and self._is_file:
                raise LedgerError(
                    f"the search {wanted.text!r} can't be understood: {cause.orig}.",
                    hint="Put words in double quotes: --text '\"army chief\"'",
                ) from cause
            raise
        return tuple(rulings.as_ruled(claim, ruled.get(claim.id, ()))[0] for claim in found)

    def claim(self, claim_id: str) -> Claim:
        """Return one claim as it was read, also one of a replaced reading or a rejected one.

        Raises:
            UnknownId: the ledger has none of this id.
            Erased: its report was erased.
        """
        return claim_loads(self._one("claim", queries.sealed_claim(claim_id), claim_id))

    def decisions(self, size: int | None = None) -> tuple[Decision, ...]:
        """Return every decision, undone ones and undos too, in the order of the log."""
        with self.reading() as connection:
            return decisions_in(connection, size)

    def rulings(self, size: int | None = None) -> tuple[Decision, ...]:
        """Return the decisions in effect, in the order of the log."""
        with self.reading() as connection:
            return rulings_in(connection, size)

    def readings(
        self, report_id: str, size: int | None = None
    ) -> tuple[tuple[str, str, str | None], ...]:
        """Return ``(reader, moment, why unread)`` of each reading of a report, oldest first."""
        with self.reading() as connection:
            found = connection.execute(queries.readings_of(report_id, size_or_all(size)))
            return tuple((row.reader, row.moment, row.unread) for row in found)

    def flags(self, report_id: str, size: int | None = None) -> tuple[Flag, ...]:
        """Return the flags of a report's latest reading."""
        query = queries.sealed_flags(report_id, size_or_all(size))
        with self.reading() as connection:
            found = list(unsealed(connection, "reading", query))
        return tuple(loads(found[0], list[Flag])) if found else ()

    def find_id(self, prefix: str) -> tuple[str, str]:
        """Return ``(kind, id)`` of the one entry whose id begins with ``prefix``.

        Kinds are ``report``, ``claim``, ``decision``, ``incident`` and ``dispute``.

        Raises:
            UnknownId: nothing begins so, or several do, or the prefix is too short.
        """
        prefix = prefix.lower()
        if len(prefix) < shortest_prefix:
            raise UnknownId(f"{prefix!r} is too short.", hint=f"Give {shortest_prefix} digits.")
        found: list[tuple[str, str]] = []
        with self.reading() as connection:
            for kind, query in queries.ids_beginning(prefix).items():
                found += [(kind, str(i)) for i in connection.scalars(query)]
        if not found:
            raise self._unknown(prefix)
        if len(found) > 1:
            listed = ", ".join(f"{kind} {full[:16]}" for kind, full in found)
            raise UnknownId(f"{prefix!r} begins several ids: {listed}.", hint="Give more digits.")
        return found[0]

    # --- derived ---------------------------------------------------------------------------

    def replace_derived(self, derived: Derived) -> None:
        """Put ``derived`` in the place of all incidents, tallies, disputes and grades."""
        with self._transaction() as connection:
            replace_derived(connection, derived)

    def derived(self) -> Derived:
        """Return all incidents, tallies, disputes and grades as last derived."""
        with self.reading() as connection:
            return read_derived(connection)

    def claims_digest(self, size: int | None = None) -> str:
        """Return a digest of the claims that stand and the decisions in effect.

        Derived tables are stale when it differs from theirs.
        """
        with self.reading() as connection:
            claims = sorted(
                map(str, connection.scalars(queries.current_claim_ids(size_or_all(size))))
            )
            ruled = [decision.id for decision in rulings_in(connection, size)]
        return sha256_hex("".join([*claims, *ruled]).encode())

    # --- inside ----------------------------------------------------------------------------

    @property
    def _is_file(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    def _one(self, table: str, query: Select[Any], wanted: str) -> bytes:
        with self.reading() as connection:
            found = list(unsealed(connection, table, query))
            if not found:
                raise self._missing(connection, table, wanted)
        return found[0]

    def sweep(self) -> None:
        """Leave nothing of erased rows in the database's files."""
        try:
            dialects[self._engine.dialect.name].sweep(self._engine)
        except DBAPIError as error:
            raise LedgerError(
                f"erased, but traces may be left in the files: {cause_of(error)}.",
                where=Where(self.name),
            ) from error

    def _missing(self, connection: Connection, table: str, wanted: str) -> LedgerError:
        tables = {t.name: t for t in schema.logged}
        column = tables[table].primary_key.columns[0]
        if appending.has_row(connection, column, wanted):
            return Erased(f"the {table} {wanted[:10]} was erased.", where=Where(self.name))
        return self._unknown(wanted)

    def _unknown(self, wanted: str) -> UnknownId:
        return UnknownId(f"nothing in this ledger has the id {wanted!r}.", where=Where(self.name))

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
        with self._transaction() as connection:
            yield log.LogWriter(connection, self._moment)

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
