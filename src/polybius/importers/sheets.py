"""The records of a workbook (.xlsx), as text: one sheet's rows, merged cells filled in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from polybius.errors import DamagedSource, SettingsError
from polybius.importers.mappings import column_key
from polybius.intake.content import Content

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

first_rows = 25
largest = 200 * 1024 * 1024
"""Bytes of a workbook, which is read into memory as a whole."""


def sheet_records(
    content: Content, known: Sequence[str], sheet: str | None = None
) -> Iterator[tuple[list[str], bytes, int]]:
    """Yield cells, the row as a line of CSV, and its number, of each row that holds something.

    Args:
        content: the workbook.
        known: keys of the columns to expect (`column_key`), by which a sheet is chosen.
        sheet: its name; None: the first one in which most of the columns are named.

    Raises:
        DamagedSource: it is no workbook.
        SettingsError: it has no such sheet.
    """
    import openpyxl  # noqa: PLC0415 - only for workbooks
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        book = openpyxl.load_workbook(io.BytesIO(content.whole(largest)), data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise DamagedSource(
            f"is no workbook that can be read ({error}).",
            where=content.where,
            hint="Open it and save it as .xlsx or .csv.",
        ) from error
    yield from _records(_chosen(book, content, known, sheet))


def _chosen(book: Any, content: Content, known: Sequence[str], sheet: str | None) -> Worksheet:
    if sheet is not None and sheet not in book.sheetnames:
        listed = ", ".join(book.sheetnames)
        raise SettingsError(
            f"has no sheet {sheet!r}.", where=content.where, hint=f"It has: {listed}."
        )
    sheets: list[Worksheet] = [book[sheet]] if sheet else list(book.worksheets)
    wanted = set(known)

    def fit(one: Worksheet) -> int:
        rows = one.iter_rows(max_row=first_rows, values_only=True)
        return max((len({column_key(str(c)) for c in row} & wanted) for row in rows), default=0)

    return max(sheets, key=fit)


def _records(sheet: Worksheet) -> Iterator[tuple[list[str], bytes, int]]:
    merged: dict[tuple[int | None, int | None], object] = {
        (row, column): sheet.cell(area.min_row, area.min_col).value
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
        # Merged sideways it is a title over columns, not a value in each of them.
        if column == area.min_col
    }
    for number, row in enumerate(sheet.iter_rows(), start=1):
        values = [merged.get((cell.row, cell.column), cell.value) for cell in row]
        cells = [cell_text(value) for value in values]
        if any(cell.value is not None for cell in row):
            yield cells, _csv_line(cells), number


def cell_text(value: object) -> str:
    """Return a cell's value as text: whole numbers without a fraction, days in ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _csv_line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue().encode()
