"""Lets clusters without a precise place join the incident that they fit: rule ``settle.best.v1``.

An account that names no precise place shares little with most accounts of its incident, however
well it fits some of them: one has its figure, another its parties. The mean over all pairs would
leave it alone, the more surely the more reports there are. So it is held against the likeliest
account of each cluster, not against all of them, and joins only if no other cluster comes near.

What comes out depends on the clusters and pairs of one component alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from polybius.linking.clustering import Pair

rule = "settle.best.v1"
clear_by = 0.2
"""How much better a cluster must fit than the next best."""
Forbidden = Callable[[Sequence[int], Sequence[int]], bool]


def settle(
    clusters: Sequence[Sequence[int]],
    precise: Sequence[bool],
    pairs: Sequence[Pair],
    at: float,
    forbidden: Forbidden,
) -> list[list[int]]:
    """Return the clusters, each sorted, by their first member, after those that can have joined.

    A cluster without a precise member fits one that has some as well as its members are likely,
    on average, to be one with their likeliest partner there.

    Args:
        clusters: each sorted, by their first member.
        precise: whether each member names a precise place.
        pairs: each pair at most once.
        at: the least fit at which a cluster joins.
        forbidden: tells whether two clusters contradict each other.
    """
    made = [list(members) for members in clusters]
    joins = []
    for one, likeliest in _likeliest(clusters, precise, pairs).items():
        fits = sorted(
            (-sum(found.values()) / len(clusters[one]), other)
            for other, found in likeliest.items()
            if not forbidden(clusters[one], clusters[other])
        )
        if fits and -fits[0][0] >= at and (len(fits) == 1 or fits[1][0] - fits[0][0] >= clear_by):
            joins.append((fits[0][0], one, fits[0][1]))
    for _, one, other in sorted(joins):
        # What has joined meanwhile may contradict it.
        if not forbidden(made[one], made[other]):
            made[other] += made[one]
            made[one] = []
    return sorted(sorted(members) for members in made if members)


def _likeliest(
    clusters: Sequence[Sequence[int]], precise: Sequence[bool], pairs: Sequence[Pair]
) -> dict[int, dict[int, dict[int, float]]]:
    """Return, by vague cluster, precise cluster and member, the probability of the best pair."""
    cluster_of = {n: number for number, members in enumerate(clusters) for n in members}
    vague = [not any(precise[n] for n in members) for members in clusters]
    found: dict[int, dict[int, dict[int, float]]] = {}
    for a, b, probability in pairs:
        one, other, member = cluster_of[a], cluster_of[b], a
        if vague[one] == vague[other]:
            continue
        if vague[other]:
            one, other, member = other, one, b
        best = found.setdefault(one, {}).setdefault(other, {})
        best[member] = max(probability, best.get(member, 0.0))
    return found
