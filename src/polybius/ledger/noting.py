"""Log entries of writes that have no rows of their own: imports, exports, settings.

What they say can never be erased: counts, hashes, heads and names of rules, never addresses,
file names or words of a report.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from polybius.ledger import schema
from polybius.ledger.entries import Entry, entry_from
from polybius.ledger.log import Head
from polybius.ledger.store import Ledger


def note_export(ledger: Ledger, subject: str, what: str, head: Head, **more: Any) -> Entry | None:
    """Log that a file with content of the ledger was written.

    Args:
        ledger: it was written from.
        subject: id of what is in it; for the whole ledger, the root of the head.
        what: kind of file: ``bundle``, ``proof``, ``copy``, ``backup`` or a format.
        head: that it was made from.
        more: JSON-able: what else is to be known of it, such as its ``sha256``.

    Returns:
        The entry; None where the ledger can only be read, which does not stop its evidence from
        being read out.
    """
    if not ledger.writable:
        return None
    return ledger.note("export", subject, {"what": what, "head": str(head), **more})


def note_import(ledger: Ledger, what: str, before: int, **more: Any) -> Entry | None:
    """Log that a run took something in; one that added nothing is not logged.

    Args:
        ledger: it was taken into.
        what: ``reports``, ``bundle`` or a format; also the entry's subject.
        before: entries that the log had before.
        more: JSON-able: what came of it.
    """
    with ledger.writing() as writer:
        if writer.next == before:
            return None
        return writer.append("import", what, {"what": what, **more})


def note_configuration(ledger: Ledger, what: str, settings: Mapping[str, Any]) -> Entry | None:
    """Log the settings that the ledger is written under, if they are not those logged last.

    Args:
        ledger: it is about.
        what: which settings; also the entry's subject.
        settings: JSON-able.
    """
    entry = schema.entry.c
    query = select(entry.record).where(entry.kind == "configuration", entry.subject == what)
    with ledger.writing() as writer:
        last = writer.connection.scalar(query.order_by(entry.seq.desc()).limit(1))
        if last is not None and dict(entry_from(last).content) == dict(settings):
            return None
        return writer.append("configuration", what, settings)
