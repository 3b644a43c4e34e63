"""From argument positions to the parties that stand there."""

from __future__ import annotations

from itertools import pairwise

from polybius.codebook.cues import cue_index
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.predicates import Predicates
from polybius.reading.grammar.syntax import Parse
from polybius.reading.layers import NameMark, Names, RoleFill

_PARTITIVES = word_set("""
    dozen hundred thousand score number group part element member handful majority coalition
    alliance series lot million remnant rank variety range array scourge threat presence
    one some many most all both each side
""")
"""Heads that stand for what follows with "of"."""

_OF_STATE = frozenset({"government", "military", "police", "official", "intelligence", "diplomat"})
"""Kinds of voice whose members an adjective of nationality makes the state's."""
_ARMS = word_set("""
    airstrike strike jet warplane plane aircraft missile drone shelling artillery raid attack
    offensive bombing bombardment helicopter tank warship fighter operation presence ally proxy
    militia rebel insurgent unit side
""")
_BESIDE = word_set("""
    report influence interest policy deal law plan statement claim image economy border airspace
    role view move vote programme program system rule proposal idea call news story work issue
    name firm business student people university citizen bank ally partner
""")
"""What a party has or makes, and is not: "the X report", "X's influence"."""
_BODIES = word_set("""
    nation faction coalition administration organisation organization delegation federation section
    association corporation
""")
_ABSTRACT = ("tion", "ity", "ence", "ance", "ism")


