"""What a text as a whole says about whether it reports an incident, and of which type."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.muc4_candidates import incident_type, reality
from benchmarks.muc4_reading import Read
from polybius.reading.occurrences.things import kind_of

content = frozenset(("NOUN", "VERB", "ADJ", "PROPN", "ADV"))


def document_features(read: Read) -> frozenset[str]:
    """Return what speaks for and against incidents of any type in the text."""
    return frozenset(_features(read))


def _features(read: Read) -> Iterator[str]:
    yield "bias"
    tokens = read.parse.tokens
    for token in tokens:
        if token.pos in content and token.lemma.isalpha() and len(token.lemma) > 2:
            yield f"word={token.lemma}"
            if token.sentence < 3:
                yield f"early={token.lemma}"
    happenings: dict[str, set[int]] = {}
    for mark in read.occurrences:
        kind = incident_type(mark)
        name = kind or mark.event_type
        yield f"occurrence={name}:{reality(mark)}"
        early = "early" if tokens[mark.token].sentence < 3 else "late"
        yield f"occurrence={name}:{early}"
        happenings.setdefault(name, set()).add(mark.happening)
        for fill in mark.fills:
            yield f"fill={name}:{fill.role}:{kind_of(read.parse, read.names, fill.head).value}"
            yield f"filler={name if kind else ''}:{fill.role}:{tokens[fill.head].lemma}"
    for name, numbers in happenings.items():
        yield f"happenings={name}:{min(len(numbers), 4)}"
    for count in read.counts:
        yield f"count={count.category}:{count.victim_class}"
