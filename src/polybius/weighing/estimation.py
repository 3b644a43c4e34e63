"""How many incidents no list has: rule ``estimate.loglinear.v1``.

Log-linear models of the inclusion histories (Fienberg 1972; Bishop, Fienberg and Holland 1975,
ch. 6) with every set of pairwise dependences, averaged with weights exp(-BIC/2) as casualty
recorders do (Regal and Hook 1991; Buckland, Burnham and Augustin 1997). Where the data can't
carry a number there is none, and the reason is said.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, combinations, product
from math import exp, inf, log, sqrt

from polybius.errors import SettingsError
from polybius.weighing import estimation_parts as parts
from polybius.weighing.bias_extra import installed, log_linear
from polybius.weighing.estimation_classes import ClassEstimate, estimate_classes
from polybius.weighing.matrix import History, Matrix

rule = "estimate.loglinear.v1"
fewest_lists, most_lists = 3, 4
fewest_on_a_list = 10
fewest_shared = 10
"""Incidents that are on two or more lists."""
worst_fit = 0.001
"""The p of the best model's deviance below which no model describes the lists."""
widest = 3.0
"""Upper over lower end of the interval above which the number would say nothing."""
z95 = 1.959964
uninstalled = "The library for the models is not installed: pip install 'polybius[weigh]'"

assumptions = (
    "The incidents are of a closed set: each could have been on each list over the whole time.",
    "Linking is right: one incident is one row, and no row is two incidents.",
    "Pairs of lists may depend on one another, but no three beyond what their pairs explain.",
    "Within the set, incidents differ in how visible they are only as such dependence shows; "
    "where some could be on no list at all, the number is too low.",
    "Reports copied from one another count once, for the outlet at the root of their lineage.",
)


@dataclass(frozen=True, slots=True)
class Model:
    """One log-linear model: which pairs of lists depend, and what follows."""

    pairs: tuple[tuple[int, int], ...]
    missing: float
    """Expected number of incidents on no list."""
    log_error: float
    """Standard error of the log of ``missing``."""
    bic: float
    fit: float
    """p of the deviance; 1 for a model that leaves no degree of freedom."""
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the lists say of the number of incidents, or why they don't."""

    lists: tuple[str, ...]
    observed: int
    total: float | None
    low: float | None
    high: float | None
    """95 % interval."""
    refused: tuple[str, ...]
    """Why there is no number; empty where there is."""
    chao: float | None
    """Chao's lower bound: a check that the models don't enter."""
    pairwise: tuple[tuple[str, str, float], ...]
    """Chapman's estimate for each pair of lists: they differ where lists depend."""
    models: tuple[Model, ...]
    """By weight, the heaviest first."""
    classes: ClassEstimate | None = None
    """What latent classes say, as a check that the models don't enter; None where the lists can
    carry no estimate at all."""
    assumptions: tuple[str, ...] = assumptions
    rule: str = rule


def longest(matrix: Matrix) -> tuple[str, ...]:
    """Return the three longest lists of a matrix, and the fourth if it is long enough."""
    fourth = [name for name in matrix.sources[3:4] if matrix.sizes[name] >= fewest_on_a_list]
    return (*matrix.sources[:3], *fourth)


def estimate(lists: tuple[str, ...], histories: Mapping[History, int]) -> Estimate:
    """Return the estimate from ``histories`` over ``lists``.

    Args:
        lists: names of the lists.
        histories: number of incidents by inclusion history, each as long as ``lists``.

    Raises:
        SettingsError: a history is not of these lists, has no list, or has a negative number.
    """
    for history, n in histories.items():
        if len(history) != len(lists) or set(history) - {0, 1} or not any(history) or n < 0:
            raise SettingsError(
                f"{history}: {n} is no number of incidents over {len(lists)} lists."
            )
    seen = {history: n for history, n in sorted(histories.items()) if n}
    observed = sum(seen.values())
    checks = _checks(lists, seen)
    refused = _too_little(lists, seen)
    if refused:
        return Estimate(lists, observed, None, None, None, refused, *checks, ())
    classes = estimate_classes(seen)
    if not installed(log_linear):
        return Estimate(lists, observed, None, None, None, (uninstalled,), *checks, (), classes)
    models = _weighed(_fitted(len(lists), seen))
    middle, error = _averaged(models) if models else (0.0, inf)
    low, high = (observed + exp(middle + sign * z95 * min(error, 30.0)) for sign in (-1, 1))
    refused = _unfit(models, low, high)
    if refused:
        return Estimate(lists, observed, None, None, None, refused, *checks, models, classes)
    total = observed + exp(middle)
    return Estimate(lists, observed, total, low, high, (), *checks, models, classes)


