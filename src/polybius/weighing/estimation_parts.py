"""Capture-recapture estimates that have a closed form: checks on the models, never the answer."""

from __future__ import annotations

from collections.abc import Mapping

from polybius.weighing.matrix import History


def lincoln_petersen(first: int, second: int, both: int) -> float | None:
    """Return n₁n₂/m, or None where the lists share nothing (Petersen 1896; Lincoln 1930)."""
    return first * second / both if both else None


def chapman(first: int, second: int, both: int) -> tuple[float, float]:
    """Return Chapman's nearly unbiased estimate for two lists, and its variance.

    (n₁+1)(n₂+1)/(m+1) - 1, with Seber's variance (Chapman 1951; Seber 1970). Both assume that
    the lists are independent, which two lists can't show.
    """
    estimate = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both)
    return estimate, variance / ((both + 1) ** 2 * (both + 2))


def chao_lower_bound(histories: Mapping[History, int]) -> float:
    """Return Chao's lower bound on the number of all incidents, seen and unseen.

    n + (k-1)/k · f₁(f₁-1)/(2(f₂+1)) over k lists, f₁ and f₂ the incidents on just one and just two
    of them (Chao 1987, bias-corrected). It holds where incidents differ in how visible they are.
    """
    by_number: dict[int, int] = {}
    for history, n in histories.items():
        by_number[sum(history)] = by_number.get(sum(history), 0) + n
    lists = len(next(iter(histories)))
    once, twice = by_number.get(1, 0), by_number.get(2, 0)
    return sum(by_number.values()) + (lists - 1) / lists * once * (once - 1) / (2 * (twice + 1))


def sizes(histories: Mapping[History, int]) -> list[int]:
    """Return how many incidents each list has."""
    lists = len(next(iter(histories)))
    return [sum(n for h, n in histories.items() if h[at]) for at in range(lists)]


def shared(histories: Mapping[History, int], a: int, b: int) -> int:
    """Return how many incidents two lists share."""
    return sum(n for history, n in histories.items() if history[a] and history[b])
