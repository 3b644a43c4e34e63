"""Sealed records read back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select

from polybius.ledger import queries, rulings
from polybius.ledger.sealing import record_key, unseal
from polybius.plain import claim_loads, loads
from polybius.records import Claim, Decision

no_end = 2**31 - 1
"""A size that no log reaches: the state of now."""


def unsealed(connection: Connection, table: str, query: Select[Any]) -> Iterator[bytes]:
    """Yield the content of the records that a select of `polybius.ledger.queries` finds.

    Raises:
        LedgerError: a record does not open under its key.
    """
    for row in connection.execute(query):
        yield unseal(record_key(bytes(row.key), table, row.id), bytes(row.sealed))


def claim_in(connection: Connection, claim_id: str) -> Claim | None:
    """Return a claim as it was read; None if there is none or it was erased."""
    for content in unsealed(connection, "claim", queries.sealed_claim(claim_id)):
        return claim_loads(content)
    return None


def decisions_in(connection: Connection, size: int | None = None) -> tuple[Decision, ...]:
    """Return the decisions among the first ``size`` entries, in the order of the log."""
    query = queries.sealed_decisions(size_or_all(size))
    found = unsealed(connection, "decision", query)
    return tuple(loads(content, Decision) for content in found)


def rulings_in(connection: Connection, size: int | None = None) -> tuple[Decision, ...]:
    """Return those of them that are in effect."""
    return rulings.in_effect(decisions_in(connection, size))


def size_or_all(size: int | None) -> int:
    """Return ``size``, or for None one that takes in every entry."""
    return no_end if size is None else size
