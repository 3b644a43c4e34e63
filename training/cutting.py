"""Cuts a text into the windows that lessons are laid over."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tokenizers import Tokenizer

from polybius.reading.grammar.syntax import Parse
from polybius.reading.neural.windows import cut
from training.net import Lesson

Cutter = Callable[[Parse], Sequence[Lesson]]


def cutter(tokenizer: Tokenizer, ends: tuple[int, int]) -> Cutter:
    """Return what makes the empty lessons of a text."""
    return lambda parsed: [Lesson(w) for w in cut(parsed, tokenizer, ends)]
