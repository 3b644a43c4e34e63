"""Reporting rates: what figures are compared, and whether known rates are found again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.errors import SettingsError
from polybius.weighing import bias_extra
from polybius.weighing.bias import Sampling, estimate_rates
from polybius.weighing.bias_claims import LossFigure, compared, last_words
from polybius.weighing.bias_model import design

running = LossFigure("ministry", "north", "killed", "killed-north", 1, 30, 100)
quick = Sampling(period=1, warmup=300, draws=200, chains=2, depth=6)


def test_of_a_running_total_the_last_figure_of_each_period_stands() -> None:
    daily = [replace(running, last=day, figure=day * 3) for day in range(1, 57)]
    assert [f.last for f in last_words(daily, 28)] == [28, 56]


def test_figures_of_single_days_are_not_repeats_of_one_another() -> None:
    days = [replace(running, first=day, last=day) for day in (2, 3, 4)]
    assert len(last_words(days, 28)) == 3


def test_bounds_are_kept_beside_the_figure_they_bound() -> None:
    both = [replace(running, bound="least"), replace(running, figure=120, bound="most")]
    assert len(last_words(both, 28)) == 2


def test_what_one_source_alone_counts_says_nothing_of_bias() -> None:
    other = replace(running, source="army")
    alone = replace(running, series="killed-south")
    assert compared([running, other, alone]) == (other, running)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [({"figure": -1}, "negative"), ({"first": 31}, "no days"), ({"bound": "about"}, "bound")],
)
def test_figures_that_cannot_be_are_refused(wrong: dict[str, object], why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        replace(running, **wrong)  # type: ignore[arg-type]


@given(st.integers(1, 90), st.integers(0, 60), st.integers(1, 40))
def test_coverage_adds_up_to_the_days_that_a_figure_covers(
    first: int, more: int, period: int
) -> None:
    made = design([replace(running, first=first, last=first + more)], period)
    assert made.coverage.sum() * period == pytest.approx(more + 1)
    assert made.coverage.min() >= 0
    assert made.coverage.max() <= 1


def test_two_sources_have_no_middle_to_be_biased_from() -> None:
    with pytest.raises(SettingsError, match="2 sources"):
        estimate_rates([running, replace(running, source="army")])


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bias_extra, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"numpyro, jax.*pip install 'polybius\[weigh\]'"):
        estimate_rates([running])


true_rates = {"army": 0.4, "front": 2.5, "medics": 1.0, "observers": 1.0}


def clashes() -> list[LossFigure]:
    """Forty invented clashes that four sources count, each with its own rate and some noise."""
    generator = np.random.default_rng(7)
    made = []
    for n in range(40):
        killed = generator.lognormal(3.0, 0.7)
        for source, rate in true_rates.items():
            if generator.random() < 0.7:
                figure = int(generator.poisson(killed * rate * generator.lognormal(0, 0.15)))
                made.append(LossFigure(source, "north", "killed", f"clash{n}", 1, 1, figure))
    return made


@pytest.mark.slow
def test_known_rates_are_found_again_and_the_same_seed_gives_the_same() -> None:
    made = estimate_rates(clashes(), quick)
    found = {source: made.rate(source, "north", "killed") for source in true_rates}
    assert all(found[s].holds(rate) for s, rate in true_rates.items())
    ratio = found["front"].median / found["army"].median
    assert ratio == pytest.approx(2.5 / 0.4, rel=0.25)
    assert made.diagnostics.r_hat < 1.1
    assert made == estimate_rates(reversed(clashes()), quick)
