"""One source file → one document of the corpus: its header, part, text and layers."""

from __future__ import annotations

import hashlib
from typing import Any

from corpus import layers
from corpus.markup import Source
from corpus.pieces import Pieces

header = ("docid", "genre", "published", "publisher", "layers")
genres = (
    "wire copy", "newspaper story", "communiqué", "official statement", "situation report",
    "radio monitoring", "blog post", "press briefing", "analysis", "police log", "correction note",
)  # fmt: skip
extents = ("core", "full")
"""``full``: times, places and names are annotated completely; ``core``: they are not."""
train_share = 0.7
second_share = 0.25
"""Draws 13 of 57 documents, a fifth of the sentences."""


def share(purpose: str, docid: str) -> float:
    """Return a number from 0 to 1 that is fixed for ``docid`` and ``purpose``."""
    digest = hashlib.sha256(f"{purpose}:{docid}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def part(docid: str) -> str:
    """Return ``train`` or ``test``, by the hash of the docid."""
    return "train" if share("part", docid) < train_share else "test"


def is_second(docid: str) -> bool:
    """Tell whether a second annotator marks this document too, by the hash of the docid."""
    return share("second", docid) < second_share


def document(source: Source) -> dict[str, Any]:
    """Return the document of ``source`` as the corpus keeps it.

    Raises:
        MarkupError: a code is unknown, a role has nothing to belong to, or a header is missing.
    """
    pieces = Pieces(source)
    given = source.header
    for name in header:
        if name not in given:
            raise source.error(1, f"the header lacks `{name}`.")
    pieces.known(given["genre"], genres, "genre", 1)
    pieces.known(given["layers"], extents, "extent of annotation", 1)
    return {
        **{name: given[name] for name in header},
        "title": source.title,
        "part": part(given["docid"]),
        "second": is_second(given["docid"]),
        "text": source.text,
        "sentences": [list(s) for s in source.sentences],
        "attributions": layers.attributions(pieces),
        "occurrences": layers.occurrences(pieces),
        "counts": layers.counts(pieces),
        "relations": layers.relations(pieces),
        "outlooks": layers.outlooks(pieces),
        "appeals": layers.appeals(pieces),
        "times": layers.times(pieces),
        "places": [{"span": span} for span in pieces.spans("Y", 0)],
        "names": layers.names(pieces),
    }
