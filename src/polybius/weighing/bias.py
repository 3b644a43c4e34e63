"""Each source's reporting rates and the losses behind them, with their uncertainty.

`estimate_rates` samples `bias_model.model` with numpyro's NUTS on the CPU, without a compiler:
XLA is inside jaxlib. The same figures and seed give the same numbers on the same machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from polybius.errors import SettingsError
from polybius.weighing.bias_claims import LossFigure, compared, last_words
from polybius.weighing.bias_extra import need, sampling
from polybius.weighing.bias_model import Design, Floats, design, model, rule

fewest_sources = 3
"""Sources that must be compared: rates are relative to their middle, and two have none."""
worst_r_hat = 1.05
fewest_effective = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How to sample.

    Attributes:
        period: days that a period of a running series has.
        warmup: draws of each chain that tune the sampler and are thrown away.
        draws: draws kept of each chain.
        chains: independent chains, run one after another.
        depth: greatest depth of a trajectory's tree, 2^depth - 1 steps.
        seed: of the random numbers.
    """

    period: int = 28
    warmup: int = 500
    draws: int = 500
    chains: int = 4
    depth: int = 9
    seed: int = 20230815


@dataclass(frozen=True, slots=True)
class Interval:
    """A posterior in short: mean, median and the middle 95 %."""

    mean: float
    median: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Tell whether ``value`` is in the interval."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Rate:
    """What a source reports for each actual loss: 1 is neither too many nor too few."""

    source: str
    target: str
    category: str
    figures: int
    rate: Interval


@dataclass(frozen=True, slots=True)
class Diagnostics:
    """Whether the sampler can be believed."""

    r_hat: float
    """Largest split R-hat over rates and losses (Gelman et al. 2013); 1 is best."""
    effective: float
    """Smallest effective sample size over rates and losses."""
    divergent: int
    draws: int

    @property
    def converged(self) -> bool:
        """R-hat at most 1.05 and at least 100 effective draws of everything."""
        return self.r_hat <= worst_r_hat and self.effective >= fewest_effective


@dataclass(frozen=True, slots=True)
class Rates:
    """The posterior: reporting rates by source, target and category, and losses by series."""

    rates: tuple[Rate, ...]
    losses: Mapping[str, Interval]
    """By series: all its losses, to the last day that a figure of any series covers."""
    figures: int
    """Figures that the model saw, repeats of running totals left out."""
    diagnostics: Diagnostics
    rule: str = rule

    def rate(self, source: str, target: str, category: str) -> Interval:
        """Return one rate.

        Raises:
            SettingsError: there are no figures for it.
        """
        for one in self.rates:
            if (one.source, one.target, one.category) == (source, target, category):
                return one.rate
        raise SettingsError(f"{source!r} has no compared figure on {category} of {target}.")


def estimate_rates(
    figures: Iterable[LossFigure], how: Sampling | None = None, *, only_compared: bool = False
) -> Rates:
    """Return the reporting rates and losses that ``figures`` tell of.

    Rates are relative: log rates of all sources are centred on 0, so that sources which all err
    alike can't be told from sources which all are right.

    Args:
        figures: any number, in any order.
        how: how to sample; the default is enough for some thousand figures.
        only_compared: leave out series that one source alone counts.

    Raises:
        SettingsError: the extra ``polybius[weigh]`` is not installed, or fewer than three sources
            are compared.
    """
    need(sampling, "A source's bias")
    how = how or Sampling()
    kept = last_words(figures, how.period)
    kept = compared(kept) if only_compared else kept
    sources = {f.source for f in compared(kept)}
    if len(sources) < fewest_sources:
        raise SettingsError(
            f"{len(sources)} sources give figures that can be compared, and bias takes "
            f"{fewest_sources}: with fewer there is no middle to be biased from."
        )
    data = design(kept, how.period)
    drawn, divergent = _sampled(data, how)
    return Rates(
        tuple(
            Rate(*cell, int((data.cell_of == n).sum()), _interval(drawn["rate"][..., n]))
            for n, cell in enumerate(data.cells)
        ),
        {name: _interval(drawn["loss"][..., n]) for n, name in enumerate(data.series)},
        len(kept),
        _diagnosed(drawn, divergent),
    )


def _sampled(data: Design, how: Sampling) -> tuple[dict[str, Floats], int]:
    """Return chains × draws of each rate and loss, and how many trajectories diverged."""
    import jax  # noqa: PLC0415 - an optional extra, and slow to import
    from numpyro.infer import MCMC, NUTS, init_to_value  # noqa: PLC0415

    # Counts of 100,000 and of 1 stand side by side: single precision loses the small ones.
    with jax.enable_x64(True):
        kernel = NUTS(
            model,
            target_accept_prob=0.85,
            max_tree_depth=how.depth,
            init_strategy=init_to_value(values=_start(data)),
        )
        sampler = MCMC(
            kernel,
            num_warmup=how.warmup,
            num_samples=how.draws,
            num_chains=how.chains,
            chain_method="sequential",
            progress_bar=False,
        )
        sampler.run(jax.random.PRNGKey(how.seed), data, extra_fields=("diverging",))
        samples = sampler.get_samples(group_by_chain=True)
        drawn = {name: np.asarray(samples[name]) for name in ("rate", "loss")}
        return drawn, int(np.asarray(sampler.get_extra_fields()["diverging"]).sum())


def _start(data: Design) -> dict[str, Any]:
    """Return where chains start: rates at 1, losses at what is counted, and nothing changing."""
    largest = np.zeros(len(data.series))
    np.maximum.at(largest, data.series_of, np.log(data.counts + 1.0))
    alone = data.anchor[data.anchor >= 0]
    periods = data.coverage.shape[1]
    start = {
        "counted": largest,
        "level": largest[alone],
        "several": np.zeros(len(data.cells) - len(alone)),
        "group": np.zeros(len(data.groups)),
        "within": np.full(len(data.groups), 0.5),
    }
    if periods > 1:
        start["walk"] = np.zeros(len(data.series) * (periods - 1))
        start["step"] = np.full(len(data.series), 0.3)
    return start


def _interval(logs: Floats) -> Interval:
    values = np.exp(logs.ravel())
    low, median, high = np.percentile(values, [2.5, 50.0, 97.5])
    return Interval(float(values.mean()), float(median), float(low), float(high))


def _diagnosed(drawn: dict[str, Floats], divergent: int) -> Diagnostics:
    from numpyro.diagnostics import effective_sample_size, split_gelman_rubin  # noqa: PLC0415

    both = np.concatenate([drawn["rate"], drawn["loss"]], axis=2)
    return Diagnostics(
        round(float(np.max(split_gelman_rubin(both))), 4),
        round(float(np.min(effective_sample_size(both))), 1),
        divergent,
        both.shape[0] * both.shape[1],
    )
