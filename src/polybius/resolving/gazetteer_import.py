"""Takes in a GeoNames country dump (``AF.txt``, or ``AF.zip`` with it) that a user downloaded.

A dump has all the villages, streams and hills that the embedded gazetteer lacks. It becomes one
table in the user's gazetteer directory, which `gazetteer.open_gazetteer` lays over the embedded
one. Columns: https://download.geonames.org/export/dump/readme.txt.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from polybius.errors import PolybiusError, Where
from polybius.resolving.gazetteer_names import fold, without_feature
from polybius.resolving.gazetteer_table import Keyed, Row, Table, pack

columns = 19


def import_dump(dump: Path, directory: Path) -> Table:
    """Read ``dump`` and write its table to ``directory``; a dump imported before is replaced.

    Raises:
        PolybiusError: the file is missing, is no dump, or a line breaks its format.
    """
    table = read_dump(dump)
    directory.mkdir(parents=True, exist_ok=True)
    table.save(directory / f"{dump.stem}.npz")
    return table


def read_dump(dump: Path) -> Table:
    """Return the table of ``dump``.

    Raises:
        PolybiusError: the file is missing, is no dump, or a line breaks its format.
    """
    table = pack(read_rows(_lines(dump), dump.name))
    if not len(table):
        raise PolybiusError(
            f"{dump} holds no places.", hint="Download a country's dump from GeoNames again."
        )
    return table


def read_rows(lines: Iterable[str], source: str) -> Iterator[Keyed]:
    """Yield the places of a dump's lines, each with its keys.

    Raises:
        PolybiusError: a line has not 19 columns, or no number where one belongs.
    """
    for number, line in enumerate(lines, 1):
        cells = line.rstrip("\n").split("\t")
        if len(cells) != columns:
            raise PolybiusError(
                f"this line has {len(cells)} columns, a GeoNames dump has {columns}.",
                where=Where(source, line=number),
                hint="Import the unchanged file of a country, such as AF.txt or AF.zip.",
            )
        try:
            yield _keyed(cells)
        except ValueError as error:
            raise PolybiusError(
                f"this line is not of a GeoNames dump: {error}.", where=Where(source, line=number)
            ) from error


def _keyed(cells: list[str]) -> Keyed:
    name, ascii_name, alternates = cells[1:4]
    row = Row(
        id=int(cells[0]),
        name=name,
        latitude=float(cells[4]),
        longitude=float(cells[5]),
        code=_division(cells[8], cells[10], cells[11]),
        feature=f"{cells[6] or 'L'}.{cells[7] or 'LCTY'}",
        population=int(cells[14] or 0),
    )
    names = _keys([name, ascii_name])
    if row.feature.startswith("A.ADM"):
        names |= {without_feature(key)[0] for key in names}
    return row, names, _keys(alternates.split(","))


def _division(country: str, admin1: str, admin2: str) -> str:
    parts = [country]
    # GeoNames writes 00 where the first-order division is unknown.
    if admin1 not in ("", "00"):
        parts += [admin1, admin2] if admin2 else [admin1]
    return ".".join(parts)


def _keys(names: Iterable[str]) -> frozenset[str]:
    folded = (fold(name) for name in names)
    return frozenset(key for key in folded if len(key) > 1 and key.isascii())


def _lines(dump: Path) -> Iterator[str]:
    try:
        if dump.suffix != ".zip":
            with dump.open(encoding="utf-8", newline="\n") as file:
                yield from file
            return
        with zipfile.ZipFile(dump) as archive, archive.open(f"{dump.stem}.txt") as raw:
            yield from io.TextIOWrapper(raw, "utf-8", newline="\n")
    except (OSError, KeyError, UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise PolybiusError(
            f"the dump {dump} cannot be read: {error}.",
            hint="Give a file like AF.txt or AF.zip from GeoNames.",
        ) from error
