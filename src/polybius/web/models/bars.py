"""A bar chart over months: every month between the first and the last has its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from polybius.web.models.scales import last_day

chart_width, chart_height, foot = 640.0, 120.0, 18.0
most_bars = 160
"""Beyond so many months, bars are years."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One month, or year."""

    name: str
    number: int
    x: float
    y: float
    width: float
    height: float
    address: str


@dataclass(frozen=True, slots=True)
class Bars:
    """The chart."""

    bars: tuple[Bar, ...]
    labels: tuple[tuple[float, str], ...]
    most: int


def month_bars(counts: Sequence[tuple[str, int]], address: Callable[[str, str], str]) -> Bars:
    """Return the bars of ``(YYYY-MM, number)`` pairs, in order.

    Args:
        counts: months with their numbers; months without incidents may be missing.
        address: from the first and last day of a bar to where it leads.
    """
    names = _months(counts[0][0], counts[-1][0]) if counts else []
    number = dict(counts)
    if len(names) > most_bars:
        names = sorted({name[:4] for name in names})
        number = {y: sum(n for m, n in counts if m.startswith(y)) for y in names}
    most = max(number.values(), default=1)
    step = chart_width / max(1, len(names))
    bars = []
    for n, name in enumerate(names):
        count = number.get(name, 0)
        height = round(count / most * (chart_height - foot - 6), 1)
        if count:
            bars.append(
                Bar(name, count, round(n * step, 1), round(chart_height - foot - height, 1),
                    round(max(1.0, min(step - 1, 40.0)), 1), height,
                    address(f"{name}-01" if len(name) == 7 else f"{name}-01-01", last_day(name)))
            )  # fmt: skip
    every = max(1, len(names) // 8)
    labels = tuple((round(n * step, 1), names[n]) for n in range(0, len(names), every))
    return Bars(tuple(bars), labels, most)


def _months(first: str, last: str) -> list[str]:
    at, end = _number(first), _number(last)
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(at, end + 1)]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1
