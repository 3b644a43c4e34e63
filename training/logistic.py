"""Logistic regression over sets of named features: small, sparse, the same on every run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit


@dataclass(frozen=True)
class Examples:
    """Sets of features with their labels, and the weight that each counts with."""

    features: Sequence[frozenset[str]]
    labels: np.ndarray
    weights: np.ndarray


def vocabulary(sets: Iterable[frozenset[str]], least: int) -> dict[str, int]:
    """Return the features seen in at least ``least`` sets, numbered in alphabetical order."""
    counts = Counter(f for s in sets for f in s)
    return {f: n for n, f in enumerate(sorted(f for f, c in counts.items() if c >= least))}


def matrix(sets: Sequence[frozenset[str]], columns: dict[str, int]) -> csr_matrix:
    """Return one row a set, with 1 in the columns of its known features."""
    pointers, indices = [0], []
    for features in sets:
        indices.extend(sorted(columns[f] for f in features if f in columns))
        pointers.append(len(indices))
    shape = (len(sets), len(columns))
    return csr_matrix((np.ones(len(indices)), indices, pointers), shape=shape)


def fit(examples: Examples, *, least: int, penalty: float) -> dict[str, float]:
    """Return the weight of each feature, with an L2 ``penalty``, by L-BFGS."""
    columns = vocabulary(examples.features, least)
    rows = matrix(examples.features, columns)
    y, scale = examples.labels, examples.weights

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        p = expit(rows @ w)
        p = np.clip(p, 1e-9, 1 - 1e-9)
        value = -np.sum(scale * (y * np.log(p) + (1 - y) * np.log(1 - p)))
        gradient = rows.T @ (scale * (p - y))
        return float(value + penalty / 2 * w @ w), gradient + penalty * w

    found = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B",
                     options={"maxiter": 300})  # fmt: skip
    return {f: float(found.x[n]) for f, n in columns.items()}


def score(weights: dict[str, float], features: Iterable[str]) -> float:
    """Return the probability that the weights give a set of features."""
    return float(expit(sum(weights.get(f, 0.0) for f in sorted(features))))
