"""How near whole documents are: their words, weighted by rarity, and their encoded beginnings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from polybius.linking.coreference.mentions import content_tags
from polybius.linking.encoding import Encoder
from polybius.reading.grammar.syntax import Parse

Matrix = NDArray[np.float32]
address = re.compile(r"https?\S*|http :\S*( \S+)?")
encoded_length = 700
"""Characters of a document that are encoded."""
nearest = 10
"""Neighbours by which a document's own scale of nearness is taken."""


@dataclass(frozen=True)
class Collection:
    """The documents that are compared, as words and as vectors."""

    counts: tuple[Counter[str], ...]
    rarity: Mapping[str, float]
    """Natural logarithm of documents per document with the word."""
    unseen: float
    """Rarity of a word that no document counts."""
    words: Matrix
    """Cosine of each two documents' weighted words."""
    vectors: Matrix
    """Cosine of each two documents' vectors."""

    def weighted(self, lists: Iterable[Sequence[str]]) -> csr_matrix:
        """Return lists of words as rows of length one (or zero), words weighted by rarity."""
        columns: dict[str, int] = {}
        pointers, indices, values = [0], [], []
        for words in lists:
            row = {
                w: (1 + log(number)) * self.rarity.get(w, self.unseen)
                for w, number in Counter(words).items()
            }
            length = sum(value * value for value in row.values()) ** 0.5 or 1.0
            indices += [columns.setdefault(w, len(columns)) for w in row]
            values += [value / length for value in row.values()]
            pointers.append(len(indices))
        shape = (len(pointers) - 1, max(1, len(columns)))
        return csr_matrix((np.array(values, np.float32), indices, pointers), shape=shape)


def collect(parses: Sequence[Parse], encoder: Encoder) -> Collection:
    """Count, weigh and encode the documents."""
    counts = tuple(_counts(parse) for parse in parses)
    spread = Counter(w for counted in counts for w in counted)
    rarity = {w: log(len(parses) / number) for w, number in spread.items()}
    empty = np.zeros((len(parses), len(parses)), np.float32)
    made = Collection(counts, rarity, log(max(1, len(parses))), empty, empty)
    rows = made.weighted([tuple(counted.elements()) for counted in counts])
    vectors = encoder.embed([address.sub("", p.text)[:encoded_length] for p in parses])
    vectors = centred(vectors)
    return Collection(counts, rarity, made.unseen, (rows @ rows.T).toarray(), vectors @ vectors.T)


def centred(rows: Matrix) -> Matrix:
    """Return vectors less what all share, of length one: encoders put all texts to one side."""
    if len(rows) < 2:
        return rows
    moved = rows - rows.mean(axis=0)
    made: Matrix = moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6)
    return made


def own_scale(alike: Matrix) -> Matrix:
    """Return each document's mean nearness to its nearest neighbours, itself left out."""
    others = np.sort(alike - np.eye(len(alike), dtype=np.float32), axis=1)[:, ::-1]
    made: Matrix = np.maximum(others[:, :nearest].mean(axis=1), 1e-3)
    return made


def _counts(parse: Parse) -> Counter[str]:
    return Counter(
        token.lemma.lower()
        for token in parse.tokens
        if token.pos in content_tags and len(token.text) > 1 and "/" not in token.text
    )
