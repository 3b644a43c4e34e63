"""Estimates of what is missing against published tables, closed forms and known truths."""

from __future__ import annotations

from math import isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.errors import SettingsError
from polybius.weighing import estimation
from polybius.weighing import estimation_parts as parts
from polybius.weighing.estimation import Estimate, Model, estimate
from polybius.weighing.estimation_classes import estimate_classes
from polybius.weighing.matrix import History

abc = ("a", "b", "c")
hepatitis: dict[History, int] = {
    (1, 1, 1): 28,
    (1, 1, 0): 21,
    (1, 0, 1): 17,
    (1, 0, 0): 69,
    (0, 1, 1): 18,
    (0, 1, 0): 55,
    (0, 0, 1): 63,
}
"""Lists P, Q, E of the hepatitis A outbreak in Taiwan (Chao, Tsay, Lin, Shau and Chao 2001)."""


def drawn(
    seed: int, total: int, chances: tuple[float, ...], tie: float = 0.0
) -> dict[History, int]:
    """Lists of ``total`` incidents, the second copying the first with the chance ``tie``."""
    generator = np.random.default_rng(seed)
    rows = (generator.random((total, len(chances))) < chances).astype(int)
    follow = generator.random(total) < tie
    rows[follow, 1] = rows[follow, 0]
    found: dict[History, int] = {}
    for row in rows:
        if row.any():
            history = tuple(int(x) for x in row)
            found[history] = found.get(history, 0) + 1
    return found


def of(made: Estimate, pairs: tuple[tuple[int, int], ...]) -> Model:
    return next(m for m in made.models if m.pairs == pairs)


def test_two_lists_as_the_textbooks_have_them() -> None:
    assert parts.lincoln_petersen(200, 150, 30) == 1000
    assert parts.lincoln_petersen(20, 15, 0) is None
    estimated, variance = parts.chapman(200, 150, 30)
    assert isclose(estimated, 201 * 151 / 31 - 1)
    assert isclose(variance, 201 * 151 * 170 * 120 / (31**2 * 32))


def test_petersens_estimates_of_the_hepatitis_lists_are_the_published_ones() -> None:
    sizes = parts.sizes(hepatitis)
    assert sizes == [135, 122, 126]
    made = [
        parts.lincoln_petersen(sizes[a], sizes[b], parts.shared(hepatitis, a, b)) or 0
        for a, b in ((0, 1), (0, 2), (1, 2))
    ]
    assert [round(x) for x in made] == [336, 378, 334]


def test_loglinear_models_of_the_hepatitis_lists_are_the_published_ones() -> None:
    made = estimate(abc, hepatitis)
    assert made.observed == 271
    assert round(271 + of(made, ()).missing) == 388
    saturated = of(made, ((0, 1), (0, 2), (1, 2)))
    assert 1310 <= 271 + saturated.missing <= 1314
    assert saturated.missing * saturated.log_error == pytest.approx(520, rel=0.02)


def test_the_hepatitis_lists_carry_no_number() -> None:
    # A serum survey put the outbreak at about 545; the heaviest model says 1,313.
    made = estimate(abc, hepatitis)
    assert made.total is None
    assert "too wide" in made.refused[0]
    assert made.chao is not None and 271 < made.chao < 545


@given(st.lists(st.integers(12, 400), min_size=7, max_size=7))
def test_the_saturated_model_agrees_with_its_closed_form(cells: list[int]) -> None:
    seen = dict(zip(hepatitis, cells, strict=True))
    n = seen
    missing = n[1, 1, 1] * n[1, 0, 0] * n[0, 1, 0] * n[0, 0, 1]
    missing /= n[1, 1, 0] * n[1, 0, 1] * n[0, 1, 1]
    error = sum(1 / x for x in cells) ** 0.5
    model = of(estimate(abc, seen), ((0, 1), (0, 2), (1, 2)))
    assert model.missing == pytest.approx(missing, rel=1e-5)
    assert model.log_error == pytest.approx(error, rel=1e-5)
    assert sum(m.weight for m in estimate(abc, seen).models) == pytest.approx(1.0)


@pytest.mark.parametrize("tie", [0.0, 0.4])
def test_intervals_hold_the_truth_about_as_often_as_they_say(tie: float) -> None:
    made = [estimate(abc, drawn(s, 600, (0.5, 0.45, 0.4), tie)) for s in range(25)]
    given_ = [e for e in made if e.total is not None]
    held = [e for e in given_ if (e.low or 0) <= 600 <= (e.high or 0)]
    assert len(given_) >= 20
    assert len(held) >= 0.85 * len(given_)


