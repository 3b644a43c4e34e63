"""Where and when clusters of accounts can be: enough to tell that two contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from polybius.linking.matching import apart_km, great_circle, skew_days
from polybius.linking.profiles import Profile

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scene:
    """The parts of a profile that can contradict another's; None where it leaves them open."""

    first: int | None
    last: int | None
    country: str | None
    point: Point | None
    table: str | None = None
    sums: bool = False

    @classmethod
    def of(cls, profile: Profile) -> Scene:
        """Return the scene of a profile."""
        precise = profile.pinpoint and None not in (profile.latitude, profile.longitude)
        return cls(
            profile.first if profile.dated else None,
            profile.last if profile.dated else None,
            profile.country,
            (profile.latitude or 0.0, profile.longitude or 0.0) if precise else None,
            profile.table,
            profile.sums,
        )


def clash(one: Sequence[Sequence[Scene]], other: Sequence[Sequence[Scene]]) -> bool:
    """Tell whether any account of one cluster contradicts any of another.

    Args:
        one: the scenes of each account; several for what a decision holds together.
        other: those of the other cluster.
    """
    plain = [[s[0] for s in side if len(s) == 1] for side in (one, other)]
    if _clash(*plain):
        return True
    return any(
        all(_clash([x], [y]) for x in a for y in b)
        for a in one
        for b in other
        if len(a) > 1 or len(b) > 1
    )


def _clash(a: Sequence[Scene], b: Sequence[Scene]) -> bool:
    clashes = (_days_clash, _countries_clash, _points_clash, _tables_clash, _sums_clash)
    return any(found(a, b) for found in clashes)


def _sums_clash(a: Sequence[Scene], b: Sequence[Scene]) -> bool:
    """Tell whether one sums up several attacks and the other is of one place."""
    sums = [any(s.sums for s in side) for side in (a, b)]
    points = [any(s.point is not None for s in side) for side in (a, b)]
    return (sums[0] and points[1]) or (points[0] and sums[1])


def _tables_clash(a: Sequence[Scene], b: Sequence[Scene]) -> bool:
    """Tell whether both hold a row of one table: its coders told them apart."""
    tables = [{s.table for s in side} - {None} for side in (a, b)]
    return bool(tables[0] & tables[1])


def _days_clash(a: Sequence[Scene], b: Sequence[Scene]) -> bool:
    starts = [max((s.first for s in side if s.first is not None), default=None) for side in (a, b)]
    ends = [min((s.last for s in side if s.last is not None), default=None) for side in (a, b)]
    return any(
        start is not None and end is not None and start - end > skew_days
        for start, end in zip(starts, reversed(ends), strict=True)
    )


def _countries_clash(a: Sequence[Scene], b: Sequence[Scene]) -> bool:
    lands = [{s.country for s in side} - {None} for side in (a, b)]
    return bool(lands[0] and lands[1]) and len(lands[0] | lands[1]) > 1


def _points_clash(a: Sequence[Scene], b: Sequence[Scene]) -> bool:
    points = [sorted({s.point for s in side if s.point is not None}) for side in (a, b)]
    return any(_apart(p, q) for p in points[0] for q in points[1] if p != q)


@lru_cache(maxsize=65536)
def _apart(p: Point, q: Point) -> bool:
    km = great_circle(*(np.array([x]) for x in (*p, *q)))
    return bool(km[0] > apart_km)
