"""What a noun phrase speaks of: people, a party, a weapon, something built, a happening.

The kinds decide a phrase's role: a bomb that kills is an instrument, a gunman who kills a
perpetrator; a house that is attacked is a target, a villager a victim.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from polybius import codebook
from polybius.reading.counts.classes import noun_classes
from polybius.reading.grammar.nouns import noun_kind
from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.layers import Names
from polybius.reading.occurrences.word_tables import words


class Kind(StrEnum):
    """What a noun phrase speaks of, as far as roles care."""

    HUMAN = "human"
    """A person or people, named or not."""
    PARTY = "party"
    """A state, force, armed group, organisation or community."""
    WEAPON = "weapon"
    FACILITY = "facility"
    """Something built, a vehicle, a road, a line: what is hit and damaged."""
    PLACE = "place"
    EVENT = "event"
    """A happening that acts through its name: "the blast killed two"."""
    OTHER = "other"


weapons = words("weapons")
"""Nouns for what harms, beside the codebook's means of attack."""

arms_and_men = frozenset(("sniper", "bomber", "gunner"))
"""Nouns that the codebook lists among the means, and that by themselves are people."""
facilities = words("facilities")
"""Nouns for things built, grown or driven that are hit, burned, taken or damaged."""

collectives = words("collectives")
"""Heads that leave to their "of" what they are: "a group of men", "dozens of houses"."""

human_pronouns = words("human_pronouns")
human_nouns = words("human_nouns")
"""Nouns for people that the codebook's victim classes lack, as perpetrators mostly."""


@cache
def means() -> frozenset[str]:
    """Return the lemmas of weapons and means: the codebook's and the nouns above."""
    listed = (entry.means for entry in codebook.load().event_types.values())
    return weapons | {word for words in listed for word in words}


@cache
def event_nouns() -> frozenset[str]:
    """Return the nouns that name violent happenings."""
    entries = codebook.load().event_types
    return frozenset(
        noun for code, entry in entries.items() if is_violent(code) for noun in entry.nouns
    ) - weapons | {"incident", "crime"}


@cache
def is_violent(event_type: str) -> bool:
    """Tell whether an event type is one of fighting, explosions or violence against persons."""
    entries = codebook.load().event_types
    violent = ("fighting", "remote_violence", "violence_against_persons")
    return event_type in violent or entries[event_type].parent in violent


def kind_of(parse: Parse, names: Names, i: int) -> Kind:
    """Return what the noun phrase with head ``i`` speaks of."""
    token = parse.tokens[i]
    named = _named_kind(parse, names, token)
    if named is not None:
        return named
    if token.lower in human_pronouns:
        return Kind.HUMAN
    inner = _of_what(parse, token)
    if inner is not None:
        return kind_of(parse, names, inner)
    return _noun_kind(parse, token)


def _named_kind(parse: Parse, names: Names, token: Token) -> Kind | None:
    entity = names.entity_at(token.i)
    if entity is not None:
        kind = names.entities[entity].kind
        if kind == "person":
            return Kind.HUMAN
        if kind != "unknown":
            return Kind.FACILITY if token.lemma in facilities else Kind.PARTY
    named = parse.named_at(token.i)
    proper = token.pos == "PROPN" or token.entity == "NORP"
    label = named.label if named is not None and proper else ""
    if label in ("ORG", "FAC", "GPE", "LOC", "PRODUCT") and token.lemma in facilities:
        return Kind.FACILITY
    return {
        "PERSON": Kind.HUMAN,
        "ORG": Kind.PARTY,
        "NORP": Kind.PARTY,
        "FAC": Kind.FACILITY,
        "GPE": Kind.PLACE,
        "LOC": Kind.PLACE,
    }.get(label)


def _of_what(parse: Parse, token: Token) -> int | None:
    if token.lemma not in collectives and token.pos != "NUM":
        return None
    for prep in parse.children(token.i, "prep"):
        if prep.lower == "of":
            for noun in parse.children(prep.i, "pobj"):
                return noun.i
    return None


def _noun_kind(parse: Parse, token: Token) -> Kind:
    before = [t.lower for t in parse.tokens[max(0, token.i - 2) : token.i]]
    if token.lemma in means():
        person = token.lemma in arms_and_men and token.dep not in ("compound", "amod", "nmod")
        return Kind.HUMAN if person else Kind.WEAPON
    if token.lemma in event_nouns():
        return Kind.EVENT
    if token.lemma in human_nouns or noun_classes().find(before, token.lower, token.lemma):
        return Kind.HUMAN
    if token.lemma in facilities:
        return Kind.FACILITY
    party = noun_kind(token.lemma, frozenset(before))
    if party is not None:
        return Kind.HUMAN if party in ("person", "community") else Kind.PARTY
    return Kind.HUMAN if token.pos == "NUM" else Kind.OTHER
