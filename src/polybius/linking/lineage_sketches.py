"""Which texts may be copies of one another, without comparing all with all.

Each text's set of neighbouring carrying words is sketched by MinHash (Broder 1997; the library is
rensa): the share of places at which two sketches agree estimates the sets' Jaccard index. Every
place is a band of its own, since a reprint of which 60 % was edited shares only a twelfth of its
word pairs with the original; what comes through by chance is refused by the exact check.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from polybius.linking.lineage_words import Worded

Numbers = npt.NDArray[np.int64]
Sketch = npt.NDArray[np.uint32]
"""The least digest of a text's pairs of words at each place."""

places, seed = 256, 20260222
least_agreeing = 5
"""Places. A Jaccard index of .04 gives so many in 98 % of cases, one of .005 in 1 %."""
most_together = 64
"""Texts that agree at one place. Where more do, each is only paired with the first and the nearest
of them, so that a thousand copies of one story cost a thousand times a constant."""
most_candidates = 32
"""Earlier texts that a text is checked against: those that agree at most places."""
at_once = 32


def candidates(
    texts: Sequence[Worded], known: Sequence[Sketch | None] | None = None
) -> tuple[tuple[int, int], ...]:
    """Return the pairs ``(later, earlier)`` of places in ``texts`` that may be copies.

    Args:
        texts: in the order in which they appeared.
        known: their sketches, where they have been made; None for a text without pairs of words.
    """
    filled = np.array([n for n, text in enumerate(texts) if len(text.whole) > 1], dtype=np.int64)
    if len(filled) < 2:
        return ()
    if known is None:
        sketches = sketches_of([texts[n] for n in filled])
    else:
        sketches = np.array([known[n] for n in filled], dtype=np.uint32)
    later, earlier, agreeing = _agreeing_pairs(sketches)
    order = np.lexsort((earlier, -agreeing, later))
    later, earlier = filled[later[order]], filled[earlier[order]]
    rank = np.arange(len(later)) - np.searchsorted(later, later)
    kept = rank < most_candidates
    return tuple(zip(later[kept].tolist(), earlier[kept].tolist(), strict=True))


def sketches_of(texts: Sequence[Worded]) -> npt.NDArray[np.uint32]:
    """Return one row a text, each a function of that text alone; every text must have pairs."""
    matrix = RMinHash.digest_matrix_from_token_sets([list(t.pairs) for t in texts], places, seed)
    return np.array(matrix.to_rows(), dtype=np.uint32)


def _agreeing_pairs(sketches: npt.NDArray[np.uint32]) -> tuple[Numbers, Numbers, Numbers]:
    """Return later and earlier row and at how many places they agree, where enough."""
    number = len(sketches)
    keys = np.empty(0, dtype=np.int64)
    counts = np.empty(0, dtype=np.int64)
    for first in range(0, places, at_once):
        block = sketches[:, first : first + at_once].T
        met = np.concatenate([pair for column in block for pair in _pairs_at(column, number)])
        new, times = np.unique(met, return_counts=True)
        keys, place = np.unique(np.concatenate([keys, new]), return_inverse=True)
        counts = np.bincount(place, weights=np.concatenate([counts, times])).astype(np.int64)
    kept = counts >= least_agreeing
    return keys[kept] // number, keys[kept] % number, counts[kept]


def _pairs_at(column: npt.NDArray[np.uint32], number: int) -> Iterator[Numbers]:
    """Yield ``later * number + earlier`` of the rows that have the same value in ``column``."""
    order = np.argsort(column, kind="stable")
    values = column[order]
    starts = np.searchsorted(values, values, side="left")
    yield np.empty(0, dtype=np.int64)
    position = np.arange(number)
    for back in range(1, most_together):
        same = position - back >= starts
        if not same.any():
            return
        yield order[same] * number + order[position[same] - back]
    far = position - starts >= most_together
    for ahead in range(most_together // 4):
        yield order[far] * number + order[starts[far] + ahead]