def test_four_lists_are_averaged_over_all_sets_of_pairs() -> None:
    made = estimate(("a", "b", "c", "d"), drawn(3, 500, (0.5, 0.4, 0.4, 0.3)))
    assert len(made.models) == 64
    assert made.low is not None and made.high is not None
    assert made.low <= 500 <= made.high


@pytest.mark.parametrize(
    ("lists", "seen", "why"),
    [
        (("a", "b"), {(1, 1): 40, (1, 0): 60, (0, 1): 50}, "two can't show"),
        (tuple("abcde"), {(1, 1, 1, 1, 1): 90}, "at most 4"),
        (abc, {(1, 0, 0): 40, (0, 1, 0): 50, (0, 0, 1): 60}, "on two lists"),
        (abc, {(1, 1, 0): 30, (1, 0, 0): 40, (0, 0, 1): 60, (0, 1, 0): 9}, "c shares no"),
        (abc, {(1, 1, 1): 4, (1, 0, 0): 400, (0, 1, 0): 90}, "c has 4 incidents"),
        (abc, {}, "a has 0 incidents"),
    ],
)
def test_where_data_cannot_carry_a_number_none_is_given(
    lists: tuple[str, ...], seen: dict[History, int], why: str
) -> None:
    made = estimate(lists, seen)
    assert (made.total, made.low, made.high) == (None, None, None)
    assert any(why in reason for reason in made.refused)


def test_a_pair_that_shares_nothing_has_no_dependence_to_fit() -> None:
    seen = {**hepatitis, (1, 1, 1): 0, (1, 1, 0): 0}
    assert all((0, 1) not in m.pairs for m in estimate(abc, seen).models)


def of_two_kinds(seed: int, total: int) -> dict[History, int]:
    """Four lists of incidents of which one half is easily seen and the other seldom."""
    generator = np.random.default_rng(seed)
    seen = np.where(generator.random((total, 1)) < 0.5, 0.65, 0.2)
    rows = (generator.random((total, 4)) < seen).astype(int).tolist()
    return {history: rows.count(list(history)) for history in {tuple(r) for r in rows if any(r)}}


def test_latent_classes_hold_the_truth_where_incidents_differ_in_visibility() -> None:
    made = [estimate_classes(of_two_kinds(seed, 800)) for seed in (0, 1, 2)]
    told = [(one.low, one.total, one.high) for one in made]
    assert all(one.refused == () for one in made)
    assert all(low is not None and low <= 800 for low, _, _ in told)
    assert sum(high is not None and high >= 800 for _, _, high in told) >= 2


def test_latent_classes_agree_with_independent_lists() -> None:
    found = drawn(3, 500, (0.5, 0.4, 0.4, 0.3))
    made = estimate_classes(found)
    assert made == estimate_classes(dict(reversed(found.items())))
    assert made.low is not None and made.high is not None and made.r_hat is not None
    assert made.low <= 500 <= made.high
    assert made.r_hat <= 1.05


def test_latent_classes_refuse_three_lists_and_lists_that_share_little() -> None:
    assert "4 to 8 lists" in estimate_classes(hepatitis).refused[0]
    thin = dict.fromkeys([(1, 1, 0, 0), (0, 0, 1, 1)], 1)
    alone = {tuple(int(n == at) for n in range(4)): 40 for at in range(4)}
    made = estimate_classes({**thin, **alone})
    assert (made.total, made.low, made.high) == (None, None, None)
    assert made.refused


def test_without_the_extra_the_reason_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(estimation, "installed", lambda modules: False)
    made = estimate(tuple("abcd"), of_two_kinds(0, 800))
    assert "pip install 'polybius[weigh]'" in made.refused[0]
    assert made.total is None and made.chao is not None
    assert made.classes is not None and made.classes.total is not None


def test_lists_that_carry_no_estimate_are_not_asked_for_classes() -> None:
    assert estimate(abc, {(1, 1, 1): 4, (1, 0, 0): 400, (0, 1, 0): 90}).classes is None
    assert estimate(abc, hepatitis).classes is not None


@pytest.mark.parametrize("seen", [{(0, 0, 0): 5}, {(1, 0): 5}, {(1, 0, 2): 5}, {(1, 0, 0): -1}])
def test_histories_of_other_lists_are_refused(seen: dict[History, int]) -> None:
    with pytest.raises(SettingsError, match="no number of incidents"):
        estimate(abc, seen)


def test_chaos_bound_counts_what_is_on_one_and_on_two_lists() -> None:
    assert parts.chao_lower_bound({(1, 0, 0): 10, (0, 1, 1): 4, (1, 1, 1): 2}) == pytest.approx(
        16 + (2 / 3) * 10 * 9 / (2 * 5)
    )
