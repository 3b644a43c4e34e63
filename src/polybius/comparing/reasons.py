"""Why an event of one side has none on the other, with the nearest one that was not taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from polybius.comparing.matching import Match, Pair, evidence
from polybius.comparing.sides import Event, Side
from polybius.linking.columns import none
from polybius.linking.matching import great_circle, link_at

near_days = 7


@dataclass(frozen=True, slots=True)
class Unmatched:
    """An event that the other side does not have, as far as is seen."""

    event: int
    code: str
    """``outside_period``, ``outside_countries``, ``taken``, ``too_little_evidence``,
    ``contradicted`` or ``nothing_near``."""
    why: str
    nearest: int | None = None
    probability: float | None = None


def unmatched(
    one: Side, other: Side, likely: Mapping[Pair, float], matches: Sequence[Match]
) -> list[Unmatched]:
    """Return the events of ``one`` that were not matched, each with the reason.

    Args:
        one: the side whose events are asked about.
        other: the side that lacks them.
        likely: probabilities of pairs, the first of each being of ``one``.
        matches: what was matched, ``a`` being of ``one``.
    """
    matched = {m.a for m in matches}
    taken = {m.b: m for m in matches}
    best: dict[int, tuple[float, int]] = {}
    for (a, b), p in sorted(likely.items()):
        if a not in best or p > best[a][0]:
            best[a] = (p, b)
    asked = _Asked(one, other, taken, _Scope(other))
    return [
        asked.reason(n, event, best.get(n))
        for n, event in enumerate(one.events)
        if n not in matched
    ]


class _Scope:
    """What period and countries a side covers, and which of its events is nearest."""

    def __init__(self, side: Side) -> None:
        self.side = side
        profiles = [event.profile for event in side.events]
        self.countries = {p.country for p in profiles} - {None}
        self.first = min((p.first for p in profiles if p.first is not None), default=None)
        self.last = max((p.last for p in profiles if p.last is not None), default=None)
        self._days = np.array([none if p.first is None else p.first for p in profiles])
        nan = float("nan")
        self._lat = np.array([nan if p.latitude is None else p.latitude for p in profiles])
        self._lon = np.array([nan if p.longitude is None else p.longitude for p in profiles])

    def nearest(self, event: Event) -> int | None:
        """Return the event within a week that is nearest in space, then in time."""
        profile = event.profile
        if profile.first is None or profile.latitude is None or not len(self._days):
            return None
        gap = np.abs(self._days - profile.first)
        here = np.full(len(gap), profile.latitude), np.full(len(gap), profile.longitude)
        km = great_circle(*here, self._lat, self._lon)
        usable = (gap <= near_days) & (self._days != none) & ~np.isnan(km)
        if not usable.any():
            return None
        order = np.lexsort((gap, km))
        return int(order[usable[order]][0])


@dataclass(frozen=True, slots=True)
class _Asked:
    """What reasons are found by."""

    one: Side
    other: Side
    taken: Mapping[int, Match]
    """By the other side's event: what it was matched with."""
    scope: _Scope

    def reason(self, n: int, event: Event, best: tuple[float, int] | None) -> Unmatched:
        """Return why event ``n`` has none; ``best`` is its likeliest, with the probability."""
        name = self.other.name
        if _outside_period(event, self.scope):
            return Unmatched(n, "outside_period", f"{name} has no events of those days")
        country = event.profile.country
        if country is not None and self.scope.countries and country not in self.scope.countries:
            return Unmatched(n, "outside_countries", f"{name} has no events in {country}")
        if best is None:
            return _far(n, event, self.other, self.scope)
        probability, b = best
        label = self.other.events[b].label
        if probability >= link_at and b in self.taken:
            holder = self.one.events[self.taken[b].a].label
            why = f"{label} was matched with {holder}, which fits better"
            return Unmatched(n, "taken", why, b, probability)
        told, _ = evidence(event, self.other.events[b])
        why = f"{label} is the likeliest, but not enough: {', '.join(told)}"
        return Unmatched(n, "too_little_evidence", why, b, probability)


def _outside_period(event: Event, scope: _Scope) -> bool:
    if event.profile.first is None or scope.first is None or scope.last is None:
        return False
    last = event.profile.first if event.profile.last is None else event.profile.last
    return last < scope.first - 1 or event.profile.first > scope.last + 1


def _far(n: int, event: Event, other: Side, scope: _Scope) -> Unmatched:
    b = scope.nearest(event)
    if b is None:
        return Unmatched(n, "nothing_near", f"{other.name} has no event within a week")
    told, against = evidence(event, other.events[b])
    label = other.events[b].label
    if against:
        return Unmatched(n, "contradicted", f"{label} is nearest, but {against}", b, 0.0)
    why = f"{label} is nearest within a week, but: {', '.join(told)}"
    return Unmatched(n, "nothing_near", why, b, None)
