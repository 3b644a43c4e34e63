"""What a time expression may mean, and what it is read against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from polybius.reading.times.calendar_periods import Period, duration, period, third
from polybius.records import Rejected

countable = {
    "month": frozenset(("month", "quarter", "half", "season", "year", "decade", "century")),
    "year": frozenset(("year", "decade", "century")),
}
"""How much of the publication date is known → the units that can be counted from it."""


@dataclass(frozen=True, slots=True)
class TimeReading:
    """One resolved meaning: TimeML type and value, first and last day where there are any."""

    timex: str
    value: str
    start: date | None = None
    end: date | None = None
    unit: str = ""
    """The unit it names: ``day``, ``week``, ``month``, …; empty for durations and references."""
    rejected: tuple[Rejected, ...] = ()
    confidence: float = 0.9
    amount: tuple[int, int | None] | None = None
    """What an open number of a duration stands for, low and high: "several days"."""


@dataclass(frozen=True, slots=True)
class Anchors:
    """What an expression is read against at its place in the text."""

    published: date | None
    """The publication date, or the first day of the month or year that is known of it."""
    known: str = "day"
    """How much of the publication date is known: ``day``, ``month`` or ``year``."""
    day: TimeReading | None = None
    """The last day that the narrative named."""
    last: TimeReading | None = None
    """The last thing with a place in the calendar that the narrative named."""
    direction: str = ""
    """Where the clause points: ``past``, ``future`` or, where it doesn't say, empty."""
    lead: str = ""
    """The preposition before the expression."""

    def at(self, unit: str) -> date | None:
        """Return the publication date if enough of it is known to count in ``unit``."""
        if self.known == "day" or unit in countable[self.known]:
            return self.published
        return None

    @property
    def latest(self) -> date | None:
        """Return the last day on which the report can have been written."""
        if self.published is None:
            return None
        return period(self.known, self.published).end

    def story(self, unit: str) -> date | None:
        """Return the day that the narrative has reached, the publication date to begin with."""
        told = self.day if unit in ("day", "week", "hour") else self.last
        return told.start if told is not None and told.start is not None else self.at(unit)


Resolver = Callable[[Anchors], TimeReading | None]
"""Reads an expression at its place; None where it proves to be none."""


def dated(found: Period, *rejected: Rejected, confidence: float = 0.9) -> TimeReading:
    """Return the reading that names the period ``found``."""
    return TimeReading(
        "DATE", found.value, found.start, found.end, found.unit, rejected, confidence
    )


def lasting(unit: str, number: float | None) -> TimeReading:
    """Return a duration that has no place in the calendar."""
    return TimeReading("DURATION", duration(unit, number))


def reference(value: str) -> TimeReading:
    """Return one of TimeML's ``PAST_REF``, ``PRESENT_REF``, ``FUTURE_REF``."""
    return TimeReading("DATE", value, confidence=0.7)


def always(reading: TimeReading | None) -> Resolver:
    """Return a resolver for words that mean the same wherever they stand."""
    return lambda _: reading


def part_of(reading: TimeReading, which: int) -> TimeReading:
    """Return the first, middle or last third of what ``reading`` names; the value stays."""
    if reading.start is None or reading.end is None or reading.start == reading.end:
        return reading
    start, end = third((reading.start, reading.end), which)
    return replace(reading, start=start, end=end)


def day_reading(day: date, *rejected: Rejected, confidence: float = 0.9) -> TimeReading:
    """Return the reading that names one day."""
    return dated(period("day", day), *rejected, confidence=confidence)
