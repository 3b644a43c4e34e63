"""Which parties are said to stand how to one another, as the trained heads see it.

The pair head ``relation`` says of a nominal (the head word of a noun phrase) and a token how
likely each type of relation holds between them. The types are those of re3d (Dstl 2017).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.neural.encoded import Encoded
from polybius.reading.neural.heads import Floats
from polybius.reading.neural.windows import Window

head = "relation"
types = (
    "CoLocated", "Apart", "BelongsTo", "InChargeOf", "HasAttrOf", "IsSynonymOf", "Likes",
    "Dislikes", "FightingAgainst", "AlliesOf", "CommWith",
)  # fmt: skip
undirected = frozenset(
    ("FightingAgainst", "AlliesOf", "CoLocated", "Apart", "IsSynonymOf", "CommWith")
)
_is_undirected = np.array([name in undirected for name in types])
_inner = frozenset(("compound", "nmod", "poss", "det", "amod"))
_before = frozenset(("compound", "nmod", "poss", "det", "amod", "nummod", "quantmod", "advmod"))
_least = 1e-4
"""Probabilities are kept this far from 0 and 1 where they are put on the scale of log odds."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation between two nominals; of an undirected type, ``a`` stands before ``b``."""

    type: str
    a: int
    b: int
    likelihood: float


def nominals(parse: Parse, first: int, last: int) -> Iterator[int]:
    """Yield the heads of noun phrases among the tokens of a range, and names that modify others."""
    for token in parse.tokens[first:last]:
        if token.pos == "PROPN":
            head = parse.tokens[token.head]
            if token.dep not in _inner or head.pos != "PROPN":
                yield token.i
        elif token.pos in ("NOUN", "PRON", "NUM") and token.dep not in ("compound",):
            yield token.i


def phrase(parse: Parse, i: int) -> Span:
    """Return the noun phrase that token ``i`` heads, without what follows it."""
    named = parse.named_at(i)
    first, last = (named.first, named.last) if named else (i, i + 1)
    for child in reversed(parse.children(i)):
        if child.i < first and child.dep in _before and parse.edges(child.i)[1] >= first:
            first = min(first, parse.edges(child.i)[0])
    return parse.span(first, last)


def see_ties(
    encoded: Encoded, levels: Mapping[str, float], also: Iterable[tuple[int, int]] = ()
) -> tuple[Tie, ...]:
    """Return the relations between nominals of one sentence, in text order.

    Args:
        encoded: the text.
        levels: of each type asked for, the probability from which on it is taken.
        also: further pairs of tokens to look at.
    """
    further = sorted(set(also))
    found = [
        tie
        for window, vectors in zip(encoded.windows, encoded.vectors, strict=True)
        for tie in _in_window(encoded, window, vectors, levels, further)
    ]
    return tuple(sorted(found, key=lambda t: (t.a, t.b, t.type)))


def _in_window(
    encoded: Encoded,
    window: Window,
    vectors: Floats,
    levels: Mapping[str, float],
    further: Iterable[tuple[int, int]],
) -> Iterator[Tie]:
    firsts, seconds = _pairs(encoded.parse, window, further)
    anchors, rows = np.unique(np.concatenate([firsts, seconds]), return_inverse=True)
    chance = encoded.heads.pair(head, vectors, (anchors - window.first).tolist())
    there = chance[rows[: len(firsts)], :, seconds - window.first]
    back = chance[rows[len(firsts) :], :, firsts - window.first]
    likely = np.where(_is_undirected, _halfway(there, back), there)
    asked = likely >= np.array([levels.get(name, np.inf) for name in types])
    for pair, n in zip(*np.nonzero(asked), strict=True):
        a, b, name = int(firsts[pair]), int(seconds[pair]), types[n]
        if a < b or name not in undirected:
            yield Tie(name, a, b, float(likely[pair, n]))


def _pairs(
    parse: Parse, window: Window, further: Iterable[tuple[int, int]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the ordered pairs of different tokens to look at: all first ones, all second ones."""
    found: dict[tuple[int, int], None] = {}
    by_sentence: dict[int, list[int]] = {}
    for i in nominals(parse, window.first, window.last):
        by_sentence.setdefault(parse.tokens[i].sentence, []).append(i)
    for own in by_sentence.values():
        found.update(dict.fromkeys(permutations(own, 2)))
    for a, b in further:
        if a != b and window.first <= min(a, b) and max(a, b) < window.last:
            found.update(dict.fromkeys(((a, b), (b, a))))
    pairs = np.array(list(found), np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def log_odds(likelihood: Floats) -> Floats:
    """Return probabilities on the scale of log odds."""
    kept = np.clip(likelihood, _least, 1 - _least)
    return np.asarray(np.log(kept / (1 - kept)), np.float32)


def _halfway(there: Floats, back: Floats) -> Floats:
    """Return the probabilities halfway between two, on the scale of log odds."""
    middle = (log_odds(there) + log_odds(back)) / 2
    return np.asarray(1 / (1 + np.exp(-middle)), np.float32)
