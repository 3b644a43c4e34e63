"""Makes what the heads see sharp: the phrase or clause that agrees with it best.

The heads judge each token for itself and blur at the edges; syntax has sharp edges but does not
know which phrase is meant. Among the constituents of the anchor's sentence the one with the
greatest log odds is taken, unless the stretch as it was seen is far likelier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from polybius.reading.grammar.syntax import Parse
from polybius.reading.neural.heads import Floats
from polybius.reading.neural.stretches import log_odds

margin = 6.0
"""Log odds by which a stretch must beat every constituent to stay as it was seen."""
loose = frozenset({",", ".", ";", ":", "—", "–", "-", "--"})

Range = tuple[int, int]


def sharpened(parse: Parse, shift: int, anchor: int, told: Floats, seen: Range) -> Range:
    """Return the range of tokens that stands for ``seen``.

    Args:
        parse: the text.
        shift: position of the window's first token in the text; the other positions are in the
            window.
        anchor: the anchor, which no constituent may hold.
        told: probability of each token to be inside, first and last, shape (3, tokens).
        seen: the stretch as the heads have it.
    """
    tokens = parse.tokens
    if tokens[shift + seen[0]].sentence != tokens[shift + seen[1] - 1].sentence:
        return seen
    weight = weigher(told)
    best = max(_constituents(parse, shift, anchor, told.shape[1]), key=weight, default=None)
    return best if best is not None and weight(best) >= weight(seen) - margin else seen


def weigher(told: Floats) -> Callable[[Range], float]:
    """Return what gives the log odds of a stretch: its tokens inside, its first and its last.

    Args:
        told: probability of each token to be inside, first and last, shape (3, tokens).
    """
    odds = log_odds(told)
    inside = np.concatenate([[0.0], np.cumsum(odds[0])])

    def weight(one: Range) -> float:
        return float(inside[one[1]] - inside[one[0]] + odds[1, one[0]] + odds[2, one[1] - 1])

    return weight


def _constituents(parse: Parse, shift: int, anchor: int, size: int) -> Iterator[Range]:
    sentence = parse.sentence_of(shift + anchor)
    low, high = max(sentence.first - shift, 0), min(sentence.last - shift, size)
    for i in range(low, high):
        first, last = (edge - shift for edge in parse.edges(shift + i))
        if first < low or last > high:
            continue
        sides = (
            ((first, anchor), (anchor + 1, last)) if first <= anchor < last else ((first, last),)
        )
        for side in sides:
            tidied = _tidied(parse, shift, *side)
            if tidied is not None:
                yield tidied


def _tidied(parse: Parse, shift: int, first: int, last: int) -> Range | None:
    tokens = parse.tokens
    while first < last and tokens[shift + first].text in loose:
        first += 1
    while last > first and tokens[shift + last - 1].text in loose:
        last -= 1
    return (first, last) if first < last else None
