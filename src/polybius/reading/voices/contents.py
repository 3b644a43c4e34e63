"""How far content extends: whole clauses, whole quotations, no loose punctuation."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from polybius.reading.grammar.syntax import Parse, Span, Token
from polybius.reading.layers import Names
from polybius.reading.voices.quotes import Quote, find_quotes
from polybius.reading.voices.sources import behind_dateline

_trailing = frozenset({",", ".", ";", ":", "—", "–", "-", "--", "...", "…", "!", "?"})
_leading = frozenset({",", ";", ":", "—", "–", "-", "--"})


_connectives = frozenset(
    {
        *("still", "indeed", "meanwhile", "however", "instead", "moreover", "furthermore"),
        *("nevertheless", "nonetheless", "yet", "also", "therefore", "thus", "then", "besides"),
        *("in fact", "even so", "at the same time", "on the other hand", "in addition"),
        *("for example", "for instance", "as a result", "of course", "in contrast", "after all"),
        *("by contrast", "that said", "in other words", "above all", "more importantly"),
    }
)


@dataclass(frozen=True)
class Material:
    """What the rules of attribution look at: the parse, its names and its quotations."""

    parse: Parse
    names: Names
    quotes: tuple[Quote, ...]
    quote_of: dict[int, int] = field(repr=False)
    """Token → the quotation that it stands in."""

    def quoted(self, i: int) -> Quote | None:
        """Return the quotation that token ``i`` stands in."""
        number = self.quote_of.get(i)
        return None if number is None else self.quotes[number]

    def quote_at(self, offset: int) -> Quote | None:
        """Return the quotation that covers the character ``offset``."""
        n = bisect_right(self.quotes, offset, key=lambda q: q.span.start) - 1
        if n >= 0 and self.quotes[n].span.start <= offset < self.quotes[n].span.end:
            return self.quotes[n]
        return None


def survey(parse: Parse, names: Names) -> Material:
    """Lay out what the rules look at."""
    quotes = find_quotes(parse)
    inside = {i: n for n, quote in enumerate(quotes) for i in range(quote.first, quote.last)}
    return Material(parse, names, quotes, inside)


def tidy(material: Material, first: int, last: int) -> Span | None:
    """Return the characters of tokens ``first`` up to ``last``: content made whole.

    A quotation that begins inside is taken to its end, one that ends inside from its beginning;
    loose punctuation at the edges is dropped, but stays where a quotation holds it.
    """
    tokens = material.parse.tokens
    while first < last and tokens[first].text in _leading and not _holds(material, first, last):
        first += 1
    while last > first and tokens[last - 1].text in _trailing:
        if _holds(material, last - 1, last):
            break
        last -= 1
    if first >= last:
        return None
    return _whole_quotes(material, first, last)


def _holds(material: Material, i: int, last: int) -> bool:
    quote = material.quoted(i)
    return quote is not None and quote.first <= i < quote.last and last <= quote.last


def _whole_quotes(material: Material, first: int, last: int) -> Span:
    span = material.parse.span(first, last)
    start, end = span.start, span.end
    opening, closing = material.quoted(first), material.quoted(last - 1)
    if closing is not None and closing.first >= first:
        end = max(end, closing.span.end)
    if opening is not None and opening.last <= last and opening.first < first:
        start = opening.span.start if _only_mark_before(material, opening, first) else start
    elif opening is not None and _only_mark_before(material, opening, first):
        start = opening.span.start
        end = max(end, opening.span.end)
    return Span(start, end)


def _only_mark_before(material: Material, quote: Quote, first: int) -> bool:
    return first - quote.first <= 1


def clause_end(material: Material, governor: Token, complement: Token) -> int:
    """Return the token after the content clause ``complement`` of ``governor``.

    Modifiers that the parser hung from the cue though they follow the clause without a comma
    belong to the clause.
    """
    parse = material.parse
    last = parse.edges(complement.i)[1]
    for child in parse.children(governor.i):
        first, end = parse.edges(child.i)
        if first < last or child.dep in ("punct", "cc", "parataxis"):
            continue
        if first > last or parse.tokens[first - 1].text in (",", ";", ":", "—", "–"):
            break
        if child.dep == "conj":
            break
        last = max(last, end)
    return last


def behind_connective(material: Material, first: int) -> int:
    """Return where a sentence's content begins: behind "But", "Still,", "In fact,".

    What ties the sentence to the one before is the reporter's, and so is a dateline.
    """
    tokens = material.parse.tokens
    at = behind_dateline(material.parse, first)
    if tokens[at].pos == "CCONJ":
        at += 1
    for length in (1, 2, 3, 4):
        words = " ".join(t.lower for t in tokens[at : at + length])
        if words in _connectives and tokens[at + length].text == ",":
            return at + length + 1
    return at
