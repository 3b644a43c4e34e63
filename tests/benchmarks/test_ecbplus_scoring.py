"""Coreference scores against the worked example of Pradhan et al. 2014."""

from __future__ import annotations

import pytest

from benchmarks.ecbplus_scoring import Fraction, conll, f1, score

gold = [frozenset("abc"), frozenset("defg")]
found = [frozenset("ab"), frozenset("cd"), frozenset("fghi")]


@pytest.mark.parametrize(
    ("metric", "recall", "precision"),
    [("muc", 2 / 5, 2 / 5), ("b3", 35 / 84, 4 / 8), ("ceafe", 1.3 / 2, 1.3 / 3)],
)
def test_the_worked_example(metric: str, recall: float, precision: float) -> None:
    units = score(gold, found, dict.fromkeys("abcdefghi", 1))
    total = sum((unit[metric] for unit in units), Fraction())
    assert (total.recall, total.precision) == pytest.approx((recall, precision))


def test_units_add_up_to_the_whole() -> None:
    whole = score(gold, found, dict.fromkeys("abcdefghi", 1))
    parts = score(gold, found, {m: ord(m) % 3 for m in "abcdefghi"})
    assert len(parts) == 3
    assert conll(parts) == pytest.approx(conll(whole))


def test_what_is_all_right_scores_one_and_what_is_all_wrong_nothing() -> None:
    units = dict.fromkeys("abcdefg", 1)
    assert conll(score(gold, gold, units)) == pytest.approx(1)
    assert f1(score(gold, [frozenset(m) for m in "abcdefg"], units), "muc") == 0
