"""Runs of tokens that were taken for place names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """Tokens taken for a place name, from ``first`` up to ``last``."""

    first: int
    last: int
    literal: bool


def without_overlaps(found: Iterable[Found]) -> list[Found]:
    """Keep, of those that overlap, the longer one; literal before not, earlier before later."""
    kept: list[Found] = []
    taken: set[int] = set()
    for item in sorted(found, key=lambda f: (f.first - f.last, not f.literal, f.first)):
        if taken.isdisjoint(range(item.first, item.last)):
            kept.append(item)
            taken.update(range(item.first, item.last))
    return sorted(kept, key=lambda f: f.first)
