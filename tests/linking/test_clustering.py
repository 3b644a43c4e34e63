"""Average-link clustering against a plain all-pairs implementation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.linking.clustering import Pair, cluster
from polybius.linking.clustering_dense import cluster_dense


def slow(size: int, pairs: list[Pair], at: float) -> list[list[int]]:
    chance = {(a, b): p for a, b, p in pairs}
    clusters = [[n] for n in range(size)]

    def mean(one: list[int], other: list[int]) -> float:
        total = sum(chance.get((min(a, b), max(a, b)), 0.0) for a in one for b in other)
        return total / (len(one) * len(other))

    while True:
        best = min(
            ((-mean(a, b), a[0], b[0], a, b) for a, b in combinations(clusters, 2)), default=None
        )
        if best is None or -best[0] < at:
            return clusters
        *_, one, other = best
        clusters = sorted([c for c in clusters if c not in (one, other)] + [sorted(one + other)])


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, list[Pair]]:
    size = draw(st.integers(1, 8))
    # Eighths add without rounding, so both implementations see the very same means.
    chances = st.sampled_from([n / 8 for n in range(9)])
    return size, [(a, b, draw(chances)) for a, b in combinations(range(size), 2)]


@given(graphs(), st.sampled_from([0.25, 0.5, 0.75]))
@settings(max_examples=150, deadline=None)
def test_it_finds_what_all_pairs_find(drawn: tuple[int, list[Pair]], at: float) -> None:
    size, pairs = drawn
    assert cluster(size, pairs, at) == slow(size, pairs, at)


@given(graphs(), st.sampled_from([0.25, 0.5, 0.75]), st.integers(0, 7), st.integers(0, 7))
@settings(max_examples=150, deadline=None)
def test_a_matrix_gives_what_lists_give(
    drawn: tuple[int, list[Pair]], at: float, a: int, b: int
) -> None:
    size, pairs = drawn

    def forbidden(one: Sequence[int], other: Sequence[int]) -> bool:
        return (a in one and b in other) or (b in one and a in other)

    eighths = [(one, other, round(p * 8)) for one, other, p in pairs]
    if eighths:
        assert cluster_dense(size, eighths, at * 8, forbidden) == cluster(
            size, pairs, at, forbidden
        )


def test_what_is_forbidden_stays_apart() -> None:
    pairs = [(0, 1, 0.9), (1, 2, 0.9), (0, 2, 0.9)]

    def forbidden(one: object, other: object) -> bool:
        return {0, 2} <= {*one, *other} and not {0, 2} <= {*one}  # type: ignore[misc]

    assert cluster(3, pairs, 0.5, forbidden) == [[0, 1], [2]]


def test_a_chain_of_likely_pairs_is_not_one_cluster() -> None:
    chain = [(n, n + 1, 0.8) for n in range(5)]
    assert max(map(len, cluster(6, chain, 0.5))) == 2
