"""Passive and impersonal attribution: "is believed to …", "it was reported that …", "was told"."""

from __future__ import annotations

from polybius.reading.contents import Material, clause_end, tidy
from polybius.reading.cues import cue_end, cue_index, cue_start
from polybius.reading.findings import Finding
from polybius.reading.sources import source_span
from polybius.reading.speakers import can_speak
from polybius.reading.syntax import Span, Token

_complements = ("xcomp", "ccomp", "oprd", "prep", "advcl")
_prepositions = frozenset({"as", "of", "for", "by", "with", "over", "on", "about"})
_asked = frozenset({"ask", "tell", "question", "press", "urge", "advise", "remind", "warn"})


def find_passive(material: Material, verb: Token) -> Finding | None:
    """Return the attribution of a passive verb of saying or thinking.

    Its subject is part of the content; its source, if any, is the agent behind "by".
    """
    index = cue_index()
    if verb.tag != "VBN" or not (
        index.has(verb.lemma, "passive") or index.has(verb.lemma, "object")
    ):
        return None
    parse = material.parse
    if not any(t.lemma in ("be", "get") for t in parse.children(verb.i, "auxpass")):
        return None
    agent = _agent(material, verb)
    subject = next(iter(parse.children(verb.i, "nsubjpass")), None)
    expletive = bool(parse.children(verb.i, "expl")) or (
        subject is not None and subject.lower == "it" and bool(parse.children(verb.i, "ccomp"))
    )
    start, end = cue_start(parse, verb), cue_end(parse, verb)
    complement, end = _complement(material, verb, agent, end)
    if agent is None and complement is None:
        return None
    content: list[Span] = []
    told = verb.lemma in _asked and complement is not None
    if subject is not None and not expletive and not told:
        whole = tidy(material, *_before(material, subject, start))
        if whole is not None:
            content.append(whole)
    if complement is not None:
        content.append(complement)
    if not content:
        return None
    if expletive and start > 0 and parse.tokens[start - 1].lower == "it":
        start -= 1
    source = () if agent is None else (source_span(parse, agent, start, end),)
    return Finding(
        cue_head=verb.i,
        cue=(parse.span(start, end),),
        content=tuple(content),
        source=source,
        source_head=agent.i if agent is not None else None,
        rule="passive" if agent is not None else "impersonal",
        confidence=0.6,
    )


def _before(material: Material, subject: Token, start: int) -> tuple[int, int]:
    first, last = material.parse.edges(subject.i)
    return first, max(min(last, start), subject.i + 1)


def _agent(material: Material, verb: Token) -> Token | None:
    for by in material.parse.children(verb.i, "agent"):
        for noun in material.parse.children(by.i, "pobj"):
            return noun if can_speak(material.parse, noun) else None
    return None


def _complement(
    material: Material, verb: Token, agent: Token | None, end: int
) -> tuple[Span | None, int]:
    parse = material.parse
    for child in parse.children(verb.i, *_complements):
        if child.i < verb.i or (child.dep == "prep" and child.lower not in _prepositions):
            continue
        first, last = parse.edges(child.i)
        if child.dep == "advcl" and parse.tokens[first].lower != "if":
            continue
        if agent is not None:
            by = agent.head
            last = min(last, by) if first < by else last
        if child.dep in ("ccomp", "xcomp"):
            last = max(last, clause_end(material, verb, child)) if agent is None else last
        if child.dep == "prep" and child.lower == "as":
            end, first = child.i + 1, child.i + 1
        return tidy(material, max(first, end), last), end
    return None, end
