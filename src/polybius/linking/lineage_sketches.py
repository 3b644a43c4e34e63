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
most_with_first = most_together // 4
most_candidates = 32
"""Earlier texts that a text is checked against: those that agree at most places."""
at_once = 32
one_by_one = 96
"""Texts up to which looking each up by itself is quicker than all at once."""


def candidates(
    texts: Sequence[Worded],
    known: Sequence[Sketch | None] | None = None,
    tables: Sequence[str | None] | None = None,
) -> tuple[tuple[int, int], ...]:
    """Return the pairs ``(later, earlier)`` of places in ``texts`` that may be copies.

    Args:
        texts: in the order in which they appeared.
        known: their sketches, where they have been made; None for a text without pairs of words.
        tables: of which each is a row, if of any. Rows of one table are never paired: they are
            two entries by its coders' judgement, however alike.
    """
    filled = np.array([n for n, text in enumerate(texts) if len(text.whole) > 1], dtype=np.int64)
    if len(filled) < 2:
        return ()
    if known is None:
        sketches = sketches_of([texts[n] for n in filled])
    else:
        sketches = np.array([known[n] for n in filled], dtype=np.uint32)
    groups = groups_of([tables[n] for n in filled] if tables else [None] * len(filled))
    if len(filled) <= one_by_one:
        found = [(n, m) for n in range(len(filled)) for m in candidates_of(n, sketches, groups)]
    else:
        found = _best(*_agreeing_pairs(sketches, groups))
    return tuple((int(filled[later]), int(filled[earlier])) for later, earlier in found)


def _best(later: Numbers, earlier: Numbers, agreeing: Numbers) -> list[tuple[int, int]]:
    """Return the pairs by the later text, of each only those that agree at most places."""
    order = np.lexsort((earlier, -agreeing, later))
    later, earlier = later[order], earlier[order]
    kept = np.arange(len(later)) - np.searchsorted(later, later) < most_candidates
    return list(zip(later[kept].tolist(), earlier[kept].tolist(), strict=True))


def candidates_of(later: int, sketches: npt.NDArray[np.uint32], groups: Numbers) -> tuple[int, ...]:
    """Return the earlier places that `candidates` pairs one place with, best first.

    Args:
        later: the place.
        sketches: one row a text, in the order in which they appeared; all have pairs of words.
        groups: of each the number of its table, or one of its own (`groups_of`).
    """
    same = sketches[:later] == sketches[later]
    crowded = same.sum(axis=0) >= most_together
    if crowded.any():
        met = np.cumsum(same[:, crowded], axis=0)
        same[:, crowded] &= (met <= most_with_first) | (met[-1] - met < most_together - 1)
    agreeing = same.sum(axis=1)
    agreeing[groups[:later] == groups[later]] = 0
    found = np.flatnonzero(agreeing >= least_agreeing)
    best = found[np.lexsort((found, -agreeing[found]))]
    return tuple(best[:most_candidates].tolist())


def touched_by(new: int, sketches: npt.NDArray[np.uint32]) -> Numbers:
    """Return the later places whose candidates may be others now that ``new`` is there."""
    same = sketches == sketches[new]
    crowded = same.sum(axis=0) > most_together
    reached = (same.sum(axis=1) >= least_agreeing) | same[:, crowded].any(axis=1)
    found: Numbers = np.flatnonzero(reached)
    return found[found > new]


def sketches_of(texts: Sequence[Worded]) -> npt.NDArray[np.uint32]:
    """Return one row a text, each a function of that text alone; every text must have pairs."""
    matrix = RMinHash.digest_matrix_from_token_sets([list(t.pairs) for t in texts], places, seed)
    return np.array(matrix.to_rows(), dtype=np.uint32)


def groups_of(tables: Sequence[str | None]) -> Numbers:
    """Return a number for each text that rows of one table have in common, and nothing else."""
    named: dict[str | int, int] = {}
    keys = (table or n for n, table in enumerate(tables))
    return np.array([named.setdefault(key, len(named)) for key in keys], dtype=np.int64)


def _agreeing_pairs(
    sketches: npt.NDArray[np.uint32], groups: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """Return later and earlier row and at how many places they agree, where enough."""
    number = len(sketches)
    keys = np.empty(0, dtype=np.int64)
    counts = np.empty(0, dtype=np.int64)
    for first in range(0, places, at_once):
        block = sketches[:, first : first + at_once].T
        met = np.concatenate([pair for column in block for pair in _pairs_at(column, groups)])
        new, times = np.unique(met, return_counts=True)
        keys, place = np.unique(np.concatenate([keys, new]), return_inverse=True)
        counts = np.bincount(place, weights=np.concatenate([counts, times])).astype(np.int64)
    kept = counts >= least_agreeing
    return keys[kept] // number, keys[kept] % number, counts[kept]


def _pairs_at(column: npt.NDArray[np.uint32], groups: Numbers) -> Iterator[Numbers]:
    """Yield ``later * number + earlier`` of rows of two groups that have a value in common."""
    number = len(column)
    order = _in_company(column, groups)
    values, group = column[order], groups[order]
    starts = np.searchsorted(values, values, side="left")
    position = np.arange(len(order))
    yield np.empty(0, dtype=np.int64)
    for back in range(1, most_together):
        same = position - back >= starts
        if not same.any():
            return
        same[back:] &= group[back:] != group[:-back]
        yield order[same] * number + order[position[same] - back]
    for ahead in range(most_with_first):
        # What is as near as that was yielded above.
        far = position - starts >= most_together + ahead
        other = far & (group != group[starts + np.minimum(ahead, position - starts)])
        yield order[other] * number + order[starts[other] + ahead]


def _in_company(column: npt.NDArray[np.uint32], groups: Numbers) -> Numbers:
    """Return the rows by value, without those whose value is of their group alone."""
    order = np.argsort(column, kind="stable")
    values, group = column[order], groups[order]
    starts = np.flatnonzero(np.r_[True, values[1:] != values[:-1]])
    mixed = np.minimum.reduceat(group, starts) != np.maximum.reduceat(group, starts)
    kept: Numbers = order[np.repeat(mixed, np.diff(np.r_[starts, len(values)]))]
    return kept
