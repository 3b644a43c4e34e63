"""When a report was written, as its own text says, where its source doesn't.

The candidates are the datelines that intake knows (`polybius.intake.datelines`), which stand at
the start of a line, and those in the middle of the first lines, as in releases whose line breaks
were lost: "... For Immediate Release PORT ALBA, Westland (Sept. 3) - ...". Intake's rule chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from polybius.intake.calendar_words import DAY_FIRST, MONTH_FIRST, YEAR, parse_date
from polybius.intake.datelines import datelines
from polybius.intake.dates import choose
from polybius.reading.times.years import default_pivot
from polybius.records import DateCandidate

head = 800
"""Characters at the top in which a date says when the report was written."""
earliest = 1000
"""The first year that a report can be of, as for intake's choice among candidates."""
_day = "|".join(re.sub(r"\?P<\w+>", "?:", form) for form in (DAY_FIRST, MONTH_FIRST))
_year = re.sub(r"\?P<\w+>", "?:", YEAR)
_bracketed = re.compile(rf"[(\[]\s*((?:{_day})(?:\s*,?\s*{_year})?)\s*[)\]]", re.IGNORECASE)
_full = re.compile(rf"\b((?:{_day})\s*,?\s*[12]\d{{3}})\b", re.IGNORECASE)
_release = re.compile(r"\b((?:19|20)\d\d-(?:0[1-9]|1[0-2]))-[A-Z]{1,4}-?\d{1,5}\b")
_iso = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True)
class Written:
    """The day of writing, or the first day of the month or year that is known of it."""

    day: date | None
    known: str = "day"
    """``day``, ``month`` or ``year``."""


def written(text: str, published: str | None) -> Written:
    """Return when ``text`` was written: ``published`` where given, else what its head says."""
    return _read(published) or _read(_from_head(text)) or Written(None)


def _read(value: str | None) -> Written | None:
    match = _iso.match(value or "")
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if first.year < earliest:
        return None
    return Written(first, "day" if day else "month" if month else "year")


def _from_head(text: str) -> str | None:
    found = [*datelines(text, default_pivot), *_inside_lines(text[:head])]
    # No report is younger than the latest year that two figures can mean.
    return choose(found, f"{default_pivot}-12-31T00:00:00+00:00").published


def _inside_lines(top: str) -> Iterator[DateCandidate]:
    for pattern in (_bracketed, _full, _release):
        for match in pattern.finditer(top):
            words = " ".join(match[1].split())
            given = parse_date(words, default_pivot)
            if given is not None:
                yield DateCandidate(given.value, "text:dateline")
            elif pattern is _bracketed:
                leap = parse_date(f"{words} 2000", default_pivot)
                if leap is not None:
                    yield DateCandidate(f"--{leap.month:02d}-{leap.day:02d}", "text:dateline")
