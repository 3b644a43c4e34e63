"""Who does what to whom in a parse: the arguments of verbs and of nouns that name doings.

Arguments are token positions of the heads of noun phrases, coordinated ones included. Subjects
are followed through control ("agreed to fight"), participles ("troops backed by X"), relative
clauses, and nouns between two verbs ("led efforts to destroy X").
"""

from __future__ import annotations

from polybius.reading.grammar.nouns import noun_kind, word_set
from polybius.reading.grammar.syntax import Parse, Token

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_OBJECT_CONTROL = word_set("""
    arm ask allow bring call compel deploy direct employ enable encourage equip form force get help
    hire incite instruct lead order persuade pit press pressure push recruit send support task tell
    train unite urge use want create unify assist invite
""")
"""Verbs whose object is the subject of the infinitive after them."""
_HELPING = word_set("support aid assist assistance help backing back assisting")
_HELPED = frozenset({"for", "to", "of"})
_SUPPORT = word_set("""
    abandon approve attempt back begin build carry coordinate conduct continue deliver devise direct
    draw employ end engage enjoy expand forge form give halt hatch have hold increase intensify join
    keep launch lead maintain make mount open order organise organize perpetrate plan play prepare
    prosecute provide pursue renew resume run see seek stage start step stop strike suspend sustain
    support take undertake use wage win lose enhance combine redouble accelerate synchronise
    synchronize
""")
"""Verbs whose subject does what their object names: "waged war"; not so "condemned the war"."""
_MEASURES = word_set("""
    series number wave string spate round campaign course part kind type form way line plan
    effort attempt strategy continuation launch start beginning member one
""")
_deepest = 8
"""Steps that a subject is followed over; parses of broken text can go round in circles."""


def _names_doer(modifier: Token) -> bool:
    """Tell whether a word before a noun can name who does it: "Arvenian", "coalition"."""
    if modifier.pos == "VERB":
        return False
    return modifier.text[0].isupper() or noun_kind(modifier.lemma) is not None


