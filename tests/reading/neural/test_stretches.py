"""The decoder of stretches against trying out every possibility."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from polybius.reading.neural.stretches import likeliest

chances = st.lists(st.floats(0.02, 0.98), min_size=18, max_size=18)


def weight(taken: tuple[bool, ...], p: np.ndarray, b: np.ndarray, e: np.ndarray) -> float:
    """The likelihood of one way to take tokens, spelled out."""
    total = 0.0
    for t, is_in in enumerate(taken):
        before = t > 0 and taken[t - 1]
        after = t + 1 < len(taken) and taken[t + 1]
        if not is_in:
            total += np.log(1 - p[t]) + np.log(1 - b[t]) + np.log(1 - e[t])
        else:
            total += np.log(p[t]) + np.log(1 - b[t] if before else b[t])
            total += np.log(1 - e[t] if after else e[t])
    return float(total)


@given(chances)
def test_no_way_to_take_tokens_is_likelier(values: list[float]) -> None:
    p, b, e = np.array(values, np.float32).reshape(3, 1, 6)
    found = tuple(bool(x) for x in likeliest(p, b, e)[0])
    best = max(weight(way, p[0], b[0], e[0]) for way in product((False, True), repeat=6))
    assert weight(found, p[0], b[0], e[0]) >= best - 1e-5


def test_a_weak_token_inside_a_clear_stretch_is_taken() -> None:
    inside = np.array([[0.1, 0.9, 0.4, 0.9, 0.1]], np.float32)
    begin = np.array([[0.0, 0.9, 0.0, 0.1, 0.0]], np.float32)
    end = np.array([[0.0, 0.1, 0.0, 0.9, 0.0]], np.float32)
    assert likeliest(inside, begin, end)[0].tolist() == [False, True, True, True, False]
