"""Clusters without a precise place join the one that they fit, and only where one fits."""

from __future__ import annotations

from collections.abc import Sequence

from polybius.linking.settling import settle

precise = [True, True, True, True, False, False]


def never(one: Sequence[int], other: Sequence[int]) -> bool:
    del one, other
    return False


def test_an_account_that_fits_one_of_many_joins_them() -> None:
    found = settle([[0, 1, 2, 3], [4]], precise, [(0, 4, 0.6), (1, 4, 0.1)], 0.5, never)
    assert found == [[0, 1, 2, 3, 4]]


def test_an_account_that_fits_two_incidents_alike_joins_neither() -> None:
    pairs = [(0, 4, 0.6), (2, 4, 0.55)]
    assert settle([[0, 1], [2, 3], [4]], precise, pairs, 0.5, never) == [[0, 1], [2, 3], [4]]


def test_what_contradicts_it_does_not_stand_in_its_way() -> None:
    def forbidden(one: Sequence[int], other: Sequence[int]) -> bool:
        return 4 in {*one, *other} and 2 in {*one, *other}

    pairs = [(0, 4, 0.6), (2, 4, 0.9)]
    assert settle([[0, 1], [2, 3], [4]], precise, pairs, 0.5, forbidden) == [[0, 1, 4], [2, 3]]


def test_of_two_that_contradict_each_other_the_likelier_joins() -> None:
    def forbidden(one: Sequence[int], other: Sequence[int]) -> bool:
        return {4, 5} <= {*one, *other}

    pairs = [(0, 4, 0.6), (0, 5, 0.8)]
    found = settle([[0, 1, 2, 3], [4], [5]], precise, pairs, 0.5, forbidden)
    assert found == [[0, 1, 2, 3, 5], [4]]


def test_a_cluster_joins_by_what_its_members_fit_on_average() -> None:
    pairs = [(0, 4, 0.8), (1, 5, 0.1)]
    assert settle([[0, 1, 2, 3], [4, 5]], precise, pairs, 0.5, never) == [[0, 1, 2, 3], [4, 5]]
    pairs = [(0, 4, 0.8), (1, 5, 0.3)]
    assert settle([[0, 1, 2, 3], [4, 5]], precise, pairs, 0.5, never) == [[0, 1, 2, 3, 4, 5]]


def test_clusters_of_precise_places_are_left_as_they_are() -> None:
    pairs = [(0, 2, 0.9), (1, 3, 0.9)]
    assert settle([[0, 1], [2, 3], [4], [5]], precise, pairs, 0.5, never) == [
        [0, 1], [2, 3], [4], [5],
    ]  # fmt: skip
