"""Claims by one condition, the latest first and no more than a page can show."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, or_, select

from polybius.ledger import schema
from polybius.ledger.store import Ledger
from polybius.ledger.unsealing import size_or_all
from polybius.web.models.judged import Judged, judged

most_claims = 500
_latest = schema.reading.alias("latest")
_own, _later = schema.claim_index.alias("own"), schema.claim_index.alias("later")
name_prefix = "name:"
"""Begins the key of a party that the register has not."""


def of_party(ledger: Ledger, key: str, size: int | None = None) -> list[Judged]:
    """Return claims in which a party has a part, or which its side's voice makes."""
    party, index = schema.party_index.c, schema.claim_index.c
    if key.startswith(name_prefix):
        named = func.lower(party.name) == key.removeprefix(name_prefix)
        having = select(party.claim_id).where(named, party.party_id.is_(None))
        return _stand(ledger, index.claim_id.in_(having), size)
    having = select(party.claim_id).where(party.party_id == key)
    return _stand(ledger, or_(index.claim_id.in_(having), index.voice_party == key), size)


def of_kind(ledger: Ledger, kind: str, size: int | None = None) -> list[Judged]:
    """Return claims of one kind."""
    return _stand(ledger, schema.claim_index.c.kind == kind, size)


def _stand(ledger: Ledger, condition: ColumnElement[bool], size: int | None) -> list[Judged]:
    index = schema.claim_index.c
    newest = func.max(index.seq)
    query: Select[Any] = (
        select(index.claim_id)
        .where(condition, index.seq < size_or_all(size))
        .group_by(index.claim_id)
        .order_by(newest.desc(), index.claim_id)
        .limit(most_claims)
    )
    with ledger.reading() as connection:
        ids = [str(found) for found in connection.scalars(query)]
    return [each for each in judged(ledger, ids, size) if each.status != "rejected"]


def latest_reading(report_id: ColumnElement[str], size: int | None = None) -> ScalarSelect[Any]:
    """Return the latest reading of the report that an enclosing select names."""
    reading = _latest.c
    query = select(reading.id)
    query = query.where(reading.report_id == report_id, reading.seq < size_or_all(size))
    query = query.order_by(reading.seq.desc()).limit(1)
    return query.correlate_except(_latest).scalar_subquery()


def outside(
    claim_id: ColumnElement[str], report_ids: frozenset[str]
) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that a claim is of none of these reports."""
    if not report_ids:
        return ()
    claim = schema.claim.c
    return (claim_id.not_in(select(claim.id).where(claim.report_id.in_(sorted(report_ids)))),)


def stands(
    claim_id: ColumnElement[str], seq: ColumnElement[int], size: int | None
) -> ColumnElement[bool]:
    """Return the condition that a row of an index says how a claim stands after ``size`` entries.

    Rows of claims that were rejected, and those that a later row replaces, do not.
    """
    own, later, end = _own.c, _later.c, size_or_all(size)
    replaced = select(later.claim_id).where(
        later.claim_id == own.claim_id, later.seq > own.seq, later.seq < end
    )
    found = select(own.claim_id).where(own.claim_id == claim_id, own.seq == seq, own.live)
    found = found.where(own.seq < end, ~replaced.correlate(_own).exists())
    return found.correlate_except(_own, _later).exists()


def count_parties(
    ledger: Ledger,
    words: str,
    blind_to: frozenset[str] = frozenset(),
    size: int | None = None,
    limit: int = 200,
) -> list[tuple[str, str, int]]:
    """Return key, name and number of claims of the parties with the most claims.

    Args:
        ledger: the ledger.
        words: part of the name or key; empty: any.
        blind_to: reports whose claims do not count.
        size: entries of the log to look at; None: all.
        limit: how many.
    """
    party = schema.party_index.c
    number = func.count(party.claim_id.distinct()).label("number")
    name = func.min(party.name).label("name")
    key = func.coalesce(party.party_id, name_prefix + func.lower(party.name))
    query = select(key.label("key"), name, number).group_by(key)
    query = query.where(*outside(party.claim_id, blind_to))
    query = query.where(stands(party.claim_id, party.seq, size))
    if words:
        named = party.name.icontains(words, autoescape=True)
        query = query.where(or_(named, party.party_id == words))
    query = query.order_by(number.desc(), key).limit(limit)
    with ledger.reading() as connection:
        return [(str(r.key), str(r.name), int(r.number)) for r in connection.execute(query)]
