"""What the other pairs say about a pair: the second look, once each pair has a probability.

Two mentions are likelier one event if their documents and sentences share other events, if third
mentions match both, and if neither has a better match beside the other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from polybius.linking.coreference.mentions import EventMention
from polybius.linking.coreference.pairs import Floats, Integers, Pairs

names = (
    "probability", "log odds", "common matches", "best of first", "best of second",
    "rival of first", "rival of second", "stronger rival", "documents' matches",
    "documents' matches, relative", "sentences' matches", "fewer matches", "more matches",
)  # fmt: skip
faint = 0.05
"""Probabilities below this are left out of sums over many pairs."""


def support(mentions: Sequence[EventMention], pairs: Pairs, probability: Floats) -> Floats:
    """Return one row a pair: its probability and how the pairs around it bear it out."""
    first, second = pairs.first, pairs.second
    whole = _square(len(mentions), pairs, probability)
    strong = np.where(whole > faint, whole, 0)
    documents = np.array([m.document for m in mentions], np.intp)
    places = {key: n for n, key in enumerate(dict.fromkeys(map(_sentence, mentions)))}
    sentences = np.array([places[_sentence(m)] for m in mentions], np.intp)
    best, runner_up = _best_by(whole, documents)
    at_first, at_second = best[first, documents[second]], best[second, documents[first]]
    rival_first = _rival(probability, at_first, runner_up[first, documents[second]])
    rival_second = _rival(probability, at_second, runner_up[second, documents[first]])
    shared = _together(best, documents)[documents[first], documents[second]]
    shared -= (at_first + at_second) / 2
    sizes = np.bincount(documents)
    possible = np.maximum(1, np.minimum(sizes[documents[first]], sizes[documents[second]]) - 1)
    beside, _ = _best_by(whole, sentences)
    near = _together(beside, sentences)[sentences[first], sentences[second]]
    near -= (beside[first, sentences[second]] + beside[second, sentences[first]]) / 2
    matches = strong.sum(axis=1)
    clipped = np.clip(probability, 1e-4, 1 - 1e-4)
    columns = (
        probability, np.log(clipped / (1 - clipped)), _common(strong, first, second),
        at_first, at_second, rival_first, rival_second, np.maximum(rival_first, rival_second),
        shared, shared / possible, near,
        np.minimum(matches[first], matches[second]), np.maximum(matches[first], matches[second]),
    )  # fmt: skip
    made: Floats = np.stack(columns, axis=1).astype(np.float32)
    return made


def _sentence(mention: EventMention) -> tuple[int, int]:
    return mention.document, mention.sentence


def _square(size: int, pairs: Pairs, probability: Floats) -> Floats:
    made = np.zeros((size, size), np.float32)
    made[pairs.first, pairs.second] = made[pairs.second, pairs.first] = probability
    return made


def _best_by(whole: Floats, group_of: Integers) -> tuple[Floats, Floats]:
    """Return each mention's highest and second highest probability with each group's mentions."""
    groups = int(group_of.max()) + 1
    best = np.zeros((len(whole), groups), np.float32)
    runner_up = np.zeros_like(best)
    for group in range(groups):
        own = np.sort(whole[:, group_of == group], axis=1)
        if own.shape[1]:
            best[:, group] = own[:, -1]
        if own.shape[1] > 1:
            runner_up[:, group] = own[:, -2]
    return best, runner_up


def _rival(probability: Floats, best: Floats, runner_up: Floats) -> Floats:
    return np.where(probability >= best, runner_up, best)


def _together(best: Floats, group_of: Integers) -> Floats:
    """Return the sum of the best matches between each two groups, taken from both sides."""
    made = np.zeros((best.shape[1], best.shape[1]), np.float32)
    np.add.at(made, group_of, best)
    halved: Floats = (made + made.T) / np.float32(2)
    return halved


def _common(strong: Floats, first: Integers, second: Integers) -> Floats:
    own = strong.copy()
    np.fill_diagonal(own, 1)
    rows = csr_matrix(own)
    lengths = np.linalg.norm(own, axis=1)
    found = np.asarray((rows @ rows.T)[first, second]).ravel() / (lengths[first] * lengths[second])
    made: Floats = found.astype(np.float32)
    return made
