"""What editors do to a wire story: the edits that `benchmarks.lineage` makes copies by.

Every edit takes a text, a source of chance and the words of other stories, and is repeatable:
equal chance gives equal text. What is added is words in a random order, so that two copies of
different stories never get a sentence in common.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

Edit = Callable[[str, Random, Sequence[str]], str]

synonyms = {
    "killed": "slain", "attack": "assault", "said": "stated", "wounded": "injured",
    "soldiers": "troops", "officials": "authorities", "near": "close to", "after": "following",
    "police": "officers", "people": "persons", "began": "started", "big": "large",
    "house": "home", "road": "route", "village": "hamlet", "town": "settlement",
    "died": "perished", "shot": "gunned down", "fighters": "militants", "reported": "announced",
    "several": "a number of", "least": "minimum", "hospital": "clinic", "blast": "explosion",
    "morning": "early hours", "children": "minors", "leader": "chief", "group": "organisation",
    "statement": "declaration", "denied": "rejected", "city": "municipality", "week": "seven days",
    "the": "that", "a": "one", "but": "however", "also": "too", "about": "around", "who": "that",
}  # fmt: skip


def sentences(text: str) -> list[str]:
    """Return a text's sentences and headlines."""
    return [part for part in re.split(r"(?<=[.!?])[\"”]?\s+|\n+", text) if part.strip()]


def words_edited(rate: float) -> Edit:
    """Return the edit that changes a share of all words: half replaced, the rest cut or added."""

    def edit(text: str, chance: Random, strange: Sequence[str]) -> str:
        made: list[str] = []
        for word in text.split():
            if chance.random() >= rate:
                made.append(word)
            elif (kind := chance.random()) < 0.5:
                made.append(chance.choice(strange))
            elif kind < 0.75:
                made += [word, chance.choice(strange)]
        return " ".join(made)

    return edit


def trimmed(keep: float) -> Edit:
    """Return the edit that cuts a story from the end, as sub-editors do."""

    def edit(text: str, chance: Random, strange: Sequence[str]) -> str:
        parts = sentences(text)
        return " ".join(parts[: max(2, round(len(parts) * keep))])

    return edit


def sentences_replaced(rate: float) -> Edit:
    """Return the edit that puts strange sentences in the place of a share of the story's own."""

    def edit(text: str, chance: Random, strange: Sequence[str]) -> str:
        parts = sentences(text)
        gone = set(chance.sample(range(len(parts)), round(len(parts) * rate)))
        return " ".join(_own(p, chance, strange) if n in gone else p for n, p in enumerate(parts))

    return edit


def reheadlined(text: str, chance: Random, strange: Sequence[str]) -> str:
    """Put another headline and another outlet's name and place above the story."""
    parts = sentences(text)
    head = f"{_own(parts[0], chance, strange)}\nTHE NEW PORT RECORD - From our correspondents"
    return "\n".join([head, *parts[1:], "Additional reporting by staff. All rights reserved."])


def reordered(text: str, chance: Random, strange: Sequence[str]) -> str:
    """Shuffle the sentences."""
    parts = sentences(text)
    chance.shuffle(parts)
    return " ".join(parts)


def retold(text: str, chance: Random, strange: Sequence[str]) -> str:
    """Change words for synonyms, numbers, and the order of neighbours, as translating back does."""
    made: list[str] = []
    for word in text.split():
        new = synonyms.get(word.lower(), word)
        if word.isdigit():
            new = str(int(word) + chance.randint(1, 3))
        if made and chance.random() < 0.12:
            made.insert(-1, new)
        elif chance.random() >= 0.08:
            made.append(new)
    return " ".join(made)


def carried_on(text: str, chance: Random, strange: Sequence[str]) -> str:
    """Keep the first three fifths and go on with as much of one's own."""
    parts = sentences(text)
    keep = max(2, round(len(parts) * 0.6))
    return " ".join([*parts[:keep], *(_own(part, chance, strange) for part in parts[:keep])])


def _own(sentence: str, chance: Random, strange: Sequence[str]) -> str:
    """Return a sentence of strange words, as long as ``sentence``."""
    return " ".join(chance.choices(strange, k=len(sentence.split()))) + "."


def chained(*edits: Edit) -> Edit:
    """Return the edits done one after the other."""

    def edit(text: str, chance: Random, strange: Sequence[str]) -> str:
        for one in edits:
            text = one(text, chance, strange)
        return text

    return edit


edits: dict[str, Edit] = {
    "words_05": words_edited(0.05),
    "words_10": words_edited(0.10),
    "words_20": words_edited(0.20),
    "words_30": words_edited(0.30),
    "words_40": words_edited(0.40),
    "words_50": words_edited(0.50),
    "words_60": words_edited(0.60),
    "sentences_30": sentences_replaced(0.30),
    "sentences_60": sentences_replaced(0.60),
    "trimmed_70": trimmed(0.7),
    "trimmed_40": trimmed(0.4),
    "trimmed_40_words_20": chained(trimmed(0.4), words_edited(0.2)),
    "reheadlined": reheadlined,
    "reordered": reordered,
    "reordered_words_30": chained(reordered, words_edited(0.3)),
    "retold": retold,
    "carried_on": carried_on,
}
