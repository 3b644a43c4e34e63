"""Incidents as they stand now: asked of the ledger's derived tables, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Column, ColumnElement, Connection, and_, func, or_, select

from polybius.errors import SettingsError, UnknownId
from polybius.ledger import schema
from polybius.ledger.dialects import dialect_of
from polybius.ledger.filters import Filter, claim_conditions
from polybius.ledger.store import Ledger
from polybius.plain import loads
from polybius.records import Dispute, Grade, Incident, Tally
from polybius.web.shelves import IncidentPage, Kin, Wanted, Weighed, in_time

T = TypeVar("T")
Condition = ColumnElement[bool]

_incident = schema.incident.c


class StoredShelf:
    """A `polybius.web.shelves.Shelf` on the ledger's derived tables."""

    def __init__(
        self, ledger: Ledger, *, is_current: bool, blind_to: frozenset[str] = frozenset()
    ) -> None:
        self._ledger = ledger
        self.is_current = is_current
        self._shown = without_reports(blind_to)

    def page(self, wanted: Wanted, cursor: str | None = None, limit: int = 50) -> IncidentPage:
        """Return the incidents that meet ``wanted``, newest first, from ``cursor`` on.

        Raises:
            SettingsError: a condition or the cursor can't be understood.
        """
        with self._ledger.reading() as connection:
            conditions = [*_conditions(connection, wanted), *self._shown]
            counted = select(func.count()).select_from(schema.incident).where(*conditions)
            total = connection.scalar(counted) or 0
            query = select(_incident.id, _incident.first_day, _incident.record)
            query = query.where(*conditions, *_after(cursor))
            query = query.order_by(_incident.first_day.desc().nulls_last(), _incident.id)
            rows = connection.execute(query.limit(limit + 1)).all()
            shown = [loads(row.record, Incident) for row in rows[:limit]]
            items = _weighed(connection, shown)
        last = rows[limit - 1] if len(rows) > limit else None
        return IncidentPage(items, total, f"{last.first_day or ''}~{last.id}" if last else None)

    def one(self, incident_id: str) -> Weighed:
        """Return one incident.

        Raises:
            UnknownId: there is none of this id now.
        """
        with self._ledger.reading() as connection:
            query = select(_incident.record).where(_incident.id == incident_id, *self._shown)
            record = connection.scalar(query)
            if record is None:
                raise UnknownId(
                    f"there is no incident {incident_id[:10]!r}.",
                    hint="The claims may have changed since, or you are a second coder of them. "
                    "Look it up in the list.",
                )
            return _weighed(connection, [loads(record, Incident)])[0]

    def kin(self, incident_id: str) -> Kin:
        """Return what an incident is a part of, and its parts."""
        link = schema.incident_part.c
        query = select(_incident.record).where(*self._shown)
        above = query.join(schema.incident_part, link.whole_id == _incident.id)
        below = query.join(schema.incident_part, link.part_id == _incident.id)
        with self._ledger.reading() as connection:
            whole = connection.scalar(above.where(link.part_id == incident_id))
            parts = connection.scalars(below.where(link.whole_id == incident_id)).all()
        return Kin(
            None if whole is None else loads(whole, Incident),
            in_time(loads(record, Incident) for record in parts),
        )

    def of_claims(self, claim_ids: Sequence[str]) -> dict[str, str]:
        """Return the id of the incident of each claim that is in one."""
        link = schema.incident_claim.c
        query = select(link.claim_id, link.incident_id).where(*self._shown)
        query = query.join(schema.incident, _incident.id == link.incident_id)
        with self._ledger.reading() as connection:
            rows = connection.execute(query.where(link.claim_id.in_(claim_ids)))
            return {row.claim_id: row.incident_id for row in rows}


def _weighed(connection: Connection, incidents: Sequence[Incident]) -> tuple[Weighed, ...]:
    ids = [incident.id for incident in incidents]
    tally, dispute, grade = schema.tally, schema.dispute, schema.grade
    tallies = _by_incident(
        connection,
        tally.c.record,
        (tally.c.rule, tally.c.category, tally.c.victim_class),
        ids,
        Tally,
    )
    disputes = _by_incident(connection, dispute.c.record, (dispute.c.id,), ids, Dispute)
    grades = _by_incident(connection, grade.c.record, (grade.c.rule,), ids, Grade)
    return tuple(
        Weighed(
            incident,
            tuple(tallies.get(incident.id, ())),
            tuple(disputes.get(incident.id, ())),
            next(iter(grades.get(incident.id, ())), None),
        )
        for incident in incidents
    )


def _by_incident(
    connection: Connection,
    record: Column[str],
    order: Sequence[Column[str]],
    ids: Sequence[str],
    shape: type[T],
) -> dict[str, list[T]]:
    owner = record.table.c.incident_id
    query = select(owner, record).where(owner.in_(ids)).order_by(owner, *order)
    found: dict[str, list[T]] = {}
    for row in connection.execute(query):
        found.setdefault(row[0], []).append(loads(row[1], shape))
    return found


def _after(cursor: str | None) -> tuple[Condition, ...]:
    """Return the condition that an incident comes after the one that ``cursor`` names."""
    if cursor is None:
        return ()
    day, tilde, last = cursor.partition("~")
    if not tilde:
        raise SettingsError(f"the cursor {cursor!r} is none.", hint="Begin again without it.")
    undated = _incident.first_day.is_(None)
    if not day:
        return (and_(undated, _incident.id > last),)
    same_day = and_(_incident.first_day == day, _incident.id > last)
    return (or_(_incident.first_day < day, same_day, undated),)


def _conditions(connection: Connection, wanted: Wanted) -> list[Condition]:
    of_claims = wanted.of_claims
    found: list[Condition] = []
    if wanted.since:
        found.append(_incident.last_day >= wanted.since)
    if wanted.until:
        found.append(_incident.first_day <= wanted.until)
    for column, value in (
        (_incident.country, wanted.country),
        (_incident.event_type, wanted.event_type),
        (_incident.grade, wanted.grade),
    ):
        if value is not None:
            found.append(column == value)
    if of_claims is not None:
        found.append(_has_claim(connection, of_claims))
    return found


def without_reports(reports: frozenset[str]) -> tuple[Condition, ...]:
    """Return the condition that no claim of these reports is in an incident or a part of it."""
    if not reports:
        return ()
    link, claim = schema.incident_claim, schema.claim
    held = select(link.c.incident_id).join(claim, claim.c.id == link.c.claim_id)
    held = held.where(claim.c.report_id.in_(sorted(reports)))
    part = schema.incident_part.c
    wholes = select(part.whole_id).where(part.part_id.in_(held))
    return (_incident.id.not_in(held), _incident.id.not_in(wholes))


def _has_claim(connection: Connection, wanted: Filter) -> Condition:
    """Return the condition that a claim of the incident meets ``wanted``, as it stands now."""
    link, claim = schema.incident_claim, schema.claim
    index, later = schema.claim_index, schema.claim_index.alias("later")
    replaced = select(later.c.claim_id).where(
        later.c.claim_id == index.c.claim_id, later.c.seq > index.c.seq
    )
    query = select(link.c.incident_id).join(claim, claim.c.id == link.c.claim_id)
    query = query.join(index, index.c.claim_id == claim.c.id)
    query = query.where(*claim_conditions(wanted), ~replaced.correlate(index).exists())
    if wanted.text:
        query = query.where(dialect_of(connection).has_words(wanted.text))
    return _incident.id.in_(query)
