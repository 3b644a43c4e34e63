"""Incidents as they stand now: asked of the ledger's derived tables, a page at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, and_, func, or_, select

from polybius.errors import SettingsError, UnknownId
from polybius.ledger import schema
from polybius.ledger.dialects import dialect_of
from polybius.ledger.filters import Filter, claim_conditions
from polybius.ledger.store import Ledger
from polybius.plain import loads
from polybius.records import Dispute, Grade, Incident, Tally
from polybius.web.kept import Kept
from polybius.web.shelves import IncidentPage, Kin, Spread, Wanted, Weighed, in_time, spread_of

T = TypeVar("T")
Condition = ColumnElement[bool]

_incident = schema.incident.c
_newest_first = (_incident.first_day.desc().nulls_last(), _incident.id)


class _Met(NamedTuple):
    """An incident that meets conditions on claims."""

    id: str
    first_day: str | None
    country: str | None


class StoredShelf:
    """A `polybius.web.shelves.Shelf` on the ledger's derived tables.

    Conditions on incidents are met by an index. Conditions on claims are looked for once in each
    state of the tables, and what meets them is kept.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        is_current: bool,
        blind_to: frozenset[str] = frozenset(),
        kept: Kept | None = None,
    ) -> None:
        """Take the ledger.

        Args:
            ledger: the ledger.
            is_current: whether all claims have been weighed.
            blind_to: reports whose incidents are left out.
            kept: where counts are kept between requests; None: nowhere.
        """
        self._ledger = ledger
        self.is_current = is_current
        self._blind_to = blind_to
        self._shown = without_reports(blind_to)
        self._kept = kept or Kept()

    def page(self, wanted: Wanted, cursor: str | None = None, limit: int = 50) -> IncidentPage:
        """Return the incidents that meet ``wanted``, newest first, from ``cursor`` on.

        Raises:
            SettingsError: a condition or the cursor can't be understood.
        """
        place = _place_in(cursor)
        if wanted.of_claims is None:
            total = self._keep("total", wanted, lambda: self._count(wanted))
            ids = self._next_ids(wanted, place, limit + 1)
        else:
            met = self._met(wanted)
            total = len(met)
            after = [m for m in met if place is None or _is_after(m, place)]
            ids = [(m.id, m.first_day) for m in after[: limit + 1]]
        with self._ledger.reading() as connection:
            items = _weighed(connection, [incident_id for incident_id, _ in ids[:limit]])
        last = ids[limit - 1] if len(ids) > limit else None
        return IncidentPage(items, total, f"{last[1] or ''}~{last[0]}" if last else None)

    def spread(self, wanted: Wanted) -> Spread:
        """Return how the incidents that meet ``wanted`` spread over months and countries.

        Raises:
            SettingsError: a condition can't be understood.
        """
        if wanted.of_claims is not None:
            return spread_of((m.first_day, m.country) for m in self._met(wanted))
        return self._keep("spread", wanted, lambda: self._count_spread(wanted))

    def one(self, incident_id: str) -> Weighed:
        """Return one incident.

        Raises:
            UnknownId: there is none of this id now.
        """
        with self._ledger.reading() as connection:
            query = select(_incident.id).where(_incident.id == incident_id, *self._shown)
            if connection.scalar(query) is None:
                raise UnknownId(
                    f"there is no incident {incident_id[:10]!r}.",
                    hint="The claims may have changed since, or you are a second coder of them. "
                    "Look it up in the list.",
                )
            return _weighed(connection, [incident_id])[0]

    def kin(self, incident_ids: Sequence[str]) -> dict[str, Kin]:
        """Return what each of these incidents is a part of, and its parts; most have neither."""
        link = schema.incident_part.c
        query = select(link.part_id, link.whole_id, _incident.record).where(*self._shown)
        above = query.join_from(
            schema.incident_part, schema.incident, link.whole_id == _incident.id
        )
        below = query.join_from(schema.incident_part, schema.incident, link.part_id == _incident.id)
        with self._ledger.reading() as connection:
            wholes = connection.execute(above.where(link.part_id.in_(incident_ids))).all()
            parts = connection.execute(below.where(link.whole_id.in_(incident_ids))).all()
        whole = {row.part_id: loads(row.record, Incident) for row in wholes}
        own: dict[str, list[Incident]] = {}
        for row in parts:
            own.setdefault(row.whole_id, []).append(loads(row.record, Incident))
        return {i: Kin(whole.get(i), in_time(own.get(i, ()))) for i in incident_ids}

    def disputed(self, limit: int) -> list[tuple[Dispute, Incident]]:
        """Return disputes with their incidents, the latest incidents first."""
        dispute = schema.dispute.c
        query = select(dispute.record, _incident.record.label("of")).where(*self._shown)
        query = query.join(schema.incident, _incident.id == dispute.incident_id)
        query = query.order_by(*_newest_first, dispute.id).limit(limit)
        with self._ledger.reading() as connection:
            rows = connection.execute(query).all()
        return [(loads(row.record, Dispute), loads(row.of, Incident)) for row in rows]

    def of_claims(self, claim_ids: Sequence[str]) -> dict[str, str]:
        """Return the id of the incident of each claim that is in one."""
        link = schema.incident_claim.c
        query = select(link.claim_id, link.incident_id).where(*self._shown)
        query = query.join(schema.incident, _incident.id == link.incident_id)
        with self._ledger.reading() as connection:
            rows = connection.execute(query.where(link.claim_id.in_(claim_ids)))
            return {row.claim_id: row.incident_id for row in rows}

    # --- inside ------------------------------------------------------------------------------

    @cached_property
    def _state(self) -> str:
        """What the tables were derived from."""
        fact = schema.derivation.c
        with self._ledger.reading() as connection:
            return str(connection.scalar(select(fact.value).where(fact.name == "claims_digest")))

    def _keep(self, what: str, wanted: Wanted, make: Callable[[], T]) -> T:
        return self._kept.get((what, self._state, wanted, self._blind_to), make)

    def _met(self, wanted: Wanted) -> Sequence[_Met]:
        return self._keep("met", wanted, lambda: self._find_met(wanted))

    def _find_met(self, wanted: Wanted) -> Sequence[_Met]:
        with self._ledger.reading() as connection:
            query = select(_incident.id, _incident.first_day, _incident.country)
            query = query.where(*_conditions(wanted), *self._shown)
            of_claims = wanted.of_claims
            if of_claims is not None:
                query = query.where(_has_claim(connection, of_claims))
            rows = connection.execute(query.order_by(*_newest_first))
            return [_Met(*row) for row in rows]

    def _count(self, wanted: Wanted) -> int:
        counted = select(func.count()).select_from(schema.incident)
        with self._ledger.reading() as connection:
            return connection.scalar(counted.where(*_conditions(wanted), *self._shown)) or 0

    def _count_spread(self, wanted: Wanted) -> Spread:
        conditions = [*_conditions(wanted), *self._shown]
        months: Counter[str] = Counter()
        countries: Counter[str] = Counter()
        with self._ledger.reading() as connection:
            # By day, as the index has them: by month they would have to be sorted.
            for column, length, found in (
                (_incident.first_day, 7, months),
                (_incident.country, 2, countries),
            ):
                query = select(column, func.count()).where(*conditions).group_by(column)
                for name, number in connection.execute(query):
                    if name is not None:
                        found[name[:length]] += number
        return Spread(tuple(sorted(months.items())), tuple(sorted(countries.items())))

    def _next_ids(
        self, wanted: Wanted, place: tuple[str, str] | None, most: int
    ) -> list[tuple[str, str | None]]:
        query = select(_incident.id, _incident.first_day)
        query = query.where(*_conditions(wanted), *self._shown, *_after(place))
        with self._ledger.reading() as connection:
            rows = connection.execute(query.order_by(*_newest_first).limit(most))
            return [(row.id, row.first_day) for row in rows]


