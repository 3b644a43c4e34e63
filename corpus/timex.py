"""The days that a TimeML value covers, where the value alone tells."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_day = re.compile(r"(\d{4})-(\d\d)-(\d\d)(T.*)?")
_week = re.compile(r"(\d{4})-W(\d\d)(-WE)?")
_month = re.compile(r"(\d{4})-(\d\d)")
_year = re.compile(r"\d{4}")


def days(value: str) -> tuple[str | None, str | None]:
    """Return first and last day (ISO) of a day, week, weekend, month or year; else None twice."""
    if match := _day.fullmatch(value):
        day = date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        return day, day
    if match := _week.fullmatch(value):
        first = date.fromisocalendar(int(match[1]), int(match[2]), 6 if match[3] else 1)
        last = date.fromisocalendar(int(match[1]), int(match[2]), 7)
        return first.isoformat(), last.isoformat()
    if match := _month.fullmatch(value):
        year, month = int(match[1]), int(match[2])
        return f"{value}-01", f"{value}-{monthrange(year, month)[1]}"
    if _year.fullmatch(value):
        return f"{value}-01-01", f"{value}-12-31"
    return None, None
