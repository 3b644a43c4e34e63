"""Tells which mentions of single victims are one person, so that nobody is counted twice.

News names a victim many times: "a man was shot", "the 19-year-old", "Ann Example, 34", "he died".
Two mentions are taken for one person unless something keeps them apart: another name, age or sex,
"another", coordination in one phrase ("a man and his son"), or a fate that does not fit (a man is
introduced as wounded after one was introduced as killed). That leans to one person, as reports do:
who is new is introduced as new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from polybius.reading.counts.people import Group
from polybius.reading.counts.persons import Features, features
from polybius.reading.counts.subjects import Groups
from polybius.reading.layers import Names

vague_classes = frozenset({"person", "men", "women", "children", "elderly"})
"""Victim classes that one victim may be given beside another: "a man" is "a shopkeeper"."""
vague_nouns = frozenset({"", "another", "person", "victim", "other"})
"""What a victim may be called beside any other noun."""
antecedent_sentences = 2
"""A description's antecedent stands at most this many sentences before it."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention of one victim, and what befell them."""

    group: Group
    category: str
    outcome_open: bool = False
    """The harm may yet prove fatal."""

    @property
    def head(self) -> int:
        """Head token of the phrase."""
        return self.group.head

    @property
    def refers_back(self) -> bool:
        """Tell whether it takes up somebody already spoken of."""
        return self.group.form == "pronoun" or (self.group.definite and self.group.form != "name")


@dataclass(slots=True)
class Victim:
    """One person, over all mentions."""

    features: Features
    victim_class: str
    categories: set[str] = field(default_factory=set)
    sentences: set[int] = field(default_factory=set)
    entities: set[int] = field(default_factory=set)
    additional: bool = False
    """Introduced as another than somebody named before."""


def identify(groups: Groups, mentions: Sequence[Mention], names: Names | None) -> dict[int, int]:
    """Map the head token of each mention to the number of its person.

    ``mentions`` are in text order, several where a phrase suffers several harms; persons are
    numbered in that order.
    """
    return _Identifier(groups, names).run(mentions)


class _Identifier:
    def __init__(self, groups: Groups, names: Names | None) -> None:
        self.groups, self.parse, self.names = groups, groups.parse, names
        self.victims: list[Victim] = []
        self.found: dict[int, int] = {}

    def run(self, mentions: Sequence[Mention]) -> dict[int, int]:
        for mention in mentions:
            if mention.head not in self.found:
                self.found[mention.head] = self._place(mention)
        return self.found

    def _place(self, mention: Mention) -> int:
        told = features(self.parse, mention.group)
        entity = self.names.entity_at(mention.head) if self.names is not None else None
        number = self._match(mention, told, entity)
        if number is None and mention.refers_back:
            antecedent = self._antecedent(mention, told)
            if antecedent is not None:
                told = features(self.parse, antecedent).merged(told)
        if number is None:
            group = mention.group
            new = Victim(told, group.victim_class, additional=group.additional)
            self.victims.append(new)
            number = len(self.victims) - 1
        victim = self.victims[number]
        victim.features = victim.features.merged(told)
        victim.categories.add(mention.category)
        victim.sentences.add(self.parse.tokens[mention.head].sentence)
        if entity is not None:
            victim.entities.add(entity)
        return number

    def _match(self, mention: Mention, told: Features, entity: int | None) -> int | None:
        """Return the known person that the mention speaks of, the surest match first."""
        apart = self._coordinated(mention.head) | self._across(mention.head)
        open_to = [n for n in range(len(self.victims)) if n not in apart]
        fits = [n for n in open_to if not self.victims[n].features.conflicts(told)]
        for n in fits:
            same = entity is not None and entity in self.victims[n].entities
            if same and self._is_sure(mention, self.victims[n], fits):
                return n
        for n in fits:
            known = self.victims[n].features
            if (told.name and known.name) or (told.age is not None and told.age == known.age):
                return n
        if mention.group.additional:
            fits = [n for n in fits if self._told_again(mention, told, self.victims[n])]
        fits = [
            n
            for n in fits
            if self._fate_fits(mention, self.victims[n])
            and not self._introduced_apart(mention, told, self.victims[n])
        ]
        ranked = [n for n in fits if mention.category in self.victims[n].categories] or fits
        return ranked[-1] if ranked else None

    def _is_sure(self, mention: Mention, victim: Victim, fits: list[int]) -> bool:
        """Tell whether coreference may be followed: of "the man" only to one of the same fate."""
        if mention.group.form in ("pronoun", "name") or mention.category in victim.categories:
            return True
        return not any(mention.category in self.victims[n].categories for n in fits)

    def _fate_fits(self, mention: Mention, victim: Victim) -> bool:
        """Tell whether somebody introduced with this harm can be the known victim."""
        if mention.refers_back or mention.outcome_open:
            return True
        if mention.category not in ("killed", "wounded"):
            return True
        other = {"killed": "wounded", "wounded": "killed"}[mention.category]
        return other not in victim.categories

    def _told_again(self, mention: Mention, told: Features, victim: Victim) -> bool:
        """Tell whether "another man" is the other man that was told of before."""
        nouns = {told.noun, victim.features.noun}
        same_noun = mention.group.definite or len(nouns) == 1 or nouns & vague_nouns
        elsewhere = self.parse.tokens[mention.head].sentence not in victim.sentences
        return victim.additional and bool(same_noun) and (elsewhere or mention.group.definite)

    def _introduced_apart(self, mention: Mention, told: Features, victim: Victim) -> bool:
        """Tell whether two indefinite descriptions introduce two people.

        Those taken are told apart by what they are called; the hurt only within one sentence, or
        where the words are of two classes that say more than that it was a man, a woman or a
        child: "a suspect" is "a robber", but no officer.
        """
        if mention.group.definite or mention.group.form in ("pronoun", "name"):
            return False
        if not victim.features.noun or victim.features.noun == told.noun:
            return False
        bodily = mention.category in ("killed", "wounded", "casualties")
        classes = {mention.group.victim_class, victim.victim_class}
        telling = len(classes) > 1 and not classes & vague_classes
        same_sentence = self.parse.tokens[mention.head].sentence in victim.sentences
        return not bodily or telling or same_sentence

    def _coordinated(self, head: int) -> set[int]:
        start = self.parse.tokens[head]
        while start.dep == "conj" and self.groups.at(start.head) is not None:
            start = self.parse.tokens[start.head]
        members = self.groups.members(start.i)
        return {self.found[h] for h in members if h in self.found and h != head}

    def _across(self, head: int) -> set[int]:
        """Return the person at the other end of the verb: "a man shot his father, then himself"."""
        token = self.parse.tokens[head]
        if token.dep != "dobj":
            return set()
        subjects = self.parse.children(token.head, "nsubj")
        return {self.found[t.i] for t in subjects if t.i in self.found}

    def _antecedent(self, mention: Mention, told: Features) -> Group | None:
        """Return the person whom a pronoun or definite description takes up."""
        group = mention.group
        here = self.parse.tokens[group.head].sentence
        for sentence in range(here, max(-1, here - antecedent_sentences - 1), -1):
            tokens = self.parse.sentence_tokens(sentence)
            before = [t for t in tokens if t.i < group.first and t.pos in ("NOUN", "PROPN")]
            for token in sorted(before, key=lambda t: (t.dep not in ("nsubj", "nsubjpass"), -t.i)):
                other = self.groups.at(token.i)
                if other is None or not other.is_one:
                    continue
                seen = features(self.parse, other)
                same_noun = group.form == "pronoun" or seen.noun == told.noun
                if same_noun and not seen.conflicts(told):
                    return other
        return None
