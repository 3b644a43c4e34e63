"""Maps drawn on the server: outlines around what is shown, and places as precise as they are.

A place is drawn as the area in which it may lie: a town as a point, a province or country as its
outline, a district as a circle of a typical extent. Nothing that is an area is drawn as a point.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sqrt

from polybius.records import Place
from polybius.web.basemap import Box, Outline, countries, country
from polybius.web.basemap.divisions import division

map_width = 640.0
radii_km = {"exact": 3.0, "near": 25.0, "adm2": 30.0, "adm1": 90.0, "area": 60.0}
"""Radius of the circle that stands for a precision: UCDP's "within about 25 km" for ``near``,
typical extents of divisions for the others, where there is no outline."""
country_km = 400.0
"""For a country that is not on the base map."""
km_a_degree = 111.32
least_span = 8.0
"""Degrees of latitude that a map shows at least: enough to see what country it is."""
widest_tall = 0.62
"""Height of a map for its width."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the world that a map shows, and how it is put on paper.

    Plate carrée with the middle latitude true to scale.
    """

    box: Box
    height: float
    stretch: float
    """Widths are shortened by the cosine of the middle latitude."""

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return x and y, rounded to a tenth."""
        west, _, _, north = self.box
        return (
            round((longitude - west) * self.stretch * self.units, 1),
            round((north - latitude) * self.units, 1),
        )

    @property
    def units(self) -> float:
        """Units of the drawing for a degree of latitude."""
        _, south, _, north = self.box
        return self.height / (north - south)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place, or several incidents at one, on the map."""

    x: float
    y: float
    radius: float
    precision: str
    label: str
    address: str | None
    number: int
    outline: str
    """SVG path of the outline of a country or province; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Map:
    """A drawn map."""

    width: float
    height: float
    land: tuple[tuple[str, str], ...]
    """Name and SVG path of each country in sight."""
    spots: tuple[Spot, ...]
    is_world: bool
    scale_km: int
    scale_length: float


@dataclass(frozen=True, slots=True)
class Located:
    """What is to be put on a map."""

    place: Place
    label: str
    address: str | None = None
    number: int = 1


def draw(located: Iterable[Located], *, whole_world: bool = False) -> Map | None:
    """Return a map of what has a place; None where nothing has."""
    known = [each for each in located if _box_of(each.place) is not None]
    if not known and not whole_world:
        return None
    boxes = [box for each in known if (box := _box_of(each.place)) is not None]
    frame = _frame((-180.0, -58.0, 180.0, 84.0) if whole_world else _around(boxes))
    # The largest first, so that what is precise lies on top.
    spots = sorted((_spot(each, frame) for each in known), key=lambda s: (-s.radius, s.label))
    length, km = _scale_bar(frame)
    return Map(
        map_width, round(frame.height, 1), _land(frame), tuple(spots), whole_world, km, length
    )


def country_spots(counts: Sequence[tuple[str, int]], address: dict[str, str]) -> Map:
    """Return the world with how many incidents each country has, as circles on their middles."""
    frame = _frame((-180.0, -58.0, 180.0, 84.0))
    most = max((number for _, number in counts), default=1)
    spots = []
    for code, number in counts:
        found = country(code, coarse=True) or country(code)
        if found is not None:
            west, south, east, north = found.box
            x, y = frame.at((west + east) / 2, (south + north) / 2)
            radius = round(3 + 17 * sqrt(number / most), 1)
            label = f"{found.name}: {number:,}"
            spots.append(Spot(x, y, radius, "count", label, address.get(code), number, ""))
    spots.sort(key=lambda s: (-s.radius, s.label))
    return Map(map_width, round(frame.height, 1), _land(frame), tuple(spots), True, 0, 0.0)


