"""How near whole documents are: their words, weighted by rarity, and their encoded beginnings.

Names and numbers are compared by themselves too, since two happenings of one kind share all but
these; so are the other nouns and verbs, and the titles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
title_within, shortest_title, longest_title = 4, 15, 200
"""A title is looked for in so many sentences; characters that it has; and what stands for one."""
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
    titles: Matrix
    """Cosine of each two titles' vectors."""
    names: Matrix
    """Cosine of each two documents' weighted names and numbers."""
    common: Matrix
    """Cosine of each two documents' other nouns and verbs, weighted."""

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
    counts = tuple(Counter(_lemmas(parse, content_tags)) for parse in parses)
    spread = Counter(w for counted in counts for w in counted)
    rarity = {w: log(len(parses) / number) for w, number in spread.items()}
    none = np.zeros((len(parses), len(parses)), np.float32)
    made = Collection(counts, rarity, log(max(1, len(parses))), none, none, none, none, none)

    def by_words(tags: frozenset[str]) -> Matrix:
        rows = made.weighted([_lemmas(parse, tags) for parse in parses])
        cosines: Matrix = (rows @ rows.T).toarray()
        return cosines

    def by_vectors(texts: Sequence[str]) -> Matrix:
        vectors = centred(encoder.embed(texts))
        return vectors @ vectors.T

    return replace(
        made,
        words=by_words(content_tags),
        vectors=by_vectors([address.sub("", p.text)[:encoded_length] for p in parses]),
        titles=by_vectors([_title(parse) for parse in parses]),
        names=by_words(frozenset({"PROPN", "NUM"})),
        common=by_words(frozenset({"NOUN", "VERB"})),
    )


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


def _lemmas(parse: Parse, tags: frozenset[str]) -> list[str]:
    return [
        token.lemma.lower()
        for token in parse.tokens
        if token.pos in tags and len(token.text) > 1 and "/" not in token.text
    ]


def _title(parse: Parse) -> str:
    """Return the first sentence that is no address and has some length."""
    for number in range(min(title_within, len(parse.sentences))):
        sentence = " ".join(token.text for token in parse.sentence_tokens(number))
        if len(sentence) > shortest_title and "http" not in sentence:
            return sentence
    return parse.text[:longest_title]
