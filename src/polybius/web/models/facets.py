"""How the incidents of a list spread over months and countries: what a map and timeline show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import ColumnElement, func, select

from polybius.ledger import schema
from polybius.ledger.store import Ledger
from polybius.records import Incident
from polybius.web.shelf_now import without_reports
from polybius.web.shelves import Wanted

Counts = tuple[tuple[str, int], ...]
"""Month (``YYYY-MM``) or country (ISO alpha-2) → incidents, in order of the name."""


def stored_facets(
    ledger: Ledger, wanted: Wanted, blind_to: frozenset[str] = frozenset()
) -> tuple[Counts, Counts]:
    """Return the months and the countries of the incidents that stand now.

    Conditions on claims are left to the list: see `overview`. Incidents with claims of reports of
    ``blind_to`` do not count.
    """
    incident = schema.incident.c
    conditions: list[ColumnElement[bool]] = [*without_reports(blind_to)]
    if wanted.since:
        conditions.append(incident.last_day >= wanted.since)
    if wanted.until:
        conditions.append(incident.first_day <= wanted.until)
    for column, value in (
        (incident.country, wanted.country),
        (incident.event_type, wanted.event_type),
        (incident.grade, wanted.grade),
    ):
        if value is not None:
            conditions.append(column == value)
    found = []
    with ledger.reading() as connection:
        for name in (func.substr(incident.first_day, 1, 7), incident.country):
            query = select(name.label("name"), func.count().label("number")).where(*conditions)
            rows = connection.execute(query.group_by(name).order_by(name))
            found.append(tuple((row.name, row.number) for row in rows if row.name))
    return found[0], found[1]


def counted(incidents: Iterable[Incident]) -> tuple[Counts, Counts]:
    """Return the months and the countries of these incidents."""
    months: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    for incident in incidents:
        if incident.start:
            months[incident.start[:7]] += 1
        if incident.place is not None and incident.place.country:
            countries[incident.place.country] += 1
    return tuple(sorted(months.items())), tuple(sorted(countries.items()))
