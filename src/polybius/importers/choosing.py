"""What a cell means in the codebook's terms, as the mapping says."""

from __future__ import annotations

from polybius.errors import IntakeError
from polybius.importers.mappings import Choice, Coded, Condition
from polybius.importers.texts import RowText


def choose(row: RowText, coded: Coded, what: str) -> str:
    """Return the code that a row's cell stands for.

    Args:
        row: the row.
        coded: a code, or a choice by a cell.
        what: the field, for the message.

    Raises:
        IntakeError: the cell holds something that the mapping does not know.
    """
    if not isinstance(coded, Choice):
        return coded
    cell = row.cell(coded.column)
    words = "" if cell is None else cell.text
    found = _found(words, coded)
    if found is None:
        raise IntakeError(
            f"the mapping has no {what} for {words!r} in the column {_shown(coded)!r}.",
            hint="Add it under values, or give a default.",
        )
    return found


def _found(words: str, choice: Choice) -> str | None:
    by_value = {value.casefold(): code for value, code in choice.values.items()}
    key = words.casefold()
    if key in by_value:
        return by_value[key]
    for start, code in choice.starts.items():
        if key.startswith(start.casefold()):
            return code
    return choice.default


def _shown(choice: Choice) -> str:
    return choice.column if isinstance(choice.column, str) else choice.column[0]


def holds(row: RowText, condition: Condition | None) -> bool:
    """Tell whether a condition holds for a row; none always does."""
    if condition is None:
        return True
    cell = row.cell(condition.column)
    return cell is not None and cell.text.casefold() in {v.casefold() for v in condition.values}
