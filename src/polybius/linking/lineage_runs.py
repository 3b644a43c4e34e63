"""What two texts have word for word: the trace of a copy of which most was written anew.

Reporters who write of one happening by themselves share names, seldom more than five carrying
words in a row: of 3,078 pairs of texts on one event in ECB+'s training part that are no copies by
`lineage_copies`, 19 share as much as is asked here, nearly all of it a wire's own sentences.

What many stories have is not counted, since outlets print the same background under all of them:
neither what both texts end with nor what stands in several families of copies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from polybius.linking.lineage_words import Worded

run = 6
"""Carrying words in a row."""
least_words, least_stretch, least_part = 12, 8, 0.15
"""So many words in shared runs, or in one stretch, make a copy if they are this part of the shorter
text."""
stock_families = 5
"""A run that stands in so many families of copies is nobody's own."""

multiplier = np.uint64(0x9E3779B97F4A7C15)

Runs = frozenset[str]


def shared_runs(one: Worded, other: Worded) -> Runs:
    """Return the runs that stand in both texts, without those at the common end of both."""
    a, b = one.whole, other.whole
    end = _common_end(a, b)
    return _runs(a[: len(a) - end]) & _runs(b[: len(b) - end])


def likely_by_runs(one: Worded, other: Worded) -> bool:
    """Tell whether two texts have enough word for word, if none of it is stock."""
    return _enough((0, 1), (one, other), shared_runs(one, other))


def _enough(pair: tuple[int, int], texts: Sequence[Worded], runs: Runs) -> bool:
    """Tell whether ``runs`` are too much for two texts that were written independently."""
    shorter = min((texts[n].whole for n in pair), key=len)
    stretches = _stretches(shorter, runs)
    telling = sum(stretches) >= least_words or max(stretches, default=0) >= least_stretch
    return telling and sum(stretches) >= least_part * len(shorter)


def stock(runs: Runs, texts: Sequence[Worded], families: Sequence[object]) -> Runs:
    """Return those of ``runs`` that stand in several families.

    Args:
        runs: to look for.
        texts: to look in.
        families: of each text the family, or itself.
    """
    met: dict[str, set[object]] = {}
    for n, found in _places(sorted(runs), [text.whole for text in texts]):
        met.setdefault(found, set()).add(families[n])
    return frozenset(found for found, where in met.items() if len(where) >= stock_families)


def having(runs: Runs, texts: Sequence[Worded]) -> set[int]:
    """Return the numbers of the texts in which any of ``runs`` stands."""
    return {n for n, _ in _places(sorted(runs), [text.whole for text in texts])}


def _places(runs: Sequence[str], texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the number of a text and a run that stands in it, for each place where one does."""
    if not runs or not texts:
        return
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    ends = np.cumsum([len(text) for text in texts])
    wanted = _hashes(np.frombuffer("".join(runs).encode("utf-32-le", "surrogatepass"), np.uint32))
    at = np.flatnonzero(np.isin(_hashes(codes), wanted[::run]))
    of = np.searchsorted(ends, at, side="right")
    known = frozenset(runs)
    for n, start in zip(of.tolist(), (at - np.r_[0, ends][of]).tolist(), strict=True):
        # One that reaches over the end of a text is shorter, and none of the runs.
        found = texts[n][start : start + run]
        if found in known:
            yield n, found


def _hashes(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    """Return a number for each run that begins in ``codes``; two runs seldom share one."""
    number = max(0, len(codes) - run + 1)
    made = np.zeros(number, np.uint64)
    for n in range(run):
        made = made * multiplier + codes[n : n + number]
    return made


def copies_by_runs(
    pairs: Mapping[tuple[int, int], Runs], texts: Sequence[Worded], families: Sequence[object]
) -> list[tuple[int, int]]:
    """Return the pairs of texts that have enough word for word when what is stock is left out."""
    likely = sorted(pair for pair, runs in pairs.items() if _enough(pair, texts, runs))
    common = stock(frozenset().union(*(pairs[pair] for pair in likely)), texts, families)
    return [pair for pair in likely if _enough(pair, texts, pairs[pair] - common)]


def _runs(words: str) -> Runs:
    return frozenset(words[n : n + run] for n in range(len(words) - run + 1))


def _stretches(words: str, runs: Runs) -> list[int]:
    """Return the lengths of the stretches of a text that ``runs`` cover."""
    covered = bytearray(len(words))
    for n in range(len(words) - run + 1):
        if words[n : n + run] in runs:
            covered[n : n + run] = b"\1" * run
    return [len(stretch) for stretch in covered.split(b"\0") if stretch]


def _common_end(a: str, b: str) -> int:
    length = 0
    for x, y in zip(reversed(a), reversed(b), strict=False):
        if x != y:
            break
        length += 1
    return length
