"""Numbers of people as tables give them: "12", "10-15", "10-", "-15", "~100", "dozens", "unknown".

Rule ``numbers.cells.v1``. Signs stand for the words that the reader of texts knows, and mean the
same: "10-" and "10+" are "at least 10", "-15" is "up to 15", "~100" is "about 100"
(`polybius.reading.counts.bounds`). What is no number is refused, never guessed: "3,5" is no number
of people, and "15-Oct" is what a spreadsheet makes of the range 10-15.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from polybius.errors import IntakeError
from polybius.reading.counts.bounds import bound, read_bounded
from polybius.reading.counts.numbers import Number as Worded

rule = "numbers.cells.v1"

unknown_words = frozenset(
    {"", "-", "–", "—", "--", "?", "n/a", "na", "nan", "none", "null", "nil", "unknown",
     "not known", "unclear", "unspecified", "not available", "no data", "tbc", "tbd", ".", ".."}
)  # fmt: skip
"""Cells, in lower case, that say that the number is not known."""
missing_codes = frozenset({"-9", "-99", "-999", "-9999"})
"""What some datasets write for "unknown", and others could mean as "up to 9": never guessed."""

signs: tuple[tuple[str, str], ...] = (
    (r"(?:>=|≥)\s*N", "at_least"),
    (r"N\s*(?:\+|[-–—−]|or more|plus)", "at_least"),
    (r">\s*N", "more_than"),
    (r"(?:<=|≤|[-–—−])\s*N", "at_most"),
    (r"<\s*N", "fewer_than"),
    (r"(?:~|≈|±|ca?\.?|circa|est\.)\s*N", "about"),
    ("N", "exact"),
)
"""Forms of a cell around one figure, and the kind of bound that each is."""

_month = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_spoilt_range = re.compile(
    rf"\d{{1,2}}[-. ]{_month}(?:[-. ]\d+)?|{_month}[-. ]\d{{1,4}}|\d{{4}}-\d\d-\d\d.*",
    re.IGNORECASE,
)
_dash = r"\s*(?:-|–|—|−|to)\s*"
_word = re.compile(r"\d[\d,.]*|[^\W\d]+|\S")


@dataclass(frozen=True, slots=True)
class Number:
    """As many people as a cell's words allow; ``high`` None: no upper bound."""

    low: int
    best: int | None
    high: int | None


def parse_number(words: str, *, decimal: str = ".") -> Number | None:
    """Return the numbers that a cell allows; None where it says that they are not known.

    Args:
        words: the cell.
        decimal: ``.`` or ``,``: what parts a whole number from its fraction in this table; the
            other of the two parts thousands.

    Raises:
        IntakeError: it is no number of people.
    """
    text = " ".join(words.split())
    if text.lower() in unknown_words:
        return None
    if _spoilt_range.fullmatch(text):
        raise IntakeError(
            f"{text!r} is a day, not a number of people.",
            hint="A spreadsheet makes a day of a range such as 10-15: format the column as text.",
        )
    if text in missing_codes:
        raise IntakeError(
            f"{text} may stand for an unknown number.",
            hint=f"If it does, put  missing: ['{text}']  in the mapping.",
        )
    found = _signed(text, decimal) or _range(text, decimal) or _worded(text)
    if found is None:
        raise IntakeError(
            f"{text!r} is no number of people.",
            hint="Use 12, 10-15, 10- (10 or more), -15 (up to 15), ~100, or leave the cell empty.",
        )
    return found


def _signed(text: str, decimal: str) -> Number | None:
    for form, kind in signs:
        match = re.fullmatch(form.replace("N", f"(?P<n>{_figure(decimal)})"), text, re.IGNORECASE)
        if match:
            n = _whole(match["n"], text, decimal)
            made = bound(Worded(0, 1, n, n, n), kind)
            return Number(made.low, made.best, made.high)
    return None


def _range(text: str, decimal: str) -> Number | None:
    figure = _figure(decimal)
    match = re.fullmatch(f"(?P<n>{figure}){_dash}(?P<m>{figure})", text, re.IGNORECASE)
    if match is None:
        return None
    low, high = (_whole(match[name], text, decimal) for name in ("n", "m"))
    if low > high:
        raise IntakeError(f"the range {text!r} ends lower than it begins.")
    return Number(low, low if low == high else None, high)


def _worded(text: str) -> Number | None:
    words = _word.findall(text.lower())
    for first in range(len(words)):
        found = read_bounded(words, first)
        if found is not None and (found.first, found.last) == (0, len(words)):
            return Number(found.number.low, found.number.best, found.number.high)
    return None


def _figure(decimal: str) -> str:
    thousands = re.escape("." if decimal == "," else ",")
    grouped = rf"\d{{1,3}}(?:[{thousands}' \u00a0\u202f]\d{{3}})+"
    return rf"(?:{grouped}|\d+)(?:{re.escape(decimal)}\d+)?|\d+[.,]\d+"


def _whole(figure: str, text: str, decimal: str) -> int:
    whole, _, fraction = figure.partition(decimal)
    odd = re.fullmatch(r"\d+[.,]\d+", figure) and not re.fullmatch(_strict(decimal), figure)
    if fraction.strip("0") or odd:
        other = "," if decimal == "." else "."
        raise IntakeError(
            f"{text!r} is no whole number of people.",
            hint=f"If {other!r} parts the fraction in this table, put  decimal: '{other}'  "
            "in the mapping.",
        )
    return int(re.sub(r"\D", "", whole))


def _strict(decimal: str) -> str:
    thousands = re.escape("." if decimal == "," else ",")
    return rf"\d{{1,3}}(?:{thousands}\d{{3}})+|\d+{re.escape(decimal)}\d+"
