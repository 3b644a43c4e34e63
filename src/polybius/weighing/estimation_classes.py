"""How many incidents no list has, by latent classes: rule ``estimate.latentclass.v1``.

The model of Manrique-Vallier, "Bayesian population size estimation using Dirichlet process
mixtures", Biometrics 72 (4), 2016, which casualty recorders use (R package LCMCR; there is none in
Python): incidents fall into classes, within each of which the lists are independent. It is a check
on `estimation`: where incidents differ in how visible they are, lists depend on one another in
ways that no pairs of them explain.

Sampled by Gibbs steps on the counts of the inclusion histories, chains side by side; the same
histories give the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polybius.weighing import estimation_parts as parts
from polybius.weighing.matrix import History

rule = "estimate.latentclass.v1"
fewest_lists, most_lists = 4, 8
"""Two classes over three lists have as many parameters as there are histories: nothing is left to
tell them by."""
classes = 8
chains, warmup, draws, seed = 4, 2000, 6000, 20160406
shape = 0.25
"""Of the gamma priors of the Dirichlet process' concentration, as in the paper."""
worst_r_hat = 1.05
widest = 3.0

assumptions = (
    "Incidents are of a few classes, within which the lists are independent of one another.",
    "No class is on no list at all: what nobody can see is not counted.",
)

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ClassEstimate:
    """What latent classes say of the number of incidents, or why they don't."""

    total: float | None
    """Median of the posterior."""
    low: float | None
    high: float | None
    """95 % interval."""
    refused: tuple[str, ...]
    r_hat: float | None
    """Split R-hat of the log of the number missing; 1 is best."""
    assumptions: tuple[str, ...] = assumptions
    rule: str = rule


def estimate_classes(histories: Mapping[History, int]) -> ClassEstimate:
    """Return the estimate from ``histories``, which are known to be of equal length and not empty.

    Args:
        histories: number of incidents by inclusion history, none of them zero.
    """
    lists = len(next(iter(histories)))
    if not fewest_lists <= lists <= most_lists:
        why = f"Classes take {fewest_lists} to {most_lists} lists to be told apart, not {lists}."
        return ClassEstimate(None, None, None, (why,), None)
    missing = _sampled(histories)
    r_hat = round(_split_r_hat(np.log(missing + 0.5)), 3)
    observed = sum(histories.values())
    low, total, high = (observed + np.percentile(missing, [2.5, 50.0, 97.5])).tolist()
    refused = []
    if not r_hat <= worst_r_hat:
        refused.append(f"The sampler did not converge (R-hat {r_hat}).")
    if high > widest * low:
        refused.append(f"The interval is too wide to say anything: {low:,.0f} to {high:,.0f}.")
    if refused:
        return ClassEstimate(None, None, None, tuple(refused), r_hat)
    return ClassEstimate(total, low, high, (), r_hat)


def _sampled(histories: Mapping[History, int]) -> Floats:
    """Return chains × draws of the number of incidents on no list."""
    chance = np.random.default_rng(seed)
    on = np.array([*sorted(histories), (0,) * len(next(iter(histories)))], float)
    seen = np.array([histories[history] for history in sorted(histories)])
    sizes = np.array(parts.sizes(histories)) / seen.sum()
    listed = np.clip(
        sizes[None, :, None] * chance.uniform(0.5, 1.0, (chains, len(sizes), classes)), 0.01, 0.99
    )
    share = np.full((chains, classes), 1 / classes)
    focus = np.ones(chains)
    kept = np.empty((chains, draws))
    for step in range(-warmup, draws):
        likely = _likely(on, listed) * share[:, None, :]
        unseen = likely[:, -1].sum(axis=1)
        missing = chance.negative_binomial(seen.sum(), 1 - unseen)
        number = np.concatenate([np.broadcast_to(seen, (chains, len(seen))), missing[:, None]], 1)
        split = chance.multinomial(number, likely / likely.sum(axis=2, keepdims=True))
        within = split.sum(axis=1)
        found = np.einsum("hj,chk->cjk", on, split)
        listed = chance.beta(1 + found, 1 + within[:, None, :] - found)
        share, focus = _shares(chance, within, focus)
        if step >= 0:
            kept[:, step] = missing
    return kept


def _likely(on: Floats, listed: Floats) -> Floats:
    """Return chains × histories × classes: the chance of each history in each class."""
    logs = np.einsum("hj,cjk->chk", on, np.log(listed))
    logs += np.einsum("hj,cjk->chk", 1 - on, np.log1p(-listed))
    made: Floats = np.exp(logs)
    return made


def _shares(chance: np.random.Generator, within: Counts, focus: Floats) -> tuple[Floats, Floats]:
    """Return new shares of the classes, by breaking a stick, and the concentration."""
    after = within[:, ::-1].cumsum(axis=1)[:, ::-1] - within
    broken = chance.beta(1 + within[:, :-1], focus[:, None] + after[:, :-1])
    broken = np.clip(broken, 1e-12, 1 - 1e-12)
    left = np.cumprod(1 - broken, axis=1)
    ones = np.ones((len(within), 1))
    share = np.concatenate([broken, ones], 1) * np.concatenate([ones, left], 1)
    rate = shape - np.log1p(-broken).sum(axis=1)
    return share, chance.gamma(shape + classes - 1, 1 / rate)


def _split_r_hat(values: Floats) -> float:
    """Return split R-hat of chains × draws (Gelman et al. 2013, 11.4)."""
    half = values.shape[1] // 2
    parted = np.concatenate([values[:, :half], values[:, half : 2 * half]])
    within = parted.var(axis=1, ddof=1).mean()
    between = half * parted.mean(axis=1).var(ddof=1)
    return float(np.sqrt(((half - 1) / half * within + between / half) / within))
