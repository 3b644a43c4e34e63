"""Mentions of events in many texts → clusters of mentions of one event each."""

from __future__ import annotations

from collections.abc import Sequence

from polybius.linking.clustering import cluster
from polybius.linking.coreference.documents import collect
from polybius.linking.coreference.mentions import make_mention
from polybius.linking.coreference.pairs import Floats, Pairs, make_pairs
from polybius.linking.coreference.scorer import Scorer, load_scorer
from polybius.linking.encoding import ReadingEncoder, SenseEncoder
from polybius.reading.grammar.syntax import Parse, Span

sharpness = 3
faintest = 0.01
"""Pairs of less weight are left out of the graph."""


def resolve(
    documents: Sequence[tuple[Parse, Sequence[Sequence[Span]]]],
    encoder: SenseEncoder | None = None,
    scorer: Scorer | None = None,
) -> list[list[int]]:
    """Return clusters of mentions, numbered through all documents in order.

    Args:
        documents: each with its mentions; a mention is its spans of characters.
        encoder: makes vectors of words and texts; by default the reader's.
        scorer: judges pairs; by default the one that is shipped for the encoder.

    Raises:
        ModelError: no scorer is shipped for the encoder.
    """
    encoder = encoder or ReadingEncoder()
    scorer = scorer or load_scorer(encoder.name)
    mentions = [
        make_mention(parse, spans, number)
        for number, (parse, listed) in enumerate(documents)
        for spans in listed
    ]
    if not mentions:
        return []
    collection = collect([parse for parse, _ in documents], encoder)
    pairs = make_pairs(mentions, collection, encoder)
    probability = scorer.probability(pairs)
    return clustered(len(mentions), pairs, probability, scorer.join_at)


def clustered(size: int, pairs: Pairs, probability: Floats, at: float) -> list[list[int]]:
    """Return the clusters of mentions, by average link of the pairs' weights.

    A pair's weight is its probability to the power of `sharpness`, because many doubtful pairs
    must not bear as much as a few sure ones.
    """
    weights = probability**sharpness
    strong = weights >= faintest
    columns = pairs.first[strong], pairs.second[strong], weights[strong]
    return cluster(size, list(zip(*(column.tolist() for column in columns), strict=True)), at)
