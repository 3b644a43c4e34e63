"""Who and what stands where around a noun that names a happening: "the army's attack on X"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.occurrences.event_arguments import (
    Arguments,
    bearing,
    blaming,
    governing_agents,
    harming_verbs,
    is_opposed,
    objects_of,
    one_sided,
    take_preposition,
    verb_arguments,
)
from polybius.reading.occurrences.word_tables import words

support_verbs = words("support_verbs")
"""Verbs that lend a nominal trigger their subject: "they carried out an attack"."""
placing_verbs = words("placing_verbs")
"""Verbs that make the noun of a weapon a happening: "planted a bomb"."""
patient_nouns = words("patient_nouns")
"""Nominal triggers of which "of" and the possessive name the one that suffers it."""
participating = words("participating")
"""Words after which "in" leads to a deed: "took part in the murder"."""
armed_modifiers = words("armed_modifiers")
"""Adjectives that name who does it: "a terrorist attack"."""


def noun_arguments(parse: Parse, i: int, *, is_weapon: bool) -> Arguments:
    """Return the arguments of the nominal trigger ``i``.

    ``is_weapon``: the noun is that of a weapon ("bomb"), so that the verb that places it counts.
    """
    found = Arguments()
    noun = parse.tokens[i]
    suffers = noun.lemma in patient_nouns
    for child in parse.children(i):
        if child.dep == "poss":
            (found.patients if suffers and not _has_of(parse, i) else found.agents).append(child.i)
        elif child.dep in ("compound", "amod", "nmod") and not is_opposed(parse, child):
            _take_modifier(noun, child, found, suffers=suffers)
        elif child.dep in ("prep", "agent"):
            _take_preposition(parse, child, found, suffers=suffers)
        elif child.dep in ("acl", "relcl"):
            _borrow(parse, child, found, is_weapon=is_weapon)
    _take_governor(parse, noun, found, is_weapon=is_weapon)
    found.agents.extend(_after_sufferer(parse, found.patients))
    return found.expanded(parse)


def _after_sufferer(parse: Parse, patients: Sequence[int]) -> Iterator[int]:
    """Yield who did it where "by" hangs on who suffered: "the killing of Ann Example by guards"."""
    for i in patients:
        for by in parse.children(i, "prep", "agent"):
            if by.lower == "by":
                yield from objects_of(parse, by)


def _has_of(parse: Parse, i: int) -> bool:
    return any(t.lower == "of" for t in parse.children(i, "prep"))


def _take_modifier(noun: Token, child: Token, found: Arguments, *, suffers: bool) -> None:
    named = child.pos == "PROPN" or (child.entity == "NORP" and noun.lemma in one_sided)
    if child.dep != "amod" or child.lower in armed_modifiers or named:
        found.agents.append(child.i)
    found.means.append(child.i)
    if suffers:
        found.sites.append(child.i)


def _take_preposition(parse: Parse, prep: Token, found: Arguments, *, suffers: bool) -> None:
    objects = objects_of(parse, prep)
    if prep.lower == "by":
        found.agents.extend(objects)
    elif prep.lower == "of":
        (found.patients if suffers else found.agents).extend(objects)
        found.means.extend(objects)
    elif prep.lower == "on" and not suffers:
        blamed = parse.tokens[parse.tokens[prep.head].head].lemma == "blame"
        (found.agents if blamed else found.patients).extend(objects)
    else:
        take_preposition(parse, prep, found)


def _take_governor(parse: Parse, noun: Token, found: Arguments, *, is_weapon: bool) -> None:
    """Take over the arguments of the verb that the noun is subject or object of."""
    head = parse.tokens[noun.head]
    while noun.dep == "conj" and head.i != noun.i:
        noun, head = head, parse.tokens[head.head]
    if noun.dep == "pobj" and _leads_to_doer(parse, head):
        found.agents.extend(governing_agents(parse, noun))
    if noun.dep == "pobj" and head.lower == "behind":
        found.agents.extend(_who_is_behind(parse, head))
    harm = parse.tokens[head.head]
    if noun.dep == "pobj" and head.lower in ("in", "by", "during") and harm.lemma in harming_verbs:
        own = verb_arguments(parse, harm.i)
        found.patients.extend(own.patients)
        found.agents.extend(a for a in own.agents if a != noun.i)
    if noun.dep not in ("dobj", "nsubjpass", "nsubj") or head.pos != "VERB":
        return
    if head.lemma in support_verbs or (
        is_weapon and (head.lemma in placing_verbs or noun.dep == "nsubj")
    ):
        own = verb_arguments(parse, head.i)
        if noun.dep != "nsubj":
            found.agents.extend(a for a in own.agents if a != noun.i)
        found.patients.extend(p for p in own.patients if p != noun.i)
        found.sites.extend(own.sites)
        found.means.extend(m for m in own.means if m != noun.i)


def _who_is_behind(parse: Parse, behind: Token) -> Iterator[int]:
    """Yield who did what follows: "the men behind the raid", "they were behind the raid"."""
    governor = parse.tokens[behind.head]
    if governor.lemma == "be":
        yield from (t.i for t in parse.children(governor.i, "nsubj"))
    elif governor.pos in ("NOUN", "PROPN", "PRON"):
        yield governor.i
    else:
        beside = parse.children(governor.i, "dobj")
        yield from (t.i for t in beside if parse.edges(t.i)[1] == behind.i)


def _leads_to_doer(parse: Parse, prep: Token) -> bool:
    """Tell whether what governs "for", "of" or "in" says whose deed its object is."""
    governor = parse.tokens[prep.head]
    if prep.lower == "in":
        return governor.lemma in participating
    if prep.lower == "of":
        return governor.lemma in blaming or governor.lemma in ("guilty", "author", "series", "wave")
    return prep.lower == "for" and (governor.lemma in blaming or governor.lemma in bearing)


def _borrow(parse: Parse, verb: Token, found: Arguments, *, is_weapon: bool) -> None:
    """Take over the arguments of "an attack carried out by …", "a bomb planted by …"."""
    blames = verb.lemma in ("attribute", "blame", "claim")
    if not (verb.lemma in support_verbs or (is_weapon and verb.lemma in placing_verbs) or blames):
        return
    own = verb_arguments(parse, verb.i)
    found.agents.extend(a for a in own.agents if a != verb.head)
    found.sites.extend(own.sites)
    for prep in parse.children(verb.i, "prep"):
        if blames and prep.lower in ("to", "on"):
            found.agents.extend(objects_of(parse, prep))
