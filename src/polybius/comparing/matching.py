"""Which event of one side is which of the other: rule ``compare.link.v1``.

The evidence is linking's own (`polybius.linking.matching`, ``link.prob.v1``): place, days, kind,
type, parties and figures, each with its weight in bits, and contradictions that nothing outweighs.
Wording is left out, as most rows of datasets have none. Two events may be one from a probability
of 0.5. Each event is matched at most once: of all ways to do so, of those with the most pairs, the
one with the most evidence in all (the assignment problem; Kuhn 1955). There linking's evidence,
which has few levels, is refined: a bit less for each day between the first days, and for each
doubling between the figures. An analyst's merge or split outweighs all of it.

Figures help to tell the days of one battle apart, and pairs that were chosen by their figures
agree in them more than others do. So whoever compares figures may leave them out of the matching.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from polybius.comparing.sides import Event, Side
from polybius.linking.columns import columns_of
from polybius.linking.linker import candidates
from polybius.linking.matching import compared, contradicting, contradictions, levels, link_at
from polybius.linking.profiles import Profile
from polybius.records import Decision, Ruling

rule = "compare.link.v1"
no_wording = ""
pair_bits = 100.0
"""Weight of a pair by itself: more than any evidence, so that first comes the number of pairs."""
ruled_bits = 100_000.0
"""Weight of a merge: more than all pairs that it may cost."""
most_bits = 8.0
"""Taken off at most for days, and at most for figures."""

Pair = tuple[int, int]
"""Positions of an event of the one side and one of the other."""


@dataclass(frozen=True, slots=True)
class Match:
    """Two events that are taken to be one."""

    a: int
    b: int
    probability: float


def likely_pairs(one: Side, other: Side, *, by_figures: bool = True) -> dict[Pair, float]:
    """Return the pairs that are not improbable, with the probability that they are one event."""
    profiles = [_compared(event, by_figures) for event in (*one.events, *other.events)]
    rows, columns, likely = candidates(profiles, columns_of(profiles), None)
    border = len(one.events)
    return {
        (a, b - border): p
        for a, b, p in zip(rows.tolist(), columns.tolist(), likely.tolist(), strict=True)
        if a < border <= b
    }


def _compared(event: Event, by_figures: bool) -> Profile:
    return event.profile if by_figures else replace(event.profile, figures=frozenset())


def match(
    one: Side,
    other: Side,
    likely: dict[Pair, float],
    decisions: Sequence[Decision] = (),
    *,
    by_figures: bool = True,
) -> list[Match]:
    """Return the events of both sides that are one, by the first side's order.

    Args:
        one: the first side.
        other: the second.
        likely: the pairs that may be one (`likely_pairs`).
        decisions: merges and splits.
        by_figures: whether nearness of figures counts.
    """
    together, apart = _ruled(one.events, other.events, decisions)
    weights = {
        pair: pair_bits + _bits(p) - _distance(one, other, pair, by_figures)
        for pair, p in likely.items()
        if p >= link_at and pair not in apart
    }
    weights |= dict.fromkeys(together, ruled_bits)
    return [
        Match(a, b, 1.0 if (a, b) in together else likely[a, b]) for a, b in best_pairs(weights)
    ]


def best_pairs(weights: dict[Pair, float]) -> list[Pair]:
    """Return the pairs, none sharing an event, whose weights make the greatest sum."""
    if not weights:
        return []
    pairs = sorted(weights)
    a, b = np.array(pairs).T
    left, right = np.unique(a), np.unique(b)
    size = len(left) + len(right)
    ends = np.searchsorted(left, a), np.searchsorted(right, b) + len(left)
    graph = csr_matrix((np.ones(len(pairs)), ends), shape=(size, size))
    _, component = connected_components(graph, directed=False)
    of_component: dict[int, list[Pair]] = {}
    for pair, row in zip(pairs, ends[0], strict=True):
        of_component.setdefault(int(component[row]), []).append(pair)
    return sorted(p for own in of_component.values() for p in _assigned(own, weights))


def _assigned(pairs: Sequence[Pair], weights: dict[Pair, float]) -> list[Pair]:
    left, right = sorted({a for a, _ in pairs}), sorted({b for _, b in pairs})
    matrix = np.zeros((len(left), len(right)))
    for a, b in pairs:
        matrix[left.index(a), right.index(b)] = weights[a, b]
    rows, columns = linear_sum_assignment(matrix, maximize=True)
    found = ((left[r], right[c]) for r, c in zip(rows, columns, strict=True))
    return [pair for pair in found if pair in weights]


def _bits(probability: float) -> float:
    odds = min(max(probability, 1e-6), 1 - 1e-6)
    return float(np.log2(odds / (1 - odds)))


def _distance(one: Side, other: Side, pair: Pair, by_figures: bool) -> float:
    """Return how far two events lie apart in days and doublings, in bits."""
    a, b = one.events[pair[0]], other.events[pair[1]]
    days = abs((a.profile.first or 0) - (b.profile.first or 0))
    if not by_figures or "killed" not in a.amounts or "killed" not in b.amounts:
        return min(days, most_bits)
    ratio = (a.amounts["killed"].point + 1) / (b.amounts["killed"].point + 1)
    return min(days, most_bits) + min(abs(float(np.log2(ratio))), most_bits)


def _ruled(
    one: Sequence[Event], other: Sequence[Event], decisions: Sequence[Decision]
) -> tuple[set[Pair], set[Pair]]:
    """Return the pairs that decisions put together, and those that they keep apart."""
    together: set[Pair] = set()
    apart: set[Pair] = set()
    for decision in decisions:
        if decision.ruling not in (Ruling.MERGE, Ruling.SPLIT):
            continue
        group_of = {claim: n for n, group in enumerate(decision.groups) for claim in group}
        for a, x in _named(one, group_of):
            for b, y in _named(other, group_of):
                merged = decision.ruling is Ruling.MERGE or x == y
                (together if merged else apart).add((a, b))
                (apart if merged else together).discard((a, b))
    return together, apart


def _named(events: Sequence[Event], group_of: dict[str, int]) -> list[tuple[int, int]]:
    return [
        (n, min(groups))
        for n, event in enumerate(events)
        if (groups := {group_of[c] for c in event.incident.claim_ids if c in group_of})
    ]


def evidence(a: Event, b: Event) -> tuple[tuple[str, ...], str | None]:
    """Return what speaks for and against two events being one, and what rules it out, if any."""
    both = columns_of([a.profile, b.profile])
    first, second = np.array([0]), np.array([1])
    found = compared(both, first, second, no_wording)
    told = tuple(
        name
        for key, code in found.items()
        for name, weight in (levels[key][int(code[0])],)
        if weight
    )
    return told, contradictions[int(contradicting(both, first, second)[0])] or None
