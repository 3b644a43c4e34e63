"""Several incidents of one type in a text: whether there are, and what belongs to which."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from benchmarks.muc4_reading import Read
from polybius.reading.layers import OccurrenceMark, TimeMark, ToponymMark

most = 8
_further = frozenset(
    """another meanwhile also addition other simultaneously similar series wave several elsewhere
    second third""".split()  # noqa: SIM905
)


def several_traits(found: Read, kind: str, marks: Sequence[OccurrenceMark]) -> frozenset[str]:
    """Return what speaks for and against more than one incident of a type."""
    return frozenset(_traits(found, kind, marks))


def _traits(found: Read, kind: str, marks: Sequence[OccurrenceMark]) -> Iterator[str]:
    tokens = found.parse.tokens
    spoken = {tokens[mark.token].sentence for mark in marks}
    near = {s + step for s in spoken for step in (-1, 0, 1)}
    yield "bias"
    yield f"type={kind}"
    counted = {
        "happenings": len({mark.happening for mark in marks}),
        "sentences": len(spoken),
        "stretches": len({sentence // 3 for sentence in spoken}),
        "types": len({mark.event_type for mark in marks}),
        "parts": len({fill.head for mark in marks for fill in mark.fills}),
        "days": len({time.start for time in found.times if time.start}),
        "times": sum(at in near for at in _sentences(found, found.times)),
        "places": len({m.name.lower() for m in found.toponyms if m.literal}),
        "places here": len(
            {
                mark.name.lower()
                for mark, at in zip(found.toponyms, _sentences(found, found.toponyms), strict=True)
                if mark.literal and at in near
            }
        ),
        "length": len(found.parse.sentences) // 4,
        "further": len([t for t in tokens if t.sentence in near and t.lemma in _further]),
    }
    for name, count in counted.items():
        for step in range(1, min(count, most) + 1):
            yield f"{name}>={step}"
            if name in ("happenings", "sentences", "places here"):
                yield f"{kind} {name}>={step}"


def _sentences(found: Read, marks: Sequence[TimeMark] | Sequence[ToponymMark]) -> list[int]:
    spots = (found.parse.token_at(mark.span.start) for mark in marks)
    return [token.sentence if token is not None else -1 for token in spots]


def cut_of(sentences: Sequence[int]) -> int | None:
    """Return the sentence with which a second incident begins: after the widest gap.

    Args:
        sentences: those that speak of incidents of the type.
    """
    ordered = sorted(set(sentences))
    gaps = [(after - before, -after) for before, after in itertools.pairwise(ordered)]
    return -max(gaps)[1] if gaps else None
