"""Who says what, as the trained heads see it: the spans of source, cue and content.

An *anchor* is the head word of a cue. One tag head finds the anchors; a pair head then says of
every token near one whether it belongs to that attribution's cue, source or content.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.neural.encoded import Encoded
from polybius.reading.neural.heads import Floats

anchor_head = "cue"
parts_head = "attribution"
parts = tuple(
    f"{role} {way}" for role in ("cue", "source", "content") for way in ("in", "begin", "end")
)
"""What the pair head tells of a token: whether it is in a span of the role, its first, its last."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One attribution, with how likely its anchor is one."""

    anchor: int
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    content: tuple[Span, ...]
    likelihood: float


@dataclass(frozen=True)
class Levels:
    """Probabilities from which on something is taken."""

    anchor: float = 0.5
    part: float = 0.5
    bridge: float = 0.25
    """Mean over a short gap between two taken runs, above which it is taken too."""


def see_attributions(encoded: Encoded, levels: Levels = Levels()) -> tuple[Seen, ...]:
    """Return the attributions of a text, in the order of their anchors."""
    found: list[Seen] = []
    for window, vectors in zip(encoded.windows, encoded.vectors, strict=True):
        chance = encoded.heads.tag(anchor_head, vectors)[:, 1]
        anchors = [int(i) for i in np.flatnonzero(chance >= levels.anchor)]
        parts = encoded.heads.pair(parts_head, vectors, anchors)
        for anchor, own in zip(anchors, parts, strict=True):
            seen = _seen(encoded.parse, window.first, anchor, own, float(chance[anchor]), levels)
            if seen is not None:
                found.append(seen)
    return tuple(found)


def _seen(
    parse: Parse, first: int, anchor: int, own: Floats, chance: float, levels: Levels
) -> Seen | None:
    cue_chance = own[cue_part].copy()
    cue_chance[anchor] = 1.0
    cue = _runs(cue_chance, levels, gap=1)
    source = _runs(own[source_part], levels, gap=2)
    content = _runs(own[content_part], levels, gap=3)
    if not content:
        return None
    if len(source) > 1:
        source = [max(source, key=lambda r: (float(own[source_part][r[0] : r[1]].sum()), -r[0]))]
    return Seen(
        first + anchor,
        tuple(_spans(parse, first, cue)),
        tuple(_spans(parse, first, source)),
        tuple(_spans(parse, first, content)),
        chance,
    )


def _runs(chance: Floats, levels: Levels, gap: int) -> list[tuple[int, int]]:
    """Return the stretches of tokens above the level, short likely gaps included."""
    runs: list[tuple[int, int]] = []
    for i in np.flatnonzero(chance >= levels.part).tolist():
        if runs and (
            i == runs[-1][1]
            or (i - runs[-1][1] <= gap and float(chance[runs[-1][1] : i].mean()) >= levels.bridge)
        ):
            runs[-1] = (runs[-1][0], i + 1)
        else:
            runs.append((i, i + 1))
    return runs


def _spans(parse: Parse, first: int, runs: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Yield runs of tokens as characters, joined where only white space parts them."""
    last: Span | None = None
    for a, b in runs:
        span = parse.span(first + a, first + b)
        if last is not None and not parse.text[last.end : span.start].strip():
            last = Span(last.start, span.end)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last
