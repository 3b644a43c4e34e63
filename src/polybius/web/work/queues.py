"""Queues of work: what the ledger holds, or held after ``size`` entries, to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from polybius.codebook.register import Register
from polybius.ledger import schema
from polybius.ledger.store import Ledger
from polybius.ledger.unsealing import size_or_all
from polybius.ledger.workings import claims_in
from polybius.records import Report
from polybius.web.models.bounded import latest_reading, outside, stands
from polybius.web.models.claims import ClaimRow, claim_row
from polybius.web.models.judged import judged, reports_of

page_size = 50
unsure = 0.6
"""Confidence below which a claim is in the queue."""
looked_at = 1000
"""Claims, the latest first, among which the least sure are found: confidence is sealed content,
so that no index has it."""
_first, _later = schema.claim_index.alias("first"), schema.claim_index.alias("later")


@dataclass(frozen=True, slots=True)
class ReportItem:
    """A report with claims that nobody ruled on, or that was not read."""

    id: str
    title: str
    published: str | None
    why: str
    claims: int = 0


@dataclass(frozen=True, slots=True)
class NameItem:
    """A name that no register knows."""

    name: str
    claims: int
    candidates: tuple[tuple[str, str], ...]
    """Key and name of what it may be."""


def unread(ledger: Ledger, size: int | None = None, limit: int = page_size) -> list[ReportItem]:
    """Return reports that are stored and were not read, the latest first."""
    reading, later, end = schema.reading.c, schema.reading.alias("later"), size_or_all(size)
    read_again = select(later.c.id).where(
        later.c.report_id == reading.report_id, later.c.seq > reading.seq, later.c.seq < end
    )
    query = (
        select(reading.report_id, reading.unread)
        .where(reading.unread.is_not(None), reading.seq < end)
        .where(~read_again.correlate(schema.reading).exists())
        .order_by(reading.seq.desc())
        .limit(limit)
    )
    with ledger.reading() as connection:
        rows = [(str(row.report_id), str(row.unread)) for row in connection.execute(query)]
    return _items(ledger, rows)


def to_rule(ledger: Ledger, size: int | None = None, limit: int = page_size) -> list[ReportItem]:
    """Return reports with claims that nobody ruled on, the latest first."""
    report = schema.report.c
    waiting = select(report.id).where(report.seq < size_or_all(size), _waits(size))
    waiting = waiting.order_by(report.seq.desc()).limit(limit)
    with ledger.reading() as connection:
        ids = [str(report_id) for report_id in connection.scalars(waiting)]
        rows = connection.execute(_numbers_waiting(ids, size))
        number = {str(row.report_id): int(row.number) for row in rows}
    return [
        replace(item, why=f"{number[item.id]} claims to rule on", claims=number[item.id])
        for item in _items(ledger, [(i, "") for i in ids])
    ]


def next_report(ledger: Ledger, after: str) -> str | None:
    """Return the report that came before another among those with claims to rule on.

    After the first that came, the latest: `to_rule` has the same order.
    """
    report = schema.report.c
    here = select(report.seq).where(report.id == after).scalar_subquery()
    query = select(report.id).where(_waits()).order_by(report.seq.desc()).limit(1)
    with ledger.reading() as connection:
        for condition in (report.seq < here, report.seq > here):
            found = connection.scalar(query.where(condition))
            if found is not None:
                return str(found)
    return None


def _waits(size: int | None = None) -> ColumnElement[bool]:
    """Return the condition that a report's latest reading has a claim that nobody ruled on."""
    link = schema.reading_claim.c
    claims = select(link.claim_id).where(
        link.reading_id == latest_reading(schema.report.c.id, size), ~_ruled(link.claim_id, size)
    )
    return claims.correlate(schema.report).exists()


def _numbers_waiting(report_ids: Sequence[str], size: int | None) -> Select[Any]:
    reading, link = schema.reading.c, schema.reading_claim.c
    query = select(reading.report_id, func.count().label("number"))
    query = query.join_from(schema.reading, schema.reading_claim, link.reading_id == reading.id)
    query = query.where(
        reading.report_id.in_(report_ids),
        reading.id == latest_reading(reading.report_id, size),
        ~_ruled(link.claim_id, size),
    )
    return query.group_by(reading.report_id)


