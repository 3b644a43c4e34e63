"""Where what was said begins and ends: the likeliest of a few extents.

A rule follows the syntax and the trained heads judge each token; both are often off by a last
phrase ("…, although it may take days"). The extents that either has, and those a constituent
shorter or longer, are weighed by a conditional logit (McFadden 1974) over named traits, learned
from texts that the heads have not seen (``training.beliefs``).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from polybius.reading.grammar.syntax import Parse, Span, Token
from polybius.reading.neural.attributions import Told
from polybius.reading.neural.phrases import Range, loose
from polybius.reading.neural.stretches import log_odds
from polybius.reading.voices.findings import Finding

Extent = tuple[Range, ...]
"""Ranges of the text's tokens, half-open."""

path = Path(__file__).with_name("extents.json.gz")
most_edits = 24
"""Extents by edits beyond this number are not looked at."""
quote_marks = frozenset({'"', "'", "“", "”", "‘", "’", "``", "''"})
steps = (-32, -16, -8, -4, -2, 0, 2, 4, 8, 16, 32)
edge_steps = (-6, -4, -2, 0, 2, 4, 6)
"""Log odds, of a whole extent against that found and of its edges, at which traits begin."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One extent, with what speaks for and against it."""

    extent: Extent
    traits: frozenset[str]


@dataclass(frozen=True, slots=True)
class Around:
    """What the heads say around a finding."""

    told: Told
    anchors: frozenset[int]
    """Tokens that they hold for anchors of attributions."""


