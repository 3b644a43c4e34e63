"""From numbers and days to positions on a chart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, log10

skewed = 12.0
"""From this ratio of the largest to the middle number on, the scale is logarithmic."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers from 0 to ``top`` on a line from ``left`` to ``right``."""

    top: float
    left: float
    right: float
    logarithmic: bool = False

    def at(self, number: float) -> float:
        """Return the position of ``number``, rounded to a tenth."""
        share = log10(1 + number) / log10(1 + self.top) if self.logarithmic else number / self.top
        return round(self.left + min(1.0, share) * (self.right - self.left), 1)

    def ticks(self) -> list[tuple[float, str]]:
        """Return position and label of each tick."""
        if self.logarithmic:
            powers = [0, *(10**n for n in range(ceil(log10(self.top + 1)) + 1))]
            numbers = [n for n in powers if n <= self.top]
        else:
            step = _step(self.top)
            numbers = [step * n for n in range(floor(self.top / step) + 1)]
        return [(self.at(n), f"{n:,}") for n in numbers]


def scale_for(numbers: Iterable[int], left: float, right: float) -> Scale:
    """Return a scale that all ``numbers`` fit on, with a little room above the largest."""
    ordered = sorted(numbers) or [1]
    top = max(ordered[-1], 1)
    middle = max(ordered[len(ordered) // 2], 1)
    return Scale(top * 1.08, left, right, top / middle >= skewed)


def _step(top: float) -> int:
    """Return a step of 1, 2 or 5 times a power of ten that gives four to ten ticks."""
    rough = top / 6
    if rough <= 1:
        return 1
    power = 10 ** floor(log10(rough))
    return int(next(m * power for m in (1, 2, 5, 10) if m * power >= rough))


@dataclass(frozen=True, slots=True)
class Days:
    """Days from ``first`` to ``last`` on a line from ``left`` to ``right``."""

    first: str
    last: str
    left: float
    right: float

    def at(self, day: str) -> float:
        """Return the position of an ISO day; of a month or year, that of its last day."""
        first, last = _ordinal(self.first), _ordinal(self.last)
        share = (_ordinal(day) - first) / max(1, last - first)
        return round(self.left + share * (self.right - self.left), 1)

    def ticks(self, number: int = 5) -> list[tuple[float, str]]:
        """Return position and label of up to ``number`` days, the first and the last among them."""
        first, last = _ordinal(self.first), _ordinal(self.last)
        steps = max(1, min(number - 1, last - first))
        days = sorted({first + round((last - first) * n / steps) for n in range(steps + 1)})
        return [(self.at(d), d) for d in (date.fromordinal(n).isoformat() for n in days)]


def last_day(day: str) -> str:
    """Return the last day that an ISO day, month or year can mean."""
    if len(day) == 10:
        return day
    year, month = int(day[:4]), int(day[5:7] or 12)
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).isoformat()


def _ordinal(day: str) -> int:
    return date.fromisoformat(last_day(day)).toordinal()
