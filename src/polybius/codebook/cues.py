"""From words to codes: the cue words of one table of the codebook, indexed for readers.

A text's words come as *forms*: for each token its lower-case form and its lemma. A single-word
cue is looked up by either. A phrase matches where each of its words is a form of the token in its
place; of the phrases that match at a token the longest wins, so that "could not be independently
verified" is found before "verified". Hyphens and clitics are tokens of their own, as in the Penn
Treebank ("cease-fire" is three tokens, "won't" two).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

from polybius.codebook.checks import cue_fields, cues_of
from polybius.codebook.entries import Entry
from polybius.codebook.loading import load, shapes
from polybius.errors import CodebookError

Forms: TypeAlias = tuple[str, ...]
"""What one token may be matched by: its lower-case form and its lemma."""

_SPLIT = re.compile(
    r"can(?=not\b)|n't\b|'(?:s|ll|re|ve|d|m)\b|(?<=\w)-(?=[^\W\d])|(?<=\d)-(?=\d)|[,;]"
)


@dataclass(frozen=True, slots=True)
class CueMatch:
    """A phrase found at tokens ``first`` up to (not including) ``last``."""

    first: int
    last: int
    code: str


@dataclass(frozen=True)
class CueIndex:
    """The cues of one table. All look-ups are exact and depend on nothing but the codebook."""

    table: str
    words: Mapping[str, Mapping[str, str]]
    """Field (``verbs``, ``nouns``, ``adjectives``, ``means``) → lemma → code."""
    phrases: tuple[tuple[tuple[str, ...], str], ...]
    """Token sequences with their codes, longest first, then in alphabetical order."""
    _by_first: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]] = field(repr=False)

    def verb(self, *forms: str) -> str | None:
        """Return the code that a verb stands under; the first of ``forms`` that is listed wins."""
        return self._single("verbs", forms)

    def noun(self, *forms: str) -> str | None:
        """Return the code that a noun stands under."""
        return self._single("nouns", forms)

    def adjective(self, *forms: str) -> str | None:
        """Return the code that an adjective stands under."""
        return self._single("adjectives", forms)

    def means(self, *forms: str) -> str | None:
        """Return the event type that a weapon makes of a plain attack."""
        return self._single("means", forms)

    def _single(self, name: str, forms: Sequence[str]) -> str | None:
        listed = self.words[name]
        return next((listed[form] for form in forms if form in listed), None)

    def phrase_at(self, tokens: Sequence[Forms], first: int) -> CueMatch | None:
        """Return the longest phrase that begins at token ``first``."""
        candidates = [
            candidate for form in tokens[first] for candidate in self._by_first.get(form, ())
        ]
        for words, code in sorted(candidates, key=_longest_first):
            last = first + len(words)
            if last <= len(tokens) and all(
                word in forms for word, forms in zip(words, tokens[first:last], strict=True)
            ):
                return CueMatch(first, last, code)
        return None

    def phrases_in(self, tokens: Sequence[Forms]) -> tuple[CueMatch, ...]:
        """Return the phrases in ``tokens`` from left to right, none overlapping another."""
        found: list[CueMatch] = []
        at = 0
        while at < len(tokens):
            match = self.phrase_at(tokens, at)
            if match is not None:
                found.append(match)
            at = match.last if match else at + 1
        return tuple(found)


@cache
def cue_index(table: str) -> CueIndex:
    """Index the cues of the codebook's ``table`` ("stances", "event_types" …).

    Raises:
        CodebookError: the codebook has no such table.
    """
    if table not in shapes:
        raise CodebookError(f"there is no table {table!r}.", hint=f"Use one of {list(shapes)}.")
    entries: Mapping[str, Entry] = getattr(load(), table)
    return build_index(table, entries)


def build_index(table: str, entries: Mapping[str, Entry]) -> CueIndex:
    """Index ``entries``; a cue of several tokens is a phrase, whatever field it stands in."""
    words: dict[str, dict[str, str]] = {name: {} for name in cue_fields}
    phrases: dict[tuple[str, ...], str] = {}
    for code, entry in entries.items():
        for name in cue_fields:
            for cue in cues_of(entry, name):
                parts = split_cue(cue)
                if " " not in cue and name not in ("phrases", "words"):
                    words[name].setdefault(cue, code)
                if name in ("phrases", "words") or (len(parts) > 1 and name != "means"):
                    phrases.setdefault(parts, code)
    ordered = tuple(sorted(phrases.items(), key=_longest_first))
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase in ordered:
        by_first.setdefault(phrase[0][0], []).append(phrase)
    frozen = {first: tuple(listed) for first, listed in by_first.items()}
    return CueIndex(table, words, ordered, frozen)


def split_cue(cue: str) -> tuple[str, ...]:
    """Split a cue into words as a Penn Treebank tokeniser would.

    >>> split_cue("prime minister's cease-fire")
    ('prime', 'minister', "'s", 'cease', '-', 'fire')
    """
    return tuple(_SPLIT.sub(lambda part: f" {part[0]} ", cue).split())


def _longest_first(phrase: tuple[tuple[str, ...], str]) -> tuple[int, tuple[str, ...]]:
    return -len(phrase[0]), phrase[0]
