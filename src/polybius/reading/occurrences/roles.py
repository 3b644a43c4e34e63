"""Parties and things in their roles: perpetrator, target, victim, instrument, and others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from polybius.reading.counts.people import nobody
from polybius.reading.grammar.syntax import Parse, Span, Token
from polybius.reading.layers import Names, RoleFill
from polybius.reading.occurrences.event_arguments import Arguments, second_half, verb_arguments
from polybius.reading.occurrences.event_nouns import noun_arguments
from polybius.reading.occurrences.senses import abstract
from polybius.reading.occurrences.things import Kind, is_violent, kind_of, means
from polybius.reading.occurrences.triggers import Trigger
from polybius.reading.occurrences.word_tables import words
from polybius.records import Code

reciprocal = words("reciprocal")
"""Types whose sides take part in the same way."""
harming = words("harming")
"""Types that people suffer whatever name they go by: "they killed the patrol"."""
on_site = words("on_site")
"""Types of which the place, where it is something built, is the target."""
_doer = re.compile(r"(?:er|or|ist|ian|ee|man|ant)$")
"""How nouns for people end: "engineer", "motorist", "trainee"."""
doing = ("perpetrator", "participant")
freeing = frozenset(("release", "aid_delivery", "concession"))

premodifiers = frozenset(
    [
        "det",
        "amod",
        "compound",
        "nummod",
        "poss",
        "nmod",
        "quantmod",
        "predet",
        "advmod",
        "neg",
        "case",
    ]
)


def find_fills(parse: Parse, names: Names, trigger: Trigger) -> tuple[RoleFill, ...]:
    """Return who and what has which part in the happening that ``trigger`` names."""
    is_weapon = parse.tokens[trigger.token].lemma in means()
    found = _arguments(parse, trigger, is_weapon=is_weapon)
    inside = range(trigger.first, trigger.last)
    fills = [
        RoleFill(role, phrase_span(parse, i), i, names.entity_at(i))
        for role, i in _roles(parse, names, trigger.event_type, found)
        if i not in inside and not _is_bare_number(parse, i) and not _is_measure(parse, i)
        if role not in doing or not _is_nobody(parse, i)
    ]
    if is_weapon and trigger.form == "noun":
        own = trigger.token
        fills.append(RoleFill("instrument", phrase_span(parse, own), own, None))
    return _once(fills)


def _is_measure(parse: Parse, i: int) -> bool:
    """Tell whether a phrase is a time: "five years" are nobody's target."""
    return parse.tokens[i].entity in ("DATE", "TIME")


def _is_nobody(parse: Parse, i: int) -> bool:
    """Tell whether a phrase says that there was none ("no group"), or not who: "each other"."""
    token = parse.tokens[i]
    before = [t.lower for t in parse.children(i, "det")]
    mutual = (token.lower == "other" and "each" in before) or (
        token.lower == "another" and i > 0 and parse.tokens[i - 1].lower == "one"
    )
    asked = token.lower in ("who", "whoever", "what")  # "It was not clear who had killed them."
    return mutual or asked or token.lower in nobody or "no" in before


def _is_bare_number(parse: Parse, i: int) -> bool:
    """Tell whether a phrase counts without saying whom: "86 have been wounded"."""
    span = phrase_span(parse, i)
    return parse.tokens[i].pos == "NUM" and not any(
        t.pos in ("NOUN", "PROPN", "PRON") for t in parse.tokens_in(span)
    )


def _arguments(parse: Parse, trigger: Trigger, *, is_weapon: bool) -> Arguments:
    if trigger.form == "noun":
        return noun_arguments(parse, trigger.token, is_weapon=is_weapon)
    found = verb_arguments(parse, trigger.token)
    for token in parse.tokens[trigger.first : trigger.last]:
        # In "carried out an attack on …" the noun inside the phrase has arguments of its own.
        if token.pos == "NOUN" and token.head == trigger.token:
            found = found.joined(noun_arguments(parse, token.i, is_weapon=False))
    return found


def _once(fills: Iterable[RoleFill]) -> tuple[RoleFill, ...]:
    """Keep the first role of each phrase, in text order."""
    kept: dict[int, RoleFill] = {}
    for fill in fills:
        kept.setdefault(fill.head, fill)
    return tuple(sorted(kept.values(), key=lambda f: (f.span.start, f.span.end)))


