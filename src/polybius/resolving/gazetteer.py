"""The gazetteer: which places bear a name.

Embedded: GeoNames' populated places of 500 inhabitants and more, countries and divisions
(CC BY 4.0), with reviewed spellings, districts, regions and waters of our own
(``data/*.csv``; made into one file by ``scripts/build_gazetteer.py``). A user's own GeoNames
dumps (`polybius.resolving.gazetteer_import`) are laid over it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from math import log10
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from polybius.reading.toponyms.words import compass_words
from polybius.records import Code
from polybius.resolving.gazetteer_names import (
    LookupForm,
    bare_form,
    fold,
    literal_form,
    looser_forms,
    singular,
)
from polybius.resolving.gazetteer_table import Table, load

kind_precision: dict[Code, Code] = {
    "country": "country",
    "adm1": "adm1",
    "adm2": "adm2",
    "adm3": "adm2",
    "place": "exact",
    "part": "exact",
    "site": "exact",
    "region": "area",
    "land": "area",
    "water": "area",
}
"""Kind of place to the code of its precision, after UCDP GED's where_prec (codebook 23.1)."""

kind_standing: dict[Code, float] = {
    "country": 2.5,
    "region": 0.5,
    "water": 0.0,
    "land": 0.0,
    "site": 0.5,
    "place": 0.0,
    "part": -0.5,
    "adm1": -0.7,
    "adm2": -0.7,
    "adm3": -1.0,
}
"""How much likelier than a town of its size a place of this kind is to be meant by its bare name,
in powers of ten of population."""

kinds_by_feature: dict[str, Code] = {
    "A.ADM1": "adm1",
    "A.ADM1H": "adm1",
    "A.ADM2": "adm2",
    "A.ADM2H": "adm2",
    "P.PPLX": "part",
}
kinds_by_class: dict[str, Code] = {
    "A": "adm3",
    "P": "place",
    "L": "region",
    "H": "water",
    "S": "site",
    "R": "site",
    "T": "land",
    "U": "land",
    "V": "land",
}

directions = compass_words - {"downtown"}

seats: dict[str, float] = {"P.PPLC": 1.5, "P.PPLA": 0.5, "P.PPLA2": 0.2}
"""The same for the seats of a government, by feature code."""


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """A place that bears the name looked up. Coordinates are WGS 84 degrees."""

    id: str
    """``geonames:1135690``, or ``polybius:…`` for a place that GeoNames' extract lacks."""
    name: str
    latitude: float
    longitude: float
    country: str | None
    """ISO 3166-1 alpha-2; None for what lies in several countries."""
    admin1: str | None
    """GeoNames code of the first-order division: ``AF.24``."""
    admin1_name: str | None
    admin2: str | None
    kind: Code
    """``country``, ``adm1``, ``adm2``, ``adm3``, ``place``, ``part`` (of a town), ``region``,
    ``water``, ``land`` or ``site``."""
    feature: str
    """GeoNames feature class and code: ``P.PPLA``."""
    population: int
    alternate: bool = False
    """True where the name is one of GeoNames' alternate names, which nobody here reviewed."""
    part: bool = False
    """True where the text names a part of this place: "northern Aleppo"."""
    announced: Code | None = None
    """Kind of place that the name's own feature word announces: "Kunduz *Province*"."""
    bare: bool = False
    """True where this place bears the name without that word only."""
    respelt: bool = False
    """True where this place bears a name spelt nearly like the text's."""

    @property
    def standing(self) -> float:
        """How likely the bare name is to mean this place, in powers of ten of population."""
        size = log10(self.population + 100)
        known = kind_standing[self.kind] + seats.get(self.feature, 0.0)
        return size + known - (1.5 if self.alternate or self.respelt else 0.0)


