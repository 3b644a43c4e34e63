"""Coreference metrics: MUC, B³, CEAFe (φ4) and their mean, CoNLL F1.

Every count belongs to a unit (for ECB+ the topic), so that a bootstrap over units sums what each
of them adds and the plain sum is the score of the whole file at once. A mention that only one
side has counts against that side alone (Pradhan et al. 2014, "Scoring coreference partitions of
predicted mentions").
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

Mention = Hashable
Cluster = frozenset[Mention]
Unit = Hashable
metrics = ("muc", "b3", "ceafe")


@dataclass(frozen=True, slots=True)
class Fraction:
    """Numerators and denominators of recall and precision."""

    right_gold: float = 0.0
    gold: float = 0.0
    right_found: float = 0.0
    found: float = 0.0

    def __add__(self, other: Fraction) -> Fraction:
        """Add count by count."""
        return Fraction(
            self.right_gold + other.right_gold,
            self.gold + other.gold,
            self.right_found + other.right_found,
            self.found + other.found,
        )

    @property
    def recall(self) -> float:
        """0 where there is nothing to find."""
        return self.right_gold / self.gold if self.gold else 0.0

    @property
    def precision(self) -> float:
        """0 where nothing was found."""
        return self.right_found / self.found if self.found else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


Counts = dict[str, Fraction]
"""By metric."""


def score(
    gold: Sequence[Cluster], found: Sequence[Cluster], unit_of: Mapping[Mention, Unit]
) -> list[Counts]:
    """Return what each unit adds to each metric; a cluster counts in its first mention's unit."""
    units: dict[Unit, Counts] = {unit: {} for unit in dict.fromkeys(unit_of.values())}

    def add(cluster: Cluster, metric: str, fraction: Fraction) -> None:
        counts = units[unit_of[min(cluster, key=str)]]
        counts[metric] = counts.get(metric, Fraction()) + fraction

    for ours, theirs, turn in ((gold, found, Fraction), (found, gold, _turned)):
        owner = {mention: n for n, cluster in enumerate(theirs) for mention in cluster}
        for cluster in ours:
            shares = Counter(owner.get(mention, mention) for mention in cluster)
            add(cluster, "muc", turn(len(cluster) - len(shares), len(cluster) - 1))
            for mention in cluster:
                share = shares[owner[mention]] / len(cluster) if mention in owner else 0.0
                add(frozenset((mention,)), "b3", turn(share, 1))
            add(cluster, "ceafe", turn(0, 1))
    for cluster, similarity in _aligned(gold, found):
        add(cluster, "ceafe", Fraction(similarity, 0, similarity, 0))
    return list(units.values())


def f1(units: Sequence[Counts], metric: str) -> float:
    """Return F1 of ``metric`` over ``units``."""
    return sum((unit.get(metric, Fraction()) for unit in units), Fraction()).f1


def conll(units: Sequence[Counts]) -> float:
    """Return the mean F1 of the three metrics."""
    return sum(f1(units, metric) for metric in metrics) / len(metrics)


def _turned(right: float, total: float) -> Fraction:
    return Fraction(0, 0, right, total)


def _aligned(gold: Sequence[Cluster], found: Sequence[Cluster]) -> list[tuple[Cluster, float]]:
    """Return gold clusters with φ4 to their partner in the best one-to-one alignment."""
    owner = {mention: n for n, cluster in enumerate(gold) for mention in cluster}
    alike = np.zeros((len(gold), len(found)))
    for j, cluster in enumerate(found):
        for i, common in Counter(owner[m] for m in cluster if m in owner).items():
            alike[i, j] = 2 * common / (len(gold[i]) + len(cluster))
    rows, columns = linear_sum_assignment(alike, maximize=True)
    return [(gold[i], float(alike[i, j])) for i, j in zip(rows, columns, strict=True)]
