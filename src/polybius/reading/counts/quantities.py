"""Finds the numbers of a parsed text that can be counts of people, with their bounds."""

from __future__ import annotations

from dataclasses import dataclass

from polybius.reading.counts.bounds import Bounded, read_bounded
from polybius.reading.counts.measures import is_measure
from polybius.reading.grammar.syntax import Parse, Span


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text, as ``low`` ≤ ``best`` ≤ ``high``."""

    first: int
    last: int
    """Token range with the bounds: "more than 40"."""
    core: int
    """The number's own last token, which the syntax hangs on."""
    low: int
    high: int | None
    best: int | None
    span: Span

    def covers(self, i: int) -> bool:
        """Tell whether token ``i`` is one of its words."""
        return self.first <= i < self.last


def find_quantities(parse: Parse) -> tuple[Quantity, ...]:
    """Return the numbers that may count people, in text order; they never overlap."""
    found: list[Quantity] = []
    for sentence in parse.sentences:
        words = [token.lower for token in parse.tokens[sentence.first : sentence.last]]
        i = 0
        while i < len(words):
            bounded = read_bounded(words, i)
            if bounded is None:
                i += 1
                continue
            quantity = _quantity(parse, bounded, sentence.first)
            core = (sentence.first + bounded.number.first, sentence.first + bounded.number.last)
            if not is_measure(parse, *core):
                found.append(quantity)
            i = max(i + 1, bounded.last)
    return tuple(found)


def _quantity(parse: Parse, bounded: Bounded, shift: int) -> Quantity:
    number = bounded.number
    first, last = shift + bounded.first, shift + bounded.last
    core = shift + number.last - 1
    while parse.tokens[core].lower == "of" and core > shift + number.first:
        core -= 1
    return Quantity(
        first, last, core, number.low, number.high, number.best, parse.span(first, last)
    )