def _ruled(claim_id: ColumnElement[str], size: int | None) -> ColumnElement[bool]:
    """Return the condition that a decision was taken on a claim.

    Every decision on a claim adds a row to its index, an undo too.
    """
    first, later = _first.c, _later.c
    begun = select(func.min(first.seq)).where(first.claim_id == claim_id)
    since = begun.correlate_except(_first).scalar_subquery()
    ruled = select(later.claim_id).where(
        later.claim_id == claim_id, later.seq > since, later.seq < size_or_all(size)
    )
    return ruled.correlate_except(_later).exists()


def _items(ledger: Ledger, rows: Sequence[tuple[str, str]]) -> list[ReportItem]:
    reports = reports_of(ledger, (report_id for report_id, _ in rows))
    return [
        ReportItem(i, _title(reports[i]), reports[i].published, why)
        for i, why in rows
        if i in reports
    ]


def _title(report: Report) -> str:
    return report.title or report.origin.address


def low_confidence(
    ledger: Ledger, size: int | None = None, limit: int = page_size
) -> list[ClaimRow]:
    """Return the claims that nobody ruled on and the reader is least sure of."""
    claim, link = schema.claim.c, schema.reading_claim.c
    current = select(link.claim_id).where(
        link.claim_id == claim.id, link.reading_id == latest_reading(claim.report_id, size)
    )
    query = select(claim.id).where(claim.seq < size_or_all(size), ~_ruled(claim.id, size))
    query = query.where(current.correlate(schema.claim).exists())
    query = query.order_by(claim.seq.desc()).limit(looked_at)
    with ledger.reading() as connection:
        read = claims_in(connection, connection.scalars(query).all(), ())
    doubtful = sorted(
        (c for c in read if c.confidence < unsure), key=lambda c: (c.confidence, c.id)
    )[:limit]
    found = judged(ledger, (c.id for c in doubtful), size)
    reports = reports_of(ledger, (c.report_id for c in doubtful))
    return [claim_row(each, reports) for each in found if each.claim.report_id in reports]


def unknown_parties(
    ledger: Ledger,
    register: Register,
    blind_to: frozenset[str] = frozenset(),
    size: int | None = None,
    limit: int = page_size,
) -> list[NameItem]:
    """Return names of parties that the register has not, the most used first."""
    party = schema.party_index.c
    number = func.count(party.claim_id.distinct()).label("number")
    query = (
        select(party.name, number)
        .where(party.party_id.is_(None), *outside(party.claim_id, blind_to))
        .where(stands(party.claim_id, party.seq, size))
        .group_by(party.name)
        .order_by(number.desc(), party.name)
        .limit(limit)
    )
    with ledger.reading() as connection:
        rows = connection.execute(query).all()
    return [NameItem(row.name, row.number, _may_be(row.name, register)) for row in rows]


def _may_be(name: str, register: Register) -> tuple[tuple[str, str], ...]:
    found = [*register.by_name(name), *register.near_misses(name)]
    return tuple(dict.fromkeys((entry.code, entry.name) for entry in found))


def unknown_places(
    ledger: Ledger,
    blind_to: frozenset[str] = frozenset(),
    size: int | None = None,
    limit: int = page_size,
) -> list[NameItem]:
    """Return names of places that were not found in the gazetteer, the most used first."""
    index = schema.claim_index.c
    number = func.count(index.claim_id.distinct()).label("number")
    query = (
        select(index.place, number)
        .where(index.place.is_not(None), index.gazetteer_id.is_(None))
        .where(*outside(index.claim_id, blind_to), stands(index.claim_id, index.seq, size))
        .group_by(index.place)
        .order_by(number.desc(), index.place)
        .limit(limit)
    )
    with ledger.reading() as connection:
        rows = connection.execute(query).all()
    return [NameItem(row.place, row.number, ()) for row in rows]
