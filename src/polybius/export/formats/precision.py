"""How closely day and place are known, in the numbers of UCDP and ACLED."""

from __future__ import annotations

import math
from datetime import date

from polybius.codebook import load
from polybius.records import Incident, Place

longest_week = 7
longest_month = 31


def date_prec(start: str | None, end: str | None) -> int | None:
    """Return UCDP's date_prec of a span of days; None where an end of it is open.

    1 the day, 2 two to six days, 3 a week, 4 eight days to a month, 5 longer (UCDP GED codebook,
    date_prec).
    """
    if start is None or end is None:
        return None
    days = (date.fromisoformat(end) - date.fromisoformat(start)).days + 1
    if days <= 1:
        return 1
    if days < longest_week:
        return 2
    if days == longest_week:
        return 3
    return 4 if days <= longest_month else 5


def time_precision(start: str | None, end: str | None) -> int | None:
    """Return ACLED's time_precision: 1 the day, 2 within a week, 3 within a month.

    None where less is known: ACLED does not code such events.
    """
    found = date_prec(start, end)
    return None if found is None else {1: 1, 2: 2, 3: 2, 4: 3}.get(found)


def where_prec(place: Place | None) -> int | None:
    """Return UCDP's where_prec, 1 the exact place to 7 international waters, or None."""
    if place is None:
        return None
    entry = load().place_precision.get(place.precision)
    return None if entry is None else entry.ucdp


def geo_precision(place: Place | None) -> int | None:
    """Return ACLED's geo_precision: 1 the town, 2 the area around or district, 3 the province.

    None where only a country or less is known: ACLED does not code such places.
    """
    found = where_prec(place)
    return None if found is None else {1: 1, 2: 2, 3: 2, 4: 3, 5: 3}.get(found)


def event_clarity(incident: Incident) -> int:
    """Return UCDP's event_clarity: 1 where one event is told apart by day and place, else 2.

    Told apart: known to less than a week, and to a province or closer.
    """
    days, place = date_prec(incident.start, incident.end), where_prec(incident.place)
    return 1 if days in (1, 2) and place in (1, 2, 3, 4) else 2


def priogrid(latitude: float | None, longitude: float | None) -> int | None:
    """Return the cell of PRIO-GRID, half a degree wide, counted from the south-west.

    Source: Tollefsen, Strand and Buhaug (2012), "PRIO-GRID: A unified spatial data structure".
    """
    if latitude is None or longitude is None:
        return None
    row = min(math.floor(latitude * 2) + 180, 359)
    column = min(math.floor(longitude * 2) + 360, 719)
    return row * 720 + column + 1