class Gazetteer:
    """Places by name."""

    def __init__(self, tables: tuple[Table, ...]) -> None:
        """Take tables in order: where two hold the same GeoNames id, the earlier one counts."""
        self._tables = tables
        self.fame: Callable[[str], float] = lru_cache(maxsize=1 << 16)(self._fame)
        """Standing of the best known place whose reviewed or main name this is; 0 for none.
        Adjectives and plurals of peoples count ("Afghans")."""

    def candidates(self, name: str, *, limit: int = 40) -> tuple[GazetteerEntry, ...]:
        """Return the places that ``name`` may mean, the best known first.

        Names are compared in folded form (`gazetteer_names.fold`). A feature word may be left
        out if the kind of place agrees with it; compass words ("northern …"), the Arabic article
        and the plural of a people are taken off where nothing reviewed bears the whole name. A
        compass word alone is none: "the West" is no village in the hills of somewhere.
        """
        found: dict[str, GazetteerEntry] = {}
        if fold(name) in directions:
            return ()
        for entry in self._of_form(literal_form(name)):
            found.setdefault(entry.id, entry)
        bare = bare_form(name)
        if bare is not None:
            for entry in self._of_form(bare):
                if suits(bare.kind, entry.kind):
                    found.setdefault(entry.id, replace(entry, bare=True))
        if all(entry.alternate for entry in found.values()):
            for entry in self._loosely(name):
                found.setdefault(entry.id, entry)
        return tuple(sorted(found.values(), key=lambda e: (-e.standing, e.id))[:limit])

    def knows(self, name: str) -> bool:
        """Tell whether ``name``, as it is, is the reviewed or main name of some place."""
        key = fold(name)
        return any(not alternate for table in self._tables for _, alternate in table.find(key))

    def _fame(self, name: str) -> float:
        standings = [e.standing for e in self._of_form(literal_form(name)) if not e.alternate]
        return max(standings or [e.standing for e in self._peoples(name)], default=0.0)

    def near_misses(
        self, name: str, *, countries: frozenset[str] = frozenset(), limit: int = 5
    ) -> tuple[GazetteerEntry, ...]:
        """Return places whose names differ from ``name`` by a slip of the pen, the closest first.

        One letter changed, added, left out or transposed; two in names of eight letters or more.
        With ``countries``, places there only.
        """
        key = fold(name)
        if len(key) < 5:
            return ()
        reach = 2 if len(key) >= 8 else 1
        scored = process.extract_iter(
            key,
            self._neighbours(key, reach),
            scorer=DamerauLevenshtein.distance,
            processor=None,
            score_cutoff=reach,
        )
        near = sorted((distance, other) for other, distance, _ in scored if distance)
        entries = (
            entry
            for _, other in near
            for entry in self._of_form(LookupForm(other))
            if not entry.alternate and (not countries or entry.country in countries)
        )
        unique = {entry.id: replace(entry, respelt=True) for entry in entries}
        return tuple(unique.values())[:limit]

    def division(self, code: str) -> GazetteerEntry | None:
        """Return the country or division with the GeoNames code ``code`` (``AF``, ``AF.24``)."""
        at = self._divisions.get(code)
        return None if at is None else self._entry(*at)

    def _loosely(self, name: str) -> Iterator[GazetteerEntry]:
        for form in looser_forms(name):
            for entry in self._of_form(form):
                if form.kind is None or suits(form.kind, entry.kind):
                    yield entry
        yield from self._peoples(name)

    def _peoples(self, name: str) -> Iterator[GazetteerEntry]:
        one = singular(fold(name))
        for entry in self._of_form(LookupForm(one)) if one else ():
            if entry.kind in ("country", "region", "adm1") and not entry.alternate:
                yield entry

    def _of_form(self, form: LookupForm) -> Iterator[GazetteerEntry]:
        for number, table in enumerate(self._tables):
            for at, alternate in table.find(form.key):
                yield self._entry(number, at, alternate, form)

    def _neighbours(self, key: str, reach: int) -> list[str]:
        # A slip in the first letter is rare and would cost a scan of every name.
        found: list[str] = []
        for table in self._tables:
            first = table.position(key[0])
            last = table.position(chr(ord(key[0]) + 1))
            found += table.keys_of_length(first, last, len(key) - reach, len(key) + reach)
        return found

    @cached_property
    def _divisions(self) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for number, table in enumerate(self._tables):
            for code, at in table.divisions.items():
                found.setdefault(code, (number, at))
        return found

    def _entry(
        self, number: int, at: int, alternate: bool = False, form: LookupForm | None = None
    ) -> GazetteerEntry:
        row = self._tables[number].row(at)
        codes = row.code.split(".")
        admin1 = ".".join(codes[:2]) if len(codes) > 1 else None
        return GazetteerEntry(
            id=f"geonames:{row.id}" if row.id > 0 else f"polybius:{-row.id}",
            name=row.name,
            latitude=row.latitude,
            longitude=row.longitude,
            country=codes[0] or None,
            admin1=admin1,
            admin1_name=self._division_name(admin1),
            admin2=row.code if len(codes) > 2 else None,
            kind=kind_of(row.feature),
            feature=row.feature,
            population=row.population,
            alternate=alternate,
            part=form is not None and form.part,
            announced=None if form is None else form.kind,
        )

    def _division_name(self, code: str | None) -> str | None:
        at = self._divisions.get(code) if code else None
        return None if at is None else self._tables[at[0]].row(at[1]).name


def suits(announced: Code | None, kind: Code) -> bool:
    """Tell whether a feature word that announces one kind may stand beside a place of another.

    "District", "region" and "department" name divisions of either order, by country.
    """
    divisions = ("adm1", "adm2", "adm3")
    if announced in divisions:
        return kind in divisions
    if announced == "place":
        return kind in ("place", "part")
    return announced == kind


def kind_of(feature: str) -> Code:
    """Return the kind of place that a GeoNames feature class and code stands for."""
    if feature.startswith("A.PCL"):
        return "country"
    return kinds_by_feature.get(feature) or kinds_by_class[feature[0]]


def embedded_path() -> Path:
    """Return where the gazetteer that ships with the package lies."""
    return Path(str(files("polybius.resolving") / "data" / "gazetteer.npz"))


def user_directory() -> Path:
    """Return where a user's imported dumps lie.

    ``POLYBIUS_GAZETTEER``, or ``polybius/gazetteer`` under ``XDG_DATA_HOME``
    (default ``~/.local/share``).
    """
    own = os.environ.get("POLYBIUS_GAZETTEER")
    if own:
        return Path(own)
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "polybius" / "gazetteer"


def user_tables(directory: Path) -> tuple[Path, ...]:
    """Return the tables that were imported into ``directory``, by name."""
    return tuple(sorted(directory.glob("*.npz"))) if directory.is_dir() else ()


def open_gazetteer(directory: Path, extra: Sequence[Table] = ()) -> Gazetteer:
    """Return the embedded gazetteer with further tables laid over it.

    Args:
        directory: where dumps were imported to.
        extra: tables that go before all others.

    Raises:
        PolybiusError: a table is missing, damaged or of another format.
    """
    return Gazetteer((*extra, *map(load, user_tables(directory)), load(embedded_path())))


@cache
def default_gazetteer() -> Gazetteer:
    """Return the gazetteer that every reading in this process shares."""
    return open_gazetteer(user_directory())
