"""The rows of a table in any of its files: CSV, TSV, XLSX, JSON, JSONL; gzip is unpacked.

A row comes with its own bytes as they stand, the header before them. Titles above the header are
passed over, and a header that is repeated, as when sheets are pasted together. A row that does not
fit is an error that names file and row, and the rows after it go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from polybius.errors import DamagedSource, IntakeError, SettingsError, Where
from polybius.importers.mappings import Mapping as ColumnMapping
from polybius.importers.mappings import column_key
from polybius.importers.sheets import sheet_records
from polybius.intake.columns import Row
from polybius.intake.content import Content, guarded
from polybius.intake.csv_rows import csv_records
from polybius.intake.json_rows import json_rows
from polybius.intake.normalise import one_line
from polybius.intake.options import IntakeOptions

header_within = 25
"""Rows in which the header must come."""
_zip_magic, _old_excel = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_json_starts = (b"{", b"[")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its cells by column in the table's order, its bytes, where it stands."""

    cells: Mapping[str, str]
    """Column as the table names it → cell on one line; empty cells are left out."""
    original: bytes
    """The header's bytes, those of the row that merged cells come from if any, the row's own."""
    line: int


@dataclass(slots=True)
class _Header:
    names: list[str]
    raw: bytes
    filled: dict[int, str] = field(default_factory=dict)
    """Column number → the last cell that was not empty, of columns that are filled down."""
    filled_from: bytes = b""


def table_rows(
    path: Path, mapping: ColumnMapping, options: IntakeOptions, sheet: str | None = None
) -> tuple[str, Iterator[TableRow | IntakeError]]:
    """Return the SHA-256 of a file and an iterator over its rows.

    Args:
        path: the file.
        mapping: which columns to expect.
        options: encoding and limits.
        sheet: of a workbook; by default the first with a header that fits.

    Raises:
        IntakeError: the file can't be opened.
    """
    try:
        stream = path.open("rb")
    except OSError as error:
        raise IntakeError(
            f"cannot be opened: {error.strerror}.",
            where=Where(str(path)),
            hint="Check the path and its rights.",
        ) from error
    content = Content(str(path), path.name, guarded(stream, str(path)), options.retrieved)
    return content.digest(), _closing(content, mapping, options, sheet)


def _closing(
    content: Content, mapping: ColumnMapping, options: IntakeOptions, sheet: str | None
) -> Iterator[TableRow | IntakeError]:
    with content.stream:
        yield from _rows(content.unpacked(), mapping, options, sheet)


def _rows(
    content: Content, mapping: ColumnMapping, options: IntakeOptions, sheet: str | None
) -> Iterator[TableRow | IntakeError]:
    head = content.head()
    if not head.strip():
        raise IntakeError("is empty.", where=content.where)
    if head.startswith(_old_excel):
        raise SettingsError(
            "is an old Excel file (.xls).", where=content.where, hint="Save it as .xlsx or .csv."
        )
    if head.startswith(_zip_magic):
        yield from _with_header(
            sheet_records(content, mapping.known_columns, sheet), content, mapping
        )
    elif head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_json_starts):
        for row in json_rows(content, options):
            yield row if isinstance(row, IntakeError) else _of_object(row)
    else:
        records = (
            r if isinstance(r, IntakeError) else (r.cells, r.raw, r.line)
            for r in csv_records(content, options)
        )
        yield from _with_header(records, content, mapping)


_Record = tuple[Sequence[str], bytes, int]


def _with_header(
    records: Iterable[_Record | IntakeError], content: Content, mapping: ColumnMapping
) -> Iterator[TableRow | IntakeError]:
    rows = iter(records)
    if mapping.columns:
        header = _Header(list(mapping.columns), b"")
    else:
        first = list(islice(rows, header_within))
        at = _header_at(first, mapping, content)
        cells, raw, _ = first[at]  # type: ignore[misc]
        header = _Header([one_line(name) or "" for name in cells], raw)
        rows = chain(first[at + 1 :], rows)
    _check_names(header, mapping, content)
    for record in rows:
        if isinstance(record, IntakeError):
            yield record
            continue
        made = _row(record, header, mapping, content)
        if made is not None:
            yield made


def _header_at(
    first: Sequence[_Record | IntakeError], mapping: ColumnMapping, content: Content
) -> int:
    """Return which of the first records names the columns.

    Raises:
        DamagedSource: none does.
    """
    known, days = set(mapping.known_columns), set(mapping.day_columns)
    scores = [0 if isinstance(r, IntakeError) else _score(r[0], known, days) for r in first]
    best = max(range(len(scores)), key=lambda n: (scores[n], -n), default=None)
    if best is None or not scores[best]:
        there = next((r[0] for r in first if not isinstance(r, IntakeError)), ())
        shown = ", ".join(list(there)[:12])
        raise DamagedSource(
            f"has no header that fits: none of its first rows names {' or '.join(sorted(days))}; "
            f"the first has: {shown}.",
            where=content.where,
            hint="Use the mapping for this table; one for a table without a header lists columns.",
        )
    return best


def _score(cells: Sequence[str], known: set[str], days: set[str]) -> int:
    keys = {column_key(cell) for cell in cells}
    return len(keys & known) if keys & days else 0


def _check_names(header: _Header, mapping: ColumnMapping, content: Content) -> None:
    keys = [column_key(name) for name in header.names]
    twice = sorted({k for k in keys if k in mapping.known_columns and keys.count(k) > 1})
    if twice:
        raise DamagedSource(
            f"names the column {twice[0]!r} twice.", where=content.where, hint="Rename one."
        )


def _row(
    record: _Record, header: _Header, mapping: ColumnMapping, content: Content
) -> TableRow | IntakeError | None:
    cells, raw, line = list(record[0]), record[1], record[2]
    width = len(header.names)
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        return _misfit(len(cells), width, content, line)
    clean = [one_line(cell) or "" for cell in cells[:width]]
    if clean == header.names:
        return None
    carrier = _fill(clean, raw, header, mapping)
    names = (name or f"column {n}" for n, name in enumerate(header.names, start=1))
    named = {name: cell for name, cell in zip(names, clean, strict=True) if cell}
    original = b"\n".join(part for part in (header.raw, carrier, raw) if part)
    return TableRow(named, original, line)


def _misfit(cells: int, width: int, content: Content, line: int) -> IntakeError:
    return DamagedSource(
        f"the row has {cells} fields where the header has {width}.",
        where=Where(content.address, line),
        hint="A field with the delimiter or a line end in it must be quoted.",
    )


def _fill(cells: list[str], raw: bytes, header: _Header, mapping: ColumnMapping) -> bytes:
    """Fill empty cells of merged columns from above; return the bytes they come from, if any."""
    wanted = {column_key(name) for name in mapping.fill_down}
    used = False
    for n, name in enumerate(header.names):
        if column_key(name) not in wanted:
            continue
        if cells[n]:
            header.filled[n], header.filled_from = cells[n], raw
        elif n in header.filled:
            cells[n], used = header.filled[n], True
    return header.filled_from if used else b""


def _of_object(row: Row) -> TableRow:
    return TableRow(
        {
            " ".join(name.split()): text
            for name, value in row.fields.items()
            if (text := one_line(_plain(value)))
        },
        row.raw,
        row.line,
    )


def _plain(value: object) -> str:
    """Return a JSON value as a cell: lists joined by "; ", objects by their name."""
    if isinstance(value, list):
        return "; ".join(text for item in value if (text := _plain(item)))
    if isinstance(value, dict):
        named = value.get("name") or value.get("title")
        return _plain(named) if named is not None else ""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
