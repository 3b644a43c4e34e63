"""Texts as vectors: the interface that linking needs, and a lexical encoder that needs no model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
word = re.compile(r"[^\W_]+")
grams = 3


class Encoder(Protocol):
    """Anything that turns texts into vectors of length one.

    A text's vector must not depend on the texts beside it, or linking would depend on the order
    of arrival.
    """

    name: str
    """With version; scores learned on one encoder's vectors hold for that encoder alone."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text."""
        ...


class LexicalEncoder:
    """Hashed words and character trigrams, the fallback where no model is at hand."""

    name = "lexical.v1"

    def __init__(self, width: int = 256) -> None:
        self._width = width

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text; zeros for a text without a word."""
        rows = np.zeros((len(texts), self._width), np.float32)
        for n, text in enumerate(texts):
            for feature, number in Counter(_features(text.lower())).items():
                digest = crc32(feature.encode())
                rows[n, digest % self._width] += number**0.5 * (1 if digest >> 31 else -1)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        made: Vectors = rows / np.maximum(lengths, 1e-9)
        return made


def _features(text: str) -> list[str]:
    found = []
    for each in word.findall(text):
        found.append(each)
        padded = f"<{each}>"
        found += [padded[n : n + grams] for n in range(len(padded) - grams + 1)]
    return found
