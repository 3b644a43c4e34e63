"""A parsed text as plain data: tokens, sentences, dependency heads, named entities.

Nothing here knows which parser made it, so that another (a distilled one, say) can take its
place. Token positions index ``Parse.tokens``; character offsets index ``Parse.text``; ranges are
half-open in both. Part-of-speech tags are Universal POS, dependency labels the ClearNLP set that
spaCy's English models use (``nsubj``, ``ccomp``, ``agent`` …), entity labels OntoNotes 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Span:
    """Character offsets into the text, half-open."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Tell whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Token:
    """One token; ``head`` is its governor's position (its own for a sentence's root).

    ``text`` is in restored case where the report is all in capitals (`grammar.casing`); the
    report's own characters are ``Parse.text[start:end]``.
    """

    i: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    start: int
    end: int
    sentence: int
    entity: str = ""

    @property
    def lower(self) -> str:
        """The token in lower case."""
        return self.text.lower()

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens ``first`` up to (not including) ``last``, all in paragraph ``paragraph``."""

    index: int
    first: int
    last: int
    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Named:
    """A named entity: tokens ``first`` up to (not including) ``last``."""

    first: int
    last: int
    label: str


@dataclass(frozen=True)
class Parse:
    """A whole text, parsed."""

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    named: tuple[Named, ...]
    parser: str
    """Name and version of the parser, for provenance."""

    @cached_property
    def _children(self) -> list[list[int]]:
        children: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.i:
                children[token.head].append(token.i)
        return children

    @cached_property
    def _edges(self) -> list[tuple[int, int]]:
        """Leftmost and rightmost (exclusive) token of each token's subtree."""
        edges = [(t.i, t.i + 1) for t in self.tokens]
        for i in self._bottom_up():
            head = self.tokens[i].head
            if head != i:
                low, high = edges[head]
                edges[head] = (min(low, edges[i][0]), max(high, edges[i][1]))
        return edges

    def _bottom_up(self) -> list[int]:
        order: list[int] = [t.i for t in self.tokens if t.head == t.i]
        for i in order:
            order.extend(self._children[i])
        return order[::-1]

    def children(self, i: int, *deps: str) -> tuple[Token, ...]:
        """Return the dependents of token ``i``, in text order, of the labels ``deps`` if given."""
        found = (self.tokens[c] for c in self._children[i])
        return tuple(t for t in found if not deps or t.dep in deps)

    def subtree(self, i: int) -> tuple[Token, ...]:
        """Return token ``i`` and all that depends on it, in text order."""
        found = [i]
        for j in found:
            found.extend(self._children[j])
        return tuple(self.tokens[j] for j in sorted(found))

    def edges(self, i: int) -> tuple[int, int]:
        """Return the token range that the subtree of ``i`` spans."""
        return self._edges[i]

    def subtree_span(self, i: int) -> Span:
        """Return the characters from the first to the last token of the subtree of ``i``."""
        first, last = self._edges[i]
        return self.span(first, last)

    def span(self, first: int, last: int) -> Span:
        """Return the characters of tokens ``first`` up to ``last`` (exclusive)."""
        return Span(self.tokens[first].start, self.tokens[last - 1].end)

    def words(self, span: Span) -> str:
        """Return the text of ``span``."""
        return self.text[span.start : span.end]

    def token_at(self, offset: int) -> Token | None:
        """Return the token that covers the character ``offset``, or the next one after it."""
        low, high = 0, len(self.tokens)
        while low < high:
            middle = (low + high) // 2
            if self.tokens[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        return self.tokens[low] if low < len(self.tokens) else None

    def tokens_in(self, span: Span) -> tuple[Token, ...]:
        """Return the tokens that share a character with ``span``."""
        first = self.token_at(span.start)
        if first is None:
            return ()
        found = []
        for token in self.tokens[first.i :]:
            if token.start >= span.end:
                break
            found.append(token)
        return tuple(found)

    def tops(self, positions: Iterable[int]) -> tuple[Token, ...]:
        """Return those of some tokens that hang on none of the others, in text order."""
        own = sorted(set(positions))
        inside = set(own)
        found = (self.tokens[i] for i in own)
        return tuple(t for t in found if t.head not in inside or t.head == t.i)

    def top_of(self, span: Span) -> Token | None:
        """Return the first token in ``span`` that hangs on none of the others there."""
        return next(iter(self.tops(t.i for t in self.tokens_in(span))), None)

    def sentence_of(self, i: int) -> Sentence:
        """Return the sentence of token ``i``."""
        return self.sentences[self.tokens[i].sentence]

    def sentence_span(self, index: int) -> Span:
        """Return the characters of sentence ``index``."""
        sentence = self.sentences[index]
        return Span(sentence.start, sentence.end)

    def sentence_tokens(self, index: int) -> tuple[Token, ...]:
        """Return the tokens of sentence ``index``."""
        sentence = self.sentences[index]
        return self.tokens[sentence.first : sentence.last]

    def ancestors(self, i: int) -> Iterator[Token]:
        """Yield the governors of token ``i``, nearest first."""
        while self.tokens[i].head != i:
            i = self.tokens[i].head
            yield self.tokens[i]

    def named_at(self, i: int) -> Named | None:
        """Return the named entity that token ``i`` is part of."""
        return self._named_by_token.get(i)

    @cached_property
    def _named_by_token(self) -> dict[int, Named]:
        return {i: named for named in self.named for i in range(named.first, named.last)}
