"""The offline base map: outlines of countries and divisions, from Natural Earth (see README.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

Point = tuple[float, float]
"""Longitude and latitude, WGS 84 degrees."""
Ring = tuple[Point, ...]
Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The outline of a country, or of a first-order division of one."""

    code: str | None
    """ISO 3166-1 alpha-2 of the country; None where it has none."""
    name: str
    rings: tuple[Ring, ...]
    """Closed outlines; holes are rings too (draw with the even-odd rule)."""
    boxes: tuple[Box, ...]
    """Of each ring."""

    def inside(self, box: Box) -> Iterator[Ring]:
        """Yield the parts of the outlines that lie in ``box``."""
        west, south, east, north = box
        for ring, (left, bottom, right, top) in zip(self.rings, self.boxes, strict=True):
            if right < west or left > east or top < south or bottom > north:
                continue
            whole = left >= west and right <= east and bottom >= south and top <= north
            yield ring if whole else clipped(ring, box)

    @property
    def box(self) -> Box:
        """The least box around its largest part, which for most is the mainland."""
        return _box(max(self.rings, key=_extent))


class Topology:
    """A TopoJSON file, of which only what is asked for is drawn out."""

    def __init__(self, name: str) -> None:
        """Read one of the base map's files."""
        self._topology = msgspec.json.decode(_read(name))
        self._arcs: dict[int, list[Point]] = {}

    def geometries(self, name: str) -> list[dict[str, Any]]:
        """Return the geometries of one of its objects."""
        found: list[dict[str, Any]] = self._topology["objects"][name]["geometries"]
        return found

    def outline(self, geometry: dict[str, Any], code: str | None) -> Outline:
        """Return the outline that a geometry stands for."""
        parts = geometry.get("arcs", [])
        polygons = parts if geometry["type"] == "MultiPolygon" else [parts]
        rings = tuple(self._ring(ring) for polygon in polygons for ring in polygon)
        return Outline(code, geometry["properties"]["name"], rings, tuple(map(_box, rings)))

    def _ring(self, numbers: Sequence[int]) -> Ring:
        """Join arcs; one's complement of a number means that arc backwards (TopoJSON, 2.1.4)."""
        points: list[Point] = []
        for number in numbers:
            arc = self._arc(number) if number >= 0 else self._arc(~number)[::-1]
            points += arc[1:] if points else arc
        return tuple(points)

    def _arc(self, number: int) -> list[Point]:
        """Return an arc, whose points are stored as steps in whole units of a quantised grid."""
        if number not in self._arcs:
            grid = self._topology["transform"]
            (across, up), (left, bottom) = grid["scale"], grid["translate"]
            x = y = 0
            points = []
            for step_x, step_y in self._topology["arcs"][number]:
                x, y = x + step_x, y + step_y
                points.append((round(x * across + left, 4), round(y * up + bottom, 4)))
            self._arcs[number] = points
        return self._arcs[number]


@cache
def countries(*, coarse: bool) -> tuple[Outline, ...]:
    """Return every country, at 1:110 million if ``coarse``, else at 1:50 million."""
    topology = Topology("countries-110m.json" if coarse else "countries-50m.json")
    codes = _codes()
    made = [
        topology.outline(geometry, codes.get(geometry.get("id", "")))
        for geometry in topology.geometries("countries")
    ]
    return tuple(sorted(made, key=lambda c: (c.name, c.code or "")))


def country(code: str, *, coarse: bool = False) -> Outline | None:
    """Return a country by its ISO alpha-2 code; the coarse map lacks the smallest."""
    return _by_code(coarse=coarse).get(code)


@cache
def _by_code(*, coarse: bool) -> dict[str | None, Outline]:
    return {c.code: c for c in reversed(countries(coarse=coarse))}


def clipped(ring: Ring, box: Box) -> Ring:
    """Return the part of a ring inside ``box`` (Sutherland and Hodgman 1974); may be empty."""
    west, south, east, north = box
    points = list(ring)
    for axis, limit, sign in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
        points = list(_half(points, axis, limit, sign))
        if not points:
            return ()
    return tuple(points)


def _half(points: Sequence[Point], axis: int, limit: float, sign: int) -> Iterator[Point]:
    """Yield what lies on the one side of a line of constant longitude or latitude."""
    for n, here in enumerate(points):
        before = points[n - 1]
        inside, was_inside = (sign * (p[axis] - limit) >= 0 for p in (here, before))
        if inside != was_inside:
            share = (limit - before[axis]) / (here[axis] - before[axis])
            other = before[1 - axis] + share * (here[1 - axis] - before[1 - axis])
            yield (limit, other) if axis == 0 else (other, limit)
        if inside:
            yield here


def _box(ring: Ring) -> Box:
    across, up = [x for x, _ in ring], [y for _, y in ring]
    return min(across), min(up), max(across), max(up)


def _extent(ring: Ring) -> float:
    west, south, east, north = _box(ring)
    return (east - west) * (north - south)


@cache
def _codes() -> dict[str, str]:
    return msgspec.json.decode(_read("codes.json"), type=dict[str, str])


def _read(name: str) -> bytes:
    return (files("polybius.web.basemap") / name).read_bytes()
