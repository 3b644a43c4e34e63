"""Acronyms of a text in capitals, found where the text itself expands them."""

from __future__ import annotations

import re

_bracketed = re.compile(r"[\[(]\s*([^\W_](?:[\w-]{1,8}))\s*[\])]")
_spelled_in_brackets = re.compile(r"\b([A-Z]{2,8}) [\[(]([A-Z' -]{8,80})[\])]")
_word = re.compile(r"[^\W\d_]+")
_small_words = frozenset(
    [
        "A",
        "AND",
        "AS",
        "AT",
        "DE",
        "DEL",
        "EL",
        "FOR",
        "IN",
        "LA",
        "LAS",
        "LOS",
        "OF",
        "ON",
        "THE",
        "TO",
        "Y",
    ]
)


def find_acronyms(text: str) -> frozenset[str]:
    """Return, in lower case, the acronyms that ``text`` (all in capitals) expands.

    Both orders are read: "NATIONAL LIBERATION ARMY [NLA]" and "NLA [NATIONAL LIBERATION ARMY]".
    A word is an acronym if its letters begin the expansion's words.
    """
    found = set()
    for match in _bracketed.finditer(text):
        before = _word.findall(text[max(0, match.start() - 120) : match.start()])
        if match[1].isalpha() and _abbreviates(match[1], before[-10:]):
            found.add(match[1].lower())
    for match in _spelled_in_brackets.finditer(text):
        if _abbreviates(match[1], _word.findall(match[2])):
            found.add(match[1].lower())
    return frozenset(found)


def _abbreviates(short: str, words: list[str]) -> bool:
    """Tell whether the letters of ``short`` are the initials of the last of ``words``.

    Their order may differ, as it does where the words are a translation of the name.
    """
    if not words:
        return False
    initials = "".join(w[0] for w in words if w not in _small_words)[-len(short) :]
    every = "".join(w[0] for w in words)[-len(short) :]
    return short in (initials, every) or (len(short) > 1 and sorted(short) == sorted(initials))
