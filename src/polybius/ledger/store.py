"""The ledger: appends reports, readings and decisions, and answers queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

from polybius.errors import LedgerError, Where
from polybius.ids import sha256_hex
from polybius.ledger import appending, deciding, rows, schema
from polybius.ledger.entries import Entry
from polybius.ledger.inquiries import Inquiries
from polybius.ledger.log import LogWriter
from polybius.records import Decision, Reading, Report


class Ledger(Inquiries):
    """An append-only store of reports, readings, claims and decisions, with its log.

    Every append is one transaction: after a kill at any moment a report is in the ledger with
    its whole reading and their log entries, or not at all.
    """

    def append(self, report: Report, original: bytes, reading: Reading) -> bool:
        """Append a report, its original bytes and its reading, in one transaction.

        Returns:
            True if the reading is new; False if this report was already read by this reader
            (then at most a new address of the report is noted).

        Raises:
            LedgerError: ``original`` is not what the report's id says, the report was erased,
                or the write failed.
        """
        return self.append_all([(report, original, reading)])[0]

    def append_all(self, batch: Iterable[tuple[Report, bytes, Reading]]) -> list[bool]:
        """Do what `append` does for many reports, in one transaction: all of them, or none.

        Returns:
            For each, in order, whether the reading is new.

        Raises:
            LedgerError: as `append`; nothing of the batch is then in the ledger.
        """
        with self.writing() as writer:
            return [_append(writer, *one) for one in batch]

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

    @contextmanager
    def deriving(self) -> Iterator[Connection]:
        """Open one write transaction for what is derived, which the log says nothing of."""
        with self._transaction() as connection:
            yield connection


def _append(writer: LogWriter, report: Report, original: bytes, reading: Reading) -> bool:
    if sha256_hex(original) != report.id:
        raise LedgerError("the bytes are not those of the report.", where=Where(report.id))
    appending.append_report(writer, report, original)
    reading_id = rows.reading_id(reading.report_id, reading.reader)
    if appending.has_row(writer.connection, schema.reading.c.id, reading_id):
        return False
    appending.append_reading(writer, reading)
    return True
