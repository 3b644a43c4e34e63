"""Pairs of mentions that may be one event, and what speaks for and against each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from polybius.linking.coreference.documents import Collection, centred, own_scale
from polybius.linking.coreference.mentions import EventMention
from polybius.linking.coreference.standing import rivalry, spread, standing
from polybius.linking.encoding import SenseEncoder, Vectors

Integers = NDArray[np.intp]
Floats = NDArray[np.float32]
Field = Callable[[EventMention], Sequence[str]]

least_near = 0.15
"""Documents less alike than this are about different things: no pair between them."""
fields: tuple[tuple[str, Field], ...] = (
    ("agents", lambda m: m.agents),
    ("patients", lambda m: m.patients),
    ("core", lambda m: m.agents + m.patients),
    ("arguments", lambda m: m.arguments),
    ("places", lambda m: m.places),
    ("times", lambda m: m.times),
    ("numbers", lambda m: m.numbers),
    ("names", lambda m: m.names),
    ("around", lambda m: m.around),
    ("words", lambda m: m.words),
    ("argument names", lambda m: [w for w in m.arguments if w in {*m.names, *m.places}]),
)
"""Lists of words whose weighted cosine is a feature, beside whether both have any."""


@dataclass(frozen=True)
class Pairs:
    """Candidate pairs, the lower mention first, with one row of features each."""

    first: Integers
    second: Integers
    features: Floats
    names: tuple[str, ...]


def make_pairs(
    mentions: Sequence[EventMention], collection: Collection, encoder: SenseEncoder
) -> Pairs:
    """Return every pair that shares a word or a sense, in documents that may share a subject."""
    vectors = _vectors(mentions, encoder)
    first, second = _candidates(mentions, collection, vectors)
    columns = {
        **_senses(mentions, vectors, first, second),
        **_documents(mentions, collection, first, second),
        **_shared_words(mentions, collection, first, second),
        **_forms(mentions, collection, first, second),
        **standing(mentions, first, second),
        **rivalry(mentions, vectors, first, second),
        **spread(mentions, collection, first, second),
    }
    rows = np.stack([np.asarray(c, np.float32) for c in columns.values()], axis=1)
    return Pairs(first, second, rows, tuple(columns))


def _vectors(mentions: Sequence[EventMention], encoder: SenseEncoder) -> dict[str, Vectors]:
    sentences = [m.sentence_text for m in mentions]
    made = {
        "mention": encoder.embed([m.text for m in mentions]),
        "lemma": encoder.embed([m.lemma for m in mentions]),
        "clause": encoder.embed([m.clause for m in mentions]),
        "sentence": encoder.embed(sentences),
        "context": encoder.embed_within(sentences, [m.within for m in mentions]),
    }
    arguments = {
        name: _of_arguments([" ".join(field(m)) for m in mentions], encoder)
        for name, field in fields
        if name in ("agents", "patients", "core")
    }
    return {name: centred(rows) for name, rows in made.items()} | arguments


def _of_arguments(texts: Sequence[str], encoder: SenseEncoder) -> Vectors:
    """Return zeros for a mention without such arguments: nothing is like it."""
    some = np.array([bool(text) for text in texts])
    made: Vectors = centred(encoder.embed(texts)) * some[:, None]
    return made


def _candidates(
    mentions: Sequence[EventMention], collection: Collection, vectors: dict[str, Vectors]
) -> tuple[Integers, Integers]:
    documents = np.array([m.document for m in mentions], np.intp)
    across = np.ix_(documents, documents)
    near = (collection.words + collection.vectors / 2)[across] > least_near
    alike = {name: rows @ rows.T for name, rows in vectors.items()}
    lemmas = np.array([m.lemma for m in mentions], object)
    sense = (lemmas[:, None] == lemmas[None, :]) | (alike["mention"] > 0.3)
    sense |= (alike["lemma"] > 0.3) | (alike["clause"] > 0.45)
    sense |= (collection.words[across] > 0.25) & (alike["sentence"] > 0.5)
    first, second = np.nonzero(np.triu(near & sense, 1))
    return first, second


def _senses(
    mentions: Sequence[EventMention],
    vectors: dict[str, Vectors],
    first: Integers,
    second: Integers,
) -> dict[str, Floats]:
    lemmas = np.array([m.lemma for m in mentions], object)
    cosines = {
        f"{name} sense": np.einsum("ij,ij->i", rows[first], rows[second])
        for name, rows in vectors.items()
    }
    return {"same lemma": (lemmas[first] == lemmas[second]).astype(np.float32), **cosines}


def _documents(
    mentions: Sequence[EventMention], collection: Collection, first: Integers, second: Integers
) -> dict[str, Floats]:
    documents = np.array([m.document for m in mentions], np.intp)
    a, b = documents[first], documents[second]
    made = {"same document": (a == b).astype(np.float32)}
    kinds = ("words", collection.words), ("vectors", collection.vectors)
    for name, alike in (*kinds, ("titles", collection.titles), ("names", collection.names)):
        scale = own_scale(alike)
        made[f"document {name}"] = alike[a, b]
        made[f"document {name}, relative"] = alike[a, b] / np.sqrt(scale[a] * scale[b])
    made["document common words"] = collection.common[a, b]
    sentences = np.array([m.sentence for m in mentions], np.intp)
    made["same sentence"] = ((a == b) & (sentences[first] == sentences[second])).astype(np.float32)
    opening = (sentences <= 1).astype(np.float32)
    made["openings"] = opening[first] + opening[second]
    return made


def _shared_words(
    mentions: Sequence[EventMention], collection: Collection, first: Integers, second: Integers
) -> dict[str, Floats]:
    made = {}
    for name, field in fields:
        lists = [field(m) for m in mentions]
        rows = collection.weighted(lists)
        made[f"shared {name}"] = np.asarray((rows @ rows.T)[first, second]).ravel()
        has = np.array([bool(words) for words in lists])
        made[f"both have {name}"] = (has[first] & has[second]).astype(np.float32)
    rows = collection.weighted([m.surroundings for m in mentions])
    made["shared surroundings"] = np.asarray((rows @ rows.T)[first, second]).ravel()
    rows = collection.weighted([*(m.agents for m in mentions), *(m.patients for m in mentions)])
    agents, patients = rows[: len(mentions)], rows[len(mentions) :]
    swapped = (agents @ patients.T).tocsr()
    made["swapped roles"] = np.maximum(
        np.asarray(swapped[first, second]).ravel(), np.asarray(swapped[second, first]).ravel()
    )
    return made


def _forms(
    mentions: Sequence[EventMention], collection: Collection, first: Integers, second: Integers
) -> dict[str, Floats]:
    lemmas = [m.lemma for m in mentions]
    verbal = np.array([m.verbal for m in mentions])
    rare = np.array([collection.rarity.get(lemma, collection.unseen) for lemma in lemmas])
    governors = np.array([m.governor or f"\0{n}" for n, m in enumerate(mentions)], object)
    pairs = list(zip(first.tolist(), second.tolist(), strict=True))
    prefixes: dict[tuple[str, str], float] = {}
    for i, j in pairs:
        key = lemmas[i], lemmas[j]
        if key not in prefixes:
            prefixes[key] = _common_prefix(*key)
    named = [
        (lemmas[i] in collection.counts[mentions[j].document])
        + (lemmas[j] in collection.counts[mentions[i].document])
        for i, j in pairs
    ]
    return {
        "common prefix": np.array([prefixes[lemmas[i], lemmas[j]] for i, j in pairs], np.float32),
        "lemma in the other's document": np.array(named, np.float32) / 2,
        "both verbs": (verbal[first] & verbal[second]).astype(np.float32),
        "no verbs": (~verbal[first] & ~verbal[second]).astype(np.float32),
        "rarity of the commoner": np.minimum(rare[first], rare[second]).astype(np.float32),
        "rarity of the rarer": np.maximum(rare[first], rare[second]).astype(np.float32),
        "same governor": (governors[first] == governors[second]).astype(np.float32),
    }


def _common_prefix(a: str, b: str) -> float:
    same = takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False))
    return sum(1 for _ in same) / max(len(a), len(b), 1)
