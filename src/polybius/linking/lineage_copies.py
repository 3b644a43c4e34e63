"""How much of one text is in another: the exact check behind every near-copy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cdist

from polybius.linking.lineage_words import Worded

window, stride = 36, 12
"""Carrying words: each piece is looked for in windows of the other text, so that sentences may
change places but the words of one must lie together."""

copied_share = 0.48
"""A text this much of which stands in another is a copy. Set on ECB+'s training part: of texts on
one incident that nobody copied 1 in 40 comes so far, of random edits to 60 % of the words 97 %."""
short_text, short_penalty = 50, 0.003
"""Below so many carrying words chance weighs more: each one missing raises the bar by so much."""
verbatim_share, verbatim_part, verbatim_words = 0.65, 0.27, 20
"""Or: pieces found to this share make up this part of the text, and hold so many words. This finds
a story that was carried on with a paper's own words."""


@dataclass(frozen=True, slots=True)
class Containment:
    """How far one text stands in another."""

    share: float
    """Share, 0 to 1, of the text's carrying words that stand there in order."""
    verbatim: float
    """Share of its words that are in pieces of which nearly all stands there."""
    words: int
    """Its carrying words."""

    @property
    def is_copy(self) -> bool:
        """Tell whether it is too much for two texts written independently of one another."""
        bar = copied_share + short_penalty * max(0, short_text - self.words)
        in_part = self.verbatim >= verbatim_part and self.verbatim * self.words >= verbatim_words
        return self.share >= bar or in_part


def containment(text: Worded, other: Worded) -> Containment:
    """Return how far ``text`` stands in ``other``.

    Piece by piece the longest common subsequence with the best window of ``other``.
    """
    words = len(text.whole)
    if not words or not other.whole:
        return Containment(0.0, 0.0, words)
    if text.whole in other.whole:
        return Containment(1.0, 1.0, words)
    windows = _windows(other.whole)
    alike = cdist(text.pieces, windows, scorer=LCSseq.similarity, dtype=np.uint16)
    found = alike.max(axis=1).astype(np.int64)
    lengths = np.array([len(piece) for piece in text.pieces])
    close = lengths[found >= verbatim_share * lengths]
    return Containment(float(found.sum()) / words, float(close.sum()) / words, words)


def _windows(whole: str) -> list[str]:
    last = max(len(whole) - window, 0)
    return [whole[start : start + window] for start in (*range(0, last, stride), last)]
