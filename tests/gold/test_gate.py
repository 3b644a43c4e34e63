"""Accuracy can't erode unseen: every benchmark against its checked-in floors."""

from __future__ import annotations

import pytest

from benchmarks.gate import Held, below, digest, files_of, held, measure, read_baseline

floors = read_baseline()


@pytest.mark.parametrize(
    "one",
    [pytest.param(h, id=h.name, marks=[] if h.own else pytest.mark.gold) for h in held],
)
def test_no_metric_is_under_its_floor(one: Held) -> None:
    entry = floors[one.name]
    assert digest(files_of(one)) == entry["digest"], "the floors were measured on other files"
    assert set(entry["floors"]) == set(one.keys)
    assert below(measure(one), entry["floors"], one.slack) == []
