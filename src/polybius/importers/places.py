"""Where a row sets its event: its own coordinates and precision, with the gazetteer's id.

Rule ``places.rows.v1``. Coordinates are the row's. The name is looked up in the gazetteer; it is
the same place if it lies within `same_km` of them, or, where the row has none, if it is the best
known of that name in the row's country (and division, where it names one). So a row and a news
report about one town meet under one id.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from polybius.errors import IntakeError
from polybius.importers.choosing import choose
from polybius.importers.mappings import PlaceSpec
from polybius.importers.texts import RowText
from polybius.records import Passage, Place
from polybius.resolving.gazetteer import Gazetteer, GazetteerEntry, kind_precision

rule = "places.rows.v1"
same_km = 15.0
"""Datasets set an event at a town's centre as they have it, which may be another's edge."""
around_km = 150.0
"""From the coordinates to the town or division that the name puts the place in."""
earth_radius_km = 6371.0
wide = ("adm1", "country")
"""Precisions whose coordinates are a centre, and no place of the event."""


@dataclass(frozen=True, slots=True)
class Point:
    """WGS 84 degrees."""

    latitude: float
    longitude: float


def place_of(row: RowText, spec: PlaceSpec, gazetteer: Gazetteer) -> Place | None:
    """Return the place of a row's event; None where it names none.

    Raises:
        IntakeError: coordinates are none, or the precision is not in the mapping.
    """
    point, at = _point(row, spec)
    named = next((cell for name in spec.names if (cell := row.cell(name)) is not None), None)
    passage = named or at
    if passage is None:
        return None
    around = _around(named, point, gazetteer)
    country = _country(row, spec, gazetteer) or (around.country if around else None)
    division = _division(row, spec, country, gazetteer)
    precision = choose(row, spec.precision, "place precision") if spec.precision else None
    found = _candidates(named, country, gazetteer)
    if point is None:
        return _by_name(passage, found, division or around, country, gazetteer)
    if precision not in wide:
        found = [e for e in found if kilometres(point, e) <= same_km]
    entry = found[0] if found else None
    return Place(
        name=passage.text,
        passage=passage,
        precision=precision or "near",
        gazetteer_id=entry.id if entry else None,
        gazetteer_name=entry.name if entry else None,
        latitude=point.latitude,
        longitude=point.longitude,
        country=country or (entry.country if entry else None),
        admin1=division.name if division else (entry.admin1_name if entry else None),
    )


def _by_name(
    passage: Passage,
    found: list[GazetteerEntry],
    division: GazetteerEntry | None,
    country: str | None,
    gazetteer: Gazetteer,
) -> Place:
    """Return a place without coordinates of its own: by its name, or by what holds it."""
    inside = [e for e in found if division is None or e.admin1_name == division.admin1_name]
    holder = division or (gazetteer.division(country) if country else None)
    entry = next(iter(inside), None) or holder
    if entry is None:
        return Place(passage.text, passage)
    return Place(
        passage.text,
        passage,
        kind_precision[entry.kind],
        entry.id,
        entry.name,
        entry.latitude,
        entry.longitude,
        entry.country,
        entry.admin1_name,
    )


def _around(
    named: Passage | None, point: Point | None, gazetteer: Gazetteer
) -> GazetteerEntry | None:
    """Return what a name says that the place lies in: "Ford bridge, Khartoum, Sudan"."""
    parts = named.text.split(",")[1:] if named else []
    for part in parts:
        for entry in gazetteer.candidates(part.strip()):
            wide_enough = entry.kind in ("country", "adm1", "region")
            if wide_enough if point is None else kilometres(point, entry) <= around_km:
                return entry
    return None


def _candidates(
    named: Passage | None, country: str | None, gazetteer: Gazetteer
) -> list[GazetteerEntry]:
    found = gazetteer.candidates(named.text) if named else ()
    return [entry for entry in found if country in (None, entry.country)]


def _point(row: RowText, spec: PlaceSpec) -> tuple[Point | None, Passage | None]:
    cells = row.cell(spec.latitude), row.cell(spec.longitude)
    if cells[0] is None or cells[1] is None:
        return None, None
    return Point(_degrees(cells[0].text, 90), _degrees(cells[1].text, 180)), cells[0]


def _degrees(words: str, most: int) -> float:
    try:
        value = float(words.replace(",", ".").replace("−", "-").rstrip("°"))
    except ValueError as error:
        raise IntakeError(f"{words!r} is no coordinate in degrees.") from error
    if not -most <= value <= most:
        raise IntakeError(f"the coordinate {words} is not between -{most} and {most} degrees.")
    return value


def _country(row: RowText, spec: PlaceSpec, gazetteer: Gazetteer) -> str | None:
    cell = row.cell(spec.country)
    return None if cell is None else country_code(cell.text, gazetteer)


def country_code(name: str, gazetteer: Gazetteer) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country; None where the gazetteer has none such.

    UCDP adds earlier names: "DR Congo (Zaire)".
    """
    if len(name) == 2 and name.isupper() and gazetteer.division(name):
        return name
    for form in (name, name.partition("(")[0].strip()):
        for entry in gazetteer.candidates(form):
            if entry.kind == "country":
                return entry.country
    return None


def _division(
    row: RowText, spec: PlaceSpec, country: str | None, gazetteer: Gazetteer
) -> GazetteerEntry | None:
    found = _candidates(row.cell(spec.admin1), country, gazetteer)
    return next((entry for entry in found if entry.kind == "adm1"), None)


def kilometres(point: Point, entry: GazetteerEntry) -> float:
    """Return the great-circle distance."""
    a, b = radians(point.latitude), radians(entry.latitude)
    across = radians(entry.longitude - point.longitude)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(across / 2) ** 2
    return 2 * earth_radius_km * asin(min(1.0, sqrt(half)))
