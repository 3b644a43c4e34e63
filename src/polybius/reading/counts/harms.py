"""Finds what people suffered: each word that names harm, with whom it befell.

Frames, in the order in which they are tried at a token: a phrase of the codebook ("shot dead"), a
verb and object that mean harm together ("lost their lives"), a verb, an adjective, a patient's
condition, a noun ("the death of three soldiers", "two fatalities").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from polybius.reading.counts import patients
from polybius.reading.counts.actuality import is_actual, is_disproved, is_negated
from polybius.reading.counts.harm_cues import (
    body_nouns,
    conditions,
    counting_nouns,
    harm_cues,
    light_objects,
    needs_weapon,
    open_nouns,
)
from polybius.reading.counts.hits import by_projectile, in_limb, is_fatal, misses
from polybius.reading.counts.subjects import Groups
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Token

self_killing = frozenset({"blow", "detonate", "hang", "immolate"})
"""Verbs that with "himself" tell that the subject died: "blew himself up"."""
weapons = word_set("gun weapon pistol rifle firearm shotgun handgun revolver knife")
"""What is turned on oneself to die."""
open_words = frozenset({"hospital", "wound"})
"""In a phrase they leave the outcome open; the frames for wounds and transport take over."""
victim_kinds = (
    (frozenset({"homicide", "murder", "dead", "deceased"}), "killed"),
    (frozenset({"gunshot", "shooting", "stabbing", "blast"}), "casualties"),
)
transporting = word_set(
    """
    take rush transport airlift send fly bring admit treat carry transfer hospitalize
    hospitalise
    """
)
unhurt_words = word_set("evaluation precaution observation psychiatric intoxicated overdose")
degrees = word_set("seriously badly critically severely gravely fatally mortally")
"""Adverbs that a negation may be of alone: "was not seriously hurt"."""
care_places = word_set("hospital infirmary clinic icu")


@dataclass(frozen=True, slots=True)
class Harm:
    """One naming of harm."""

    token: int
    category: str
    patients: tuple[int, ...]
    """Heads of the phrases for who suffered it."""
    frame: str
    denied: bool = False


def find_harms(groups: Groups) -> tuple[Harm, ...]:
    """Return the namings of harm that the text presents as having happened, or denies."""
    return tuple(_Finder(groups).find())


class _Finder:
    def __init__(self, groups: Groups) -> None:
        self.groups, self.parse, self.cues = groups, groups.parse, harm_cues()

    def find(self) -> Iterator[Harm]:
        i = 0
        while i < len(self.parse.tokens):
            phrase = self.cues.phrase_at(self.parse, i)
            if phrase is not None:
                harm = self._phrase(i, *phrase)
                if harm is not None:
                    yield harm
                    i = phrase[0]
                    continue
            harm = self._word(self.parse.tokens[i])
            if harm is not None:
                yield harm
            i += 1

    def _phrase(self, first: int, last: int, category: str) -> Harm | None:
        """Bind a phrase through its highest word; None leaves it to its single words."""
        inside = range(first, last)
        if category == "wounded" and any(self.parse.tokens[i].lemma in open_words for i in inside):
            return None
        top = next((self.parse.tokens[i] for i in inside if self._head(i) not in inside), None)
        if top is None:
            return None
        if top.pos in ("VERB", "AUX"):
            if (top.lemma, self._object_lemma(top)) in light_objects:
                return None
            heads = self._sufferers(top)
        elif top.pos == "ADP":
            heads = self._of_preposition(top)
        else:
            return None
        return self._harm(top.i, category, heads, "phrase")

    def _sufferers(self, word: Token) -> tuple[int, ...]:
        """Return who suffers what a verb or adjective names; a bare neighbour comes first."""
        neighbour = self._neighbour(word.i)
        if neighbour is not None:
            return (neighbour,)
        if word.pos == "ADJ" or (word.lower in self.cues.adjectives and word.tag == "VBG"):
            return patients.adjective_patients(self.parse, word.i)
        return patients.verb_patients(self.parse, word.i) or self._before_auxiliary(word)

    def _before_auxiliary(self, verb: Token) -> tuple[int, ...]:
        """Return the people right before "was" or "were", where the parser found no subject."""
        auxiliaries = self.parse.children(verb.i, "auxpass")
        if not auxiliaries or auxiliaries[0].i == 0:
            return ()
        before = self.parse.tokens[auxiliaries[0].i - 1]
        if before.sentence != verb.sentence or self.groups.at(before.i) is None:
            return ()
        while before.dep == "conj" and self.groups.at(before.head) is not None:
            before = self.parse.tokens[before.head]
        return (before.i,)

    def _neighbour(self, i: int) -> int | None:
        neighbour = patients.adjacent_patient(self.parse, i)
        if neighbour is None or self.groups.at(neighbour) is None:
            return None
        prep = self.parse.tokens[self.parse.tokens[neighbour].head]
        # "One of the students arrested": the part was, not the whole.
        part = prep.lower == "of" and self.groups.quantity_at(prep.head) is not None
        return prep.head if part else neighbour

    def _word(self, token: Token) -> Harm | None:
        if token.lower in self.cues.adjectives and token.tag == "VBG":
            return self._adjective(token)
        if token.pos in ("VERB", "AUX") or (token.tag in ("VBN", "VBD") and token.pos != "NOUN"):
            return self._light(token) or self._verb(token) or self._transport(token)
        if token.pos == "ADJ":
            return self._condition(token) or self._adjective(token)
        if token.pos in ("NOUN", "PROPN"):
            return self._noun(token)
        if token.lower == "fatally":
            return self._fatally(token)
        return None

    def _fatally(self, word: Token) -> Harm | None:
        """Bind "four were shot, one fatally"."""
        closes = (
            word.i + 1 >= len(self.parse.tokens) or self.parse.tokens[word.i + 1].pos == "PUNCT"
        )
        if not closes or self.groups.quantity_at(word.i - 1) is None:
            return None
        return Harm(word.i, "killed", (word.i - 1,), "adverb")

    def _light(self, verb: Token) -> Harm | None:
        for thing in self.parse.children(verb.i, "dobj", "oprd", "nsubjpass", "attr"):
            own = self._is_self_killing(verb, thing)
            found = ("killed", "subject") if own else light_objects.get((verb.lemma, thing.lemma))
            if found is None:
                continue
            category, place = found
            if place == "subject":
                heads = patients.clause_subjects(self.parse, verb.i)
            elif place == "itself":
                heads = (thing.i,)
            elif place == "of":
                heads = self._of(thing) or tuple(t.i for t in self.parse.children(thing.i, "poss"))
            else:
                heads = tuple(
                    h for h in patients.clause_objects(self.parse, verb.i) if h != thing.i
                )
            return self._harm(verb.i, category, heads, "light verb")
        return None

    def _is_self_killing(self, verb: Token, thing: Token) -> bool:
        """Tell whether it is "blew himself up", "took his own life", "turned a gun on herself"."""
        if thing.lower in patients.reflexives:
            return verb.lemma in self_killing
        if thing.lemma == "life" and verb.lemma in ("take", "end"):
            return any(t.lower == "own" for t in self.parse.children(thing.i, "amod"))
        aimed = [
            t.lower
            for prep in self.parse.children(verb.i, "prep")
            if prep.lower == "on"
            for t in self.parse.children(prep.i, "pobj")
        ]
        turned = verb.lemma == "turn" and thing.lemma in weapons
        return turned and any(word in patients.reflexives for word in aimed)

    def _verb(self, verb: Token) -> Harm | None:
        category = self.cues.verbs.get(verb.lemma)
        if category is None:
            return None
        if verb.lemma in needs_weapon and not by_projectile(self.parse, verb):
            return None
        if verb.lemma == "shoot" and misses(self.groups, verb):
            return None
        if category == "casualties" and is_fatal(self.parse, verb):
            category = "killed"
        if category == "casualties" and in_limb(self.parse, verb):
            category = "wounded"
        return self._harm(verb.i, category, self._sufferers(verb), "verb")

    def _transport(self, verb: Token) -> Harm | None:
        """Bind "was taken to a local hospital"."""
        if verb.lemma not in transporting:
            return None
        for prep in self.parse.children(verb.i, "prep"):
            goal = [t for p in self.parse.children(prep.i, "pobj") for t in self.parse.subtree(p.i)]
            around = {t.lemma for t in self.parse.subtree(verb.i)}
            if (
                prep.lower in ("to", "at", "in")
                and not around & unhurt_words
                and any(t.lemma in care_places for t in goal)
            ):
                return self._harm(verb.i, "casualties", self._sufferers(verb), "transport")
        return None

    def _adjective(self, word: Token) -> Harm | None:
        category = self.cues.adjectives.get(word.lemma) or self.cues.adjectives.get(word.lower)
        if category is None:
            return None
        return self._harm(word.i, category, self._sufferers(word), "adjective")

    def _condition(self, word: Token) -> Harm | None:
        """Bind "in critical condition" to the patient."""
        condition = self.parse.tokens[word.head]
        if word.lower not in conditions or condition.lemma != "condition":
            return None
        prep = self.parse.tokens[condition.head]
        if prep.lower != "in":
            return None
        return self._harm(word.i, "wounded", self._of_preposition(prep), "condition")

    def _noun(self, noun: Token) -> Harm | None:
        if noun.lemma == "victim":
            return self._victim(noun)
        if noun.lemma in ("wound", "injury"):
            return self._wound(noun)
        category = self._noun_category(noun)
        if category is None:
            return None
        counted = self.groups.counted(noun.i)
        people = () if counted is not None and counted.form == "none" else self._owners(noun)
        if people:
            return self._harm(noun.i, category, people, "noun")
        if counted is not None and (counted.form == "none" or noun.lemma in counting_nouns):
            return self._harm(noun.i, category, (noun.i,), "counting noun")
        return None

    def _noun_category(self, noun: Token) -> str | None:
        if noun.lemma == "toll":
            return None
        deadly = {t.lower for t in self.parse.children(noun.i, "amod")} & {"fatal", "deadly"}
        if noun.lemma in open_nouns and deadly:
            return "killed"
        known = self.cues.nouns.get(noun.lemma) or self.cues.nouns.get(noun.lower)
        return known or open_nouns.get(noun.lemma)

    def _owners(self, noun: Token) -> tuple[int, ...]:
        """Return whose death (wounding, capture …) the noun names."""
        victims = self._of(noun)
        if not victims and noun.lemma not in body_nouns:
            victims = tuple(t.i for t in self.parse.children(noun.i, "poss"))
        return tuple(h for h in victims if self.groups.at(h) is not None)

    def _victim(self, noun: Token) -> Harm | None:
        """Bind "a shooting victim", "the homicide victim"."""
        if noun.dep == "compound":
            return None  # "The gunshot victim total" is nobody.
        kinds = {t.lemma for t in self.parse.children(noun.i, "compound", "amod")}
        for words, category in victim_kinds:
            if kinds & words:
                return self._harm(noun.i, category, (noun.i,), "victim")
        return None

    def _wound(self, noun: Token) -> Harm | None:
        """Bind "with a gunshot wound", "injuries to two people" and "two injuries"."""
        prep = self.parse.tokens[noun.head]
        if noun.dep == "pobj" and prep.lower in ("with", "from", "for"):
            return self._harm(noun.i, "casualties", self._of_preposition(prep), "wound")
        owner = self.parse.children(noun.i, "poss")
        if owner and owner[0].pos != "PRON" and self.groups.at(owner[0].i) is not None:
            return self._harm(noun.i, "wounded", (owner[0].i,), "wound")
        for to in self.parse.children(noun.i, "prep"):
            people = [t.i for t in self.parse.children(to.i, "pobj") if self.groups.at(t.i)]
            if to.lower in ("to", "of", "among") and people:
                return self._harm(noun.i, "wounded", tuple(people), "noun")
        if noun.lemma == "injury" and self.groups.counted(noun.i) is not None:
            return self._harm(noun.i, "wounded", (noun.i,), "counting noun")
        return None

    def _of(self, noun: Token) -> tuple[int, ...]:
        return tuple(
            t.i
            for prep in self.parse.children(noun.i, "prep")
            if prep.lower in ("of", "to", "among")
            for t in self.parse.children(prep.i, "pobj")
        )

    def _of_preposition(self, prep: Token) -> tuple[int, ...]:
        """Return whom a preposition's phrase describes: its noun, or its clause's subject."""
        governor = self.parse.tokens[prep.head]
        if governor.pos in ("NOUN", "PROPN", "PRON", "NUM"):
            if self.groups.at(governor.i) is not None:
                return (governor.i,)
            governor = self.parse.tokens[governor.head]
        if governor.pos == "ADP" or governor.dep == "prep":
            governor = self.parse.tokens[governor.head]
        if governor.pos not in ("VERB", "AUX", "ADJ"):
            return ()
        objects = patients.clause_objects(self.parse, governor.i)
        if objects and any(self.groups.at(o) for o in objects):
            return objects
        return patients.clause_subjects(self.parse, governor.i)

    def _harm(self, i: int, category: str, heads: tuple[int, ...], frame: str) -> Harm | None:
        heads = self._past_place(i, heads)
        if not heads or not is_actual(self.parse, i):
            return None
        exclusive = self._neighbour(i) is not None
        exclusive = exclusive or frame == "counting noun"
        members = [m for h in heads for m in self._members(h, exclusive=exclusive)]
        # "The injuries are not life-threatening" denies no injury.
        denied = frame not in ("noun", "wound", "condition", "victim") and self._is_denied(i)
        return Harm(i, category, tuple(dict.fromkeys(members)), frame, denied)

    def _past_place(self, i: int, heads: tuple[int, ...]) -> tuple[int, ...]:
        """Mend a relative clause hung on a place: "was found at the scene who had been shot"."""
        if len(heads) != 1 or heads[0] > i or self.parse.tokens[i].dep != "relcl":
            return heads
        if self.groups.at(heads[0]) is not None:
            return heads
        verb = next((t for t in self.parse.ancestors(heads[0]) if t.pos == "VERB"), None)
        if verb is None:
            return heads
        objects = patients.clause_objects(self.parse, verb.i)
        people = tuple(h for h in objects if self.groups.at(h) is not None)
        return people or patients.clause_subjects(self.parse, verb.i)

    def _members(self, head: int, *, exclusive: bool) -> tuple[int, ...]:
        """Return ``head`` with those coordinated with it that have no word of harm of their own."""
        everyone = [
            m
            for m in self.groups.members(head)
            if m == head or self.parse.tokens[m].lemma not in self.cues.nouns
        ]
        if exclusive:
            return (head,)
        return tuple(m for m in everyone if m == head or not self._has_own(m))

    def _has_own(self, head: int) -> bool:
        following = self.parse.tokens[head + 1 : head + 3]
        for word in following:
            known = self.cues.verbs.get(word.lemma) or self.cues.adjectives.get(word.lower)
            if known and patients.adjacent_patient(self.parse, word.i) == head:
                return True
        return False

    def _object_lemma(self, verb: Token) -> str:
        return next((t.lemma for t in self.parse.children(verb.i, "dobj")), "")

    def _head(self, i: int) -> int:
        token = self.parse.tokens[i]
        return -1 if token.head == i else token.head

    def _is_denied(self, i: int) -> bool:
        """Tell whether the words say that the harm at token ``i`` was not done.

        "Not found the missing men" and "not seriously hurt" say so of something else.
        """
        token = self.parse.tokens[i]
        by_degree = any(t.lower in degrees for t in self.parse.children(i, "advmod"))
        if token.dep == "amod" or by_degree:
            return False
        return is_negated(self.parse, i) or is_disproved(self.parse, i)
