"""Does a text describe a happening that another text reports? By the words of its sentence.

Rule ``describes.words.v1``: a text describes the happening if more than half of the carrying
words in the reporting sentence stand in it, in any form. A sentence names who did what to whom,
where and when; a text about something else, even of the same kind, lacks most of those names.
"""

from __future__ import annotations

import re

from polybius.reading.grammar.nouns import word_set

rule = "describes.words.v1"
more_than = 0.5

word = re.compile(r"[^\W_]+(?:[.,]\d+)*")
sentence_end = re.compile(r"[.!?] ")
endings = (
    "ations", "ation", "ingly", "edly", "ments", "ment", "ings", "ing", "ied", "ies", "ers", "er",
    "ed", "es", "ly", "s", "e",
)  # fmt: skip
shortest_stem = 4
empty_words = word_set(
    """
    a an the of to in on at by for with from as and or but not no nor so if than then that this
    these those it its he she they we you i his her their our your him them us me who whom whose
    which what when where why how is are was were be been being has have had do does did will
    would can could may might shall should must about after before over under into out up down
    off again also only very more most other some such own same too just there here all any both
    each few during while between through against once because until s t 's n't said says say
    """
)


def share_described(report: str, start: int, end: int, text: str) -> float:
    """Return the share, 0 to 1, of the sentence's carrying words that stand in ``text``.

    Args:
        report: the reporting text.
        start: first character of the words that name the happening.
        end: the character after the last of them.
        text: the text that may describe it.
    """
    first, last = _sentence(report, start, end)
    carrying = {w for w in word.findall(report[first:last]) if w.lower() not in empty_words}
    there = {stem(w) for w in word.findall(text)}
    return sum(stem(w) in there for w in carrying) / max(1, len(carrying))


def describes(report: str, start: int, end: int, text: str) -> bool:
    """Tell whether ``text`` describes the happening named at ``start`` to ``end`` of ``report``."""
    return share_described(report, start, end, text) > more_than


def stem(form: str) -> str:
    """Return a word without its ending, lower case; short words whole."""
    lower = form.lower()
    for ending in endings:
        if lower.endswith(ending) and len(lower) - len(ending) >= shortest_stem:
            return lower[: -len(ending)]
    return lower


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    ends = [found.end() for found in sentence_end.finditer(text)]
    before = [e for e in ends if e <= start]
    after = [e for e in ends if e >= end]
    return (before[-1] if before else 0), (after[0] if after else len(text))
