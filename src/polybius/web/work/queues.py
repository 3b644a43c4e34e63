"""Queues of work: what the ledger holds that somebody should look at. Always of now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, select

from polybius.codebook.register import Register
from polybius.ledger import schema
from polybius.ledger.store import Ledger
from polybius.ledger.unsealing import claim_in
from polybius.plain import loads
from polybius.records import Dispute, Report
from polybius.web.models.claims import ClaimRow, claim_row
from polybius.web.models.judged import judged, reports_of

page_size = 50
unsure = 0.6
"""Confidence below which a claim is in the queue."""
looked_at = 2000
"""Claims, the latest first, among which the least sure are found: confidence is sealed content,
so that no index has it."""


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


def _latest() -> Subquery:
    reading = schema.reading.c
    return (
        select(reading.report_id, func.max(reading.seq).label("seq"))
        .group_by(reading.report_id)
        .subquery()
    )


def unread(ledger: Ledger, limit: int = page_size) -> list[ReportItem]:
    """Return reports that are stored and were not read, the latest first."""
    reading, latest = schema.reading.c, _latest()
    query = (
        select(reading.report_id, reading.unread)
        .join(latest, and_(latest.c.report_id == reading.report_id, latest.c.seq == reading.seq))
        .where(reading.unread.is_not(None))
        .order_by(reading.seq.desc())
        .limit(limit)
    )
    with ledger.reading() as connection:
        rows = [(str(row.report_id), str(row.unread)) for row in connection.execute(query)]
    return _items(ledger, rows)


def to_rule(ledger: Ledger, limit: int = page_size) -> list[ReportItem]:
    """Return reports with claims that nobody ruled on, the most of them first."""
    query = _with_unruled().order_by(func.count().desc(), schema.claim.c.report_id).limit(limit)
    with ledger.reading() as connection:
        rows = [(str(row.report_id), int(row.number)) for row in connection.execute(query)]
    items = _items(ledger, [(report_id, "") for report_id, _ in rows])
    number = dict(rows)
    return [
        ReportItem(i.id, i.title, i.published, f"{number[i.id]} claims to rule on", number[i.id])
        for i in items
    ]


def next_report(ledger: Ledger, after: str) -> str | None:
    """Return the report that comes after another, by id, among those with claims to rule on."""
    claim = schema.claim.c
    query = _with_unruled().order_by(claim.report_id).limit(1)
    with ledger.reading() as connection:
        for condition in (claim.report_id > after, claim.report_id < after):
            row = connection.execute(query.where(condition)).first()
            if row is not None:
                return str(row.report_id)
    return None


def _with_unruled() -> Select[Any]:
    claim = schema.claim.c
    return (
        select(claim.report_id, func.count().label("number"))
        .where(_nobody_ruled())
        .group_by(claim.report_id)
    )


def _nobody_ruled() -> ColumnElement[bool]:
    """Return the condition that no decision changed how a claim of a current reading stands.

    Every decision on a claim adds a row to its index, an undo too.
    """
    index, link, reading = schema.claim_index.c, schema.reading_claim.c, schema.reading.c
    latest = _latest()
    current = (
        select(link.claim_id)
        .join(reading.id.table, reading.id == link.reading_id)
        .join(latest, and_(latest.c.report_id == reading.report_id, latest.c.seq == reading.seq))
    )
    untouched = select(index.claim_id).group_by(index.claim_id).having(func.count() == 1)
    return and_(schema.claim.c.id.in_(untouched), schema.claim.c.id.in_(current))


def _items(ledger: Ledger, rows: Sequence[tuple[str, str]]) -> list[ReportItem]:
    reports = reports_of(ledger, (report_id for report_id, _ in rows))
    return [
        ReportItem(i, _title(reports[i]), reports[i].published, why)
        for i, why in rows
        if i in reports
    ]


def _title(report: Report) -> str:
    return report.title or report.origin.address


def low_confidence(ledger: Ledger, limit: int = page_size) -> list[ClaimRow]:
    """Return the claims that nobody ruled on and the reader is least sure of."""
    claim = schema.claim.c
    query = select(claim.id).where(_nobody_ruled()).order_by(claim.seq.desc()).limit(looked_at)
    with ledger.reading() as connection:
        read = [claim_in(connection, str(claim_id)) for claim_id in connection.scalars(query)]
    doubtful = sorted(
        (c for c in read if c is not None and c.confidence < unsure),
        key=lambda c: (c.confidence, c.id),
    )[:limit]
    found = judged(ledger, (c.id for c in doubtful))
    reports = reports_of(ledger, (c.report_id for c in doubtful))
    return [claim_row(each, reports) for each in found if each.claim.report_id in reports]


def disputed(ledger: Ledger, limit: int = page_size) -> list[tuple[Dispute, str]]:
    """Return disputes with the title of their incident, the latest incidents first."""
    dispute, incident = schema.dispute.c, schema.incident.c
    query = (
        select(dispute.record, incident.record.label("of"))
        .join(schema.incident, incident.id == dispute.incident_id)
        .order_by(incident.first_day.desc().nulls_last(), dispute.incident_id, dispute.id)
        .limit(limit)
    )
    with ledger.reading() as connection:
        rows = connection.execute(query).all()
    return [(loads(row.record, Dispute), loads(row.of, dict)["title"]) for row in rows]


def unknown_parties(ledger: Ledger, register: Register, limit: int = page_size) -> list[NameItem]:
    """Return names of parties that the register has not, the most used first."""
    party = schema.party_index.c
    number = func.count(party.claim_id.distinct()).label("number")
    query = (
        select(party.name, number)
        .where(party.party_id.is_(None))
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


def unknown_places(ledger: Ledger, limit: int = page_size) -> list[NameItem]:
    """Return names of places that were not found in the gazetteer, the most used first."""
    index = schema.claim_index.c
    number = func.count(index.claim_id.distinct()).label("number")
    query = (
        select(index.place, number)
        .where(index.place.is_not(None), index.gazetteer_id.is_(None), index.live)
        .group_by(index.place)
        .order_by(number.desc(), index.place)
        .limit(limit)
    )
    with ledger.reading() as connection:
        rows = connection.execute(query).all()
    return [NameItem(row.place, row.number, ()) for row in rows]
