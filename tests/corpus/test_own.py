from __future__ import annotations

from benchmarks.matching import pairs, shared
from benchmarks.own import keys, metrics, score
from corpus.compile import documents


def test_the_annotation_scores_one_against_itself() -> None:
    listed = [d for d in documents() if d["layers"] == "full"]
    result = metrics([score(d, d) for d in listed])
    assert {key: result[key] for key in keys if result[key] != 1} == {}
    assert set(result) == {name for key in keys for name in (key, f"{key}_ci95")}


def test_nothing_found_scores_nothing() -> None:
    listed = documents()
    layers = {k for k, v in listed[0].items() if isinstance(v, list)} - {"sentences"}
    result = metrics([score(d, d | {layer: [] for layer in layers}) for d in listed])
    assert {key: result[key] for key in keys if result[key] != 0} == {}


def test_pairs_prefers_the_most_alike_and_uses_each_once() -> None:
    likeness = {(0, 0): 1.0, (0, 1): 3.0, (1, 1): 2.0, (1, 0): 0.0}
    assert pairs([0, 1], [0, 1], lambda i, j: likeness[i, j]) == [(0, 1)]
    assert pairs([0], [0, 0], lambda i, j: 1.0) == [(0, 0)]


def test_shared_counts_characters() -> None:
    assert shared([[0, 4], [8, 10]], [[2, 9]]) == 3
    assert shared([[0, 4]], [[4, 6]]) == 0
