"""Pairs what was found with what should have been found, one to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

G = TypeVar("G")
P = TypeVar("P")


def shared(a: Iterable[Sequence[int]], b: Iterable[Sequence[int]]) -> int:
    """Return how many characters two lists of half-open spans have in common."""
    other = [tuple(span) for span in b]
    return sum(max(0, min(e, f) - max(s, t)) for s, e in a for t, f in other)


def pairs(
    gold: Sequence[G], found: Sequence[P], likeness: Callable[[G, P], float]
) -> list[tuple[int, int]]:
    """Return positions in ``gold`` and ``found`` that belong together, each used once.

    The most alike are taken first; of equally alike ones, the earlier. Items that are alike by
    0 or less stay alone.
    """
    graded = [
        (-grade, i, j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if (grade := likeness(g, f)) > 0
    ]
    used_gold: set[int] = set()
    used_found: set[int] = set()
    chosen = []
    for _, i, j in sorted(graded):
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            chosen.append((i, j))
    return sorted(chosen)
