"""Cues whose content is a noun phrase, a label or a preposition's object."""

from __future__ import annotations

from polybius.reading.grammar.syntax import Token
from polybius.reading.voices.clauses import finding_of
from polybius.reading.voices.contents import Material, tidy
from polybius.reading.voices.cues import cue_end, cue_index, cue_start
from polybius.reading.voices.findings import Finding
from polybius.reading.voices.sources import find_subject
from polybius.reading.voices.speakers import can_speak, is_paper

_of_minds = frozenset(
    {"judge", "perceive", "hear", "dread", "envy", "pity", "crave", "trust", "distrust", "love"}
)


_at_somebody = frozenset({"threaten", "warn"})
"""Verbs whose object may be those spoken to, not what is said: "threatened people with a gun"."""


_persons = frozenset({"me", "you", "him", "her", "us", "them"})


def find_predicate(material: Material, verb: Token) -> Finding | None:
    """Return the attribution of "called *him a traitor*", "described *it as a mistake*"."""
    if not cue_index().has(verb.lemma, "predicate"):
        return None
    parse = material.parse
    subject = find_subject(parse, verb)
    if not _speaks(material, verb, subject):
        return None
    after = [t for t in parse.children(verb.i) if t.i > verb.i]
    labels = [t for t in after if _is_label(t)]
    objects = [t for t in after if t.dep in ("dobj", "nsubj")]
    if not labels:
        return None
    first = min(parse.edges(t.i)[0] for t in (*objects, *labels))
    last = max(parse.edges(t.i)[1] for t in (*objects, *labels))
    content = tidy(material, max(first, cue_end(parse, verb)), last)
    if content is None:
        return None
    return finding_of(material, verb, subject, (content,), rule="predicate", confidence=0.8)


def _speaks(material: Material, verb: Token, subject: Token | None) -> bool:
    if subject is None or material.parse.children(verb.i, "auxpass"):
        return False
    if not can_speak(material.parse, subject):
        return False
    return verb.lemma not in _of_minds or not is_paper(subject)


def _is_label(token: Token) -> bool:
    if token.dep == "ccomp":
        return token.pos in ("ADJ", "NOUN", "PROPN")
    return token.dep in ("oprd", "xcomp") or (token.lower == "as" and token.dep == "prep")


def find_object(material: Material, verb: Token) -> Finding | None:
    """Return the attribution of "denounced *the attack*", "praised *them for …*"."""
    if not cue_index().has(verb.lemma, "object"):
        return None
    parse = material.parse
    subject = find_subject(parse, verb)
    if not _speaks(material, verb, subject):
        return None
    for child in parse.children(verb.i, "dobj"):
        if child.i < verb.i or (verb.lemma in _at_somebody and _is_somebody(material, child)):
            continue
        first, last = parse.edges(child.i)
        last = with_modifiers(material, verb, last)
        content = tidy(material, max(first, verb.i + 1), last)
        if content is not None:
            return finding_of(material, verb, subject, (content,), rule="object", confidence=0.6)
    return None


def _is_somebody(material: Material, token: Token) -> bool:
    return token.lower in _persons or can_speak(material.parse, token)


def with_modifiers(material: Material, verb: Token, last: int) -> int:
    """Take in what follows an object without a comma: "praised them *for their help*".

    Adverbials of time are the reporter's, and stay out.
    """
    parse = material.parse
    for child in parse.children(verb.i, "prep", "advcl", "xcomp", "acl"):
        first, end = parse.edges(child.i)
        head = parse.children(child.i, "pobj") if child.dep == "prep" else ()
        if first == last and not any(t.entity in ("DATE", "TIME") for t in head):
            last = end
    return last


def find_prepositional(material: Material, verb: Token) -> Finding | None:
    """Return the attribution of "called for *a truce*", "warned of *more attacks*"."""
    wanted = cue_index().prepositions.get(verb.lemma)
    parse = material.parse
    if not wanted:
        return None
    subject = find_subject(parse, verb)
    if not _speaks(material, verb, subject):
        return None
    for child in parse.children(verb.i, "prep", "prt", "advcl"):
        found = _object_of(material, child, wanted)
        if found is None or child.i < verb.i:
            continue
        preposition, last = found
        content = tidy(material, preposition + 1, with_modifiers(material, verb, last))
        if content is None:
            continue
        cue = parse.span(cue_start(parse, verb), preposition + 1)
        if preposition - cue_end(parse, verb) > 3:
            cue = parse.span(cue_start(parse, verb), cue_end(parse, verb))
        return finding_of(
            material, verb, subject, (content,), rule="preposition", confidence=0.6, cue=cue
        )
    return None


def _object_of(material: Material, child: Token, wanted: frozenset[str]) -> tuple[int, int] | None:
    """Return the preposition, and the token after what it governs."""
    first, last = material.parse.edges(child.i)
    opening = material.parse.tokens[first]
    if child.dep == "advcl":
        fits = opening.lower == "for" and "for" in wanted and opening.i != child.i
        return (first, last) if fits else None
    if child.lower not in wanted or last <= child.i + 1:
        return None
    return child.i, last


def find_gerund(material: Material, verb: Token) -> Finding | None:
    """Return the attribution of "denied *taking part*"."""
    if not cue_index().has(verb.lemma, "gerund"):
        return None
    parse = material.parse
    subject = find_subject(parse, verb)
    for child in parse.children(verb.i, "xcomp", "ccomp", "pcomp"):
        if subject is None or child.tag != "VBG" or child.i < verb.i:
            continue
        first, last = parse.edges(child.i)
        content = tidy(material, max(first, verb.i + 1), last)
        if content is not None:
            return finding_of(material, verb, subject, (content,), rule="gerund", confidence=0.7)
    return None
