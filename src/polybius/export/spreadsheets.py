"""CSV that spreadsheets open without harm."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any, TypeVar

from polybius.export.columns import Column

T = TypeVar("T")

formula_starts = ("=", "+", "-", "@", "\t", "\r")


def to_csv(columns: Sequence[Column[T]], records: Iterable[T]) -> str:
    """Return ``records`` as RFC 4180 CSV with a header row.

    Text that a spreadsheet would take for a formula is preceded by an apostrophe (OWASP, "CSV
    Injection"); missing values are empty, not 0.
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([column.name for column in columns])
    for record in records:
        writer.writerow([_cell(column.value(record)) for column in columns])
    return out.getvalue()


def _cell(value: object) -> Any:
    if isinstance(value, str) and value.startswith(formula_starts):
        return f"'{value}"
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value
