"""Where parties are said to be, and which places they are said to hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.layers import RelationMark, RoleFill, ToponymMark
from polybius.reading.relations.arguments import Arguments
from polybius.reading.relations.status import status_of

rule = "presence.rules.v1"
_LOCATIVES = word_set("in at near across inside within around throughout on outside")
_OF_PEOPLE = word_set("people resident citizen population inhabitant native child woman man")
_GOING = word_set("""
    travel go fly come deploy return move arrive head flee retreat withdraw march advance journey
    transfer relocate clear drive expel oust remove rid
""")
_VISITING = word_set("visit enter reach tour occupy penetrate approach")
_HOLDING = word_set("""
    control hold capture recapture seize retake take liberate occupy govern overrun conquer rule
    reclaim regain free clear administer
""")
_SAYING = word_set("""
    say tell add claim announce report believe think welcome condemn call concern raise warn urge
    note stress comment respond react discuss
""")
_MEETING = word_set("meet host visit see speak talk receive greet join brief address")


def find_presences(
    arguments: Arguments, toponyms: Sequence[ToponymMark]
) -> tuple[RelationMark, ...]:
    """Return ``located_in`` and ``controls`` relations of parties to places, in text order.

    The place is part ``b``; it has no entity.
    """
    reader = _Places(arguments, toponyms)
    found: dict[object, RelationMark] = {}
    for i in sorted(reader.heads):
        for mark in reader.at(i):
            found.setdefault((mark.relation, mark.a.head, mark.b.head), mark)
    return tuple(sorted(found.values(), key=lambda m: (m.cue.start, m.a.head, m.b.head)))


def literal_places(parse: Parse, toponyms: Sequence[ToponymMark]) -> dict[int, RoleFill]:
    """Return the toponyms that stand for the place itself, by their head token."""
    found = {}
    for mark in toponyms:
        tokens = parse.tokens_in(mark.span)
        if tokens and mark.literal:
            head = parse.tops(t.i for t in tokens)[-1].i
            found[head] = RoleFill("place", mark.span, head)
    return found


class _Places:
    def __init__(self, arguments: Arguments, toponyms: Sequence[ToponymMark]) -> None:
        self.arguments = arguments
        self.parse: Parse = arguments.parse
        self.heads = literal_places(self.parse, toponyms)
        self.covered = {
            t.i: head
            for head, place in self.heads.items()
            for t in self.parse.tokens_in(place.span)
        }

    def at(self, i: int) -> Iterator[RelationMark]:
        """Yield what is said of the place with head ``i``."""
        top = self._top(self.parse.tokens[i])
        governor = self.parse.tokens[top.head]
        if top.dep == "pobj":
            yield from self._after_preposition(i, top, governor)
        elif top.dep in {"dobj", "nsubjpass"} and governor.pos == "VERB":
            yield from self._as_object(i, governor)

    def _top(self, token: Token) -> Token:
        """Climb from "Mosul" to "the city of Mosul", from a conjunct to the first."""
        for _ in range(6):
            head = self.parse.tokens[token.head]
            if token.dep in {"conj", "appos", "compound", "nmod"} and head.i in self.covered:
                token = head
            elif token.dep == "pobj" and head.lower == "of" and self._names_area(head.head):
                token = self.parse.tokens[head.head]
            else:
                break
        return token

    def _names_area(self, i: int) -> bool:
        return self.parse.tokens[i].lemma in _AREAS

    def _after_preposition(self, i: int, top: Token, preposition: Token) -> Iterator[RelationMark]:
        governor = self.parse.tokens[preposition.head]
        word = preposition.lower
        if word == "of" and governor.lemma in _OF_PEOPLE:
            yield from self._marks("located_in", governor, (governor.i,), i)
        elif word in {"to", "into", "from"} and governor.lemma in _GOING:
            marks = self._marks("located_in", governor, self._movers(governor), i)
            # Who left, or was driven out, was there and is no more.
            yield from (replace(m, status="ended") if word == "from" else m for m in marks)
        elif word == "to" and governor.lemma == "visit":
            yield from self._marks(
                "located_in", governor, self.arguments.predicates.agents(governor.i), i
            )
        elif word in _LOCATIVES:
            yield from self._marks("located_in", preposition, self._who(governor), i)
        elif word == "of" and governor.lemma in {"control", "capture", "seizure"}:
            holders = self.arguments.predicates.agents(governor.i)
            yield from self._marks("controls", governor, holders, i)

    def _movers(self, verb: Token) -> tuple[int, ...]:
        reader = self.arguments.predicates
        return reader.patients(verb.i) or reader.agents(verb.i)

    def _who(self, governor: Token) -> tuple[int, ...]:
        """Return whom a locative after ``governor`` places."""
        reader = self.arguments.predicates
        if governor.pos in {"VERB", "AUX"}:
            if governor.lemma in _SAYING:
                return ()
            met = reader.obliques(governor.i, frozenset({"with"}))
            return reader.agents(governor.i) + reader.patients(governor.i) + met
        if governor.pos == "ADP":
            above = self.parse.tokens[governor.head]
            return () if above.i == governor.i else self._who(above)
        if self.arguments.at(governor.i) is not None:
            return (governor.i, *self._met_there(governor))
        if governor.pos in {"NOUN", "PROPN"}:
            named = reader.agents(governor.i) if governor.lemma in _DOINGS else ()
            return named + reader.obliques(governor.i, frozenset({"against", "by", "of"}))
        return ()

    def _met_there(self, noun: Token) -> tuple[int, ...]:
        """Return who met the party that a locative hangs on: "A met B in Arvenia"."""
        verb = self.parse.tokens[noun.head]
        if verb.pos == "ADP":
            verb = self.parse.tokens[verb.head]
        if verb.lemma not in _MEETING or verb.pos != "VERB":
            return ()
        return self.arguments.predicates.agents(verb.i)

    def _as_object(self, i: int, verb: Token) -> Iterator[RelationMark]:
        agents = self.arguments.predicates.agents(verb.i)
        if verb.lemma in _VISITING:
            yield from self._marks("located_in", verb, agents, i)
        if verb.lemma in _HOLDING:
            yield from self._marks("controls", verb, agents, i)

    def _marks(
        self, relation: str, cue: Token, who: tuple[int, ...], place: int
    ) -> Iterator[RelationMark]:
        for fill in self.arguments.fills(who):
            if fill.head not in self.covered:
                status = status_of(self.parse, cue.i, relation)
                yield RelationMark(
                    relation, status, fill, self.heads[place], cue.span, (), rule, 0.5
                )


_AREAS = word_set(
    "city town village province district governorate region part area state suburb "
    "outskirt neighbourhood neighborhood site centre center island port"
)
_ENCLOSING = frozenset({",", "in", "in the", ", in", ", in the", "("})
_LISTING = frozenset({",", "and", ", and", "or", "and the", ", and the", ", the"})
_DOINGS = word_set(
    "presence operation fight war campaign attack strike deployment meeting visit "
    "activity mission battle position defeat"
)


def enclosing(toponyms: Sequence[ToponymMark], parse: Parse) -> Iterator[tuple[int, int]]:
    """Yield positions of toponyms that the text puts one inside the other: "Manbij in Syria".

    Three and more in a row are a list of places, not a chain from narrow to wide.
    """
    joined = [
        parse.text[inner.span.end : outer.span.start].strip().lower()
        for inner, outer in pairwise(toponyms)
    ]
    for n, gap in enumerate(joined):
        beside = joined[max(0, n - 1) : n] + joined[n + 1 : n + 2]
        listed = gap == "," and any(g in _LISTING for g in beside)
        literal = toponyms[n].literal and toponyms[n + 1].literal
        if gap in _ENCLOSING and literal and not listed:
            yield n, n + 1
