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
    return Design(
        cells=cells,
        groups=groups,
        series=series,
        sources=sources,
        counts=np.array([f.figure for f in figures]),
        coverage=np.clip(overlap / period, 0.0, 1.0),
        series_of=_index(series, [f.series for f in figures]),
        cell_of=_index(cells, [(f.source, f.target, f.category) for f in figures]),
        source_of=_index(sources, [f.source for f in figures]),
        bound_of=_index(bounds, [f.bound for f in figures]),
        group_of=_index(groups, [cell[:2] for cell in cells]),
        anchor=np.array(
            [series.index(min(own)) if len(own := about[c]) == 1 else -1 for c in cells]
        ),
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

    middle = numpyro.sample("middle", dist.Normal(5.0, 3.0))
    spread = scale("spread", 3.0)
    loss = numpyro.sample("loss", dist.Normal(middle, spread).expand([len(data.series)]))

    common = scale("common")
    group = numpyro.sample("group", dist.Normal(0.0, common).expand([len(data.groups)]))
    within = scale("within", size=len(data.groups))
    # A cell with one series is known by its level, loss + rate, far better than by its rate:
    # sampling the level keeps the two wide parameters off one another's ridge.
    alone = data.anchor >= 0
    base = jnp.where(alone, loss[np.maximum(data.anchor, 0)], 0.0)
    level = numpyro.sample("level", dist.Normal(base + group[data.group_of], within[data.group_of]))
    rate = numpyro.deterministic("rate", level - base)
    added = jnp.where(alone[data.cell_of], level[data.cell_of], rate[data.cell_of])
    expected = added + jnp.where(alone[data.cell_of], 0.0, loss[data.series_of])

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
