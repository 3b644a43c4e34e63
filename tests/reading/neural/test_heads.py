"""The heads' arithmetic on weights small enough to check by hand."""

from __future__ import annotations

import numpy as np
import pytest

from polybius.reading.neural.heads import Heads, bucket_count, bucket_of


def heads_with(**weights: object) -> Heads:
    return Heads({k.replace("__", "."): np.array(v, np.float32) for k, v in weights.items()})


def test_probabilities_of_a_tag_sum_to_one_and_follow_the_scores() -> None:
    heads = heads_with(tags__t__weight=[[1, 0], [0, 1], [0, 0]], tags__t__bias=[0, 0, 0])
    found = heads.tag("t", np.array([[3, 0], [0, 3]], np.float32))
    assert found.sum(axis=1) == pytest.approx([1, 1])
    assert found.argmax(axis=1).tolist() == [0, 1]


def test_a_span_is_judged_by_its_mean_and_its_greatest_values() -> None:
    heads = heads_with(spans__s__weight=[[1, 2]], spans__s__bias=[-4])
    vectors = np.array([[9], [1], [3]], np.float32)
    found = heads.span("s", vectors, [(1, 3)])
    assert found[0, 0] == pytest.approx(1 / (1 + np.exp(-(2 + 2 * 3 - 4))))


def test_no_spans_and_no_anchors_give_empty_answers() -> None:
    heads = heads_with(
        spans__s__weight=[[1, 2]],
        spans__s__bias=[0],
        pairs__p__between=np.zeros((2, 3, 3)),
        pairs__p__distance=np.zeros((2, bucket_count)),
    )
    vectors = np.zeros((4, 1), np.float32)
    assert heads.span("s", vectors, []).shape == (0, 1)
    assert heads.pair("p", vectors, []).shape == (0, 2, 4)


def test_a_pair_adds_the_bias_of_its_distance() -> None:
    distance = np.zeros((1, bucket_count), np.float32)
    distance[0, bucket_of(np.array([1]))[0]] = 5
    heads = heads_with(
        pairs__p__anchor__weight=[[0], [0]],
        pairs__p__anchor__bias=[0, 0],
        pairs__p__token__weight=[[0], [0]],
        pairs__p__token__bias=[0, 0],
        pairs__p__between=np.zeros((1, 3, 3)),
        pairs__p__distance=distance,
    )
    found = heads.pair("p", np.zeros((4, 1), np.float32), [1])
    assert found[0, 0].round(2).tolist() == pytest.approx([0.5, 0.5, 0.99, 0.5])


def test_distances_are_told_apart_by_side_and_all_have_a_bucket() -> None:
    offsets = np.arange(-500, 501)
    buckets = bucket_of(offsets)
    assert buckets.min() == 0
    assert buckets.max() == bucket_count - 1
    assert (np.diff(buckets) >= 0).all()
    assert len(set(bucket_of(np.array([-1, 0, 1])).tolist())) == 3
