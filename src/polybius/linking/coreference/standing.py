"""How two mentions stand: in their sentences, beside their documents' other mentions, in the news.

What one document says twice it says in other forms ("killed … the killings … those deaths"), and
the forms tell a second mention from another event of the kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from polybius.linking.coreference.documents import Collection
from polybius.linking.coreference.mentions import EventMention
from polybius.linking.encoding import Vectors

Integers = NDArray[np.intp]
Floats = NDArray[np.float32]
Columns = dict[str, Floats]

late = 8, 12
"""A sentence counts as at most so far into its text, for the earlier and the later mention."""
elsewhere = -1.0
"""Distance of mentions in different documents."""
near_words = 0.25
"""Documents whose words are nearer than this tell the same news."""
rivals = ("context", "lemma", "clause")
"""Vectors by which a document's other mentions are held against a pair."""
summed_marks = ("plural", "definite", "indefinite", "unreal", "reports", "reported")
differing_marks = ("plural", "negated", "unreal")


def standing(mentions: Sequence[EventMention], first: Integers, second: Integers) -> Columns:
    """Return how far apart two mentions stand, and how alike their grammar is."""

    def both(values: Sequence[object]) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
        column = np.array(values, object)
        return column[first], column[second]

    a, b = np.array([(m.document, m.sentence, m.token) for m in mentions])[[first, second]]
    inside = a[:, 0] == b[:, 0]
    apart = np.abs(a - b)
    made = {
        "sentences apart": np.where(inside, np.minimum(apart[:, 1], late[0]), elsewhere),
        "tokens apart": np.where(inside, np.log1p(apart[:, 2]), elsewhere),
        "earlier sentence": np.minimum(np.minimum(a[:, 1], b[:, 1]), late[0]),
        "later sentence": np.minimum(np.maximum(a[:, 1], b[:, 1]), late[1]),
        "same tag": np.equal(*both([m.tag for m in mentions])),
        "same relation": np.equal(*both([m.relation for m in mentions])),
        "difference of lengths": np.abs(np.subtract(*both([len(m.words) for m in mentions]))),
    }
    for mark in summed_marks:
        made[f"{mark}, both"] = np.add(*both([int(mark in m.marks) for m in mentions]))
    for mark in differing_marks:
        made[f"{mark}, one"] = np.not_equal(*both([mark in m.marks for m in mentions]))
    later = both(["definite" in m.marks for m in mentions])[1]
    made["definite again"] = inside & later.astype(bool)
    return {name: column.astype(np.float32) for name, column in made.items()}


def rivalry(
    mentions: Sequence[EventMention],
    vectors: Mapping[str, Vectors],
    first: Integers,
    second: Integers,
) -> Columns:
    """Return how much less alike two mentions are than the best pair of either in both documents.

    The greater and the lesser of the two shortfalls; 0 where nothing is more alike.
    """
    documents = np.array([m.document for m in mentions], np.intp)
    order = np.argsort(documents, kind="stable")
    named, starts = np.unique(documents[order], return_index=True)
    place = np.searchsorted(named, documents)
    made: Columns = {}
    for name in rivals:
        alike = vectors[name] @ vectors[name].T
        np.fill_diagonal(alike, -1)
        best = np.maximum.reduceat(alike[:, order], starts, axis=1)
        own = alike[first, second]
        short = own - best[first, place[second]], own - best[second, place[first]]
        made[f"{name} rivals, most"] = np.minimum(*short)
        made[f"{name} rivals, least"] = np.maximum(*short)
    return made


def spread(
    mentions: Sequence[EventMention], collection: Collection, first: Integers, second: Integers
) -> Columns:
    """Return how common the lemmas are in the same news, and in their own documents."""
    lemmas = {lemma: n for n, lemma in enumerate(dict.fromkeys(m.lemma for m in mentions))}
    told = np.zeros((len(collection.counts), len(lemmas)), np.float32)
    for row, counted in zip(told, collection.counts, strict=True):
        row[[n for lemma, n in lemmas.items() if lemma in counted]] = 1
    near = (collection.words > near_words).astype(np.float32)
    share = (near @ told) / np.maximum(1, near.sum(axis=1, keepdims=True))
    at = [m.document for m in mentions], [lemmas[m.lemma] for m in mentions]
    number = Counter(zip(*at, strict=True))
    columns = {
        "lemma in the news": share[at],
        "lemma in its document": np.array([number[key] for key in zip(*at, strict=True)]),
    }
    made: Columns = {}
    for name, column in columns.items():
        a, b = column[first], column[second]
        made[f"{name}, less"] = np.minimum(a, b).astype(np.float32)
        made[f"{name}, more"] = np.maximum(a, b).astype(np.float32)
    return made
