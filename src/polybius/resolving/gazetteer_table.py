"""The gazetteer's file: sorted keys and packed columns, loaded whole in a fraction of a second.

The file is a NumPy ``.npz`` without pickles. Keys are sorted UTF-8, joined by line feeds, and
found by binary search; each key leads to one or more entries. One entry is one row of the
columns. The same form serves the embedded gazetteer and dumps that a user imports. A key that is
one of a place's alternate names, nobody having reviewed it, is marked as such by the top bit of
the place's position.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from polybius.errors import PolybiusError

table_format = 1
"""Raised when the columns change; a file of another format is refused."""
alternate_bit = 1 << 31
division_features = ("A.PCLI", "A.ADM1", "A.ADM2")


@dataclass(frozen=True, slots=True)
class Row:
    """One place as the table keeps it."""

    id: int
    """GeoNames id, or a negative number for a place of our own."""
    name: str
    latitude: float
    longitude: float
    code: str
    """Division it lies in, or is: ``US.LA.079``, ``AF.24``, ``AF``, or empty (GeoNames' codes)."""
    feature: str
    """GeoNames feature class and code: ``P.PPLA``."""
    population: int


Keyed: TypeAlias = tuple[Row, frozenset[str], frozenset[str]]
"""A place with the keys of its names, and those of its alternate names."""


class Table:
    """Places and the keys that lead to them."""

    def __init__(self, arrays: dict[str, NDArray[Any]]) -> None:
        """Take the arrays of a file; `load` and `pack` make them."""
        self._arrays = arrays
        self._keys = arrays["keys"].tobytes()
        self._starts = _line_starts(arrays["keys"])
        self._names = arrays["names"].tobytes()
        self._name_starts = _line_starts(arrays["names"])
        self._codes = arrays["codes"].tobytes().decode().split("\n")
        self._features = arrays["features"].tobytes().decode().split("\n")

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self._arrays["id"])

    def key_at(self, i: int) -> str:
        """Return the ``i``-th key in sorted order."""
        return self._key(i).decode()

    def keys_of_length(self, first: int, last: int, least: int, most: int) -> list[str]:
        """Return the keys from position ``first`` to ``last`` of ``least`` to ``most`` bytes."""
        starts = np.asarray(self._starts[first : last + 1])
        lengths = np.diff(starts) - 1
        fitting = np.flatnonzero((lengths >= least) & (lengths <= most))
        begins, ends = starts[fitting].tolist(), (starts[fitting] + lengths[fitting]).tolist()
        return [self._keys[a:b].decode() for a, b in zip(begins, ends, strict=True)]

    @property
    def key_count(self) -> int:
        """Return the number of different keys."""
        return len(self._starts) - 1

    def find(self, key: str) -> tuple[tuple[int, bool], ...]:
        """Return the places that ``key`` leads to: position, and whether by an alternate name."""
        i = self.position(key)
        if i == self.key_count or self._key(i) != key.encode():
            return ()
        first, last = self._arrays["offsets"][i : i + 2]
        found = self._arrays["places"][first:last].tolist()
        return tuple((at & ~alternate_bit, bool(at & alternate_bit)) for at in found)

    def position(self, key: str) -> int:
        """Return the position at which ``key`` stands, or would stand, among the sorted keys."""
        wanted, low, high = key.encode(), 0, self.key_count
        while low < high:
            middle = (low + high) // 2
            if self._key(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return low

    def row(self, i: int) -> Row:
        """Return the place at position ``i``."""
        a = self._arrays
        first, last = self._name_starts[i], self._name_starts[i + 1] - 1
        return Row(
            id=int(a["id"][i]),
            name=self._names[first:last].decode(),
            latitude=round(int(a["latitude"][i]) / 1e5, 5),
            longitude=round(int(a["longitude"][i]) / 1e5, 5),
            code=self._codes[a["code"][i]],
            feature=self._features[a["feature"][i]],
            population=int(a["population"][i]),
        )

    @cached_property
    def divisions(self) -> dict[str, int]:
        """Code of each country and first- or second-order division to its position."""
        wanted = [i for i, f in enumerate(self._features) if f in division_features]
        positions = np.flatnonzero(np.isin(self._arrays["feature"], wanted)).tolist()
        return {self._codes[self._arrays["code"][at]]: at for at in reversed(positions)}

    def rows(self) -> Iterator[Row]:
        """Yield every place, in the file's order."""
        return (self.row(i) for i in range(len(self)))

    def save(self, path: Path) -> None:
        """Write the table; the file appears whole or not at all."""
        part = path.with_name(path.name + ".part")
        with part.open("wb") as out:
            arrays: dict[str, Any] = {"format": np.int32(table_format), **self._arrays}
            np.savez_compressed(out, **arrays)
        part.replace(path)

    def _key(self, i: int) -> bytes:
        return self._keys[self._starts[i] : self._starts[i + 1] - 1]


def load(path: Path) -> Table:
    """Read a table from ``path``.

    Raises:
        PolybiusError: the file is missing, damaged or of another format.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise PolybiusError(
            f"the gazetteer {path} cannot be read: {error}.",
            hint="Reinstall polybius, or import the dump again if the file is your own.",
        ) from error
    if int(arrays.pop("format", -1)) != table_format:
        raise PolybiusError(
            f"the gazetteer {path} is not in format {table_format}.",
            hint="Import the dump again with this version of polybius.",
        )
    return Table(arrays)


def pack(places: Iterable[Keyed]) -> Table:
    """Make a table of ``places``."""
    rows: list[Row] = []
    by_key: dict[str, list[int]] = {}
    for i, (row, names, alternates) in enumerate(places):
        rows.append(row)
        for key in names:
            by_key.setdefault(key, []).append(i)
        for key in alternates - names:
            by_key.setdefault(key, []).append(i | alternate_bit)
    keys_sorted = sorted(by_key, key=str.encode)
    lists = [sorted(by_key[key]) for key in keys_sorted]
    codes = sorted({row.code for row in rows})
    features = sorted({row.feature for row in rows})
    code_at = {code: i for i, code in enumerate(codes)}
    feature_at = {feature: i for i, feature in enumerate(features)}
    return Table(
        {
            "keys": _lines(keys_sorted),
            "offsets": np.cumsum([0, *map(len, lists)], dtype=np.uint32),
            "places": np.array([i for found in lists for i in found], dtype=np.uint32),
            "names": _lines([row.name for row in rows]),
            "codes": _text("\n".join(codes)),
            "features": _text("\n".join(features)),
            "id": np.array([row.id for row in rows], dtype=np.int32),
            "latitude": np.array([round(row.latitude * 1e5) for row in rows], dtype=np.int32),
            "longitude": np.array([round(row.longitude * 1e5) for row in rows], dtype=np.int32),
            "code": np.array([code_at[row.code] for row in rows], dtype=np.uint32),
            "feature": np.array([feature_at[row.feature] for row in rows], dtype=np.uint16),
            "population": np.array([row.population for row in rows], dtype=np.int64),
        }
    )


def _lines(lines: list[str]) -> NDArray[np.uint8]:
    return _text("".join(line + "\n" for line in lines))


def _text(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _line_starts(blob: NDArray[np.uint8]) -> NDArray[np.int64]:
    ends = np.flatnonzero(blob == ord("\n"))
    return np.concatenate(([0], ends + 1))