class Arguments:
    """Looks up parties by token; builds role fills."""

    def __init__(self, parse: Parse, names: Names) -> None:
        self.parse, self.names = parse, names
        self.predicates = Predicates(parse)
        self._by_head: dict[int, NameMark] = {}
        self._by_entity: dict[int, list[NameMark]] = {}
        for mention in names.mentions:
            self._by_head.setdefault(mention.head, mention)
            self._by_entity.setdefault(mention.entity, []).append(mention)

    def at(self, i: int) -> NameMark | None:
        """Return the mention that token ``i`` heads, lies in, or whose thing or people it names."""
        mention = self._by_head.get(i)
        if mention is not None:
            return self._named_beside(mention)
        inner = self.names.by_token.get(i)
        if inner is not None:
            return self.names.mentions[inner]
        whole = self._whole(i)
        if whole is not None:
            return whole
        for child in reversed(self.parse.children(i, "compound", "poss", "nmod", "amod")):
            mention = self._by_head.get(child.i)
            if mention is not None and self._stands_for(mention, i):
                return mention
        return None

    def _stands_for(self, mention: NameMark, i: int) -> bool:
        """Tell whether a modifier stands for its noun: "Arvenian jets", not "Arvenian firms".

        "X's influence" and "the X report" are neither X.
        """
        token = self.parse.tokens[i]
        if mention.form == "adjective":
            if self.names.entities[mention.entity].kind == "community":
                return False
            return cue_index("voice_kinds").noun(token.lower, token.lemma) in _OF_STATE or (
                token.lemma in _ARMS
            )
        if token.lemma in _BODIES:
            return True
        return token.lemma not in _BESIDE and not token.lemma.endswith(_ABSTRACT)

    def is_person(self, fill: RoleFill) -> bool:
        """Tell whether a part is filled by a person."""
        return fill.entity is not None and self.names.entities[fill.entity].kind == "person"

    def _whole(self, i: int) -> NameMark | None:
        """Return what "dozens of X", "some of X", "the scourge of X" is of."""
        token = self.parse.tokens[i]
        if token.lemma not in _PARTITIVES and token.pos not in {"NUM", "PRON", "DET"}:
            return None
        for preposition in self.parse.children(i, "prep"):
            for noun in self.parse.children(preposition.i, "pobj"):
                if preposition.lower == "of" and noun.i != i:
                    return self.at(noun.i)
        return None

    def _named_beside(self, mention: NameMark) -> NameMark:
        """Return the name in "the minister, A," for the minister."""
        if mention.form != "description":
            return mention
        for other in self.parse.children(mention.head, "appos"):
            beside = self._by_head.get(other.i)
            if beside is not None and beside.entity == mention.entity and beside.form == "name":
                return beside
        return mention

    def fill(self, mention: NameMark) -> RoleFill:
        """Return the mention as a part in a relation."""
        span = self.parse.span(mention.first, mention.last)
        return RoleFill("participant", span, mention.head, mention.entity)

    def fills(self, positions: tuple[int, ...] | list[int]) -> tuple[RoleFill, ...]:
        """Return the parties at token ``positions``, listed instances in place of their class."""
        found: dict[int, RoleFill] = {}
        for i in positions:
            mention = self.at(i)
            for pointed in self._antecedents(mention) if mention else ():
                for one in (*self._joined(pointed), pointed):
                    found.setdefault(one.head, self.fill(one))
        return tuple(found.values())

    def _antecedents(self, mention: NameMark) -> list[NameMark]:
        """Return what a pronoun stands for in its own sentence, else itself.

        A plural pronoun stands for all that its antecedent is coordinated with.
        """
        if mention.form != "pronoun":
            return [mention]
        sentence = self.parse.tokens[mention.head].sentence
        same = [
            m
            for m in self._by_entity.get(mention.entity, [])
            if m.form not in {"pronoun", "adjective"}
            and m.head < mention.head
            and self.parse.tokens[m.head].sentence == sentence
        ]
        if not same:
            return [mention]
        return [*self._coordinated(same[-1], mention), same[-1]]

    def _coordinated(self, mention: NameMark, pronoun: NameMark) -> list[NameMark]:
        if self.parse.tokens[pronoun.head].lower not in {"they", "them", "their", "who"}:
            return []
        token = self.parse.tokens[mention.head]
        first = self.parse.tokens[token.head] if token.dep == "conj" else token
        heads = [first.i, *(t.i for t in self.parse.children(first.i, "conj"))]
        marks = (self._by_head.get(i) for i in heads)
        return [m for m in marks if m is not None and m.entity != mention.entity]

    def _joined(self, mention: NameMark) -> list[NameMark]:
        """Return the name before "and" that the parse has made a modifier of this one.

        The parser takes names with hyphens apart, and with them what they are coordinated with.
        """
        position = mention.first - 1
        while position >= 0 and self.parse.tokens[position].lower in {"and", "the", "both"}:
            position -= 1
        before = self.names.by_token.get(position)
        if before is None or position == mention.first - 1:
            return []
        other = self.names.mentions[before]
        governor = self.parse.tokens[other.head].head
        return [other] if mention.first <= governor < mention.last else []

    def mention_in(self, entity: int, tokens: range) -> RoleFill | None:
        """Return the entity's first mention among ``tokens``."""
        for mention in self._by_entity.get(entity, []):
            if mention.head in tokens:
                return self.fill(mention)
        return None

    def members(self, fills: tuple[RoleFill, ...], at: int) -> tuple[RoleFill, ...]:
        """Resolve "the two groups" to the pair of armed groups last named together before.

        A pair that the sentence of token ``at`` itself names is not meant.
        """
        if len(fills) != 1 or not self._is_dual(fills[0]):
            return fills
        here = self.parse.tokens[at].sentence
        present = {
            m.entity
            for m in self.names.mentions
            if self.parse.tokens[m.head].sentence == here and m.head != fills[0].head
        }
        for pair in self._pairs_before(fills[0].head):
            if not {m.entity for m in pair} & present:
                span, head = fills[0].span, fills[0].head
                return tuple(RoleFill("participant", span, head, m.entity) for m in pair)
        return fills

    def _is_dual(self, fill: RoleFill) -> bool:
        words = {t.lower for t in self.parse.tokens_in(fill.span)}
        return "groups" in words | {self.parse.tokens[fill.head].lower} and bool(
            words & {"two", "both", "these", "the", "those"}
        )

    def _pairs_before(self, head: int) -> list[tuple[NameMark, NameMark]]:
        """Return coordinated armed groups before token ``head``, the last pair first."""
        named = [
            m
            for m in self.names.mentions
            if m.last <= head
            and m.form in {"name", "abbreviation"}
            and self.names.entities[m.entity].kind in {"armed_group", "organisation", "force"}
        ]
        pairs = []
        for left, right in pairwise(named):
            between = [t.lower for t in self.parse.tokens[left.last : right.first]]
            joined = "and" in between and set(between) <= {"and", "the", "both"}
            if joined and left.entity != right.entity:
                pairs.append((left, right))
        return pairs[::-1]
