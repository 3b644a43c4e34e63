"""Two sides compared: what both have, what each lacks and why, and how their figures differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from polybius.comparing.agreement import Agreement, agreements, kappa
from polybius.comparing.matching import Match, likely_pairs, match, rule
from polybius.comparing.reasons import Unmatched, unmatched
from polybius.comparing.sides import Event, Side
from polybius.linking.matching import great_circle
from polybius.linking.matching import rule as link_rule
from polybius.records import Decision


@dataclass(frozen=True, slots=True)
class Coding:
    """How far matched events agree in what they are, where and when."""

    same_day: float | None
    """Share that begin on the same day."""
    median_km: float | None
    same_type: float | None
    type_kappa: float | None
    """Cohen's kappa of the event types."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comes of comparing side ``a`` with side ``b``."""

    a: Side
    b: Side
    matches: tuple[Match, ...]
    only_a: tuple[Unmatched, ...]
    only_b: tuple[Unmatched, ...]
    agreements: tuple[Agreement, ...]
    coding: Coding
    rules: tuple[str, ...] = (rule, link_rule)

    @property
    def pairs(self) -> list[tuple[Event, Event]]:
        """The matched events."""
        return [(self.a.events[m.a], self.b.events[m.b]) for m in self.matches]


def compare(
    a: Side, b: Side, decisions: Sequence[Decision] = (), *, by_figures: bool = True
) -> Comparison:
    """Compare two sides.

    Args:
        a: the one.
        b: the other.
        decisions: analysts' merges and splits that both sides' claims are under.
        by_figures: whether figures count in the matching; without them the agreement of figures
            is not helped by it.
    """
    likely = likely_pairs(a, b, by_figures=by_figures)
    matches = match(a, b, likely, decisions, by_figures=by_figures)
    pairs = [(a.events[m.a], b.events[m.b]) for m in matches]
    turned = {(y, x): p for (x, y), p in likely.items()}
    back = [Match(m.b, m.a, m.probability) for m in matches]
    return Comparison(
        a,
        b,
        tuple(matches),
        tuple(unmatched(a, b, likely, matches)),
        tuple(unmatched(b, a, turned, back)),
        agreements(pairs),
        _coding(pairs),
    )


def _coding(pairs: Sequence[tuple[Event, Event]]) -> Coding:
    types = [(x.incident.event_type, y.incident.event_type) for x, y in pairs]
    days = [x.incident.start == y.incident.start for x, y in pairs]
    km = [d for x, y in pairs if (d := kilometres(x, y)) is not None]
    return Coding(
        round(sum(days) / len(days), 4) if days else None,
        round(median(km), 1) if km else None,
        round(sum(x == y for x, y in types) / len(types), 4) if types else None,
        kappa(types),
    )


def kilometres(a: Event, b: Event) -> float | None:
    """Return how far apart two events lie; None where one has no coordinates."""
    ends = [a.profile.latitude, a.profile.longitude, b.profile.latitude, b.profile.longitude]
    if None in ends:
        return None
    return round(float(great_circle(*(np.array([end], float) for end in ends))[0]), 1)


def days_apart(a: Event, b: Event) -> int | None:
    """Return the days from the first possible day of ``a`` to that of ``b``."""
    if a.profile.first is None or b.profile.first is None:
        return None
    return b.profile.first - a.profile.first
