"""Dates as publications write them, read into as much of a calendar date as they give.

Forms, in the order in which they are tried: ISO 8601 with or without time; eight digits; seconds
or milliseconds since 1970; month in words, day first or month first; year, month and day between
slashes; day and month between slashes where only one order is possible; month and year; year.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
"""Pattern of a month in words, to be used with ``re.IGNORECASE``."""
DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
YEAR = r"(?P<year>[12]\d{3}|['’]?\d\d)\b"
WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?\s*)"
DAY_FIRST = rf"{WEEKDAY}?{DAY}\s+(?:of\s+)?{MONTH}"
MONTH_FIRST = rf"{WEEKDAY}?{MONTH}\s+{DAY}"
_CLOCK = r"(?P<hour>[0-2]?\d):(?P<minute>[0-5]\d)(?::[0-5]\d(?:[.,]\d+)?)?"
_ZONE = r"(?P<zone>Z|[+\-]\d\d:?\d\d|UTC|GMT)?"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """As much of a date as the words give; ``clock`` is ``HH:MM``, ``zone`` ``Z`` or ``+05:30``."""

    year: int | None
    month: int | None = None
    day: int | None = None
    clock: str | None = None
    zone: str | None = None

    @property
    def value(self) -> str:
        """The date in ISO 8601; without its year in the form ``--MM-DD``."""
        parts = [f"{self.year:04d}" if self.year is not None else "-"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        clock = f"T{self.clock}{self.zone or ''}" if self.clock else ""
        return "-".join(parts) + clock

    @property
    def precision(self) -> str:
        """``minute``, ``day``, ``month`` or ``year``."""
        if self.day is None:
            return "year" if self.month is None else "month"
        return "minute" if self.clock else "day"

    @property
    def first_day(self) -> date:
        """The earliest day it can mean; the year must be known."""
        return date(self.year or 1, self.month or 1, self.day or 1)


def parse_date(words: str, this_year: int) -> PartialDate | None:
    """Read ``words`` as a date; None where they are none, or may be two.

    ``this_year`` settles two-figure years: the latest century that does not lead beyond it.
    """
    words = " ".join(words.split())
    if len(words) > 80:
        return None
    for pattern, build in _FORMS:
        match = pattern.fullmatch(words)
        if match:
            return build(match, this_year)
    return None


def _from_match(match: re.Match[str], this_year: int) -> PartialDate | None:
    """Build a date from a match with the groups month, day, year, hour, minute, zone, if any."""
    found = {key: value for key, value in match.groupdict().items() if value}
    month = found.get("month")
    return _checked(
        PartialDate(
            _full_year(found["year"], this_year) if "year" in found else None,
            (MONTHS.get(month.lower()) or int(month)) if month else None,
            int(found["day"]) if "day" in found else None,
            _clock(found),
            _zone(found.get("zone")),
        )
    )


def _clock(found: dict[str, str]) -> str | None:
    if "hour" not in found:
        return None
    hour, half = int(found["hour"]), found.get("half", "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02d}:{found['minute']}" if hour < 24 and int(found["minute"]) < 60 else None


def _checked(partial: PartialDate) -> PartialDate | None:
    try:
        date(2000 if partial.year is None else partial.year, partial.month or 1, partial.day or 1)
    except ValueError:
        return None
    return partial


def _full_year(digits: str, this_year: int) -> int:
    year = int(digits.lstrip("'’"))
    if year >= 100:
        return year
    century = this_year - this_year % 100
    return century + year if century + year <= this_year else century - 100 + year


def _zone(words: str | None) -> str | None:
    if words is None:
        return None
    if words[0] not in "+-":
        return "Z"
    return words if ":" in words else f"{words[:3]}:{words[3:]}"


def _numeric(match: re.Match[str], this_year: int) -> PartialDate | None:
    """Read ``27/01/2011`` or ``01/27/2011``; ``03/04/2011`` may be either and is not read."""
    first, second = int(match["first"]), int(match["second"])
    year = _full_year(match["year"], this_year)
    if first > 12 or first == second:
        return _checked(PartialDate(year, second, first))
    if second > 12:
        return _checked(PartialDate(year, first, second))
    return None


def _epoch(match: re.Match[str], this_year: int) -> PartialDate | None:
    del this_year
    moment = datetime.fromtimestamp(int(match[0][:10]), UTC)
    return PartialDate(moment.year, moment.month, moment.day, moment.strftime("%H:%M"), "Z")


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_TIME = (
    rf"(?:,?\s*(?:at\s+|[-–|]\s*)?{_CLOCK}\s*(?:(?P<half>[ap])\.?m\b\.?)?\s*{_ZONE}\s*"
    r"(?:\([A-Z]+\)|[A-Z]{2,4})?)?"
)
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int], PartialDate | None]], ...] = (
    (
        _form(
            rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)(?:[T ]\s*{_CLOCK}\s*{_ZONE}"
            r"(?:\[.*\])?)?"
        ),
        _from_match,
    ),
    (
        _form(r"(?P<year>[12]\d{3})(?P<month>\d\d)(?P<day>\d\d)(?:T?(?P<hour>\d\d)(?P<minute>\d\d)"
              r"(?:\d\d)?(?P<zone>Z)?)?"),
        _from_match,
    ),
    (_form(r"\d{10}(?:\d{3})?(?:\.\d+)?"), _epoch),
    (_form(rf"{DAY_FIRST}\s*,?\s*{YEAR}{_TIME}"), _from_match),
    (_form(rf"{MONTH_FIRST}\s*[,.]?\s*{YEAR}(?:,?\s*{WEEKDAY})?{_TIME}"), _from_match),
    (_form(rf"{WEEKDAY}?(?P<day>\d{{1,2}})-{MONTH}-{YEAR}{_TIME}"), _from_match),
    (_form(rf"(?P<year>\d{{4}})[/.](?P<month>\d\d?)[/.](?P<day>\d\d?){_TIME}"), _from_match),
    (_form(rf"(?P<first>\d\d?)[/.\-](?P<second>\d\d?)[/.\-](?P<year>\d{{4}}){_TIME}"), _numeric),
    (_form(rf"{MONTH},?\s+(?P<year>[12]\d{{3}})"), _from_match),
    (_form(r"(?P<year>[12]\d{3})[-/](?P<month>\d\d?)"), _from_match),
    (_form(r"(?P<year>[12]\d{3})"), _from_match),
)  # fmt: skip
