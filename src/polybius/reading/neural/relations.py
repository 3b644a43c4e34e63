"""Which parties are said to stand how to one another, as the trained heads see it."""

from __future__ import annotations

from collections.abc import Iterator

from polybius.reading.grammar.syntax import Parse

_inner = frozenset(("compound", "nmod", "poss", "det", "amod"))


def nominals(parse: Parse, first: int, last: int) -> Iterator[int]:
    """Yield the heads of noun phrases among the tokens of a range, and names that modify others."""
    for token in parse.tokens[first:last]:
        if token.pos == "PROPN":
            head = parse.tokens[token.head]
            if token.dep not in _inner or head.pos != "PROPN":
                yield token.i
        elif token.pos in ("NOUN", "PRON", "NUM") and token.dep not in ("compound",):
            yield token.i
