"""The likeliest stretches of tokens, given how likely each is inside one, its first, its last."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from polybius.reading.neural.heads import Floats

least = 1e-4
"""No probability is taken for smaller than this, or for nearer to one."""


def log_odds(chances: Floats) -> NDArray[np.float64]:
    """Return the log odds of probabilities, none taken for nearer to certain than `least`."""
    kept = np.clip(np.asarray(chances, np.float64), least, 1 - least)
    return np.asarray(np.log(kept) - np.log(1 - kept))


def likeliest(inside: Floats, begin: Floats, end: Floats) -> NDArray[np.bool_]:
    """Return which tokens are in a stretch, by Viterbi's algorithm over in and out.

    A stretch of tokens i to j weighs the probability that i begins one, that j ends one, that no
    token between does either, and that each is inside; a token outside, that it is not.

    Args:
        inside: probability of each token to be inside, shape (rows, tokens); rows are independent.
        begin: of each to be the first of a stretch.
        end: of each to be the last.
    """
    p, b, e = (np.clip(x.astype(np.float64), least, 1 - least) for x in (inside, begin, end))
    stay_out = np.log(1 - p) + np.log(1 - b) + np.log(1 - e)
    enter = np.log(p) + np.log(b)
    stay_in = np.log(p) + np.log(1 - b)
    go_on, leave = np.log(1 - e), np.log(e)
    rows, tokens = p.shape
    out_score, in_score = np.zeros(rows), np.full(rows, -np.inf)
    came_from_in = np.zeros((2, tokens, rows), bool)
    for t in range(tokens):
        left = in_score + (leave[:, t - 1] if t else 0.0)
        kept = in_score + (go_on[:, t - 1] if t else 0.0) + stay_in[:, t]
        fresh = out_score + enter[:, t]
        came_from_in[0, t] = left > out_score
        came_from_in[1, t] = kept > fresh
        out_score = np.maximum(out_score, left) + stay_out[:, t]
        in_score = np.maximum(kept, fresh)
    return _traced(came_from_in, in_score + leave[:, -1] > out_score)


def _traced(came_from_in: NDArray[np.bool_], ends_in: NDArray[np.bool_]) -> NDArray[np.bool_]:
    _, tokens, rows = came_from_in.shape
    taken = np.zeros((rows, tokens), bool)
    state = ends_in
    every = np.arange(rows)
    for t in range(tokens - 1, -1, -1):
        taken[:, t] = state
        state = came_from_in[state.astype(int), t, every]
    return taken
