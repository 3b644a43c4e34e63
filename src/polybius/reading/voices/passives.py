"""Passive and impersonal attribution: "is believed to …", "it was reported that …", "was told"."""

from __future__ import annotations

from polybius.reading.grammar.syntax import Span, Token
from polybius.reading.voices.contents import Material, clause_end, tidy
from polybius.reading.voices.cues import cue_end, cue_index, cue_start
from polybius.reading.voices.findings import Finding
from polybius.reading.voices.sources import source_span
from polybius.reading.voices.speakers import can_speak

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
        return _reduced(material, verb) if verb.dep == "acl" else None
    agent = _agent(material, verb)
    subject = next(iter(parse.children(verb.i, "nsubjpass")), None)
    expletive = bool(parse.children(verb.i, "expl")) or (
        subject is not None and subject.lower == "it" and bool(parse.children(verb.i, "ccomp"))
    )
    start, end = cue_start(parse, verb), cue_end(parse, verb)
    complement, end = _complement(material, verb, agent, end)
    alone = agent is None and complement is None
    if alone and (verb.lemma in _asked or not index.has(verb.lemma, "quote")):
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


def _reduced(material: Material, verb: Token) -> Finding | None:
    """Return the attribution of a bare participle with its agent: "changes *proposed by* X"."""
    parse = material.parse
    agent, noun = _agent(material, verb), parse.tokens[verb.head]
    start, end = cue_start(parse, verb), cue_end(parse, verb)
    content = tidy(material, parse.edges(noun.i)[0], max(start, noun.i + 1))
    if agent is None or content is None or noun.i > start:
        return None
    if parse.tokens[end].lower == "by":
        end += 1
    return Finding(
        cue_head=verb.i,
        cue=(parse.span(start, end),),
        content=(content,),
        source=(source_span(parse, agent, start, end),),
        source_head=agent.i,
        rule="passive",
        confidence=0.6,
    )


def find_impression(material: Material, verb: Token) -> Finding | None:
    """Return the attribution of "*the town* seems *quiet*", "*he* appears *to have fled*"."""
    parse = material.parse
    if not cue_index().has(verb.lemma, "impersonal"):
        return None
    subject = next(iter(parse.children(verb.i, "nsubj")), None)
    if subject is None or subject.i > verb.i or subject.lower in ("who", "which", "that"):
        return None
    start, end = cue_start(parse, verb), cue_end(parse, verb)
    for child in parse.children(verb.i, "xcomp", "oprd", "acomp"):
        first, last = parse.edges(child.i)
        complement = tidy(material, max(first, end), last)
        held = tidy(material, *_before(material, subject, start))
        if child.i > verb.i and complement is not None and held is not None:
            return Finding(
                cue_head=verb.i,
                cue=(parse.span(start, end),),
                content=(held, complement),
                rule="impression",
                confidence=0.5,
            )
    return None


def find_hearsay(material: Material, adverb: Token) -> Finding | None:
    """Return the attribution of "*the convoy was* reportedly *hit*": its whole clause."""
    parse, index = material.parse, cue_index()
    verb = parse.tokens[adverb.head]
    if adverb.lower not in index.hearsay or adverb.dep != "advmod":
        return None
    if verb.pos not in ("VERB", "AUX") or index.has(verb.lemma, "clause"):
        return None
    first, last = parse.edges(verb.i)
    spans = (tidy(material, first, adverb.i), tidy(material, adverb.i + 1, last))
    content = tuple(span for span in spans if span is not None)
    if not content:
        return None
    return Finding(
        cue_head=adverb.i, cue=(adverb.span,), content=content, rule="hearsay", confidence=0.6
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
