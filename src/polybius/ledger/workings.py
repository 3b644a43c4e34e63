"""What linking keeps from one run to the next: read in parts, and renewed in one transaction.

Invariant: whatever these tables and the derived ones hold is a function of the first
``entries`` entries of the log (a fact of the table ``derivation``), by the rules named there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Row, Select, Table, delete, insert, select

from polybius.ids import sha256_hex
from polybius.ledger import queries, rulings, schema
from polybius.ledger.dialects import dialect_of
from polybius.ledger.filters import Filter
from polybius.ledger.unsealing import no_end, unsealed
from polybius.plain import claim_loads, loads
from polybius.records import Claim, Decision, Report

T = TypeVar("T")
at_once = 500
"""Values in one condition: databases limit their number."""


@dataclass(frozen=True)
class Renewal:
    """Rows that take the place of others in one table."""

    table: Table
    by: Column[Any]
    """The column that says which rows go."""
    gone: Collection[Any]
    rows: Sequence[Mapping[str, Any]]


def portions(values: Iterable[T], size: int = at_once) -> Iterator[list[T]]:
    """Yield ``values`` in lists of at most ``size``."""
    waiting = iter(values)
    while some := list(islice(waiting, size)):
        yield some


def facts(connection: Connection) -> dict[str, str]:
    """Return what the derived tables were made from."""
    return {row.name: row.value for row in connection.execute(select(schema.derivation))}


def summed(made_from: Mapping[str, str]) -> dict[str, str]:
    """Return facts with a digest of them all, by which a change of any is found."""
    own = {name: made_from[name] for name in sorted(made_from) if name != "sum"}
    lines = "\n".join(f"{name} {value}" for name, value in own.items())
    return own | {"sum": sha256_hex(lines.encode())}


def hold(made_from: Mapping[str, str]) -> bool:
    """Tell whether facts are whole, as `renew` wrote them."""
    return {"entries", "ids"} <= made_from.keys() and summed(made_from) == made_from


def renew(
    connection: Connection, renewals: Sequence[Renewal], made_from: Mapping[str, str]
) -> None:
    """Carry out ``renewals``, each of which only refers to tables before it."""
    for renewal in reversed(renewals):
        for some in portions(renewal.gone):
            connection.execute(delete(renewal.table).where(renewal.by.in_(some)))
    for renewal in renewals:
        for rows in portions(renewal.rows, 5000):
            connection.execute(insert(renewal.table), rows)
    connection.execute(delete(schema.derivation))
    connection.execute(
        insert(schema.derivation), [{"name": n, "value": v} for n, v in summed(made_from).items()]
    )


def clear(connection: Connection) -> None:
    """Empty every derived table."""
    for table in reversed(schema.derived):
        connection.execute(delete(table))


@dataclass(frozen=True)
class Workings:
    """What is kept, as one read transaction sees it."""

    connection: Connection
    anew: bool = False
    """Whether nothing of it counts, since everything is made anew."""
    end: int = no_end
    """How many entries of the log count."""

    def rows(self, table: Table, column: Column[Any], values: Iterable[Any]) -> list[Row[Any]]:
        """Return the rows of ``table`` that have one of ``values`` in ``column``, in no order."""
        found: list[Row[Any]] = []
        if not self.anew:
            for some in portions(dict.fromkeys(values)):
                found += self.connection.execute(select(table).where(column.in_(some)))
        return found

    def all_rows(self, table: Table) -> list[Row[Any]]:
        """Return every row of ``table``, in no order."""
        return [] if self.anew else list(self.connection.execute(select(table)).all())


# --- what was written -------------------------------------------------------------------------


def reports_since(
    connection: Connection, since: int, end: int = no_end
) -> tuple[set[str], set[str]]:
    """Return the reports that came, and those that were read, from entry ``since`` on.

    Of those that came, the ones that were erased are left out.
    """
    report, reading = schema.report.c, schema.reading.c
    came = queries.report_ids(end).where(report.seq >= since)
    read = select(reading.report_id).where(reading.seq >= since, reading.seq < end)
    return set(connection.scalars(came)), set(connection.scalars(read))


def reports_in(
    connection: Connection, ids: Iterable[str] | None, end: int = no_end
) -> dict[str, Report]:
    """Return reports by id, all for None; those that were erased are left out."""
    query = queries.sealed_reports(end)
    found = (loads(c, Report) for c in _each(connection, "report", query, schema.report.c.id, ids))
    return {report.id: report for report in found}


def claims_of_reports(
    connection: Connection,
    ids: Iterable[str] | None,
    decisions: Sequence[Decision],
    end: int = no_end,
) -> list[Claim]:
    """Return the claims of reports, all for None, that stand, as they are ruled."""
    query = queries.current_claims(Filter(), end, dialect_of(connection))
    return _claims(connection, query, schema.claim.c.report_id, ids, decisions)


def claims_in(
    connection: Connection, ids: Iterable[str], decisions: Sequence[Decision]
) -> list[Claim]:
    """Return claims that are known to stand, as they are ruled."""
    claim = schema.claim
    query = queries.sealed_claims()
    return _claims(connection, query, claim.c.id, ids, decisions)


def reports_of_claims(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Return the reports that claims are from."""
    claim = schema.claim
    found = Workings(connection).rows(claim, claim.c.id, ids)
    return {row.report_id for row in found}


def _claims(
    connection: Connection,
    query: Select[Any],
    column: Column[str],
    ids: Iterable[str] | None,
    decisions: Sequence[Decision],
) -> list[Claim]:
    ruled = rulings.by_claim(decisions)
    found = (claim_loads(c) for c in _each(connection, "claim", query, column, ids))
    return [rulings.as_ruled(claim, ruled.get(claim.id, ()))[0] for claim in found]


def _each(
    connection: Connection,
    table: str,
    query: Select[Any],
    column: Column[str],
    ids: Iterable[str] | None,
) -> Iterator[bytes]:
    if ids is None:
        yield from unsealed(connection, table, query)
        return
    for some in portions(sorted(set(ids))):
        yield from unsealed(connection, table, query.where(column.in_(some)))
