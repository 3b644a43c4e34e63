"""The people that a noun phrase speaks of: how many, of which class, spoken of before or not.

A `Group` is read off one head token: a counted noun ("three soldiers"), a bare number ("12"), a
single person ("a man", "Ann Example", "he"), a bare plural ("civilians") or nobody ("no one").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from polybius.reading.counts.classes import noun_classes
from polybius.reading.counts.people import (
    Group,
    collective_sizes,
    definite_words,
    is_age_noun,
    nobody,
    of_collectives,
    plural_low,
    plural_pronouns,
    says_additional,
    single_pronouns,
)
from polybius.reading.counts.quantities import Quantity
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.layers import Names

uncountable = word_set("community population public society nation tribe clan minority")
"""Nouns in the singular for people of whom nobody knows how many suffered."""


class Groups:
    """The groups of one parse, read on demand."""

    def __init__(
        self, parse: Parse, quantities: tuple[Quantity, ...], names: Names | None = None
    ) -> None:
        self.parse = parse
        self.names = names
        self.classes = noun_classes()
        self._by_token: Mapping[int, Quantity] = {
            i: q for q in quantities for i in range(q.first, q.last)
        }

    def quantity_at(self, i: int) -> Quantity | None:
        """Return the number that token ``i`` is part of."""
        return self._by_token.get(i)

    def at(self, head: int) -> Group | None:
        """Return the people that the phrase with this head speaks of; None if it is no people."""
        token = self.parse.tokens[head]
        quantity = self.quantity_at(head)
        if quantity is not None:
            negated = self._determiner(head) == "no"
            return self._none(token) if negated else self._headed_by_number(quantity)
        if token.lower == "another":
            return self._one(token, head, "single", "person", definite=False)
        if token.pos == "PRON" or token.lower in nobody:
            return self._pronoun(token)
        if token.pos == "PROPN" and token.text[:1].isupper():
            return self._name(token)
        return self._common(token) if token.pos in ("NOUN", "PROPN", "ADJ", "DET") else None

    def counted(self, head: int) -> Group | None:
        """Return the people that a noun of harm counts: "two fatalities", "no injuries"."""
        first = self._left_edge(head)
        quantity = self._own_quantity(head, first)
        if quantity is not None:
            return self._counted(head, quantity, "person", head + 1)
        if self._determiner(head) == "no":
            return self._none(self.parse.tokens[head])
        return self.at(head)

    def members(self, head: int) -> tuple[int, ...]:
        """Return ``head`` and the heads that are coordinated with it: "a man and his son"."""
        found = [head]
        for i in found:
            found.extend(t.i for t in self.parse.children(i, "conj") if t.pos in _nominal)
            found.extend(self._along_with(i))
        return tuple(sorted(set(found)))

    def _along_with(self, head: int) -> list[int]:
        """Return the heads joined by "along with" or "together with"."""
        return [
            t.i
            for prep in self.parse.children(head, "prep", "cc")
            if prep.lower == "with" and self.parse.tokens[prep.i - 1].lower in ("along", "together")
            for t in self.parse.children(prep.i, "pobj")
        ]

    def _headed_by_number(self, quantity: Quantity) -> Group | None:
        """Read "12", "dozens of civilians", "three of the men"; None for "two of the cars"."""
        parse = self.parse
        core = parse.tokens[quantity.core]
        for prep in parse.children(core.i, "prep"):
            for noun in parse.children(prep.i, "pobj"):
                if prep.lower != "of" or self.quantity_at(noun.i) is not None:
                    continue
                if self._class(noun) is None and noun.pos in ("NOUN", "ADJ"):
                    return None
                partitive = self._determiner(noun.i) in definite_words or noun.pos == "PRON"
                # Whom "five of them were hurt" takes up is less sure.
                hit = noun.pos == "PRON" and core.dep == "dobj"
                taken_up = self._class_taken_up(noun) if hit else None
                victim_class = self._class(noun) or taken_up or "person"
                last = noun.i + 1
                return self._counted(core.i, quantity, victim_class, last, partitive=partitive)
        return self._counted(core.i, quantity, "person", quantity.last)

    def _counted(
        self,
        head: int,
        quantity: Quantity,
        victim_class: str,
        last: int,
        *,
        partitive: bool = False,
    ) -> Group:
        first = min(quantity.first, head)
        near = self.parse.tokens[max(first - 2, 0) : last + 1]
        return Group(
            head,
            first,
            max(last, head + 1),
            quantity.low,
            quantity.high,
            quantity.best,
            "number",
            quantity.span,
            victim_class,
            definite=first > 0 and self.parse.tokens[first - 1].lower in definite_words,
            additional=any(map(says_additional, near)),
            partitive=partitive,
        )

    def _pronoun(self, token: Token) -> Group | None:
        if token.lower in nobody or token.lower in ("anyone", "anybody"):
            return self._none(token)
        if token.lower in single_pronouns:
            return self._one(token, token.i, "pronoun", "person", definite=True)
        if token.lower in plural_pronouns:
            return self._many(token, token.i, "pronoun", "person", definite=True)
        if token.lower == "others":
            return self._many(token, token.i, "plural", "person")
        return None

    def _name(self, token: Token) -> Group | None:
        named = self.parse.named_at(token.i)
        label = named.label if named is not None else ""
        if label == "NORP" and token.tag == "NNPS":
            return self._noun(token, "person")
        if label != "PERSON" and not self._age_follows(token.i) and (label or self._class(token)):
            return self._common(token)
        first = named.first if named is not None else self._left_edge(token.i)
        counted = self._own_quantity(token.i, first)
        if counted is not None:
            return self._counted(token.i, counted, self._class(token) or "person", token.i + 1)
        if token.text.isupper() and len(token.text) > 3 and not label:
            return None
        if token.tag == "NNPS" and self._determiner(token.i) == "the":
            return self._many(token, first, "plural", "person", definite=True)
        return self._one(token, first, "name", "person", definite=True)

    def _age_follows(self, i: int) -> bool:
        """Tell whether an age stands after a name: "Ann Example, 34,"."""
        after = [t.text for t in self.parse.tokens[i + 1 : i + 4]]
        return len(after) == 3 and after[0] == "," and after[1].isdigit() and after[2] in ",.;"

    def _common(self, token: Token) -> Group | None:
        victim_class = "person" if is_age_noun(self.parse, token.i) else self._class(token)
        return None if victim_class is None else self._noun(token, victim_class)

    def _noun(self, token: Token, victim_class: str) -> Group | None:
        first = self._left_edge(token.i)
        quantity = self._own_quantity(token.i, first)
        if quantity is not None:
            return self._counted(token.i, quantity, victim_class, token.i + 1)
        determiner = self._determiner(token.i)
        if determiner in ("no", "neither") or self._shares_no(token):
            return self._none(token, victim_class)
        if determiner in ("either", "each") or (token.lower == "head" and determiner != "the"):
            return None
        return self._uncounted(token, first, victim_class, determiner)

    def _uncounted(
        self, token: Token, first: int, victim_class: str, determiner: str
    ) -> Group | None:
        """Read a noun without a number of its own: "a man", "civilians", "a family of five"."""
        definite = determiner in definite_words or bool(self.parse.children(token.i, "poss"))
        if token.lemma in uncountable:
            return None
        size = collective_sizes.get(token.lemma)
        counted = self._of_number(token)
        if size is not None:
            whole = self._one(token, first, "number", victim_class, definite=definite)
            return replace(whole, low=size, high=size, best=size)
        if counted is not None:
            return self._counted(token.i, counted, victim_class, counted.last)
        if token.tag in ("NNS", "NNPS") or token.lower in self.classes.plurals:
            return self._many(token, first, "plural", victim_class, definite=definite)
        return self._one(token, first, "single", victim_class, definite=definite)

    def _shares_no(self, token: Token) -> bool:
        """Tell whether "no" covers the second noun of a coordination: "no women or children"."""
        if token.dep != "conj" or self._determiner(token.i):
            return False
        joined = {t.lower for t in self.parse.children(token.head, "cc")}
        return bool(joined & {"or", "nor"}) and self._determiner(token.head) in ("no", "neither")

    def _of_number(self, token: Token) -> Quantity | None:
        """Return the five of "a family of five"."""
        if token.lemma not in of_collectives:
            return None
        for prep in self.parse.children(token.i, "prep"):
            for number in self.parse.children(prep.i, "pobj") if prep.lower == "of" else ():
                left = self._left_edge(number.i)
                found = self.quantity_at(number.i) or self._own_quantity(number.i, left)
                if found is not None:
                    return found
        return None

    def _one(
        self, token: Token, first: int, form: str, victim_class: str, *, definite: bool
    ) -> Group:
        span = self.parse.span(first, token.i + 1)
        additional = self._is_additional(first, token.i)
        interval = (1, 1, 1)
        return Group(
            token.i, first, token.i + 1, *interval, form, span, victim_class, definite, additional
        )

    def _many(
        self, token: Token, first: int, form: str, victim_class: str, *, definite: bool = False
    ) -> Group:
        single = self._one(token, first, form, victim_class, definite=definite)
        return replace(single, low=plural_low, high=None, best=None)

    def _none(self, token: Token, victim_class: str = "person") -> Group:
        first = self._left_edge(token.i)
        span = self.parse.span(first, token.i + 1)
        return Group(token.i, first, token.i + 1, 0, 0, 0, "none", span, victim_class)

    def _own_quantity(self, head: int, first: int) -> Quantity | None:
        """Return the number that counts the noun: the last one before it inside its phrase."""
        # The "and" of "between 150 and 200 farmers" ends the unbroken phrase.
        for i in range(head - 1, min(first, head - 1) - 1, -1):
            quantity = self.quantity_at(i)
            if quantity is None:
                continue
            core = self.parse.tokens[quantity.core]
            chain = [core.i, *(t.i for t in self.parse.ancestors(core.i))]
            return quantity if head in chain else None
        return None

    def _left_edge(self, head: int) -> int:
        """Return where the noun's own phrase begins: what hangs on it to the left, unbroken."""
        first = head
        while first > 0:
            token = self.parse.tokens[first - 1]
            if token.sentence != self.parse.tokens[head].sentence:
                break
            verbal = token.pos == "VERB" and token.dep != "amod"
            if not self._hangs_on(token, head) or verbal or token.pos in ("ADP", "CCONJ"):
                break
            if token.pos == "PUNCT" and token.text not in ("-", "–", '"', "“", "”", "'"):
                break
            first -= 1
        return first

    def _hangs_on(self, token: Token, head: int) -> bool:
        while token.head != token.i:
            if token.dep in ("relcl", "acl", "appos", "conj"):
                return False
            if token.head == head:
                return True
            token = self.parse.tokens[token.head]
        return False

    def _determiner(self, head: int) -> str:
        found = self.parse.children(head, "det", "poss", "predet", "nummod", "amod", "neg")
        return next((t.lower for t in found if t.i < head and t.dep in ("det", "neg")), "")

    def _is_additional(self, first: int, head: int) -> bool:
        return any(map(says_additional, self.parse.tokens[first : head + 1]))

    def _class_taken_up(self, pronoun: Token) -> str | None:
        """Return the class of those for whom a pronoun stands: "killed 12 of them"."""
        entity = self.names.entity_at(pronoun.i) if self.names else None
        if self.names is None or entity is None:
            return None
        heads = [m.head for m in self.names.mentions if m.entity == entity and m.head < pronoun.i]
        found = [self._class(self.parse.tokens[i]) for i in heads]
        armed = self.names.entities[entity].kind == "armed_group"
        told = (c for c in reversed(found) if c not in (None, "person"))
        return next(told, "armed_group" if armed else None)

    def _class(self, token: Token) -> str | None:
        before = [t.lower for t in self.parse.tokens[max(token.i - 2, 0) : token.i]]
        if "-" in before:
            before = []
        lemma = "other" if token.lower == "others" else token.lemma
        return self.classes.find(before, token.lower, lemma)


_nominal = ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET")
