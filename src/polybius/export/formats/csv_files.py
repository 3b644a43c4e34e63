"""Tables as CSV that spreadsheets open without harm, and back without loss.

RFC 4180, UTF-8, lines ended by CR LF. A text that a spreadsheet would take for a formula is
preceded by an apostrophe (`polybius.export.spreadsheets`); `read_rows` takes it off again.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from polybius.export.formats.fields import Field, Kind, Table, list_separator
from polybius.export.spreadsheets import guarded, unguarded

T = TypeVar("T")

longest_cell = 2**31 - 1
"""Characters; the standard library stops at 131,072, which a large incident's record passes."""


def write_table(table: Table[T], records: Iterable[T], out: BinaryIO) -> int:
    """Write ``records`` as CSV, one at a time, and return how many there were."""
    text = TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(table.header)
    number = 0
    for row in table.rows(records):
        writer.writerow([_cell(value) for value in row.values()])
        number += 1
    text.detach()
    return number


def read_rows(table: Table[Any], path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file as `Table.rows` gave them."""
    before = csv.field_size_limit(longest_cell)
    try:
        with path.open(encoding="utf-8", newline="") as text:
            for row in csv.DictReader(text):
                yield {field.name: _read(field, row[field.name]) for field in table.fields}
    finally:
        csv.field_size_limit(before)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        value = list_separator.join(value)
    return guarded(value) if isinstance(value, str) else value


_readers: dict[Kind, Callable[[str], Any]] = {
    "integer": int,
    "number": float,
    "boolean": lambda cell: cell == "true",
    "list": lambda cell: unguarded(cell).split(list_separator),
}


def _read(field: Field[Any], cell: str) -> Any:
    if cell == "":
        return [] if field.kind == "list" else None
    return _readers.get(field.kind, unguarded)(cell)
