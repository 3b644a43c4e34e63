"""Heads that say what a test tells them to, for whole texts of one window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from polybius.reading.grammar.syntax import Parse
from polybius.reading.neural.encoded import Encoded
from polybius.reading.neural.heads import Floats, Heads
from polybius.reading.neural.relations import types
from polybius.reading.neural.windows import Window

unlikely = 0.02


class Told(Heads):
    """Gives the likelihoods of relations by their tokens, of spans by their first token."""

    def __init__(
        self,
        ties: Mapping[tuple[str, int, int], float] | None = None,
        spans: Mapping[int, Sequence[float]] | None = None,
        labels: int = 1,
    ) -> None:
        super().__init__({"spans.police.bias": np.zeros(labels, np.float32)})
        object.__setattr__(self, "ties", ties or {})
        object.__setattr__(self, "rows", spans or {})

    def pair(self, name: str, vectors: Floats, anchors: Sequence[int]) -> Floats:
        """Return what was told; all else is unlikely."""
        found = np.full((len(anchors), len(types), len(vectors)), unlikely, np.float32)
        for (kind, a, b), likelihood in self.ties.items():  # type: ignore[attr-defined]
            if a in anchors:
                found[list(anchors).index(a), types.index(kind), b] = likelihood
        return found

    def span(self, name: str, vectors: Floats, spans: Sequence[tuple[int, int]]) -> Floats:
        """Return what was told of a span that begins at a token of the text."""
        first = int(vectors[0, 0]) if len(vectors) else 0
        rows = self.rows  # type: ignore[attr-defined]
        width = len(self.weights[f"spans.{name}.bias"])
        told = [rows.get(first + a, [0.0] * width) for a, _ in spans]
        return np.array(told, np.float32).reshape(-1, width)


def told(parse: Parse, heads: Told, cuts: Sequence[int] = ()) -> Encoded:
    """Return ``parse`` with ``heads``, in windows that begin at the tokens ``cuts``."""
    edges = [0, *cuts, len(parse.tokens)]
    windows = tuple(Window(a, b, (), ()) for a, b in pairwise(edges))
    vectors = tuple(np.arange(w.first, w.last, dtype=np.float32)[:, None] for w in windows)
    return Encoded(parse, windows, vectors, heads)


def at(parse: Parse, word: str) -> int:
    """Return the position of the first token that reads ``word``."""
    return next(t.i for t in parse.tokens if t.text == word)
