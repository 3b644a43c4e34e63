"""Finds the register's surface forms in a parsed text: a trie over words, longest match first.

Names match whatever their case (`polybius.codebook.naming.name_key`), but must begin or end with
a capital where they stand; abbreviations match in their own case. Hyphens and closing possessives
inside a name make no difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from polybius.codebook.naming import abbreviation_key, name_key
from polybius.codebook.parties import NameKind, Register
from polybius.reading.grammar.syntax import Parse, Token

_JOINERS = frozenset("-‐‑‒–'’ʼ.")


@dataclass(frozen=True, slots=True)
class Surface:
    """A register form where the text has it: tokens ``first`` up to ``last`` (exclusive)."""

    first: int
    last: int
    codes: tuple[str, ...]
    """The parties known under it, in the register's order."""
    kind: NameKind
    """What the form is to the first of them."""


@dataclass(slots=True)
class _Node:
    below: dict[str, _Node] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    kind: NameKind | None = None


@lru_cache(maxsize=4)
def _tries(register: Register) -> tuple[_Node, _Node]:
    """Return the tries of names (by folded word) and of abbreviations (by exact word)."""
    long, short = _Node(), _Node()
    for form, code, kind in register.names():
        exact = kind is NameKind.ABBREVIATION
        key = abbreviation_key(form).split("-") if exact else name_key(form).split()
        if key and key[0]:
            _plant(short if exact else long, key, code, kind)
    return long, short


def _plant(root: _Node, key: list[str], code: str, kind: NameKind) -> None:
    node = root
    for word in key:
        node = node.below.setdefault(word, _Node())
    if code not in node.codes:
        node.codes.append(code)
    node.kind = node.kind or kind


@lru_cache(maxsize=65536)
def _folded(word: str) -> tuple[str, ...]:
    # The article is kept: name_key drops it only at the head of a whole name.
    return ("the",) if word.lower() == "the" else tuple(name_key(word).split())


@lru_cache(maxsize=65536)
def _exact(word: str) -> tuple[str, ...]:
    return tuple(part for part in abbreviation_key(word).split("-") if part)


def find_surfaces(parse: Parse, register: Register) -> tuple[Surface, ...]:
    """Return the register's forms in ``parse``, in text order and without overlaps."""
    long, short = _tries(register)
    found = []
    for sentence in parse.sentences:
        tokens = parse.tokens[sentence.first : sentence.last]
        at = 0
        while at < len(tokens):
            match = _longest(tokens, at, long, short)
            if match is None:
                at += 1
            else:
                found.append(match)
                at = match.last - sentence.first
    return tuple(found)


def _longest(tokens: tuple[Token, ...], at: int, long: _Node, short: _Node) -> Surface | None:
    if not tokens[at].text[0].isalnum():
        return None
    hits = [hit for hit in (_walk(tokens, at, short, exact=True),) if hit]
    hits += [hit for hit in (_walk(tokens, at, long, exact=False),) if hit]
    hits = [hit for hit in hits if _is_written_as_name(tokens, at, hit)]
    if not hits:
        return None
    end, node = max(hits, key=lambda hit: hit[0])
    assert node.kind is not None
    return Surface(tokens[at].i, tokens[end - 1].i + 1, tuple(node.codes), node.kind)


def _walk(
    tokens: tuple[Token, ...], at: int, root: _Node, *, exact: bool
) -> tuple[int, _Node] | None:
    node, end, best = root, at, None
    while end < len(tokens):
        text = tokens[end].text
        words = _exact(text) if exact else _folded(text)
        if not words and (end == at or text not in _JOINERS):
            break
        following = _descend(node, words)
        if following is None:
            break
        node, end = following, end + 1
        if words and node.codes:
            best = (end, node)
    return best


def _descend(node: _Node, words: tuple[str, ...]) -> _Node | None:
    for word in words:
        below = node.below.get(word)
        if below is None:
            return None
        node = below
    return node


def _is_written_as_name(tokens: tuple[Token, ...], at: int, hit: tuple[int, _Node]) -> bool:
    """Tell a name from common words: "front line" is none, nor is a sentence's first "May"."""
    end, node = hit
    if node.kind is NameKind.ABBREVIATION:
        return tokens[at].pos != "PRON"
    capitals = [t for t in tokens[at:end] if t.text[0].isupper()]
    if len(capitals) == 1 and end == at + 1 and tokens[at].i == _sentence_start(tokens):
        return tokens[at].pos in {"PROPN", "ADJ", "NOUN"}
    return bool(capitals)


def _sentence_start(tokens: tuple[Token, ...]) -> int:
    return next((t.i for t in tokens if t.text[0].isalnum()), tokens[0].i)


def surfaces_by_token(surfaces: tuple[Surface, ...]) -> Iterator[tuple[int, int]]:
    """Yield (token position, position of the surface that covers it)."""
    for n, surface in enumerate(surfaces):
        for i in range(surface.first, surface.last):
            yield i, n
