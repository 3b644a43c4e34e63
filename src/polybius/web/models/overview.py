"""The overview: a list of incidents with its map and timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from polybius.codebook import load
from polybius.export.columns import Column
from polybius.export.words import tally_words
from polybius.records import Incident
from polybius.web.context import Desk
from polybius.web.models.bars import Bars, month_bars
from polybius.web.models.maps import Located, Map, country_spots, draw
from polybius.web.shelves import Counts, Wanted, Weighed
from polybius.weighing import tallies

most_drawn = 300
"""Incidents that are drawn one by one; beyond, the map shows how many each country has."""
condition_names = tuple(f.name for f in fields(Wanted))


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident as lists show it."""

    id: str
    title: str
    event_type: str
    start: str | None
    end: str | None
    place: str
    country: str | None
    grade: str | None
    tallies: tuple[str, ...]
    contested: bool
    claims: int
    reports: int


row_columns: tuple[Column[IncidentRow], ...] = (
    Column("incident_id", "Id of the incident", lambda r: r.id),
    Column("event_type", "Codebook: event types", lambda r: r.event_type),
    Column("title", "The incident in a few words", lambda r: r.title),
    Column("first_day", "First possible day", lambda r: r.start),
    Column("last_day", "Last possible day", lambda r: r.end),
    Column("place", "Place", lambda r: r.place),
    Column("country", "ISO 3166-1 alpha-2", lambda r: r.country),
    Column("grade", "Codebook: grades", lambda r: r.grade),
    Column("tallies", "Low, best and high of each class, joined", lambda r: "; ".join(r.tallies)),
    Column("contested", "Voices contradict one another", lambda r: r.contested),
    Column("claims", "Number of claims", lambda r: r.claims),
    Column("reports", "Number of reports", lambda r: r.reports),
)


@dataclass(frozen=True)
class Overview:
    """One page of the list, and how all that meets the filters is spread."""

    total: int
    next_cursor: str | None
    rows: tuple[IncidentRow, ...]
    months: Counts
    countries: Counts
    is_current: bool


def wanted_in(desk: Desk) -> Wanted:
    """Return the filters of the address."""
    given = {name: desk.query.get(name, "").strip() or None for name in condition_names}
    country = given["country"]
    return replace(Wanted(**given), country=country.upper() if country else None)


def overview(desk: Desk) -> tuple[Overview, tuple[Weighed, ...]]:
    """Return the overview, and the incidents that its map draws one by one.

    Raises:
        SettingsError: a filter can't be understood.
    """
    wanted = wanted_in(desk)
    shelf = desk.shelf
    page = shelf.page(wanted, desk.query.get("cursor"))
    drawn: tuple[Weighed, ...] = ()
    if page.total <= most_drawn:
        drawn = page.items
        if page.next_cursor or desk.query.get("cursor"):
            drawn = shelf.page(wanted, None, most_drawn).items
    spread = shelf.spread(wanted)
    rows = tuple(map(incident_row, page.items))
    made = Overview(
        page.total, page.next_cursor, rows, spread.months, spread.countries, shelf.is_current
    )
    return made, drawn


def incident_row(weighed: Weighed) -> IncidentRow:
    """Return an incident as lists show it."""
    incident = weighed.incident
    own = [t for t in weighed.tallies if t.rule == tallies.rule]
    place = incident.place
    return IncidentRow(
        incident.id,
        incident.title,
        incident.event_type,
        incident.start,
        incident.end,
        (place.gazetteer_name or place.name) if place else "",
        place.country if place else None,
        weighed.grade.grade if weighed.grade else None,
        tuple(map(tally_words, own)),
        bool(weighed.disputes),
        len(incident.claim_ids),
        len(incident.report_ids),
    )


def timeline(desk: Desk, months: Counts) -> Bars:
    """Return the timeline; a bar leads to its month."""
    return month_bars(months, lambda a, b: desk.here(since=a, until=b, cursor=None, format=None))


def overview_map(desk: Desk, drawn: Sequence[Weighed], countries: Counts) -> Map | None:
    """Return the map of incidents one by one, or of how many each country has."""
    if drawn or not countries:
        at: dict[tuple[str, str], list[Incident]] = {}
        for each in drawn:
            place = each.incident.place
            if place is not None:
                key = (place.gazetteer_id or place.name, place.precision)
                at.setdefault(key, []).append(each.incident)
        return draw(_located(desk, own) for own in at.values())
    addresses = {c: desk.here(country=c, cursor=None, format=None) for c, _ in countries}
    return country_spots(countries, addresses)


def _located(desk: Desk, incidents: Sequence[Incident]) -> Located:
    """Return the incidents at one place as one spot: it leads to the only one, or to their list."""
    first, place = incidents[0], incidents[0].place
    assert place is not None
    if len(incidents) == 1:
        return Located(place, first.title, desk.url("incident", incident_id=first.id))
    named = place.gazetteer_id or place.name
    label = f"{place.gazetteer_name or place.name}: {len(incidents)} incidents"
    address = desk.here(place=named, cursor=None, format=None)
    return Located(place, label, address, len(incidents))


def choices() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the codes that filters offer, with their labels."""
    book = load()
    return {
        "types": tuple((c, e.label) for c, e in book.event_types.items()),
        "grades": tuple((c, e.label) for c, e in book.grades.items()),
    }
