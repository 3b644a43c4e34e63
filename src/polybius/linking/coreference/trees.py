"""Boosted regression trees (Friedman 2001), applied with numpy alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
leaf = -1
"""Stands for the feature of a node that asks for none."""


@dataclass(frozen=True)
class Tree:
    """Nodes side by side, the root first."""

    feature: NDArray[np.intp]
    """The feature that a node asks for, or `leaf`."""
    threshold: NDArray[np.float64]
    """A row goes left if its feature is at most this."""
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    value: NDArray[np.float64]
    """Of a leaf, in log odds."""

    def values(self, rows: Floats) -> NDArray[np.float64]:
        """Return the value of the leaf that each row comes to."""
        node = np.zeros(len(rows), np.intp)
        moving = np.arange(len(rows))
        while len(moving := moving[self.feature[node[moving]] != leaf]):
            at = node[moving]
            goes_left = rows[moving, self.feature[at]] <= self.threshold[at]
            node[moving] = np.where(goes_left, self.left[at], self.right[at])
        found: NDArray[np.float64] = self.value[node]
        return found


@dataclass(frozen=True)
class Trees:
    """Trees whose values add up to log odds."""

    start: float
    trees: tuple[Tree, ...]

    def probability(self, rows: Floats) -> Floats:
        """Return the probability of each row."""
        odds = np.full(len(rows), self.start)
        for tree in self.trees:
            odds += tree.values(rows)
        made: Floats = (1 / (1 + np.exp(-odds))).astype(np.float32)
        return made
