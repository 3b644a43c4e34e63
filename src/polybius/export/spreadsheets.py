"""CSV that spreadsheets open without harm."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any, TypeVar

from polybius.export.columns import Column

T = TypeVar("T")

formula_starts = "=+-@\t\r\n＝＋－＠"
"""Characters with which a spreadsheet may begin a formula or a command (OWASP, "CSV Injection")."""
_formula = re.compile(f"'*[{re.escape(formula_starts)}]")


def to_csv(columns: Sequence[Column[T]], records: Iterable[T]) -> str:
    """Return ``records`` as RFC 4180 CSV with a header row.

    Text that a spreadsheet would take for a formula is `guarded`; missing values are empty, not 0.
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([guarded(column.name) for column in columns])
    for record in records:
        writer.writerow([_cell(column.value(record)) for column in columns])
    return out.getvalue()


def _cell(value: object) -> Any:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value


def guarded(text: str) -> str:
    """Return ``text`` with an apostrophe before it where a spreadsheet would run it."""
    return f"'{text}" if _formula.match(text) else text


def unguarded(cell: str) -> str:
    """Return the text that `guarded` made ``cell`` of."""
    return cell[1:] if cell.startswith("'") and _formula.match(cell) else cell
