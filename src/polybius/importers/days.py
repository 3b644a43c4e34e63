"""Days as tables give them: ISO, in words, as a spreadsheet's serial number, as year/month/day.

Rule ``days.cells.v1``. A cell gives a span, from its first to its last possible day: "2024-05" is
the whole of May. What may be read as two days is refused until the mapping says which.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from polybius.errors import IntakeError
from polybius.intake.calendar_words import PartialDate, parse_date

rule = "days.cells.v1"
last_year = 2100
_epoch_1900 = date(1899, 12, 30)
"""Day 0 of a spreadsheet whose day 60 is the 29 February 1900 that never was."""
_earliest_serial, _latest_serial = 14_611, 73_050
"""1940 to 2099: numbers outside are no days of a table of events."""
_serial = re.compile(r"\d{5}(?:\.\d+)?")
_clock = re.compile(r"(?<=\d)[T ]+\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$")
_numeric = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_short_year = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}")


@dataclass(frozen=True, slots=True)
class Span:
    """First and last possible day."""

    first: date
    last: date


def parse_days(words: str, *, day_first: bool | None = None) -> Span:
    """Return the span of days that a cell gives.

    Args:
        words: the cell.
        day_first: whether 03/04/2024 is the 3rd of April; None: it is refused.

    Raises:
        IntakeError: it is no date, or may be read as two.
    """
    text = " ".join(words.split())
    if _serial.fullmatch(text) and _earliest_serial <= float(text) <= _latest_serial:
        day = _epoch_1900 + timedelta(days=int(float(text)))
        return Span(day, day)
    text = _clock.sub("", text)
    numeric = _numeric.fullmatch(text)
    if numeric:
        return _of_numbers(text, *map(int, numeric.groups()), day_first=day_first)
    found = None if _short_year.fullmatch(text) else parse_date(text, last_year)
    if found is None or found.year is None:
        raise IntakeError(
            f"{words!r} is no date.", hint="Write days as YYYY-MM-DD, months as YYYY-MM."
        )
    return _span(found)


def days_of(year: str, month: str, day: str) -> Span:
    """Return the span that three cells give; an empty or 0 month or day is not known.

    Raises:
        IntakeError: they name no day.
    """
    try:
        parts = [int(float(cell or 0)) for cell in (year, month, day)]
        return _span(
            PartialDate(parts[0], parts[1] or None, parts[2] or None if parts[1] else None)
        )
    except ValueError as error:
        given = "-".join((year, month, day))
        raise IntakeError(f"{given!r} is no date (year-month-day).") from error


def _of_numbers(text: str, one: int, two: int, year: int, *, day_first: bool | None) -> Span:
    readings = {(one, two), (two, one)} if day_first is None else {(one, two)}
    if day_first is False:
        readings = {(two, one)}
    possible = sorted((d, m) for d, m in readings if m <= 12 and _exists(year, m, d))
    if not possible:
        raise IntakeError(f"{text!r} is no date.", hint="Check  day_first  in the mapping.")
    if len(possible) > 1:
        raise IntakeError(
            f"{text!r} may be read as two days.",
            hint="Put  day_first: true  (or false) in the mapping.",
        )
    day, month = possible[0]
    return Span(date(year, month, day), date(year, month, day))


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _span(found: PartialDate) -> Span:
    first = found.first_day
    if found.day is not None:
        return Span(first, first)
    month = found.month or 12
    return Span(first, date(first.year, month, monthrange(first.year, month)[1]))


def precision_of(span: Span) -> str:
    """Return the codebook's date precision of a span, by its length (UCDP's date_prec)."""
    days = (span.last - span.first).days + 1
    if days == 1:
        return "day"
    if days <= 6:
        return "days"
    if days == 7:
        return "week"
    return "month" if days <= 31 else "year"
