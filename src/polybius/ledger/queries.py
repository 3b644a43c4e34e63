"""The ledger's SQL: each function returns a select, for the state after ``size`` entries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, func, select

from polybius.ledger import schema
from polybius.ledger.dialects import Dialect
from polybius.ledger.filters import Filter, claim_conditions

sealed_columns = ("id", "owner", "sealed", "key")
"""What the selects of sealed records give: record, whose key it is sealed under, bytes, key."""


def _sealed(table: Any, owner: Column[str], value: Column[bytes]) -> Select[Any]:
    """Select sealed records whose key is still there, each with its key."""
    key = schema.seal.c
    name = table.c.sha256 if table is schema.blob else table.c.id
    wanted = (
        name.label("id"),
        owner.label("owner"),
        value.label("sealed"),
        key.key.label("key"),
    )
    return select(*wanted).select_from(table).join(schema.seal, key.id == owner)


def sealed_reports(size: int) -> Select[Any]:
    """Select every report, in the order of arrival."""
    report = schema.report
    query = _sealed(report, report.c.id, report.c.record)
    return query.where(report.c.seq < size).order_by(report.c.seq)


def sealed_report(report_id: str) -> Select[Any]:
    """Select one report."""
    report = schema.report
    return _sealed(report, report.c.id, report.c.record).where(report.c.id == report_id)


def sealed_original(report_id: str) -> Select[Any]:
    """Select the original bytes of a report."""
    blob = schema.blob
    return _sealed(blob, blob.c.sha256, blob.c.data).where(blob.c.sha256 == report_id)


def sealed_sightings(report_id: str) -> Select[Any]:
    """Select where a report was met."""
    sighting = schema.sighting
    query = _sealed(sighting, sighting.c.report_id, sighting.c.record)
    return query.where(sighting.c.report_id == report_id).order_by(sighting.c.seq)


def sealed_claim(claim_id: str) -> Select[Any]:
    """Select one claim, also of a replaced reading."""
    claim = schema.claim
    return _sealed(claim, claim.c.report_id, claim.c.record).where(claim.c.id == claim_id)


def sealed_claims() -> Select[Any]:
    """Select every claim, also of a replaced reading, in no order."""
    claim = schema.claim
    return _sealed(claim, claim.c.report_id, claim.c.record)


def sealed_decisions(size: int) -> Select[Any]:
    """Select every decision, in the order of the log."""
    decision = schema.decision
    query = _sealed(decision, decision.c.id, decision.c.record).add_columns(decision.c.seq)
    return query.where(decision.c.seq < size).order_by(decision.c.seq)


def sealed_flags(report_id: str, size: int) -> Select[Any]:
    """Select the flags of a report's latest reading."""
    reading = schema.reading
    query = _sealed(reading, reading.c.report_id, reading.c.flags)
    query = query.where(reading.c.report_id == report_id, reading.c.seq < size)
    return query.order_by(reading.c.seq.desc()).limit(1)


def readings_of(report_id: str, size: int) -> Select[Any]:
    """Select reader, moment and why unread of each reading of a report, oldest first."""
    reading, entry = schema.reading.c, schema.entry.c
    query = select(reading.reader, entry.moment, reading.unread)
    query = query.join_from(schema.reading, schema.entry, entry.seq == reading.seq)
    query = query.where(reading.report_id == report_id, reading.seq < size)
    return query.order_by(reading.seq)


def current_claims(wanted: Filter, size: int, dialect: Dialect) -> Select[Any]:
    """Select the claims of each report's latest reading that stand and meet ``wanted``.

    Ordered by day, then report, then place in the text.
    """
    claim = schema.claim
    query = _current(_sealed(claim, claim.c.report_id, claim.c.record), size)
    query = query.where(*claim_conditions(wanted))
    if wanted.text:
        query = query.where(dialect.has_words(wanted.text))
    return query.order_by(
        schema.claim_index.c.first_day.nulls_first(),
        claim.c.report_id,
        schema.reading_claim.c.position,
    )


def report_ids(size: int) -> Select[tuple[str]]:
    """Select the ids of the reports that were not erased, in no order."""
    report = schema.report
    query = select(report.c.id).join(schema.seal, schema.seal.c.id == report.c.id)
    return query.where(report.c.seq < size)


def current_claim_ids(size: int) -> Select[tuple[str]]:
    """Select the ids of the claims that stand, in no order."""
    seal, claim = schema.seal.c, schema.claim.c
    query = select(claim.id).join(schema.seal, seal.id == claim.report_id)
    return _current(query, size)


def _current(query: Select[Any], size: int) -> Select[Any]:
    reading, link, index = schema.reading, schema.reading_claim, schema.claim_index
    claim = schema.claim.c
    latest = (
        select(reading.c.report_id, func.max(reading.c.seq).label("seq"))
        .where(reading.c.seq < size)
        .group_by(reading.c.report_id)
        .subquery()
    )
    newest = and_(latest.c.report_id == reading.c.report_id, latest.c.seq == reading.c.seq)
    return (
        query.join(link, link.c.claim_id == claim.id)
        .join(reading, reading.c.id == link.c.reading_id)
        .join(latest, newest)
        .join(index, index.c.claim_id == claim.id)
        .where(index.c.live, index.c.seq < size, _last_state(size))
    )


def _last_state(size: int) -> ColumnElement[bool]:
    """Return the condition that no later row of the index says how the claim stands."""
    index, later = schema.claim_index.c, schema.claim_index.alias("later")
    superseding = select(later.c.claim_id).where(
        later.c.claim_id == index.claim_id, later.c.seq > index.seq, later.c.seq < size
    )
    return ~superseding.correlate(schema.claim_index).exists()


def ids_beginning(prefix: str, size: int) -> dict[str, Select[tuple[str]]]:
    """Return a select a kind of entry that has ids of its own, in the order of search.

    What is derived is that of now, whatever the size.
    """
    tables = (schema.report, schema.claim, schema.decision, schema.incident, schema.dispute)
    found = {}
    for table in tables:
        query = select(table.c.id).where(table.c.id.startswith(prefix, autoescape=True)).limit(3)
        found[str(table.name)] = query.where(table.c.seq < size) if "seq" in table.c else query
    return found


def incidents_once_called(prefix: str) -> Select[tuple[str]]:
    """Select the incidents that now hold an account whose id begins with ``prefix``."""
    account = schema.account.c
    return select(account.incident_id).where(account.id.startswith(prefix, autoescape=True))
