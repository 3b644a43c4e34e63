"""Average-link clustering of a sparse graph that never joins what must stay apart.

Two clusters join while the mean probability over all their pairs, a missing pair counting 0, is
at least a threshold: the best first, ties by the lowest member (Sokal and Michener 1958, UPGMA).
What comes out of one connected component depends on its members and their order alone, which is
what lets linking work on the components that a new report touches and leave the others be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush

from polybius.linking.clustering_dense import cluster_dense

Pair = tuple[int, int, float]
"""Two members, the lower first, and the probability that they are one."""
parts = 1_000_000
"""Probabilities are summed as whole numbers of these, so that no sum depends on its order."""
dense_share, most_dense = 0.05, 4_000
"""Of all pairs, and members: from so many pairs on a matrix is quicker than lists of them."""
Forbidden = Callable[[Sequence[int], Sequence[int]], bool]


def cluster(
    size: int, pairs: Sequence[Pair], at: float, forbidden: Forbidden | None = None
) -> list[list[int]]:
    """Return the clusters of members 0 … ``size`` - 1, each sorted, by their first member.

    Args:
        size: number of members.
        pairs: each pair at most once.
        at: least mean probability at which two clusters join, over 0.
        forbidden: tells whether two clusters contradict each other; once true for two clusters
            it must be true for all that hold them.
    """
    if size <= most_dense and len(pairs) > max(16 * size, dense_share * size * size / 2):
        sums = [(one, other, round(probability * parts)) for one, other, probability in pairs]
        return cluster_dense(size, sums, at * parts, forbidden)
    state = _State(size, pairs, at)
    while state.heap:
        mean, one, other = heappop(state.heap)
        if not state.holds(-mean, one, other):
            continue
        if forbidden is not None and forbidden(state.members[one], state.members[other]):
            state.part(one, other)
        else:
            state.join(one, other)
    return [sorted(members) for members in state.members if members]


class _State:
    """Sums of probabilities between living clusters; a cluster is known by its lowest member."""

    def __init__(self, size: int, pairs: Sequence[Pair], at: float) -> None:
        self.at = at
        self.members: list[list[int]] = [[n] for n in range(size)]
        self.sums: list[dict[int, int]] = [{} for _ in range(size)]
        for one, other, probability in pairs:
            self.sums[one][other] = self.sums[other][one] = round(probability * parts)
        means = ((one, other, self._mean(one, other)) for one, other, _ in pairs)
        self.heap = [(-mean, one, other) for one, other, mean in means if mean >= at]
        heapify(self.heap)

    def holds(self, mean: float, one: int, other: int) -> bool:
        """Tell whether a popped entry is current; enter it anew where its mean has sunk."""
        if other not in self.sums[one]:
            return False
        now = self._mean(one, other)
        if now < mean and now >= self.at:
            heappush(self.heap, (-now, one, other))
        return now == mean

    def part(self, one: int, other: int) -> None:
        """Forget the link of two clusters that contradict each other."""
        del self.sums[one][other], self.sums[other][one]

    def join(self, one: int, other: int) -> None:
        """Make the higher-numbered cluster part of the lower."""
        self.part(one, other)
        before = {
            third: self._mean(one, third) for third in self.sums[other].keys() & self.sums[one]
        }
        self.members[one] += self.members[other]
        self.members[other] = []
        moved, self.sums[other] = self.sums[other], {}
        for third, total in moved.items():
            del self.sums[third][other]
            both = total + self.sums[one].get(third, 0)
            self.sums[one][third] = self.sums[third][one] = both
            mean = self._mean(one, third)
            if mean >= self.at and mean != before.get(third):
                heappush(self.heap, (-mean, min(one, third), max(one, third)))

    def _mean(self, one: int, other: int) -> float:
        pairs = len(self.members[one]) * len(self.members[other])
        return self.sums[one][other] / (pairs * parts)