def _checks(
    lists: tuple[str, ...], seen: Mapping[History, int]
) -> tuple[float | None, tuple[tuple[str, str, float], ...]]:
    if not seen or len(lists) < 2:
        return None, ()
    sizes = parts.sizes(seen)
    pairwise = tuple(
        (lists[a], lists[b], parts.chapman(sizes[a], sizes[b], parts.shared(seen, a, b))[0])
        for a, b in combinations(range(len(lists)), 2)
    )
    return parts.chao_lower_bound(seen), pairwise


def _too_little(lists: tuple[str, ...], seen: Mapping[History, int]) -> tuple[str, ...]:
    if not fewest_lists <= len(lists) <= most_lists:
        few = "two can't show whether they depend on one another" if len(lists) < 3 else ""
        many = f"the models are for at most {most_lists}" if len(lists) > most_lists else ""
        return (f"There are {len(lists)} lists, not {fewest_lists} or {most_lists}: {few}{many}.",)
    sizes = parts.sizes(seen) if seen else [0] * len(lists)
    reasons = [
        f"{name} has {size} incidents, fewer than {fewest_on_a_list}."
        for name, size in zip(lists, sizes, strict=True)
        if size < fewest_on_a_list
    ]
    shared = sum(n for history, n in seen.items() if sum(history) > 1)
    if shared < fewest_shared:
        reasons.append(f"Only {shared} incidents are on two lists, fewer than {fewest_shared}.")
    for at, name in enumerate(lists):
        if not any(n for h, n in seen.items() if h[at] and sum(h) > 1):
            reasons.append(f"{name} shares no incident with another list.")
    return tuple(reasons)


def _unfit(models: tuple[Model, ...], low: float, high: float) -> tuple[str, ...]:
    if not models:
        return ("No model can be estimated: too many pairs of lists share nothing.",)
    if max(model.fit for model in models) < worst_fit:
        return (f"No model describes the lists (every p of the fit is under {worst_fit}).",)
    if high / low > widest:
        return (f"The interval is too wide to say anything: {low:,.0f} to {high:,.0f}.",)
    return ()


def _fitted(lists: int, seen: Mapping[History, int]) -> list[Model]:
    """Fit each set of pairs whose dependence the data can show.

    A pair that shares nothing, or that is never apart, has no finite dependence (Fienberg and
    Rinaldo 2012): models with it are not fitted.
    """
    sizes = parts.sizes(seen)
    able = [
        (a, b)
        for a, b in combinations(range(lists), 2)
        if 0 < parts.shared(seen, a, b) < min(sizes[a], sizes[b])
    ]
    chosen = chain.from_iterable(combinations(able, n) for n in range(len(able) + 1))
    fitted = (_fit(lists, seen, pairs) for pairs in chosen)
    return [model for model in fitted if model is not None]


def _fit(
    lists: int, seen: Mapping[History, int], pairs: tuple[tuple[int, int], ...]
) -> Model | None:
    """Return the Poisson maximum-likelihood fit, or None where it has no finite one."""
    import numpy as np  # noqa: PLC0415 - what follows takes a second to import
    from scipy.stats import chi2  # noqa: PLC0415
    from statsmodels.genmod.families import Poisson  # noqa: PLC0415
    from statsmodels.genmod.generalized_linear_model import GLM  # noqa: PLC0415
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning  # noqa: PLC0415

    cells = [history for history in product((0, 1), repeat=lists) if any(history)]
    columns = [[1, *h, *(h[a] * h[b] for a, b in pairs)] for h in cells]
    design = np.array(columns, dtype=float)
    counts = np.array([seen.get(history, 0) for history in cells], dtype=float)
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    with warnings.catch_warnings():
        # A saturated model fits perfectly and leaves no degree of freedom, as it should.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        made = GLM(counts, design, family=Poisson()).fit(maxiter=200, tol=1e-10)
    error = float(made.bse[0])
    if not made.converged or not error < 5.0:
        return None
    free = len(cells) - design.shape[1]
    fit = float(chi2.sf(made.deviance, free)) if free else 1.0
    bic = -2 * float(made.llf) + design.shape[1] * log(sum(seen.values()))
    return Model(pairs, exp(float(made.params[0])), error, bic, fit)


def _weighed(models: list[Model]) -> tuple[Model, ...]:
    best = min((model.bic for model in models), default=0.0)
    raw = [exp(-(model.bic - best) / 2) for model in models]
    total = sum(raw)
    weighed = (
        Model(m.pairs, m.missing, m.log_error, m.bic, m.fit, weight / total)
        for m, weight in zip(models, raw, strict=True)
    )
    return tuple(sorted(weighed, key=lambda m: (-m.weight, m.pairs)))


def _averaged(models: tuple[Model, ...]) -> tuple[float, float]:
    """Return mean and unconditional standard error of the log of the number missing."""
    middle = sum(m.weight * log(m.missing) for m in models)
    error = sum(m.weight * sqrt(m.log_error**2 + (log(m.missing) - middle) ** 2) for m in models)
    return middle, error
