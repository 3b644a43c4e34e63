"""Days, weeks, months, quarters, years: their names in TimeML, their first and last day.

Values follow ISO 8601 with TimeML's extensions (TimeML 1.2.1, TIMEX3; ISO-TimeML 24617-1):
``2026-02-03``, ``2026-W06``, ``2026-W06-WE``, ``2026-02``, ``2026-Q1``, ``2026-H1``, ``2026-SP``,
``2026``, ``202`` (a decade), ``20`` (a century). Weeks run from Monday to Sunday. Seasons are the
meteorological ones of the northern hemisphere; a winter bears the year in which it begins.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

letters = {
    "second": "S",
    "minute": "M",
    "hour": "H",
    "day": "D",
    "week": "W",
    "weekend": "WE",
    "fortnight": "W",
    "month": "M",
    "quarter": "Q",
    "season": "S",
    "year": "Y",
    "decade": "Y",
    "century": "Y",
}
"""Unit → its letter in an ISO 8601 duration."""
factors = {"fortnight": 2, "decade": 10, "century": 100}
"""Units without a letter of their own, as a number of the unit whose letter they take."""
within_a_day = frozenset(("second", "minute", "hour"))
months_in = {"month": 1, "quarter": 3, "half": 6, "season": 3, "year": 12, "decade": 120,
             "century": 1200}  # fmt: skip
days_in = {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}
season_months = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
longest_spans = ((1, "day"), (6, "days"), (7, "week"), (31, "month"), (366, "year"))
"""Most days of each code of the codebook's date_precision."""


first_day, last_day = date(10, 1, 1), date(9800, 12, 31)
"""Counting stops here, so that no text can lead beyond the years 1 to 9999."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the calendar that has a name of its own."""

    value: str
    start: date
    end: date
    unit: str


def period(unit: str, day: date) -> Period:
    """Return the ``unit`` that holds ``day``: its week, its month, its decade."""
    if unit in ("day", *within_a_day):
        return Period(day.isoformat(), day, day, "day")
    if unit in ("week", "fortnight", "weekend"):
        return _week(unit, day)
    if unit == "season":
        return _season(day)
    first = _first_month(unit, day)
    last = add_months(first, months_in[unit]) if first.year < MAXYEAR - 100 else date.max
    return Period(_name(unit, day), first, last - timedelta(days=1), unit)


def _week(unit: str, day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    year, week, _ = day.isocalendar()
    if unit == "weekend":
        saturday = monday + timedelta(days=5)
        return Period(f"{year}-W{week:02d}-WE", saturday, saturday + timedelta(days=1), unit)
    return Period(f"{year}-W{week:02d}", monday, monday + timedelta(days=6), "week")


def _season(day: date) -> Period:
    code = ("WI", "SP", "SU", "FA")[day.month % 12 // 3]
    return season(code, day.year - (code == "WI" and day.month < 3))


def season(code: str, year: int) -> Period:
    """Return the season ``code`` (``SP``, ``SU``, ``FA``, ``WI``) that begins in ``year``."""
    first = date(year, season_months[code], 1)
    return Period(f"{year:04d}-{code}", first, add_months(first, 3) - timedelta(days=1), "season")


def _first_month(unit: str, day: date) -> date:
    if unit == "month":
        return day.replace(day=1)
    if unit in ("quarter", "half"):
        size = months_in[unit]
        return date(day.year, (day.month - 1) // size * size + 1, 1)
    years = months_in[unit] // 12
    return date(max(1, day.year // years * years), 1, 1)


def _name(unit: str, day: date) -> str:
    year = f"{day.year:04d}"
    return {
        "month": f"{year}-{day.month:02d}",
        "quarter": f"{year}-Q{(day.month - 1) // 3 + 1}",
        "half": f"{year}-H{(day.month - 1) // 6 + 1}",
        "year": year,
        "decade": year[:3],
        "century": year[:2],
    }[unit]


def shift(unit: str, day: date, number: int) -> date:
    """Return ``day`` moved by ``number`` of ``unit``, hours rounded to days.

    A day that the month reached doesn't have becomes its last: a month after 31 January is
    28 February.
    """
    if unit in days_in:
        return _add_days(day, number * days_in[unit])
    if unit in within_a_day:
        return _add_days(day, round(number / 24)) if unit == "hour" else day
    return add_months(day, number * months_in[unit])


def _add_days(day: date, number: int) -> date:
    ordinal = min(max(day.toordinal() + number, first_day.toordinal()), last_day.toordinal())
    return date.fromordinal(ordinal)


def add_months(day: date, number: int) -> date:
    """Return ``day`` moved by ``number`` months, at the month's last day where it is too short."""
    months = day.year * 12 + day.month - 1 + number
    year, month = months // 12, months % 12 + 1
    if not first_day.year <= year <= last_day.year:
        return first_day if year < first_day.year else last_day
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def days_of(unit: str, number: float) -> int:
    """Return about how many days ``number`` of ``unit`` last, at least one."""
    if unit in within_a_day:
        seconds = number * {"second": 1, "minute": 60, "hour": 3600}[unit]
        return max(1, -(-int(seconds) // 86400))
    each = days_in.get(unit) or months_in[unit] * 30.4375
    return max(1, round(number * each))


def duration(unit: str, number: float | None) -> str:
    """Return the ISO 8601 duration; ``X`` stands for a number that the words leave open."""
    if number is None:
        open_units = {"decade": "PXDE", "century": "PXCE"}
        return open_units.get(unit) or f"P{'T' if unit in within_a_day else ''}X{letters[unit]}"
    amount = number * factors.get(unit, 1)
    figure = str(int(amount)) if amount == int(amount) else f"{amount:g}"
    return f"P{'T' if unit in within_a_day else ''}{figure}{letters[unit]}"


def precision_of(start: date | None, end: date | None) -> str:
    """Return the codebook's date_precision for the span of days from ``start`` to ``end``."""
    if start is None or end is None:
        return "unresolved"
    days = (end - start).days + 1
    return next((code for most, code in longest_spans if days <= most), "unresolved")


def third(stretch: tuple[date, date], which: int) -> tuple[date, date]:
    """Return the first (0), middle (1) or last (2) third of ``stretch``: early, mid-, late."""
    start, end = stretch
    days = (end - start).days + 1
    cuts = [round(days * i / 3) for i in range(4)]
    low, high = cuts[which], max(cuts[which + 1], cuts[which] + 1)
    return start + timedelta(days=min(low, days - 1)), start + timedelta(days=min(high, days) - 1)
