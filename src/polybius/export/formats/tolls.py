"""How many people in all, and of which part, from the tallies of an incident by one rule.

Tallies are of classes that lie within one another: three children are among the 31 civilians.
A class's own tally counts; where it has none, those of the classes directly below it are summed.
Animals are never counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from polybius.codebook import load
from polybius.records import Tally

everyone = "person"


@dataclass(frozen=True, slots=True)
class Toll:
    """Lowest, best and highest number; None is not known, or for ``high`` unbounded."""

    low: int | None = None
    best: int | None = None
    high: int | None = None

    @property
    def is_known(self) -> bool:
        """Whether anything was said of it."""
        return self.low is not None


@dataclass(frozen=True, slots=True)
class Tolls:
    """An incident's numbers for one category of harm."""

    total: Toll
    civilians: Toll
    security_forces: Toll
    armed_group: Toll

    @property
    def unknown_best(self) -> int | None:
        """How many of the best total are of no class that is told apart."""
        if self.total.best is None:
            return None
        told = (self.civilians.best, self.security_forces.best, self.armed_group.best)
        return max(0, self.total.best - sum(number or 0 for number in told))


def tolls(tallies: Iterable[Tally], category: str = "killed") -> Tolls:
    """Return the numbers for one category from tallies of one rule."""
    return _tolls(tuple(tallies), category)


# Several columns of one row ask for the same numbers.
@lru_cache(maxsize=8)
def _tolls(tallies: tuple[Tally, ...], category: str) -> Tolls:
    own = {t.victim_class: t for t in tallies if t.category == category}
    parts = [_toll(own, name) for name in ("civilians", "security_forces", "armed_group")]
    return Tolls(_total(own), *parts)


def _toll(own: dict[str, Tally], victim_class: str) -> Toll:
    if victim_class in own:
        tally = own[victim_class]
        return Toll(tally.low, tally.best, tally.high)
    below = (_toll(own, code) for code in _classes_below(victim_class))
    return _sum([toll for toll in below if toll.is_known])


@cache
def _classes_below(victim_class: str) -> tuple[str, ...]:
    classes = load().victim_classes.items()
    return tuple(code for code, entry in classes if entry.parent == victim_class)


def _sum(parts: Sequence[Toll]) -> Toll:
    if not parts:
        return Toll()
    return Toll(
        sum(part.low for part in parts if part.low is not None),
        _sum_or_none([part.best for part in parts]),
        _sum_or_none([part.high for part in parts]),
    )


def _sum_or_none(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


def _total(own: dict[str, Tally]) -> Toll:
    """Return the number of all people: what is said of them all, or at least their parts' sum."""
    summed = _toll({code: tally for code, tally in own.items() if code != everyone}, everyone)
    if everyone not in own:
        return summed
    stated = _toll({everyone: own[everyone]}, everyone)
    if not summed.is_known:
        return stated
    best = _greater(stated.best, summed.best)
    high = None if stated.high is None or summed.high is None else max(stated.high, summed.high)
    return Toll(stated.low, best, high)


def _greater(stated: int | None, summed: int | None) -> int | None:
    return stated if stated is None or summed is None else max(stated, summed)