@cache
def shipped() -> Mapping[str, float]:
    """Return the weight of each trait."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return dict(json.load(lines))


def settled(
    parse: Parse, finding: Finding, around: Around, weights: Mapping[str, float]
) -> tuple[Span, ...]:
    """Return the content of a finding in its likeliest extent."""
    choices = choices_of(parse, finding, around)
    best = best_of([choice.traits for choice in choices], weights)
    return spans_of(parse, choices[best].extent) if best else finding.content


def best_of(choices: Sequence[frozenset[str]], weights: Mapping[str, float]) -> int:
    """Return the place of the choice whose traits weigh most; of equals the first."""
    scores = [sum(weights.get(t, 0.0) for t in sorted(traits)) for traits in choices]
    return max(range(len(scores)), key=lambda n: (scores[n], -n), default=0)


def choices_of(parse: Parse, finding: Finding, around: Around) -> list[Choice]:
    """Return the extents that the content of a finding may have; the first is as it was found."""
    base = extent_of(parse, finding.content)
    if not base:
        return []
    own = {t.i for span in (*finding.cue, *finding.source) for t in parse.tokens_in(span)}
    others = around.anchors - {i for a, b in base for i in range(a, b)}
    names: dict[Extent, set[str]] = {}
    for name, extent in _offers(parse, base, around.told, own | others):
        names.setdefault(extent, set()).add(name)
    weigh = _Weighing(parse, finding.rule, base, around.told)
    return [Choice(extent, weigh.traits(extent, own)) for extent, own in names.items()]


def extent_of(parse: Parse, spans: Sequence[Span]) -> Extent:
    """Return the tokens of spans, as ranges."""
    own = [parse.tokens_in(span) for span in spans]
    return tuple(sorted((tokens[0].i, tokens[-1].i + 1) for tokens in own if tokens))


def spans_of(parse: Parse, extent: Extent) -> tuple[Span, ...]:
    """Return the characters of ranges, joined where only white space parts them."""
    found: list[Span] = []
    for first, last in extent:
        span = parse.span(first, last)
        if found and not parse.text[found[-1].end : span.start].strip():
            before = found.pop()
            span = Span(before.start, max(before.end, span.end))
        found.append(span)
    return tuple(found)


def _offers(
    parse: Parse, base: Extent, told: Told, taken: set[int]
) -> Iterator[tuple[str, Extent]]:
    """Yield each extent with what makes it one.

    Those are left out that hold a token of ``taken``, or go on in another paragraph.
    """
    yield "as found", base
    sharp, raw = told.content_ranges(parse)
    for name, extent in (("sharp", sharp), ("raw", raw)):
        if extent and _may_be(parse, extent, taken):
            yield name, extent
            mixed = _mixed(base, extent)
            if mixed is not None and _may_be(parse, (mixed,), taken):
                yield f"{name} end", (*base[:-1], mixed)
    edits = [*_right(parse, base[-1]), *_left(parse, base[0])]
    for name, edge, at in edits[:most_edits]:
        if edge == "last":
            extent = (*base[:-1], (base[-1][0], at))
        else:
            extent = ((at, base[0][1]), *base[1:])
        if all(a < b for a, b in extent) and _may_be(parse, extent, taken):
            yield name, extent


def _mixed(base: Extent, other: Extent) -> Range | None:
    """Return the last range with the end that the other extent gives it."""
    first, last = base[-1][0], other[-1][1]
    return (first, last) if first < last and last != base[-1][1] else None


def _may_be(parse: Parse, extent: Extent, taken: set[int]) -> bool:
    paragraphs = [
        {parse.sentence_of(i).paragraph for i in (first, last - 1)} for first, last in extent
    ]
    alone = all(len(own) == 1 for own in paragraphs)
    return alone and not any(i in taken for a, b in extent for i in range(a, b))


def _right(parse: Parse, one: Range) -> Iterator[tuple[str, str, int]]:
    """Yield the ends at which a constituent more or less lies within."""
    tokens, (first, last) = parse.tokens, one
    end = last
    while end > first + 1 and tokens[end - 1].pos == "PUNCT":
        end -= 1
    for i in range(end - 1, first, -1):
        low, high = parse.edges(i)
        if high >= end and low > first:
            yield f"cut {_kind(parse, tokens[i], low)}", "last", _before(parse, first, low)
    top = parse.top_of(parse.span(first, last))
    for above in (top, *parse.ancestors(top.i)) if top is not None else ():
        for child in parse.children(above.i):
            low, high = parse.edges(child.i)
            if low >= end and child.pos != "PUNCT":
                yield f"grow {_kind(parse, child, low)}", "last", _before(parse, first, high)
    whole = parse.sentence_of(end - 1).last
    yield "grow sentence", "last", _before(parse, first, whole)


def _left(parse: Parse, one: Range) -> Iterator[tuple[str, str, int]]:
    """Yield the beginnings at which a constituent more or less lies within."""
    tokens, (first, last) = parse.tokens, one
    for i in range(first, last):
        low, high = parse.edges(i)
        if low == first and high < last:
            while high < last and tokens[high].text in loose:
                high += 1
            yield f"skip {tokens[i].dep}", "first", high
    top = parse.top_of(parse.span(first, last))
    for child in parse.children(top.i) if top is not None else ():
        low, high = parse.edges(child.i)
        if high <= first and child.pos != "PUNCT":
            yield f"lead {child.dep}", "first", low


def _kind(parse: Parse, token: Token, low: int) -> str:
    """Return what a constituent is, and whether a comma stands before it."""
    before = parse.tokens[low - 1].text if low else ""
    return f"{token.dep}{',' if before in loose else ''}"


def _before(parse: Parse, first: int, last: int) -> int:
    """Return an end without loose punctuation and conjunctions."""
    while last > first + 1 and (
        parse.tokens[last - 1].text in loose or parse.tokens[last - 1].pos == "CCONJ"
    ):
        last -= 1
    return last


class _Weighing:
    """What the heads and the text say of the extents of one content."""

    def __init__(self, parse: Parse, rule: str, base: Extent, told: Told) -> None:
        self.parse, self.rule, self.base, self.told = parse, rule, base, told
        self.odds = log_odds(told.content)
        self.inside = np.concatenate([[0.0], np.cumsum(self.odds[0])])
        self.whole = self._weight(base)

    def traits(self, extent: Extent, names: Collection[str]) -> frozenset[str]:
        """Return the traits of an extent; what makes it one is among them."""
        kinds = {name.split(" ")[0] for name in names}
        more = self._weight(extent) - self.whole
        found = {*names, *(f"{kind} {self.rule}" for kind in kinds)}
        for step in steps:
            if more >= step:
                found.add(f"more>={step}")
                found |= {f"{kind} more>={step}" for kind in kinds}
        first, last = extent[0][0] - self.told.first, extent[-1][1] - 1 - self.told.first
        found |= self._edge("begin", 1, first) | self._edge("end", 2, last)
        return frozenset(found | self._text(extent, kinds))

    def _weight(self, extent: Extent) -> float:
        total, size = 0.0, self.odds.shape[1]
        for first, last in extent:
            a, b = max(first - self.told.first, 0), min(last - self.told.first, size)
            if a < b:
                total += self.inside[b] - self.inside[a] + self.odds[1, a] + self.odds[2, b - 1]
        return total

    def _edge(self, name: str, row: int, at: int) -> set[str]:
        if not 0 <= at < self.odds.shape[1]:
            return {f"{name} unseen"}
        return {f"{name}>={step}" for step in edge_steps if self.odds[row, at] >= step}

    def _text(self, extent: Extent, kinds: set[str]) -> set[str]:
        tokens = self.parse.tokens
        last = extent[-1][1]
        after = tokens[last].text if last < len(tokens) else ""
        sort = after if after in loose else "quote" if after in quote_marks else "word"
        words = "".join(tokens[i].text for a, b in extent for i in range(a, b))
        marks = sum(words.count(mark) for mark in '"“”')
        found = {f"before {sort}", f"odd quotes={marks % 2}"}
        ends = last >= self.parse.sentence_of(last - 1).last - 1
        found |= {f"{kind} ends={ends}" for kind in kinds}
        size = sum(b - a for a, b in extent)
        grown = size - sum(b - a for a, b in self.base)
        found.add(f"size={min(size.bit_length(), 6)}")
        found.add(f"grown={'-' if grown < 0 else '+'}{min(abs(grown).bit_length(), 6)}")
        return found
