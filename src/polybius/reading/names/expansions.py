"""Finds where a report itself expands an abbreviation: "Full Name (FN)" and "FN (Full Name)".

After Schwartz and Hearst (2003), "A simple algorithm for identifying abbreviation definitions in
biomedical text": the letters of the abbreviation must occur in the long form in order, the first
of them at the beginning of a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Token

_ABBREVIATION = re.compile(r"^(?=.*[A-Z].*[A-Z])[A-Za-z][A-Za-z0-9./&-]{1,11}$")
_SMALL = word_set(
    """
    of for the and in to de del la el al ul e i do da das y und et on
    """
)
_JOINERS = frozenset("-‐‑–'’")


@dataclass(frozen=True, slots=True)
class Expansion:
    """A full name and its abbreviation, as token ranges (half-open)."""

    full: tuple[int, int]
    short: tuple[int, int]


def find_expansions(parse: Parse) -> tuple[Expansion, ...]:
    """Return the expansions that the report gives, in text order."""
    found = []
    for sentence in parse.sentences:
        tokens = parse.tokens[sentence.first : sentence.last]
        for at, token in enumerate(tokens):
            if token.text in {"(", "["} and at:
                close = _closing(tokens, at)
                expansion = close and _read(parse, tokens, at, close)
                if expansion:
                    found.append(expansion)
    return tuple(found)


def _closing(tokens: tuple[Token, ...], at: int) -> int | None:
    for n in range(at + 1, min(at + 14, len(tokens))):
        if tokens[n].text in {")", "]", "(", "["}:
            return n if tokens[n].text in {")", "]"} and n > at + 1 else None
    return None


def _read(parse: Parse, tokens: tuple[Token, ...], at: int, close: int) -> Expansion | None:
    inside = tokens[at + 1 : close]
    short = _written(parse, inside)
    if _ABBREVIATION.match(short):
        first = _long_form_start(parse, tokens[:at], short)
        if first is not None:
            return Expansion((first, tokens[at - 1].i + 1), (inside[0].i, inside[-1].i + 1))
    before = tokens[at - 1]
    if (
        _ABBREVIATION.match(before.text)
        and len(inside) > 1
        and fits(before.text, _written(parse, inside))
    ):
        return Expansion((inside[0].i, inside[-1].i + 1), (before.i, before.i + 1))
    return None


def _written(parse: Parse, tokens: tuple[Token, ...]) -> str:
    return parse.words(parse.span(tokens[0].i, tokens[-1].i + 1))


def _long_form_start(parse: Parse, before: tuple[Token, ...], short: str) -> int | None:
    """Return the first token of the name that ``short`` abbreviates and that ends ``before``.

    The shortest run that fits is taken, then widened over capitalised words that belong to it.
    """
    letters = sum(c.isalpha() for c in short)
    reach = min(len(before), 2 * letters + 8)
    for size in range(1, reach + 1):
        first = before[-size]
        if not _may_stand_in_name(first):
            return None
        if first.text[0].isupper() and fits(short, _written(parse, before[-size:])):
            return _widened(before, len(before) - size)
    return None


def _may_stand_in_name(token: Token) -> bool:
    text = token.text
    capital = text[0].isupper() or text[0].isdigit()
    return capital or text.lower() in _SMALL or text in _JOINERS or token.tag == "POS"


def _widened(before: tuple[Token, ...], first: int) -> int:
    """Take in what is joined to the name by a hyphen: the run must not begin inside a word."""
    while first >= 2 and before[first - 1].text in _JOINERS:
        first -= 2
    return before[first].i


def fits(short: str, full: str) -> bool:
    """Tell whether ``full`` can be what ``short`` abbreviates.

    The first letter must begin the first word; every other must follow in order, and most at the
    beginning of a word.
    """
    letters = [c.lower() for c in short if c.isalnum()]
    words = [w for w in re.split(r"[\s/‐‑–—-]+", full.lower()) if w]
    if len(words) < 2 or not words[0].startswith(letters[0]):
        return False
    if _initials_fit(letters, words):
        return True
    return len(letters) <= len(full) / 2 and _in_order(letters, " ".join(words))


def _initials_fit(letters: list[str], words: list[str]) -> bool:
    """Match letters to words' initials, small words ("of", "the") being free to skip."""
    at = 0
    for word in words:
        if at < len(letters) and word[0] == letters[at]:
            at += 1
        elif word not in _SMALL:
            return False
    return at == len(letters)


def _in_order(letters: list[str], full: str) -> bool:
    """Schwartz and Hearst's match from the right; the first letter begins the long form."""
    at = len(full) - 1
    for n in range(len(letters) - 1, -1, -1):
        while at >= 0 and full[at] != letters[n]:
            at -= 1
        if at < 0:
            return False
        at -= 1
    # Letters in the middle of words are common; all of them there is chance.
    starts = {m.start() for m in re.finditer(r"\b\w", full)}
    return sum(full[s] in letters for s in starts) * 2 >= len(letters)
