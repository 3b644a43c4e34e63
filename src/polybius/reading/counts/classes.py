"""Head nouns → victim classes of the codebook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from polybius import codebook
from polybius.reading.grammar.nouns import noun_kind, word_set

more_people = (
    dict.fromkeys(
        [
            "stepfather",
            "stepmother",
            "stepson",
            "stepdaughter",
            "fiance",
            "fiancee",
            "fiancé",
            "fiancée",
            "ex-wife",
            "ex-husband",
            "ex-girlfriend",
            "ex-boyfriend",
            "roommate",
            "friend",
            "acquaintance",
            "adult",
            "pal",
            "spouse",
            "partner",
            "grandparent",
            "parent",
            "twin",
            "sibling",
            "in-law",
            "coworker",
            "co-worker",
        ],
        "civilians",
    )
    | dict.fromkeys(
        [
            "associate",
            "accomplice",
            "supplier",
            "financier",
            "recruiter",
            "trainer",
            "emplacer",
            "bombmaker",
            "sympathiser",
            "sympathizer",
            "supporter",
            "forger",
            "maker",
            "builder",
            "dealer",
            "distributor",
            "purchaser",
            "manufacturer",
            "handler",
            "broker",
            "mover",
            "liaison",
            "instructor",
            "assistant",
            "operator",
        ],
        "armed_group",
    )
    | dict.fromkeys(
        ["carjacker", "burglar", "thief", "mugger", "shoplifter", "fugitive"], "attackers"
    )
)
"""People of everyday violence and of raids, beside those of the codebook's classes."""
never_people = word_set("animals")
"""Classes that keep their members from being counted as people."""


@dataclass(frozen=True, slots=True)
class NounClasses:
    """The words of the codebook's victim classes, and the class that each stands for."""

    nouns: dict[str, str]
    phrases: dict[tuple[str, ...], str]
    plurals: frozenset[str]
    """Nouns without a plural ending that speak of several: "people", "police"."""

    def find(self, before: Sequence[str], lower: str, lemma: str) -> str | None:
        """Return the class of a noun, given the lower-case words before it; None if no people."""
        for size in (2, 1):
            words = tuple(before[-size:]) if len(before) >= size else ()
            for form in (lower, lemma):
                found = self.phrases.get((*words, form)) if words else None
                if found is not None:
                    return found
        found = self.nouns.get(lower) or self.nouns.get(lemma)
        if found is None and noun_kind(lemma) == "person":
            return "person"
        return None if found in never_people else found or more_people.get(lemma)


@cache
def noun_classes() -> NounClasses:
    """Return the word tables of the shipped codebook's victim classes."""
    nouns: dict[str, str] = {}
    phrases: dict[tuple[str, ...], str] = {}
    for code, entry in codebook.load().victim_classes.items():
        for noun in entry.nouns:
            nouns.setdefault(noun, code)
        for phrase in entry.phrases:
            phrases.setdefault(tuple(phrase.split()), code)
    plurals = word_set(
        """
    people police personnel folk livestock staff elderly dead wounded injured taliban
    mujahideen troops
    """
    )
    return NounClasses(nouns, phrases, plurals)