class Predicates:
    """Reads arguments off one parse."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse

    def agents(self, i: int) -> tuple[int, ...]:
        """Return who does what token ``i`` (a verb or a noun of doing) names."""
        token = self.parse.tokens[i]
        if token.pos in {"VERB", "AUX"}:
            return self._verb_agents(token, _deepest)
        return self._noun_agents(token, _deepest)

    def patients(self, i: int) -> tuple[int, ...]:
        """Return the objects of verb ``i``; those that it modifies or passivises included."""
        token = self.parse.tokens[i]
        found = self._spread(self.parse.children(i, "dobj", "dative"))
        if self.is_passive(token):
            found += self._verb_subjects(token, _deepest)
        elif token.dep == "relcl" and not found and self.parse.children(i, "nsubj"):
            found += (token.head,)
        elif not found and token.dep == "conj" and self._shares_object(token):
            found += self.patients(token.head)
        elif not found:
            found += self._later_object(token)
        return found

    def obliques(self, i: int, prepositions: frozenset[str]) -> tuple[int, ...]:
        """Return the objects of ``prepositions`` under token ``i``, "such as" lists included."""
        found: list[int] = []
        for child in self.parse.children(i, "prep", "agent", "dative", "prt"):
            if child.lower in prepositions:
                found += self._spread(self.parse.children(child.i, "pobj"))
            for nested in self.parse.children(child.i, "prep"):
                if nested.lower in prepositions:
                    found += self._spread(self.parse.children(nested.i, "pobj"))
        return tuple(found)

    def is_passive(self, token: Token) -> bool:
        """Tell whether verb ``token`` stands in the passive or as a past participle."""
        if self.parse.children(token.i, "nsubjpass", "auxpass"):
            return True
        participle = token.tag == "VBN" and token.dep in {"acl", "amod", "advcl"}
        perfect = any(c.lemma == "have" for c in self.parse.children(token.i, "aux"))
        if participle and not perfect:
            return not self.parse.children(token.i, "dobj")
        if token.dep == "conj" and token.tag == "VBN" and not perfect:
            head = self.parse.tokens[token.head]
            own = self.parse.children(token.i, "nsubj", "aux", "dobj")
            return not own and head.pos == "VERB" and self.is_passive(head)
        return bool(self.parse.children(token.i, "agent"))

    # --- subjects ---------------------------------------------------------------------------

    def _verb_agents(self, token: Token, steps: int) -> tuple[int, ...]:
        if self.is_passive(token):
            found: list[int] = []
            for child in self.parse.children(token.i, "agent", "prep"):
                if child.lower == "by":
                    found += self._spread(self.parse.children(child.i, "pobj"))
            return tuple(found) or self._hyphenated(token)
        return self._hyphenated(token) or self._verb_subjects(token, steps)

    def _hyphenated(self, token: Token) -> tuple[int, ...]:
        """Return X of "X-backed"."""
        if token.dep not in {"amod", "acl", "nmod", "compound"}:
            return ()
        joined = [
            c.i
            for c in self.parse.children(token.i, "npadvmod", "compound", "nmod", "amod", "poss")
            if c.i < token.i
        ]
        return tuple(joined[-1:])

    def _verb_subjects(self, token: Token, steps: int) -> tuple[int, ...]:
        own = self._spread(self.parse.children(token.i, *_SUBJECTS))
        if own or steps == 0 or token.head == token.i:
            return own
        head = self.parse.tokens[token.head]
        participle = token.tag in {"VBG", "VBN"}
        found: tuple[int, ...] = ()
        match token.dep:
            case "conj" if head.pos in {"VERB", "AUX"}:
                found = self._verb_subjects(head, steps - 1)
            case "xcomp" | "advcl" | "ccomp":
                found = self._controller(token, head, steps - 1)
            case "acl" if not participle:
                found = self._noun_agents(head, steps - 1)
            case "acl" | "relcl":
                found = (head.i,)
            case "amod" if participle:
                found = (head.i,)
            case "pcomp" | "prep":
                found = self._above(head, steps - 1)
        return found

    def _controller(self, token: Token, head: Token, steps: int) -> tuple[int, ...]:
        if head.pos not in {"VERB", "AUX"}:
            if head.pos in {"NOUN", "PROPN"}:
                return self._noun_agents(head, steps)
            return self._verb_subjects(self.parse.tokens[head.head], steps)
        infinitive = any(c.lower == "to" for c in self.parse.children(token.i, "aux"))
        objects = self._spread(self.parse.children(head.i, "dobj"))
        if infinitive and objects and head.lemma in _OBJECT_CONTROL:
            return objects
        if self.is_passive(head) and infinitive and head.lemma in _OBJECT_CONTROL:
            return self._verb_subjects(head, steps)
        return self._verb_subjects(head, steps)

    def _above(self, head: Token, steps: int) -> tuple[int, ...]:
        """Return the agents of what a preposition (with a gerund after it) hangs on."""
        if head.pos in {"ADP", "SCONJ"} and head.head != head.i:
            return self._above(self.parse.tokens[head.head], steps)
        helped = self._helped(head)
        if helped:
            return helped
        if head.pos in {"VERB", "AUX"}:
            return self._verb_subjects(head, steps)
        if head.pos == "ADJ":
            return self._verb_subjects(self.parse.tokens[head.head], steps)
        return self._noun_agents(head, steps)

    def _helped(self, head: Token) -> tuple[int, ...]:
        """Return X of "support for X in the fight": the fight is X's."""
        for given in self.parse.children(head.i, "dobj"):
            if head.pos == "VERB" and given.lemma in _HELPING:
                return self.obliques(given.i, _HELPED) or self.obliques(head.i, _HELPED)
        if head.lemma not in _HELPING:
            return ()
        if head.pos == "NOUN":
            return self.obliques(head.i, _HELPED)
        return self._spread(self.parse.children(head.i, "dobj"))

    def _noun_agents(self, token: Token, steps: int) -> tuple[int, ...]:
        """Return who does what a noun names: its possessor, "by X", else the verb's subject."""
        own = self._spread(self.parse.children(token.i, "poss"))
        own += self.obliques(token.i, frozenset({"by"}))
        if own or steps == 0 or token.head == token.i:
            return own
        modifiers = self.parse.children(token.i, "compound", "amod", "nmod")
        named = tuple(c.i for c in modifiers if _names_doer(c))
        if named and not self._is_anti(token.i):
            return named
        head = self.parse.tokens[token.head]
        match token.dep:
            case "dobj" | "nsubjpass" if head.lemma in _SUPPORT:
                return self._verb_agents(head, steps - 1)
            case "pobj" if head.lower == "in" or self._holds(head):
                return self._above(head, steps - 1)
            case "conj" | "appos":
                return self._noun_agents(head, steps - 1)
        return ()

    def _holds(self, preposition: Token) -> bool:
        """Tell whether "of" joins a doing to its measure or plan: "a series of attacks"."""
        return self.parse.tokens[preposition.head].lemma in _MEASURES

    def _is_anti(self, i: int) -> bool:
        """Tell whether a compound names the opponent: "the counter-X campaign"."""
        inside = self.parse.tokens[self.parse.edges(i)[0] : i]
        return any(t.lower.startswith(("anti", "counter")) for t in inside)

    # --- objects ----------------------------------------------------------------------------

    def _shares_object(self, token: Token) -> bool:
        """Tell whether "attacked and took X" shares its object (X then hangs on the second)."""
        between = self.parse.tokens[token.head + 1 : token.i]
        return all(t.pos in {"CCONJ", "ADV", "PUNCT", "VERB", "AUX"} for t in between)

    def _later_object(self, token: Token) -> tuple[int, ...]:
        for child in self.parse.children(token.i, "conj"):
            gap = self.parse.tokens[token.i + 1 : child.i]
            if child.pos == "VERB" and all(t.pos in {"CCONJ", "ADV", "PUNCT"} for t in gap):
                return self._spread(self.parse.children(child.i, "dobj"))
        return ()

    def _spread(self, tokens: tuple[Token, ...]) -> tuple[int, ...]:
        """Return the tokens with what is coordinated with them or listed as instances."""
        found: list[int] = []
        for token in tokens:
            found.append(token.i)
            for other in self.parse.children(token.i, "conj"):
                if other.pos in {"NOUN", "PROPN", "PRON", "ADJ", "NUM"}:
                    found += self._spread((other,))
        return tuple(found)