def _weighed(connection: Connection, ids: Sequence[str]) -> tuple[Weighed, ...]:
    incident, tally, dispute, grade = schema.incident, schema.tally, schema.dispute, schema.grade
    query = select(incident.c.id, incident.c.record).where(incident.c.id.in_(ids))
    records = {row.id: row.record for row in connection.execute(query)}
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
            loads(records[each], Incident),
            tuple(tallies.get(each, ())),
            tuple(disputes.get(each, ())),
            next(iter(grades.get(each, ())), None),
        )
        for each in ids
        if each in records
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


def _place_in(cursor: str | None) -> tuple[str, str] | None:
    """Return day and id of the incident that ``cursor`` names."""
    if cursor is None:
        return None
    day, tilde, last = cursor.partition("~")
    if not tilde:
        raise SettingsError(f"the cursor {cursor!r} is none.", hint="Begin again without it.")
    return day, last


def _after(place: tuple[str, str] | None) -> tuple[Condition, ...]:
    """Return the condition that an incident comes after ``place``."""
    if place is None:
        return ()
    day, last = place
    undated = _incident.first_day.is_(None)
    if not day:
        return (and_(undated, _incident.id > last),)
    same_day = and_(_incident.first_day == day, _incident.id > last)
    return (or_(_incident.first_day < day, same_day, undated),)


def _is_after(met: _Met, place: tuple[str, str]) -> bool:
    """Tell of one incident what `_after` asks of all."""
    day, last = place
    if met.first_day is None:
        return bool(day) or met.id > last
    return met.first_day < day or (met.first_day == day and met.id > last)


def _conditions(wanted: Wanted) -> list[Condition]:
    """Return the conditions on the incident itself."""
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
    query = select(link.c.incident_id).join(claim, claim.c.id == link.c.claim_id)
    if wanted.place or wanted.party:
        index, later = schema.claim_index, schema.claim_index.alias("later")
        replaced = select(later.c.claim_id).where(
            later.c.claim_id == index.c.claim_id, later.c.seq > index.c.seq
        )
        query = query.join(index, index.c.claim_id == claim.c.id)
        query = query.where(*claim_conditions(wanted), ~replaced.correlate(index).exists())
    if wanted.text:
        query = query.where(dialect_of(connection).has_words(wanted.text))
    return _incident.id.in_(query)
