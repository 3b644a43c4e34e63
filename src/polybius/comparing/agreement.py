"""How far the figures of matched events agree, and which way they lean: rule ``agreement.v1``.

Point figures are the best ones, else the lowest (`sides.Amount.point`). All statistics are over
matched events for which both sides state a figure; an event without one says nothing.

- ratio: total of B by total of A; over 1, B counts more.
- difference: mean of B - A, with its 95 % interval (Student's t) and the limits within which 95 %
  of differences lie (Bland and Altman 1986).
- concordance: Lin's (1989) coefficient, 1 for equal figures, which correlation is not.
- rank correlation: Spearman's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from polybius.comparing.sides import Amount, Event

Values = NDArray[np.float64]

rule = "agreement.v1"
fewest = 3
"""Pairs below which no interval or correlation is given: it would mean nothing."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The figures of both sides on one question; None where too few pairs carry a statistic."""

    question: str
    """``killed``, ``killed:civilians``, or ``killed in air_strike``."""
    pairs: int
    total_a: int
    total_b: int
    ratio: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    limit_low: float | None
    limit_high: float | None
    equal: float
    """Share of pairs with the same point figure."""
    overlapping: float
    """Share of pairs whose ranges share a number."""
    concordance: float | None
    rank_correlation: float | None


def agreements(pairs: Sequence[tuple[Event, Event]]) -> tuple[Agreement, ...]:
    """Return the agreement on every question that at least one pair answers twice.

    Questions: each category, each category and class, and those killed by the first side's type
    of event.
    """
    answers: dict[str, list[tuple[Amount, Amount]]] = {}
    for a, b in pairs:
        for question in sorted(a.amounts.keys() & b.amounts.keys()):
            both = a.amounts[question], b.amounts[question]
            answers.setdefault(question, []).append(both)
            if question == "killed":
                kind = f"killed in {a.incident.event_type}"
                answers.setdefault(kind, []).append(both)
    return tuple(_agreement(question, answers[question]) for question in sorted(answers))


def _agreement(question: str, both: Sequence[tuple[Amount, Amount]]) -> Agreement:
    a = np.array([x.point for x, _ in both], float)
    b = np.array([y.point for _, y in both], float)
    lean = _lean(b - a)
    return Agreement(
        question,
        len(both),
        int(a.sum()),
        int(b.sum()),
        _rounded(b.sum() / a.sum()) if a.sum() else None,
        *lean,
        equal=round(float((a == b).mean()), 4),
        overlapping=round(float(np.mean([x.meets(y) for x, y in both])), 4),
        concordance=_concordance(a, b),
        rank_correlation=_rank_correlation(a, b),
    )


def _lean(
    differences: Values,
) -> tuple[float | None, float | None, float | None, float | None, float | None]:
    """Return the mean difference, its interval, and the limits of agreement."""
    mean = float(differences.mean())
    if len(differences) < fewest:
        return _rounded(mean), None, None, None, None
    spread = float(differences.std(ddof=1))
    error = spread / len(differences) ** 0.5 * float(stats.t.ppf(0.975, len(differences) - 1))
    low, high = _rounded(mean - error), _rounded(mean + error)
    limits = _rounded(mean - 1.96 * spread), _rounded(mean + 1.96 * spread)
    return _rounded(mean), low, high, *limits


def _concordance(a: Values, b: Values) -> float | None:
    if len(a) < fewest:
        return None
    apart = a.var() + b.var() + (a.mean() - b.mean()) ** 2
    return _rounded(2 * float(np.mean((a - a.mean()) * (b - b.mean()))) / apart) if apart else 1.0


def _rank_correlation(a: Values, b: Values) -> float | None:
    if len(a) < fewest or len(set(a)) < 2 or len(set(b)) < 2:
        return None
    return _rounded(stats.spearmanr(a, b).statistic)


def kappa(labels: Iterable[tuple[str, str]]) -> float | None:
    """Return Cohen's (1960) kappa of two codings; None where chance alone agrees wholly."""
    pairs = list(labels)
    if not pairs:
        return None
    codes = sorted({code for pair in pairs for code in pair})
    agreed = sum(x == y for x, y in pairs) / len(pairs)
    by_chance = (
        sum(sum(x == code for x, _ in pairs) * sum(y == code for _, y in pairs) for code in codes)
        / len(pairs) ** 2
    )
    return None if by_chance == 1 else _rounded((agreed - by_chance) / (1 - by_chance))


def _rounded(value: float) -> float:
    return round(float(value), 4)
