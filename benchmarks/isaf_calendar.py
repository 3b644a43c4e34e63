"""When a release of ISAF's press office was written, where it does not say so itself.

Readers of the whole series can tell: release numbers rise with time, and only in one winter did
the office leave out the year. ``data/isaf.json``, made by ``python -m training.isaf`` from the
public half of the releases, holds what was learned: days of numbered releases, the middle of the
winter without years, and the spans of days for which the data's labels are a day too early (its
compilers' calendar slipped: a release that names the day has the day before as its label).

This is knowledge of one collection and its labels. The reader has none of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import ceil
from pathlib import Path

from polybius.intake.dates import Publication

calendar_file = Path(__file__).parent / "data" / "isaf.json"
_NUMBER = re.compile(r"\b(20\d\d-\d\d-[A-Z]{1,2})-?(\d{1,3})\b")
_YEAR = re.compile(r"\b20\d\d\b")
head = 400
"""Characters at the top that belong to the letterhead."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known of the series."""

    numbered: Mapping[str, Mapping[int, date]]
    """Month and series, ``2011-07-S`` → release number → day of writing."""
    yearless: date
    """The middle of the time in which releases bear no year."""
    early: tuple[tuple[date, date], ...]
    """Spans of days whose labels are a day early."""

    def written(self, text: str, told: Publication) -> str | None:
        """Return the day of writing, or as much of it as can be had."""
        days = [c.value for c in told.candidates if re.match(r"\d{4}-\d\d-\d\d", c.value)]
        if told.published and len(told.published) == len("YYYY-MM-DD"):
            return told.published
        if days:
            return days[0]
        partial = next((c.value for c in told.candidates if c.value.startswith("--")), None)
        if partial is not None:
            return self._with_year(partial, _YEAR.search(text[:head]))
        number = release_number(text)
        found = None if number is None else self._by_number(*number)
        return found.isoformat() if found else told.published

    def _with_year(self, partial: str, year: re.Match[str] | None) -> str:
        if year is not None:
            return f"{year[0]}{partial[1:]}"
        years = (self.yearless.year - 1, self.yearless.year, self.yearless.year + 1)
        days = [date.fromisoformat(f"{y}{partial[1:]}") for y in years if _exists(y, partial)]
        return min(days, key=lambda day: abs(day - self.yearless)).isoformat()

    def _by_number(self, series: str, number: int) -> date | None:
        """Interpolate between the numbers before and after; a month begins with its first day."""
        known = self.numbered.get(series, {})
        first = date.fromisoformat(f"{series[:7]}-01")
        before = max((n for n in known if n <= number), default=None)
        after = min((n for n in known if n >= number), default=None)
        low, start = (0, first) if before is None else (before, known[before])
        if after is None:
            return start if before is not None else None
        share = (number - low) / (after - low) if after > low else 0.0
        return start + timedelta(days=ceil(share * (known[after] - start).days))

    def label(self, day: str | None) -> str | None:
        """Return the label that the data gives to an event of ``day``."""
        if day is None or len(day) < len("YYYY-MM-DD"):
            return day
        event = date.fromisoformat(day)
        slipped = any(start <= event <= end for start, end in self.early)
        return (event - timedelta(days=slipped)).isoformat()


def release_number(text: str) -> tuple[str, int] | None:
    """Return month and series, and the number, of a release: ``2011-07-S``, 29."""
    match = _NUMBER.search(text[:head])
    return (match[1], int(match[2])) if match else None


def _exists(year: int, partial: str) -> bool:
    try:
        date.fromisoformat(f"{year}{partial[1:]}")
    except ValueError:
        return False
    return True


@cache
def load_calendar() -> Calendar:
    """Return the calendar beside this file."""
    raw = json.loads(calendar_file.read_text("utf-8"))
    numbered = {
        series: {int(n): date.fromisoformat(day) for n, day in known.items()}
        for series, known in raw["numbered"].items()
    }
    early = tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in raw["early"])
    return Calendar(numbered, date.fromisoformat(raw["yearless"]), early)
