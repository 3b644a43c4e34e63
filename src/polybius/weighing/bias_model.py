"""The Bayesian model of reporting rates, ``bias.lograte.v1``, for numpyro.

After Radford, Dai, Stoehr, Schein, Fernandez and Sajid, "Estimating conflict losses and reporting
biases", PNAS 120 (34), 2023: a negative binomial around true loss × reporting rate, log rates
centred on 0 over all sources. Time is in periods with a random walk instead of a daily spline, and
the series' totals are parameters of their own. docs/bias.md states every likelihood and prior.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polybius.weighing.bias_claims import LossFigure, bounds

rule = "bias.lograte.v1"
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Design:
    """The figures as arrays; n figures, S series, C cells, G groups, K periods."""

    cells: tuple[tuple[str, str, str], ...]
    """``(source, target, category)`` of each cell, sorted: what has one reporting rate."""
    groups: tuple[tuple[str, str], ...]
    """``(source, target)`` that cells are drawn together by."""
    series: tuple[str, ...]
    days: int
    """Days from day 1 to the last that a figure covers."""
    sources: tuple[str, ...]
    counts: Ints
    """n: the figures."""
    coverage: Floats
    """n × K: the part of each period that the figure covers, 0 to 1."""
    series_of: Ints
    """n → S."""
    cell_of: Ints
    """n → C."""
    source_of: Ints
    """n → source."""
    bound_of: Ints
    """n → index in `bounds`."""
    group_of: Ints
    """C → G."""
    anchor: Ints
    """C → S: the one series that all figures of the cell are about, else -1."""
    mix: Floats
    """S × C: the part of a series' figures that a cell gives."""


def design(figures: Sequence[LossFigure], period: int) -> Design:
    """Return the arrays of ``figures`` with periods of ``period`` days."""
    cells = tuple(sorted({(f.source, f.target, f.category) for f in figures}))
    groups = tuple(sorted({cell[:2] for cell in cells}))
    series = tuple(sorted({f.series for f in figures}))
    sources = tuple(sorted({f.source for f in figures}))
    about: dict[tuple[str, str, str], set[str]] = {}
    for f in figures:
        about.setdefault((f.source, f.target, f.category), set()).add(f.series)
    periods = -(-max(f.last for f in figures) // period)
    starts = np.arange(periods) * period
    first = np.array([f.first - 1 for f in figures])[:, None]
    last = np.array([f.last for f in figures])[:, None]
    overlap = np.minimum(last, starts + period) - np.maximum(first, starts)
    series_of = _index(series, [f.series for f in figures])
    cell_of = _index(cells, [(f.source, f.target, f.category) for f in figures])
    mix = np.zeros((len(series), len(cells)))
    np.add.at(mix, (series_of, cell_of), 1.0)
    return Design(
        cells=cells,
        groups=groups,
        series=series,
        days=max(f.last for f in figures),
        sources=sources,
        counts=np.array([f.figure for f in figures]),
        coverage=np.clip(overlap / period, 0.0, 1.0),
        series_of=series_of,
        cell_of=cell_of,
        source_of=_index(sources, [f.source for f in figures]),
        bound_of=_index(bounds, [f.bound for f in figures]),
        group_of=_index(groups, [cell[:2] for cell in cells]),
        anchor=np.array(
            [series.index(min(own)) if len(own := about[c]) == 1 else -1 for c in cells]
        ),
        mix=mix / mix.sum(axis=1, keepdims=True),
    )


def _index(names: Sequence[Any], values: Sequence[Any]) -> Ints:
    place = {name: n for n, name in enumerate(names)}
    return np.array([place[value] for value in values])


def model(data: Design) -> None:
    """Declare the joint density of the figures and their parameters, in numpyro's terms."""
    import jax.numpy as jnp  # noqa: PLC0415 - an optional extra, and slow to import
    import numpyro  # noqa: PLC0415
    from numpyro import distributions as dist  # noqa: PLC0415

    def normal(name: str, size: int) -> Any:
        return numpyro.sample(name, dist.Normal(0.0, 1.0).expand([size]))

    def scale(name: str, width: float = 1.0, size: int | None = None) -> Any:
        prior = dist.HalfNormal(width)
        return numpyro.sample(name, prior if size is None else prior.expand([size]))

    common = scale("common")
    group = numpyro.sample("group", dist.Normal(0.0, common).expand([len(data.groups)]))
    within = scale("within", size=len(data.groups))
    # A group of one cell has its offset integrated out: the two can't be told apart.
    lone = np.bincount(data.group_of, minlength=len(data.groups))[data.group_of] == 1
    usual = jnp.where(lone, 0.0, group[data.group_of])
    width = jnp.where(lone, jnp.sqrt(common**2 + within**2)[data.group_of], within[data.group_of])

    # Rate and loss are wide, their sum is narrow: sampled one by one they lie on a ridge. So a
    # cell with one series is sampled by its level, loss + rate, and other cells by their rates
    # with each series' loss as it is counted, its rates included. The density is the same.
    # Only what there is gets a place: one that nothing depends on would wander without end.
    alone, spread_out = np.flatnonzero(data.anchor >= 0), np.flatnonzero(data.anchor < 0)
    rate = jnp.zeros(len(data.cells))
    if len(spread_out):
        several = dist.Normal(usual[spread_out], width[spread_out])
        rate = rate.at[spread_out].set(numpyro.sample("several", several))
    counted_at = data.mix @ rate
    spread = scale("spread")
    usual_loss = np.log(data.days) + counted_at.mean()
    middle = numpyro.sample("middle", dist.Normal(usual_loss, 1.0))
    about = middle - counted_at.mean() + counted_at
    loss = numpyro.sample("counted", dist.Normal(about, spread)) - counted_at
    numpyro.deterministic("loss", loss)
    if len(alone):
        base = loss[data.anchor[alone]]
        level = numpyro.sample("level", dist.Normal(base + usual[alone], width[alone]))
        rate = rate.at[alone].set(level - base)
    numpyro.deterministic("rate", rate)
    expected = rate[data.cell_of] + loss[data.series_of]

    if data.coverage.shape[1] > 1:
        periods = data.coverage.shape[1]
        step = scale("step", size=len(data.series))
        walk = normal("walk", len(data.series) * (periods - 1)).reshape(-1, periods - 1)
        path = jnp.cumsum(walk * step[:, None], axis=1)
        share = jnp.exp(_log_softmax(jnp.pad(path, ((0, 0), (1, 0)))))
        expected += jnp.log((data.coverage * share[data.series_of]).sum(axis=1) + 1e-9)

    for n, name in enumerate(bounds[1:], 1):
        if (data.bound_of == n).any():
            shift = numpyro.sample(f"{name}_middle", dist.Normal(0.0, 1.0))
            shift += 0.5 * normal(name, len(data.sources))
            expected += jnp.where(data.bound_of == n, shift[data.source_of], 0.0)

    noise = numpyro.sample("noise_middle", dist.Normal(0.0, 1.0))
    noise += scale("noise_spread") * normal("noise", len(data.series))
    numpyro.sample(
        "figure",
        dist.NegativeBinomial2(jnp.exp(expected), jnp.exp(-noise)[data.series_of]),
        obs=data.counts,
    )


def _log_softmax(values: Any) -> Any:
    from jax.nn import log_softmax  # noqa: PLC0415

    return log_softmax(values, axis=1)
