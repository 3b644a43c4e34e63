"""The usual way to match datasets, to measure ours against: fixed windows, rule ``windows.v1``.

As MELTT does (Donnay, Dunford, McGrath, Backer and Cunningham 2019, "Integrating Conflict Event
Data", Journal of Conflict Resolution 63(5)): two events of different datasets may be one if they
lie within so many kilometres and days of one another and agree in a shared taxonomy; of several
candidates the one that agrees best is taken, each event once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from polybius.comparing.matching import Match
from polybius.comparing.sides import Event, Side
from polybius.linking.columns import Floats
from polybius.linking.matching import great_circle

rule = "windows.v1"


@dataclass(frozen=True, slots=True)
class Window:
    """How far apart two events may be."""

    kilometres: float = 25.0
    days: int = 1


def match_by_window(one: Side, other: Side, window: Window | None = None) -> list[Match]:
    """Return the events of both sides that a fixed window takes to be one."""
    size = window or Window()
    found: list[tuple[int, float, int, int, int]] = []
    b_days = np.array([e.profile.first or -(10**6) for e in other.events])
    b_points = _points(other)
    for a, event in enumerate(one.events):
        if event.profile.first is None or event.profile.latitude is None:
            continue
        here = np.full(len(b_days), event.profile.latitude, float)
        there = np.full(len(b_days), event.profile.longitude, float)
        km = great_circle(here, there, b_points[0], b_points[1])
        gap = np.abs(b_days - event.profile.first)
        for b in np.flatnonzero((km <= size.kilometres) & (gap <= size.days)).tolist():
            if event.profile.family == other.events[b].profile.family:
                unlike = int(not _same_type(event, other.events[b]))
                found.append((unlike, float(km[b]), int(gap[b]), a, b))
    taken: tuple[set[int], set[int]] = set(), set()
    made = []
    for _, _, _, a, b in sorted(found):
        if a not in taken[0] and b not in taken[1]:
            taken[0].add(a)
            taken[1].add(b)
            made.append(Match(a, b, 1.0))
    return sorted(made, key=lambda m: m.a)


def _points(side: Side) -> tuple[Floats, Floats]:
    nan = float("nan")
    latitudes = [nan if (v := e.profile.latitude) is None else v for e in side.events]
    longitudes = [nan if (v := e.profile.longitude) is None else v for e in side.events]
    return np.array(latitudes, np.float32), np.array(longitudes, np.float32)


def _same_type(a: Event, b: Event) -> bool:
    return bool(a.profile.event_types & b.profile.event_types)
