"""Number words and figures → intervals of integers, with the words that bound them.

Works on lower-case tokens, so that "forty-five" may come as one token or as three. `read_number`
reads one expression at a position; `polybius.reading.counts.quantities` finds those of a parsed
text that can be counts. Vague words ("dozens") stand for the intervals of the codebook's
``vague_numbers``; the bounds around a number ("at least", "or so") are in
`polybius.reading.counts.bounds`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from polybius import codebook

units = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
tens = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
magnitudes = {
    "thousand": 1_000,
    "lakh": 100_000,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
}
groups = {"dozen": 12, "score": 20, "hundred": 100, **magnitudes}
"""Nouns that a number multiplies: "two dozen", "3 million"."""
short_magnitudes = {"k": 1_000, "m": 10**6, "mn": 10**6, "bn": 10**9}
"""Only after figures: "1.2m"."""

determiner_codes = frozenset({"a", "plural", "majority", "all", "none"})
"""Vague numbers that are read off the noun phrase (`counts.subjects`), not as words."""

_FIGURE = re.compile(r"(\d{1,3}(?:,\d{2,3})*,\d{3}|\d+)(\.\d+)?([a-z]{1,2})?")
_HYPHENS = ("-", "‐", "‑")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as ``low`` ≤ ``best`` ≤ ``high``, and the tokens ``first`` up to ``last``."""

    first: int
    last: int
    low: int
    high: int | None
    best: int | None

    @property
    def exact(self) -> int | None:
        """The value, where it is one number and not an interval."""
        return self.low if self.low == self.high else None


def read_number(words: Sequence[str], i: int) -> Number | None:
    """Read the number that begins at token ``i`` of lower-case ``words``; None if none does."""
    if not (words[i][:1].isdigit() or words[i] in _starters()):
        return None
    vague, exact = read_vague(words, i), read_exact(words, i)
    if vague is None or exact is None:
        return vague or exact
    return exact if exact.last > vague.last else vague


def read_exact(words: Sequence[str], i: int) -> Number | None:
    """Read a cardinal in words or figures: "a hundred and five", "1.2 million", "half a dozen"."""
    found = _half(words, i) or _figure(words, i) or _spelled(words, i)
    if found is None:
        return None
    value, last = found
    return Number(i, last, value, value, value)


def read_vague(words: Sequence[str], i: int) -> Number | None:
    """Read a vague number of the codebook, by itself or times a group: "several hundred"."""
    for phrase, (low, high, best) in _vague_phrases().get(_at(words, i), ()):
        last = i + len(phrase)
        if tuple(words[i:last]) != phrase or _at(words, last) in ("than", "as"):
            continue
        after = last + 1 if _at(words, last) == "of" else last
        group = groups.get(_at(words, after), 1) if phrase[-1] not in _plural_groups else 1
        if group == 1:
            return Number(i, last, low, high, best)
        # "a few hundred" has an end even where "many" has none.
        return Number(
            i,
            after + 1,
            low * group,
            None if high is None else high * group,
            None if best is None else best * group,
        )
    return None


_plural_groups = frozenset(f"{word}s" for word in groups)


@cache
def _starters() -> frozenset[str]:
    """Return the words that a number can begin with, figures apart."""
    compounds = {f"{ten}-{unit}" for ten in tens for unit in units}
    return frozenset({"a", "half", *units, *tens, *compounds, *_vague_phrases()})


@cache
def _vague_phrases() -> dict[str, list[tuple[tuple[str, ...], tuple[int, int | None, int | None]]]]:
    """Return the phrases of the codebook's vague numbers by first word, longest first."""
    phrases = {
        tuple(words.split()): (entry.low, entry.high, entry.best)
        for code, entry in codebook.load().vague_numbers.items()
        if code not in determiner_codes
        for words in entry.words
    }
    found: dict[str, list[tuple[tuple[str, ...], tuple[int, int | None, int | None]]]] = {}
    for words, interval in sorted(phrases.items(), key=lambda item: (-len(item[0]), item[0])):
        found.setdefault(words[0], []).append((words, interval))
    return found


def _half(words: Sequence[str], i: int) -> tuple[int, int] | None:
    if _at(words, i) != "half":
        return None
    j = i + 1
    while _at(words, j) in ("a", *_HYPHENS):
        j += 1
    group = groups.get(_at(words, j), 1)
    return (group // 2, j + 1) if j > i + 1 and group > 1 else None


def _figure(words: Sequence[str], i: int) -> tuple[int, int] | None:
    match = _FIGURE.fullmatch(_at(words, i))
    if match is None:
        return None
    digits, fraction, suffix = match.groups()
    value, last = float(digits.replace(",", "") + (fraction or "")), i + 1
    if suffix and suffix not in short_magnitudes:
        return None
    if suffix:
        return round(value * short_magnitudes[suffix]), last
    following = _at(words, last)
    if following in groups or (fraction and following in short_magnitudes):
        return round(value * {**groups, **short_magnitudes}[following]), last + 1
    while re.fullmatch(r"000", _at(words, last)) and len(digits) <= 3:
        value, last = value * 1000, last + 1
    return None if fraction else (round(value), last)


def _spelled(words: Sequence[str], i: int) -> tuple[int, int] | None:
    """Read groups of falling magnitude: (hundreds) million (hundreds) thousand (hundreds)."""
    total, ceiling, last, j = 0, 10**12, i, i
    while True:
        part = _below_thousand(words, j, first=j == i)
        if part is None:
            break
        value, j = part
        magnitude = groups.get(_at(words, j), 1) if _at(words, j) != "hundred" else 1
        if magnitude >= ceiling or (magnitude == 1 and value >= ceiling):
            break
        total, ceiling, last = total + value * magnitude, magnitude, j + (magnitude > 1)
        if magnitude < 1000:
            break
        j = last + _joins(words, last)
    return (total, last) if last > i else None


def _below_thousand(words: Sequence[str], i: int, *, first: bool) -> tuple[int, int] | None:
    """Read 1 to 999; ``first`` lets "a" stand for one before a magnitude."""
    word = _at(words, i)
    if word == "a" and first and _at(words, i + 1) in groups:
        value, last = 1, i + 1
    else:
        found = _below_hundred(words, i)
        if found is None:
            return None
        value, last = found
    if _at(words, last) != "hundred":
        return (value, last)
    value, last = value * 100, last + 1
    rest = _below_hundred(words, last + _joins(words, last))
    if rest is not None and rest[0] > 0:
        return value + rest[0], rest[1]
    return value, last


def _below_hundred(words: Sequence[str], i: int) -> tuple[int, int] | None:
    word = _at(words, i)
    if word in units:
        return units[word], i + 1
    if word in tens:
        hyphened = _at(words, i + 1) in _HYPHENS
        unit = units.get(_at(words, i + 1 + hyphened), 0)
        return (tens[word] + unit, i + 2 + hyphened) if 0 < unit < 10 else (tens[word], i + 1)
    ten, _, unit_word = word.partition("-")
    if ten in tens and 0 < units.get(unit_word, 0) < 10:
        return tens[ten] + units[unit_word], i + 1
    return None


def _joins(words: Sequence[str], i: int) -> int:
    """Return 1 where "and" links the parts of one number: "a hundred and five"."""
    return int(_at(words, i) == "and")


def _at(words: Sequence[str], i: int) -> str:
    return words[i] if 0 <= i < len(words) else ""