def precision_words(place: Place) -> str:
    """Return what the drawing means."""
    if place.latitude is None and place.country is None:
        return "not found in the gazetteer, so not on the map"
    if place.precision == "country":
        return "only the country is known: all of it is shaded"
    if outline_of(place) is not None:
        return "only the province is known: all of it is shaded"
    km = radii_km.get(place.precision)
    if km is None:
        return "not known how precisely"
    return "the town or site itself" if place.precision == "exact" else f"within about {km:.0f} km"


def outline_of(place: Place) -> Outline | None:
    """Return the outline of the country or province that is all that is known of a place."""
    if place.country is None:
        return None
    if place.precision == "country":
        return country(place.country)
    if place.precision != "adm1" or place.gazetteer_id is None:
        return None
    found = division(place.gazetteer_id, place.gazetteer_name or place.name, place.country)
    if found is None or place.latitude is None or place.longitude is None:
        return found
    # Names come again when divisions change: an outline far from the place is another's.
    x, y = place.longitude, place.latitude
    inside = (w <= x <= e and s <= y <= n for w, s, e, n in found.boxes)
    return found if any(inside) else None


def _box_of(place: Place) -> Box | None:
    outline = outline_of(place)
    if outline is not None:
        return outline.box
    if place.latitude is None or place.longitude is None:
        return None
    up = _km(place) / km_a_degree
    across = up / max(0.2, cos(radians(place.latitude)))
    return (
        place.longitude - across,
        place.latitude - up,
        place.longitude + across,
        place.latitude + up,
    )


def _km(place: Place) -> float:
    return country_km if place.precision == "country" else radii_km.get(place.precision, 60.0)


def _around(boxes: Sequence[Box]) -> Box:
    """Return a box around all, with room, at least `least_span` high, of the map's proportions."""
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    stretch = max(0.2, cos(radians(middle_y)))
    up = max(least_span, (north - south) * 1.4, (east - west) * 1.4 * stretch * widest_tall)
    across = up / widest_tall / stretch
    return (
        max(-180.0, middle_x - across / 2),
        max(-89.0, middle_y - up / 2),
        min(180.0, middle_x + across / 2),
        min(89.0, middle_y + up / 2),
    )


def _frame(box: Box) -> Frame:
    west, south, east, north = box
    is_world = east - west >= 300
    stretch = 1.0 if is_world else max(0.2, cos(radians((south + north) / 2)))
    height = map_width * (north - south) / ((east - west) * stretch)
    return Frame(box, height, stretch)


@lru_cache(maxsize=64)
def _land(frame: Frame) -> tuple[tuple[str, str], ...]:
    west, _, east, _ = frame.box
    found = []
    for each in countries(coarse=east - west >= 100):
        path = _path(each, frame)
        if path:
            found.append((each.name, path))
    return tuple(found)


@lru_cache(maxsize=512)
def _path(land: Outline, frame: Frame) -> str:
    parts = []
    for inside in land.inside(frame.box):
        points = [frame.at(*point) for point in inside]
        # Points that fall together on paper say nothing twice.
        kept = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
        if len(kept) > 2:
            parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in kept) + "Z")
    return "".join(parts)


def _spot(located: Located, frame: Frame) -> Spot:
    place = located.place
    found = outline_of(place)
    outline = "" if found is None else _path(found, frame)
    if place.latitude is not None and place.longitude is not None:
        x, y = frame.at(place.longitude, place.latitude)
    else:
        west, south, east, north = _box_of(place) or frame.box
        x, y = frame.at((west + east) / 2, (south + north) / 2)
    radius = _km(place) / km_a_degree * frame.units
    return Spot(
        x,
        y,
        round(max(radius, 5.0), 1),
        place.precision,
        located.label,
        located.address,
        located.number,
        outline,
    )


def _scale_bar(frame: Frame) -> tuple[float, int]:
    """Return length and kilometres of a scale bar that takes a fifth of the width or less."""
    for km in (2000, 1000, 500, 200, 100, 50, 20, 10):
        length = km / km_a_degree * frame.units
        if length <= map_width / 5:
            return round(length, 1), km
    return 0.0, 0
