"""Content that a relative pronoun stands for: "the attack, which X called a crime"."""

from __future__ import annotations

from polybius.reading.grammar.syntax import Span, Token
from polybius.reading.voices.clauses import finding_of
from polybius.reading.voices.contents import Material, tidy
from polybius.reading.voices.cues import cue_end, cue_index
from polybius.reading.voices.findings import Finding
from polybius.reading.voices.sources import own_subject
from polybius.reading.voices.speakers import can_speak

_frames = ("object", "predicate", "clause", "infinitive")
_circumstances = frozenset({"way", "time", "day", "reason", "year", "moment", "place"})
_pronouns = frozenset({"that", "which", "who", "whom", "what"})


def find_relative(material: Material, verb: Token) -> Finding | None:
    """Return the attribution in a relative clause whose object is the content.

    The content is the pronoun where one stands, else the noun phrase before the clause; a label
    or infinitive behind the verb belongs to it.
    """
    index, parse = cue_index(), material.parse
    subject = own_subject(parse, verb)
    fits = any(index.has(verb.lemma, frame) for frame in _frames)
    if not fits or subject is None or parse.children(verb.i, "auxpass"):
        return None
    if subject.lower in _pronouns or not can_speak(parse, subject):
        return None
    head = _relative_content(material, verb, subject)
    if head is None or any(t.i > verb.i for t in parse.children(verb.i, "dobj")):
        return None
    behind = _behind(material, verb)
    if behind is not None and own_subject(parse, behind[0]) is not None:
        return None
    content = (head,) if behind is None else (head, behind[1])
    return finding_of(material, verb, subject, content, rule="relative", confidence=0.6)


def _relative_content(material: Material, verb: Token, subject: Token) -> Span | None:
    parse = material.parse
    for child in parse.children(verb.i, "dobj", "nsubj"):
        if child.i < subject.i and child.lower in _pronouns:
            return child.span
    if verb.dep != "relcl":
        return None
    first = parse.edges(verb.i)[0]
    opening = parse.tokens[first]
    if opening.lower in _pronouns:
        return opening.span if first < subject.i else None
    antecedent = parse.tokens[verb.head]
    if first < parse.edges(subject.i)[0] or antecedent.lemma in _circumstances:
        return None
    return tidy(material, parse.edges(antecedent.i)[0], max(antecedent.i + 1, first))


def _behind(material: Material, verb: Token) -> tuple[Token, Span] | None:
    parse = material.parse
    for child in parse.children(verb.i, "oprd", "xcomp", "ccomp"):
        if child.i > verb.i:
            first, last = parse.edges(child.i)
            span = tidy(material, max(first, cue_end(parse, verb)), last)
            return None if span is None else (child, span)
    return None
