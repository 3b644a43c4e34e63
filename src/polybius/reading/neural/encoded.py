"""A text as the encoder sees it: the vectors of its tokens, window by window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from polybius.reading.grammar.syntax import Parse
from polybius.reading.neural.heads import Floats, Heads
from polybius.reading.neural.windows import Window


@dataclass(frozen=True)
class Encoded:
    """A parsed text with the vectors of its tokens and the heads that read them."""

    parse: Parse
    windows: tuple[Window, ...]
    vectors: Sequence[Floats]
    """Of each window, shape (tokens, size)."""
    heads: Heads
