"""Learns which of a few choices is right: conditional logit over sets of named traits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Question:
    """The traits of each choice, and the share of the right answers that each is."""

    traits: Sequence[frozenset[str]]
    shares: Sequence[float]


def fit_choices(questions: Sequence[Question], *, least: int, penalty: float) -> dict[str, float]:
    """Return the weight of each trait (McFadden 1974), with an L2 ``penalty``, by L-BFGS.

    A question none of whose choices is right teaches nothing. Traits of fewer than ``least``
    choices are left out.
    """
    taught = [q for q in questions if max(q.shares, default=0.0) > 0]
    counts = Counter(t for q in taught for traits in q.traits for t in traits)
    columns = {t: n for n, t in enumerate(sorted(t for t, c in counts.items() if c >= least))}
    pointers, indices = [0], []
    for traits in (t for q in taught for t in q.traits):
        indices.extend(sorted(columns[t] for t in traits if t in columns))
        pointers.append(len(indices))
    rows = csr_matrix(
        (np.ones(len(indices)), indices, pointers), shape=(len(pointers) - 1, len(columns))
    )
    sizes = np.array([len(q.traits) for q in taught])
    begins, group = np.cumsum(sizes) - sizes, np.repeat(np.arange(len(taught)), sizes)
    shares = np.concatenate([np.array(q.shares) / sum(q.shares) for q in taught])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        scores = rows @ w
        scores -= np.maximum.reduceat(scores, begins)[group]
        powers = np.exp(scores)
        totals = np.bincount(group, powers)[group]
        value = -np.sum(shares * (scores - np.log(totals)))
        return float(value + penalty / 2 * w @ w), rows.T @ (powers / totals - shares) + penalty * w

    found = minimize(
        loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B", options={"maxiter": 300}
    )
    return {t: float(found.x[n]) for t, n in columns.items()}