def _roles(
    parse: Parse, names: Names, event_type: Code, found: Arguments
) -> Iterator[tuple[Code, int]]:
    for i in found.means:
        if kind_of(parse, names, i) is Kind.WEAPON:
            yield "instrument", i
    for i in found.agents:
        agent = _beside_place(parse, names, i)
        yield from _agent(event_type, _kind_of_doer(parse, names, agent), agent)
    if event_type in reciprocal:
        for i in (*found.patients, *found.partners):
            if kind_of(parse, names, i) in (Kind.HUMAN, Kind.PARTY):
                yield "participant", i
        return
    for i in found.patients:
        kind = kind_of(parse, names, i)
        if kind is Kind.OTHER and event_type in harming and _can_be_hurt(parse, i):
            kind = Kind.HUMAN
        yield from _patient(event_type, kind, i)
    if event_type in on_site:
        for i in found.sites:
            kind = kind_of(parse, names, i)
            if kind is Kind.FACILITY:
                yield "target", i
            elif kind is Kind.HUMAN and parse.tokens[parse.tokens[i].head].lower in ("at", "on"):
                yield "victim", i


def _can_be_hurt(parse: Parse, i: int) -> bool:
    """Tell whether a noun of no known kind may be people, as "engineers" and names are."""
    token = parse.tokens[i]
    if token.lemma in abstract:
        return False
    return token.pos == "PROPN" or (token.pos == "NOUN" and bool(_doer.search(token.lemma)))


def _kind_of_doer(parse: Parse, names: Names, i: int) -> Kind:
    """Return what acts; a word nobody knows may be a body's short name: "arrested by ICE"."""
    kind, text = kind_of(parse, names, i), parse.tokens[i].text
    short = len(text) > 1 and text.isupper() and text.isalpha()
    return Kind.PARTY if kind is Kind.OTHER and short else kind


def _beside_place(parse: Parse, names: Names, i: int) -> int:
    """Return who acts where the parser took the place before them for it.

    "In Brakka district, Tarn province, a patrol detained …" makes the patrol an apposition.
    """
    if kind_of(parse, names, i) in (Kind.OTHER, Kind.PLACE):
        for beside in parse.children(i, "appos"):
            if kind_of(parse, names, beside.i) in (Kind.HUMAN, Kind.PARTY):
                return beside.i
    return i


def _agent(event_type: Code, kind: Kind, i: int) -> Iterator[tuple[Code, int]]:
    if kind is Kind.WEAPON:
        yield "instrument", i
    elif kind in (Kind.HUMAN, Kind.PARTY):
        yield ("participant" if event_type in reciprocal else "perpetrator"), i


def _patient(event_type: Code, kind: Kind, i: int) -> Iterator[tuple[Code, int]]:
    if kind in (Kind.EVENT, Kind.WEAPON):
        if kind is Kind.WEAPON and event_type in on_site:
            yield "instrument", i
    elif event_type in freeing:
        if kind in (Kind.HUMAN, Kind.PARTY):
            yield "beneficiary", i
    elif kind is Kind.HUMAN:
        yield ("victim" if is_violent(event_type) else "target"), i
    elif kind is Kind.PARTY and event_type in harming:
        yield "victim", i
    elif kind is not Kind.OTHER or event_type not in harming:
        yield "target", i


def phrase_span(parse: Parse, head: int) -> Span:
    """Return the characters of the noun phrase with this head, with its "of"."""
    first, last = phrase_range(parse, head)
    return parse.span(first, last)


def phrase_range(parse: Parse, head: int) -> tuple[int, int]:
    """Return the token range of a noun phrase: what stands before its head, and an "of" after."""
    named = parse.named_at(head)
    first = named.first if named is not None and named.first <= head else head
    for child in parse.children(head):
        if child.i < first and child.dep in premodifiers:
            first = min(first, parse.edges(child.i)[0])
    other = parse.tokens[head].head
    if parse.tokens[head].dep == "conj" and second_half(parse, other) == head:
        first = phrase_range(parse, other)[0]
    last = head + 1
    for prep in parse.children(head, "prep"):
        if prep.lower == "of" and prep.i == last:
            objects = [t for t in parse.children(prep.i, "pobj") if _short(parse, t)]
            last = max((phrase_range(parse, t.i)[1] for t in objects), default=last)
    sentence = parse.sentence_of(head)
    return max(first, sentence.first), min(max(last, head + 1), sentence.last)


def _short(parse: Parse, token: Token) -> bool:
    first, last = parse.edges(token.i)
    return last - first <= 12
