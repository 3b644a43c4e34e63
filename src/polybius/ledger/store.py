"""The ledger: appends reports and their readings, one transaction a report, and answers queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, func, insert, select
from sqlalchemy import text as sql
from sqlalchemy.exc import DatabaseError, OperationalError

from polybius.errors import LedgerError, UnknownId, Where
from polybius.ids import sha256_hex
from polybius.ledger import rows, schema
from polybius.ledger.derived import Derived, read_derived, replace_derived
from polybius.ledger.filters import Filter, claim_conditions
from polybius.ledger.opening import open_engine
from polybius.plain import claim_loads, loads
from polybius.records import Claim, Flag, Reading, Report

Clock = Callable[[], datetime]
shortest_prefix = 6


class Ledger:
    """An append-only store of reports, readings and claims in one SQLite file.

    Every append is one transaction: after a kill at any moment a report is in the ledger with
    its whole reading, or not at all.
    """

    def __init__(
        self, path: Path | str, *, create: bool = True, clock: Clock = lambda: datetime.now(UTC)
    ) -> None:
        """Open the ledger at ``path``; make it if it is missing and ``create`` is true.

        Raises:
            LedgerError: it can't be opened, or is no ledger.
        """
        self.path = Path(path)
        self._clock = clock
        self._engine = open_engine(self.path, create=create)

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

    def close(self) -> None:
        """Release the file."""
        self._engine.dispose()

    # --- appending -------------------------------------------------------------------------

    def append(self, report: Report, original: bytes, reading: Reading) -> bool:
        """Append a report, its original bytes and its reading, in one transaction.

        Returns:
            True if the reading is new; False if this report was already read by this reader
            (then at most a new address of the report is noted).

        Raises:
            LedgerError: ``original`` is not what the report's id says, or the write failed.
        """
        if sha256_hex(original) != report.id:
            raise LedgerError("the bytes are not those of the report.", where=Where(report.id))
        with self._writing() as connection:
            self._append_report(connection, report, original)
            if self._has_row(connection, schema.reading, self._reading_id(reading)):
                return False
            self._append_reading(connection, reading)
            return True

    def has_reading(self, report_id: str, reader: str) -> bool:
        """Tell whether ``reader`` (name and version) has read this report."""
        with self._reading() as connection:
            return self._has_row(connection, schema.reading, rows.reading_id(report_id, reader))

    def note_sighting(self, report: Report) -> None:
        """Note that a report already in the ledger was met again, perhaps at a new address."""
        with self._writing() as connection:
            self._append_sighting(connection, report)

    def _append_report(self, connection: Connection, report: Report, original: bytes) -> None:
        if not self._has_row(connection, schema.report, report.id):
            blob = {"sha256": report.id, "size": len(original), "data": original}
            connection.execute(insert(schema.blob), blob)
            seq = self._next_seq(connection, schema.report)
            connection.execute(insert(schema.report), rows.report_row(report, seq, self._moment()))
        self._append_sighting(connection, report)

    def _append_sighting(self, connection: Connection, report: Report) -> None:
        sighting = schema.sighting.c
        known = select(sighting.address).where(
            sighting.report_id == report.id, sighting.address == report.origin.address
        )
        if connection.scalar(known) is None:
            row = {
                "report_id": report.id,
                "address": report.origin.address,
                "retrieved": report.origin.retrieved,
            }
            connection.execute(insert(schema.sighting), row)

    def _append_reading(self, connection: Connection, reading: Reading) -> None:
        seq = self._next_seq(connection, schema.reading)
        row = rows.reading_row(reading, seq, self._moment())
        connection.execute(insert(schema.reading), row)
        for position, claim in enumerate(reading.claims):
            if not self._has_row(connection, schema.claim, claim.id):
                self._append_claim(connection, claim)
            link = {"reading_id": row["id"], "position": position, "claim_id": claim.id}
            connection.execute(insert(schema.reading_claim), link)

    def _append_claim(self, connection: Connection, claim: Claim) -> None:
        connection.execute(insert(schema.claim), rows.claim_row(claim))
        parties = rows.party_rows(claim)
        if parties:
            connection.execute(insert(schema.claim_party), parties)
        connection.execute(
            sql("INSERT INTO passage_text (claim_id, text) VALUES (:id, :text)"),
            {"id": claim.id, "text": claim.passage.text},
        )

    # --- asking ----------------------------------------------------------------------------

    def reports(self) -> Iterator[Report]:
        """Yield every report, in the order of arrival."""
        query = select(schema.report.c.record).order_by(schema.report.c.seq)
        for record in self._column(query):
            yield loads(record, Report)

    def report(self, report_id: str) -> Report:
        """Return one report.

        Raises:
            UnknownId: the ledger has none of this id.
        """
        report = schema.report.c
        return loads(
            self._one(select(report.record).where(report.id == report_id), report_id), Report
        )

    def original(self, report_id: str) -> bytes:
        """Return the original bytes of a report.

        Raises:
            UnknownId: the ledger has none of this id.
        """
        blob = schema.blob.c
        with self._reading() as connection:
            data: bytes | None = connection.scalar(
                select(blob.data).where(blob.sha256 == report_id)
            )
        if data is None:
            raise self._unknown(report_id)
        return data

    def addresses(self, report_id: str) -> tuple[str, ...]:
        """Return every address that the report was met at, sorted."""
        sighting = schema.sighting.c
        query = select(sighting.address).where(sighting.report_id == report_id)
        return tuple(self._column(query.order_by(sighting.address)))

    def claims(self, wanted: Filter | None = None) -> tuple[Claim, ...]:
        """Return the claims of each report's latest reading that meet ``wanted``.

        Ordered by day, then report, then place in the text.
        """
        wanted = wanted or Filter()
        query = self._current_claims().where(*claim_conditions(wanted))
        if wanted.text:
            matches = sql(
                "claim.id IN (SELECT claim_id FROM passage_text WHERE passage_text MATCH :words)"
            )
            query = query.where(matches.bindparams(words=wanted.text))
        try:
            return tuple(claim_loads(record) for record in self._column(query))
        except LedgerError as error:
            cause = error.__cause__
            if wanted.text and isinstance(cause, OperationalError):
                raise LedgerError(
                    f"the search {wanted.text!r} can't be understood: {cause.orig}.",
                    hint="Put words in double quotes: --text '\"army chief\"'",
                ) from cause
            raise

    def claim(self, claim_id: str) -> Claim:
        """Return one claim, also of a reading that a later one has replaced.

        Raises:
            UnknownId: the ledger has none of this id.
        """
        claim = schema.claim.c
        return claim_loads(self._one(select(claim.record).where(claim.id == claim_id), claim_id))

    def readings(self, report_id: str) -> tuple[tuple[str, str, str | None], ...]:
        """Return ``(reader, moment, why unread)`` of each reading of a report, oldest first."""
        reading = schema.reading.c
        query = select(reading.reader, reading.recorded, reading.unread)
        with self._reading() as connection:
            found = connection.execute(
                query.where(reading.report_id == report_id).order_by(reading.seq)
            )
            return tuple((row.reader, row.recorded, row.unread) for row in found)

    def flags(self, report_id: str) -> tuple[Flag, ...]:
        """Return the flags of a report's latest reading."""
        reading = schema.reading.c
        query = select(reading.flags).where(reading.report_id == report_id)
        found = list(self._column(query.order_by(reading.seq.desc()).limit(1)))
        return tuple(loads(found[0], list[Flag])) if found else ()

    def find_id(self, prefix: str) -> tuple[str, str]:
        """Return ``(kind, id)`` of the one entry whose id begins with ``prefix``.

        Kinds are ``report``, ``claim``, ``incident`` and ``dispute``.

        Raises:
            UnknownId: nothing begins so, or several do, or the prefix is too short.
        """
        prefix = prefix.lower()
        if len(prefix) < shortest_prefix:
            raise UnknownId(f"{prefix!r} is too short.", hint=f"Give {shortest_prefix} digits.")
        found: list[tuple[str, str]] = []
        with self._reading() as connection:
            for table in (schema.report, schema.claim, schema.incident, schema.dispute):
                query = select(table.c.id).where(table.c.id.startswith(prefix, autoescape=True))
                found += [(table.name, str(i)) for i in connection.scalars(query.limit(3))]
        if not found:
            raise self._unknown(prefix)
        if len(found) > 1:
            listed = ", ".join(f"{kind} {full[:16]}" for kind, full in found)
            raise UnknownId(f"{prefix!r} begins several ids: {listed}.", hint="Give more digits.")
        return found[0]

    # --- derived ---------------------------------------------------------------------------

    def replace_derived(self, derived: Derived) -> None:
        """Put ``derived`` in the place of all incidents, tallies, disputes and grades."""
        with self._writing() as connection:
            replace_derived(connection, derived)

    def derived(self) -> Derived:
        """Return all incidents, tallies, disputes and grades as last derived."""
        with self._reading() as connection:
            return read_derived(connection)

    def claims_digest(self) -> str:
        """Return a digest of the current claims: derived tables are stale when it differs."""
        query = self._current_claims(schema.claim.c.id)
        return sha256_hex("".join(sorted(self._column(query))).encode())

    # --- inside ----------------------------------------------------------------------------

    def _current_claims(self, column: object = None) -> Select[tuple[str]]:
        reading, link, claim = schema.reading, schema.reading_claim, schema.claim
        latest = (
            select(reading.c.report_id, func.max(reading.c.seq).label("seq"))
            .group_by(reading.c.report_id)
            .subquery()
        )
        wanted = schema.claim.c.record if column is None else schema.claim.c.id
        return (
            select(wanted)
            .join(link, link.c.claim_id == claim.c.id)
            .join(reading, reading.c.id == link.c.reading_id)
            .join(
                latest,
                and_(latest.c.report_id == reading.c.report_id, latest.c.seq == reading.c.seq),
            )
            .order_by(claim.c.first_day, claim.c.report_id, link.c.position)
        )

    def _column(self, query: Select[Any]) -> Iterator[str]:
        with self._reading() as connection:
            for row in connection.execute(query):
                yield row[0]

    def _one(self, query: Select[tuple[str]], wanted: str) -> str:
        found = list(self._column(query))
        if not found:
            raise self._unknown(wanted)
        return found[0]

    def _unknown(self, wanted: str) -> UnknownId:
        return UnknownId(
            f"nothing in this ledger has the id {wanted!r}.", where=Where(str(self.path))
        )

    def _reading_id(self, reading: Reading) -> str:
        return rows.reading_id(reading.report_id, reading.reader)

    @staticmethod
    def _has_row(connection: Connection, table: Table, key: str) -> bool:
        return connection.scalar(select(table.c.id).where(table.c.id == key)) is not None

    @staticmethod
    def _next_seq(connection: Connection, table: Table) -> int:
        return (connection.scalar(select(func.max(table.c.seq))) or 0) + 1

    def _moment(self) -> str:
        return self._clock().strftime("%Y-%m-%dT%H:%M:%SZ")

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except DatabaseError as error:
            raise LedgerError(
                f"the ledger can't be read: {error.orig}.", where=Where(str(self.path))
            ) from error

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Open one write transaction: all of it is kept, or none."""
        try:
            with self._engine.connect() as connection:
                writer = connection.execution_options(writes=True)
                with writer.begin():
                    yield writer
        except DatabaseError as error:
            raise LedgerError(
                f"the write failed and nothing of it was kept: {error.orig}.",
                where=Where(str(self.path)),
            ) from error
