"""Content in the infinitive: "vowed to fight", "ordered them to leave", "called on X to act"."""

from __future__ import annotations

from polybius.reading.grammar.syntax import Span, Token
from polybius.reading.voices.clauses import finding_of
from polybius.reading.voices.contents import Material, clause_end, tidy
from polybius.reading.voices.cues import CueIndex, cue_index, cue_start
from polybius.reading.voices.findings import Finding
from polybius.reading.voices.sources import find_subject
from polybius.reading.voices.speakers import can_speak

_calls = frozenset({"call", "appeal"})
_stops = frozenset({",", "—", "–", "-", "--", ";", ":"})
_longest_addressee = 12


def find_infinitive(material: Material, verb: Token) -> Finding | None:
    """Return the attribution of "vowed *to fight*", "ordered *them to leave*"."""
    index = cue_index()
    if material.parse.children(verb.i, "auxpass"):
        return None
    subject = find_subject(material.parse, verb)
    if subject is None or not can_speak(material.parse, subject):
        return None
    content = _infinitive(material, verb, index)
    if content is None:
        return None
    return finding_of(material, verb, subject, (content,), rule="infinitive", confidence=0.8)


def find_call_on(material: Material, verb: Token) -> Finding | None:
    """Return the attribution of "called on *X to act*": the cue is "called on"."""
    parse = material.parse
    if verb.lemma not in _calls or parse.children(verb.i, "auxpass"):
        return None
    on = next(
        (t for t in parse.tokens[verb.i + 1 : verb.i + 3] if t.lower in ("on", "upon", "to")), None
    )
    subject = find_subject(parse, verb)
    if on is None or subject is None:
        return None
    end = parse.sentence_of(verb.i).last
    for token in parse.tokens[on.i + 2 : min(end, on.i + 2 + _longest_addressee)]:
        if token.text in _stops:
            return None
        if token.lower == "to" and token.dep == "aux":
            last = max(parse.edges(token.head)[1], token.head + 1)
            content = tidy(material, token.i, last)
            if content is None:
                return None
            cue = parse.span(cue_start(parse, verb), on.i + 1)
            return finding_of(
                material, verb, subject, (content,), rule="call_on", confidence=0.8, cue=cue
            )
    return None


def _infinitive(material: Material, verb: Token, index: CueIndex) -> Span | None:
    parse = material.parse
    for child in parse.children(verb.i, "xcomp", "ccomp", "advcl"):
        to = [t for t in parse.children(child.i, "aux") if t.lower == "to"]
        if child.i < verb.i or not to:
            continue
        told = parse.children(verb.i, "dobj", "dative")
        own = parse.children(child.i, "nsubj")
        has_other = bool(own) or bool(told)
        if child.dep == "advcl" and not (told and index.has(verb.lemma, "control")):
            continue
        if not index.has(verb.lemma, "control" if has_other else "infinitive"):
            continue
        first = max(verb.i + 1, min(to[0].i, parse.edges(child.i)[0]))
        if own:
            first = max(verb.i + 1, parse.edges(child.i)[0])
        if told and not own:
            first = parse.edges(told[0].i)[0] if told[0].i > verb.i else to[0].i
        return tidy(material, first, clause_end(material, verb, child))
    return None
