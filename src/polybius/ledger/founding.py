"""What makes a set of empty tables a ledger, and what makes a migrated one whole."""

from __future__ import annotations

import os
from collections.abc import Callable

from sqlalchemy import Connection, select

from polybius.ledger import schema
from polybius.ledger.log import LogWriter, log_size
from polybius.ledger.reindexing import reindex


def found(connection: Connection, moment: Callable[[], str]) -> None:
    """Write the first entry, which gives the ledger a name that no other has, and the indexes."""
    if log_size(connection) == 0:
        name = os.urandom(16).hex()
        with LogWriter(connection, moment) as writer:
            writer.append("ledger", name, {"ledger": name})
    reindex(connection)


def ledger_name(connection: Connection) -> str:
    """Return the name that the first entry gave the ledger."""
    query = select(schema.entry.c.subject).where(schema.entry.c.seq == 0)
    return connection.scalar(query) or ""
