"""Texts as vectors: by the words' letters, or by the encoder that the reader was trained with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from polybius.reading.neural.encoder import default_encoder

Vectors = NDArray[np.float32]
word = re.compile(r"[^\W_]+")
grams = 3
Stretch = tuple[int, int]
"""First character, and the one after the last."""


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


class SenseEncoder(Encoder, Protocol):
    """An encoder that also tells what words mean where they stand."""

    def embed_within(self, texts: Sequence[str], at: Sequence[Sequence[Stretch]]) -> Vectors:
        """Return one row a text: its words at the stretches, in the light of the whole text."""
        ...


class LexicalEncoder:
    """Hashed words and character trigrams; quick, and enough to tell copied wording."""

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
        return _of_length_one(rows)


class ReadingEncoder:
    """The mean of the vectors that the reader's shipped encoder gives a text's word pieces.

    Raises:
        ModelError: the shipped model is not what its card says.
    """

    def __init__(self) -> None:
        self._encoder = default_encoder()
        self.name = self._encoder.name
        self._known: dict[str, Vectors] = {}

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text."""
        for text in dict.fromkeys(texts):
            if text not in self._known:
                self._known[text] = self._encoder.pieces_of(text or ".")[0].mean(axis=0)
        return _of_length_one(np.array([self._known[text] for text in texts], np.float32))

    def embed_within(self, texts: Sequence[str], at: Sequence[Sequence[Stretch]]) -> Vectors:
        """Return one row a text: the mean of the pieces at its stretches, or of all if none is."""
        pieces = {text: self._encoder.pieces_of(text or ".") for text in dict.fromkeys(texts)}
        rows = []
        for text, stretches in zip(texts, at, strict=True):
            vectors, offsets = pieces[text]
            inside = [any(a < end and start < b for start, end in stretches) for a, b in offsets]
            rows.append((vectors[inside] if any(inside) else vectors).mean(axis=0))
        return _of_length_one(np.array(rows, np.float32))


def _of_length_one(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    made: Vectors = rows / np.maximum(lengths, 1e-9)
    return made


def _features(text: str) -> list[str]:
    found = []
    for each in word.findall(text):
        found.append(each)
        padded = f"<{each}>"
        found += [padded[n : n + grams] for n in range(len(padded) - grams + 1)]
    return found
