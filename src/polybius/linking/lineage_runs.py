"""What two texts have word for word: the trace of a copy of which most was written anew.

Reporters who write of one happening by themselves share names, seldom more than five carrying
words in a row: of 3,078 pairs of texts on one event in ECB+'s training part that are no copies by
`lineage_copies`, 19 share as much as is asked here, nearly all of it a wire's own sentences.

What many stories have is not counted, since outlets print the same background under all of them:
neither what both texts end with nor what stands in several families of copies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from polybius.linking.lineage_words import Worded

run = 6
"""Carrying words in a row."""
least_words, least_stretch, least_part = 12, 8, 0.15
"""So many words in shared runs, or in one stretch, make a copy if they are this part of the shorter
text."""
stock_families = 5
"""A run that stands in so many families of copies is nobody's own."""

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
    for text, family in zip(texts, families, strict=True):
        for found in _runs(text.whole) & runs:
            met.setdefault(found, set()).add(family)
    return frozenset(found for found, where in met.items() if len(where) >= stock_families)


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
