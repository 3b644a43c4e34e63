"""Tells which mentions of single victims are one person, so that nobody is counted twice.

News names a victim many times: "a man was shot", "the 19-year-old", "Ann Example, 34", "he died".
Two mentions are taken for one person unless something keeps them apart: another name, age, sex or
"another"; coordination in one phrase ("a man and his son"); or another harm that the text counts
apart. That leans to one person, as reports do: who is new is introduced as new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from polybius.reading.layers import Names
from polybius.reading.persons import Features, features
from polybius.reading.subjects import Group, Groups

antecedent_sentences = 2
"""A pronoun's antecedent stands at most this many sentences before it."""


@dataclass(slots=True)
class Victim:
    """One person, over all mentions."""

    features: Features
    heads: list[int] = field(default_factory=list)
    """Head tokens of the mentions, in text order."""
    entity: int | None = None


def identify(groups: Groups, mentions: Sequence[Group], names: Names | None) -> dict[int, int]:
    """Map the head token of each single mention to the number of its person.

    ``mentions`` are groups of exactly one, in text order; persons are numbered in that order.
    """
    return _Identifier(groups, names).run(mentions)


class _Identifier:
    def __init__(self, groups: Groups, names: Names | None) -> None:
        self.groups, self.parse, self.names = groups, groups.parse, names
        self.victims: list[Victim] = []

    def run(self, mentions: Sequence[Group]) -> dict[int, int]:
        found: dict[int, int] = {}
        for group in mentions:
            if group.head not in found:
                found[group.head] = self._place(group, found)
        return found

    def _place(self, group: Group, found: dict[int, int]) -> int:
        told = features(self.parse, group)
        entity = self.names.entity_at(group.head) if self.names is not None else None
        if group.form == "pronoun" or (group.definite and not told.name):
            antecedent = self._antecedent(group, told)
            if antecedent is not None:
                told = features(self.parse, antecedent).merged(told)
        apart = {found[h] for h in self.groups.members(self._chain_start(group.head)) if h in found}
        number = self._match(group, told, entity, apart)
        if number is None:
            self.victims.append(Victim(told, [group.head], entity))
            return len(self.victims) - 1
        victim = self.victims[number]
        victim.features = victim.features.merged(told)
        victim.heads.append(group.head)
        victim.entity = victim.entity if victim.entity is not None else entity
        return number

    def _match(
        self, group: Group, told: Features, entity: int | None, apart: set[int]
    ) -> int | None:
        """Return the known person that the mention speaks of; the most telling match first."""
        open_to = [n for n in range(len(self.victims)) if n not in apart]
        for n in open_to:
            if entity is not None and self.victims[n].entity == entity:
                return n
        fits = [n for n in open_to if not self.victims[n].features.conflicts(told)]
        for n in fits:
            known = self.victims[n].features
            if told.name and known.name or (told.age is not None and told.age == known.age):
                return n
        if group.additional or not fits:
            return None
        return fits[-1]

    def _chain_start(self, head: int) -> int:
        token = self.parse.tokens[head]
        while token.dep == "conj" and self.groups.at(token.head) is not None:
            token = self.parse.tokens[token.head]
        return token.i

    def _antecedent(self, group: Group, told: Features) -> Group | None:
        """Return the person whom a pronoun or definite description takes up."""
        here = self.parse.tokens[group.head].sentence
        for sentence in range(here, max(-1, here - antecedent_sentences - 1), -1):
            tokens = self.parse.sentence_tokens(sentence)
            before = [t for t in tokens if t.i < group.first]
            ranked = sorted(before, key=lambda t: (t.dep not in ("nsubj", "nsubjpass"), -t.i))
            for token in ranked:
                if token.pos not in ("NOUN", "PROPN"):
                    continue
                other = self.groups.at(token.i)
                if other is None or not other.is_one or other.form == "pronoun":
                    continue
                seen = features(self.parse, other)
                if group.form != "pronoun" and seen.noun != told.noun:
                    continue
                if not seen.conflicts(told):
                    return other
        return None
