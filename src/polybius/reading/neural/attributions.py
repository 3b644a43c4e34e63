"""Who says what, as the trained heads see it: the spans of source, cue and content.

An *anchor* is the head word of a cue. One tag head finds the anchors; a pair head then says of
every token near one whether it belongs to that attribution's cue, source or content.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.neural.encoded import Encoded
from polybius.reading.neural.heads import Floats
from polybius.reading.neural.phrases import Range, sharpened, weigher
from polybius.reading.neural.stretches import likeliest

anchor_head = "cue"
parts_head = "attribution"
parts = tuple(
    f"{role} {way}" for role in ("cue", "source", "content") for way in ("in", "begin", "end")
)
"""What the pair head tells of a token: is it in a span of the role, is it the first, the last."""

taken_from = 0.1
"""How likely an anchor must be to be looked at."""
far = 80.0
"""Log odds by which the heads' source must beat another before it takes its place."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One attribution as the heads see it."""

    anchor: int
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True)
class Told:
    """What the heads say of the tokens around one anchor."""

    first: int
    """The window's first token."""
    anchor: int
    chances: Floats
    """Probability of each part, shape (parts, tokens of the window)."""
    taken: NDArray[np.bool_]
    """Which tokens are likeliest in cue, source and content, shape (3, tokens)."""

    @property
    def source(self) -> Floats:
        """Return the probability of being in the source, its first and its last token."""
        return self.chances[3:6]

    @property
    def content(self) -> Floats:
        """Return the same of the content."""
        return self.chances[6:9]

    def content_ranges(self, parse: Parse) -> tuple[tuple[Range, ...], tuple[Range, ...]]:
        """Return the tokens of the content, put right by constituents and as they were seen."""
        raw = _runs(self.taken[2])
        sharp = self.place(parse).sharp(self.content, raw)
        return tuple(self._moved(sharp)), tuple(self._moved(raw))

    def place(self, parse: Parse) -> Place:
        """Return the anchor in its window."""
        return Place(parse, self.first, self.anchor - self.first)

    def _moved(self, runs: Sequence[Range]) -> Iterator[Range]:
        for first, last in runs:
            yield first + self.first, last + self.first


def told_of(encoded: Encoded, anchors: Collection[int]) -> dict[int, Told]:
    """Return what the heads say of each anchor, a token's position in the text."""
    found: dict[int, Told] = {}
    for window, vectors in zip(encoded.windows, encoded.vectors, strict=True):
        own = sorted(a for a in anchors if window.first <= a < window.last)
        told = encoded.heads.pair(parts_head, vectors, [a - window.first for a in own])
        roles = (told[:, 3 * role : 3 * role + 3].transpose(1, 0, 2) for role in range(3))
        taken = np.stack([likeliest(*role) for role in roles], axis=1)
        found |= {a: Told(window.first, a, told[n], taken[n]) for n, a in enumerate(own)}
    return found


def anchor_chances(encoded: Encoded) -> Floats:
    """Return how likely each token of a text is to anchor an attribution."""
    found = [encoded.heads.tag(anchor_head, vectors)[:, 1] for vectors in encoded.vectors]
    return np.concatenate(found) if found else np.zeros(0, np.float32)


def likely_anchors(chances: Floats, level: float = taken_from) -> tuple[int, ...]:
    """Return the tokens that are as likely as ``level`` to anchor an attribution."""
    return tuple(map(int, np.flatnonzero(chances >= level)))


def see_attributions(encoded: Encoded, level: float) -> tuple[Seen, ...]:
    """Return the attributions of a text whose anchors are as likely as ``level``, in text order."""
    told = told_of(encoded, likely_anchors(anchor_chances(encoded), level))
    return tuple(seen_at(encoded.parse, told.values()))


def seen_at(parse: Parse, told: Iterable[Told]) -> Iterator[Seen]:
    """Yield the attributions that the heads see at anchors; those without content are none."""
    for one in told:
        place, taken = one.place(parse), one.taken.copy()
        taken[0, one.anchor - one.first] = True
        seen = Seen(
            one.anchor,
            place.spans(_runs(taken[0])),
            place.spans(place.sharp(one.source, _heaviest(one.source, taken[1]))),
            place.spans(place.sharp(one.content, _runs(taken[2]))),
        )
        if seen.content:
            yield seen


def better_sources(
    parse: Parse, told: Mapping[int, Told], stated: Mapping[int, Sequence[Span]]
) -> dict[int, tuple[Span, ...]]:
    """Return the sources that the heads hold for far likelier than those stated.

    Args:
        parse: the text.
        told: what the heads say of each anchor.
        stated: anchor (a token's position) → its source as something else found it, maybe empty.
    """
    found: dict[int, tuple[Span, ...]] = {}
    for anchor, spans in stated.items():
        one = told[anchor]
        place, weight = one.place(parse), weigher(one.source)
        seen = place.sharp(one.source, _heaviest(one.source, one.taken[1]))
        old = sum(weight(r) for r in place.ranges(spans, one.chances.shape[1]))
        if sum(map(weight, seen)) > old + far:
            found[anchor] = place.spans(seen)
    return found


@dataclass(frozen=True)
class Place:
    """An anchor in its window."""

    parse: Parse
    first: int
    """The window's first token."""
    anchor: int

    def sharp(self, told: Floats, runs: Sequence[Range]) -> list[Range]:
        """Return stretches put right by constituents, those that overlap as one."""
        sharp = {sharpened(self.parse, self.first, self.anchor, told, r) for r in runs}
        return list(_merged(sorted(sharp)))

    def ranges(self, spans: Sequence[Span], size: int) -> Iterator[Range]:
        """Yield the tokens of spans, as far as they are in the window."""
        for span in spans:
            own = self.parse.tokens_in(span)
            if not own:
                continue
            first, last = max(own[0].i - self.first, 0), min(own[-1].i + 1 - self.first, size)
            if first < last:
                yield first, last

    def spans(self, runs: Sequence[Range]) -> tuple[Span, ...]:
        """Return the characters of stretches, joined where only white space parts them."""
        return tuple(_spans(self.parse, self.first, runs))


def _heaviest(told: Floats, taken: NDArray[np.bool_]) -> list[Range]:
    """Return the one stretch that most speaks for: a source stands in one piece."""
    runs = _runs(taken)
    return [max(runs, key=lambda r: float(told[0, r[0] : r[1]].sum()))] if runs else []


def _runs(taken: NDArray[np.bool_]) -> list[Range]:
    """Return the stretches of taken tokens, half-open."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], taken, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _merged(ranges: Iterable[Range]) -> Iterator[Range]:
    """Yield sorted ranges, those that overlap as one."""
    last: Range | None = None
    for one in ranges:
        if last is not None and one[0] < last[1]:
            last = last[0], max(last[1], one[1])
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _spans(parse: Parse, first: int, runs: Sequence[Range]) -> Iterator[Span]:
    """Yield runs of tokens as characters, joined where only white space parts them."""
    last: Span | None = None
    for a, b in runs:
        span = parse.span(first + a, first + b)
        if last is not None and not parse.text[last.end : span.start].strip():
            last = Span(last.start, max(last.end, span.end))
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last
