"""Time expressions, resolved: TIMEX3 type and value, first and last day, precision.

Rules ``times.rules.v1``. Expressions are recognised sentence by sentence by a cascade of small
grammars over words and numbers (`polybius.reading.times.grammar`), then read in text order against
the publication date, against what the narrative named last, and against the direction of their
clause. Types and values follow TimeML 1.2.1 (Saurí et al. 2006); the distinction of anchors that of
HeidelTime (Strötgen and Gertz 2013).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from polybius.reading.grammar.syntax import Parse, Span, Token
from polybius.reading.layers import TimeMark
from polybius.reading.times.anchoring import written
from polybius.reading.times.calendar_periods import precision_of
from polybius.reading.times.clock import clocks, days_with_parts, joined_clocks
from polybius.reading.times.composed import composed, narrowed
from polybius.reading.times.days import days
from polybius.reading.times.direction import direction
from polybius.reading.times.durations import counted, durations
from polybius.reading.times.grammar import Level, reduce
from polybius.reading.times.months import months
from polybius.reading.times.readings import Anchors, TimeReading
from polybius.reading.times.refs import refs
from polybius.reading.times.relative import relative
from polybius.reading.times.symbols import Symbol, short_months, symbols
from polybius.reading.times.years import years

levels = tuple(
    map(
        Level,
        (
            (*days, *months, *years, *relative, *refs, *clocks, *durations),
            counted,
            composed,
            days_with_parts,
            joined_clocks,
            narrowed,
        ),
    )
)
"""The cascade: each level builds on the symbols that the one before it made."""


def find_times(parse: Parse, published: str | None) -> tuple[TimeMark, ...]:
    """Return the time expressions of ``parse`` in text order.

    Args:
        parse: the text.
        published: the publication date, ``YYYY-MM-DD`` or as much of it as is known. Where there
            is none, a date at the head of the text serves.
    """
    known = written(parse.text, published)
    anchors = Anchors(known.day, known.known)
    marks: list[TimeMark] = []
    for first, last in _stretches(parse):
        for symbol in _expressions(parse, first, last):
            assert symbol.resolve is not None
            where = direction(parse, symbol.first, symbol.last)
            lead = parse.tokens[symbol.first - 1].lower if symbol.first else ""
            reading = symbol.resolve(replace(anchors, direction=where, lead=lead))
            if reading is not None and reading.value:
                marks.append(_mark(parse.span(symbol.first, symbol.last), reading))
                anchors = _carried(anchors, reading)
    return tuple(marks)


def _stretches(parse: Parse) -> Iterator[tuple[int, int]]:
    """Yield the token ranges to search: sentences, joined where the parser split one in its midst.

    A figure such as "01" may mislead it inside a date; a sentence ends with a mark or a line.
    """
    first = 0
    for sentence in parse.sentences:
        last = parse.tokens[sentence.last - 1]
        following = parse.tokens[sentence.last : sentence.last + 1]
        between = parse.text[last.end : following[0].start] if following else "\n"
        if "\n" in between or _closes(parse, last):
            yield first, sentence.last
            first = sentence.last


def _closes(parse: Parse, last: Token) -> bool:
    """Tell whether ``last`` can close a sentence: a mark, but not that of a month cut short."""
    if last.text.isalnum() or last.text == ",":
        return False
    word = parse.tokens[last.i - 1] if last.text == "." and last.i else last
    return word.lower.rstrip(".") not in short_months


def _expressions(parse: Parse, first: int, last: int) -> Iterator[Symbol]:
    row = symbols(parse, first, last)
    if all(symbol.kind == "other" for symbol in row):
        return
    for level in levels:
        row = reduce(parse, row, level)
    yield from (symbol for symbol in row if symbol.resolve is not None)


def _mark(span: Span, reading: TimeReading) -> TimeMark:
    start, end = reading.start, reading.end
    return TimeMark(
        span,
        reading.timex,
        reading.value,
        start.isoformat() if start else None,
        end.isoformat() if end else None,
        precision_of(start, end),
        reading.rejected,
        confidence=reading.confidence,
    )


def _carried(anchors: Anchors, reading: TimeReading) -> Anchors:
    """Return the anchors for what follows: the narrative has reached ``reading``."""
    if reading.timex not in ("DATE", "TIME") or reading.start is None or not reading.unit:
        return anchors
    if reading.unit == "day":
        return replace(anchors, day=reading, last=reading)
    return replace(anchors, last=reading)
