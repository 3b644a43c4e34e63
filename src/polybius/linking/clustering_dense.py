"""`polybius.linking.clustering` on a matrix: for components in which nearly all are linked.

A thousand reports about one incident make half a million pairs; here each join costs one pass over
a row. The joins are the same and come in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray


def cluster_dense(
    size: int,
    sums: Sequence[tuple[int, int, int]],
    at: float,
    forbidden: Callable[[Sequence[int], Sequence[int]], bool] | None,
) -> list[list[int]]:
    """Return the clusters of members 0 … ``size`` - 1, each sorted, by their first member.

    Args:
        size: number of members.
        sums: each pair, the lower first, with its weight; a pair that is missing weighs 0.
        at: least mean weight at which two clusters join, over 0.
        forbidden: tells whether two clusters contradict each other.
    """
    matrix = _Matrix(size, sums)
    while True:
        one = int(np.argmax(matrix.best))
        if matrix.best[one] < at:
            return [sorted(members) for members in matrix.members if members]
        other = int(matrix.partner[one])
        if forbidden is not None and forbidden(matrix.members[one], matrix.members[other]):
            matrix.part(one, other)
        else:
            matrix.join(one, other)


class _Matrix:
    """Sums of weights between living clusters; a cluster is known by its lowest member.

    ``best[n]`` is the highest mean of ``n`` with any later cluster, ``partner[n]`` the first of
    those that have it.
    """

    def __init__(self, size: int, sums: Sequence[tuple[int, int, int]]) -> None:
        self.members: list[list[int]] = [[n] for n in range(size)]
        self.number = np.ones(size, np.int64)
        self.sums = np.zeros((size, size), np.int64)
        one, other, weight = np.array(sums, np.int64).T
        self.sums[one, other] = self.sums[other, one] = weight
        self.open = ~np.eye(size, dtype=bool)
        """Pairs that may still join."""
        self.best = np.full(size, -1.0)
        self.partner = np.zeros(size, np.int64)
        for row in range(size - 1):
            self._find_best(row)

    def part(self, one: int, other: int) -> None:
        """Let two clusters that contradict each other never join."""
        self.open[one, other] = self.open[other, one] = False
        self._find_best(one)

    def join(self, one: int, other: int) -> None:
        """Make the higher-numbered cluster part of the lower."""
        self.members[one] += self.members[other]
        self.members[other] = []
        self.number[one] += self.number[other]
        self.sums[one] += self.sums[other]
        self.sums[:, one] = self.sums[one]
        self.open[one] &= self.open[other]
        self.open[:, one] = self.open[one]
        self.open[other] = self.open[:, other] = False
        self.best[other] = -1.0
        self._find_best(one)
        self._renew_before(one, other)

    def _renew_before(self, one: int, other: int) -> None:
        """Bring the rows up to date whose pair with either cluster has changed."""
        lost = np.flatnonzero(np.isin(self.partner[:other], (one, other)) & (self.best[:other] > 0))
        for row in lost[lost != one]:
            self._find_best(row)
        means = self._means(one)[:one]
        risen = (means > self.best[:one]) | (
            (means == self.best[:one]) & (self.partner[:one] > one)
        )
        risen &= means > 0
        self.best[:one][risen] = means[risen]
        self.partner[:one][risen] = one

    def _means(self, row: int) -> NDArray[np.float64]:
        means: NDArray[np.float64] = self.sums[row] / (self.number[row] * self.number)
        means[~self.open[row]] = -1.0
        return means

    def _find_best(self, row: int) -> None:
        means = self._means(row)[row + 1 :]
        if len(means):
            first = int(np.argmax(means))
            self.best[row], self.partner[row] = means[first], row + 1 + first
