"""Choosing a report's publication date among the candidates that its source offers.

The rule, `publication.rules.v1`: candidates are tried in the order of `RANKS`, those of one rank
in the order found. The first usable one is chosen; where it gives only a month or year, the first
later one that gives a day inside that month or year is chosen instead. A date without its year
takes the year from the first usable candidate that has one. Refused, and kept with the reason:
what is no date or may be two; what lies later than retrieval (plus 14 hours, the furthest zone);
the zero of computer clocks; moments of change of a page or file. A file's own time stamp in the
file system is no candidate at all: it says when the file was copied.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from polybius.intake.calendar_words import PartialDate, parse_date
from polybius.records import DateCandidate

RANKS = (
    "column", "eml", "feed", "argument", "meta", "json-ld", "time", "url", "markup", "text",
    "docx", "pdf",
)  # fmt: skip
"""Kinds of origin, most trusted first: what a record says of itself; the user; what a page's head
says; what its address says; what its layout suggests; a date line in the text; the properties of
an office file."""
_ZONE_SLACK = timedelta(hours=14)
NO_YEAR = "no year is given"
CHANGED = "says when it was changed, not when it was published"


@dataclass(frozen=True, slots=True)
class Publication:
    """The date chosen, if any, and all candidates in the order found."""

    published: str | None
    """``YYYY-MM-DD``, or as much of it as is known."""
    precision: str | None
    candidates: tuple[DateCandidate, ...]


def choose(candidates: Iterable[DateCandidate], retrieved: str) -> Publication:
    """Choose the publication date; ``retrieved`` is a UTC moment in ISO 8601."""
    latest = (datetime.fromisoformat(retrieved) + _ZONE_SLACK).date()
    found = _distinct(candidates)
    parsed = [_parsed(candidate, latest) for candidate in found]
    _supply_years(parsed, latest)
    judged = tuple(_judged(*pair, latest) for pair in zip(found, parsed, strict=True))
    usable = [
        partial
        for _, partial in sorted(
            ((_rank(c), p) for c, p in zip(judged, parsed, strict=True) if p and not c.refused),
            key=lambda pair: pair[0],
        )
    ]
    if not usable:
        return Publication(None, None, judged)
    best = _finest(usable)
    return Publication(best.value[:10], best.precision, judged)


def _distinct(candidates: Iterable[DateCandidate]) -> list[DateCandidate]:
    return list(dict.fromkeys(candidates))


def _rank(candidate: DateCandidate) -> int:
    return RANKS.index(candidate.origin.split(":", 1)[0])


def _parsed(candidate: DateCandidate, latest: date) -> PartialDate | None:
    if candidate.refused:
        return None
    if candidate.value.startswith("--"):
        month, day = candidate.value[2:].split("-")
        return PartialDate(None, int(month), int(day))
    return parse_date(candidate.value, latest.year)


def _supply_years(parsed: list[PartialDate | None], latest: date) -> None:
    """Complete dates without a year so that they lie nearest to the first candidate with one."""
    known = next((p for p in parsed if p and p.year is not None and p.first_day <= latest), None)
    if known is None or known.year is None:
        return
    for index, partial in enumerate(parsed):
        if partial and partial.year is None:
            parsed[index] = _nearest(partial, known)


def _nearest(partial: PartialDate, known: PartialDate) -> PartialDate:
    assert known.year is not None
    years = [known.year] if known.month is None else [known.year - 1, known.year, known.year + 1]
    options = [replace(partial, year=year) for year in years if _exists(partial, year)]
    if not options:
        return partial
    return min(options, key=lambda option: abs((option.first_day - known.first_day).days))


def _exists(partial: PartialDate, year: int) -> bool:
    try:
        date(year, partial.month or 1, partial.day or 1)
    except ValueError:
        return False
    return True


def _judged(candidate: DateCandidate, partial: PartialDate | None, latest: date) -> DateCandidate:
    """Return the candidate in ISO form, with the reason if it is not to be used."""
    if candidate.refused:
        return candidate
    if partial is None:
        return replace(candidate, refused="is no date, or may be read as two")
    candidate = replace(candidate, value=partial.value)
    if partial.year is None:
        return replace(candidate, refused=NO_YEAR)
    if partial.first_day > latest:
        return replace(candidate, refused="later than retrieval")
    if partial.value.startswith("1970-01-01") or partial.year < 1000:
        return replace(candidate, refused="the zero of computer clocks")
    return candidate


def _finest(usable: list[PartialDate]) -> PartialDate:
    first = usable[0]
    if first.day is not None:
        return first
    within = (p for p in usable if p.day is not None and p.value.startswith(first.value))
    return next(within, first)
