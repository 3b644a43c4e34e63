"""How a voice stands to what it says: from cue, negation and content."""

from __future__ import annotations

from collections.abc import Sequence

from polybius.codebook.cues import cue_index
from polybius.codebook.loading import load
from polybius.codebook.register import Register
from polybius.reading.grammar.syntax import Token
from polybius.reading.voices.contents import Material
from polybius.reading.voices.findings import Finding
from polybius.reading.voices.voicing import belligerents
from polybius.records import Code, Voice

_turned: dict[Code, Code] = {
    "acknowledges": "denies",
    "denies": "acknowledges",
    "asserts": "doubts",
    "accuses": "asserts",
    "appeals": "asserts",
    "claims_responsibility": "denies",
    "warns": "asserts",
}
"""What a negated cue of each stance shows: "did not acknowledge", "did not say"."""
_withheld = frozenset({"refuse", "decline", "fail", "avoid", "hesitate"})
_violent = frozenset({"ASSAULT", "FIGHT"})
_harm_verbs = frozenset(
    {"kill", "wound", "injure", "die", "lose", "capture", "abduct", "bomb", "strike", "hit"}
)
_telling = frozenset({"clause", "quote", "infinitive", "according_to", "headline"})
_irrealis = frozenset({"will", "would", "could", "may", "might", "should", "must", "can", "shall"})
_own_words = frozenset({"it", "its", "we", "our", "they", "their", "i", "his", "her", "he", "she"})
_look_ahead = 6
"""Tokens behind the cue that a phrase which begins in it may reach to."""


def stance_of(material: Material, finding: Finding, voice: Voice, register: Register) -> Code:
    """Return the code of the codebook's stance that an attribution shows.

    The cue's phrase decides before its noun, its noun before its verb; negation turns it. What a
    belligerent merely says is a claim of responsibility where its own side did the harm, a denial
    where it says that it did not, and an accusation where its adversary did it.
    """
    parse = material.parse
    cue = [t for span in finding.cue for t in parse.tokens_in(span)]
    code, by_phrase = _of_cue(material, finding, cue)
    if not by_phrase and _is_negated(material, cue, finding):
        code = _turned.get(code, code)
    if code == "asserts" or (code == "acknowledges" and _confirms(material, finding)):
        return _of_content(material, finding, voice, register, code)
    return code


def _of_cue(material: Material, finding: Finding, cue: Sequence[Token]) -> tuple[Code, bool]:
    index = cue_index("stances")
    tokens = material.parse.tokens
    if not cue:
        return "asserts", False
    first, last = cue[0].i, cue[-1].i + 1
    end = min(last + _look_ahead, material.parse.sentence_of(cue[-1].i).last)
    forms = [(t.lower, t.lemma) for t in tokens[first : max(end, last)]]
    matches = [index.phrase_at(forms, i) for i in range(last - first)]
    found = [m for m in matches if m is not None]
    if found:
        return max(found, key=lambda m: (m.last - m.first, -m.first)).code, True
    nouns = [index.noun(t.lemma) for t in cue if t.pos == "NOUN"]
    verbs = [index.verb(t.lemma) for t in cue if t.pos in ("VERB", "AUX", "PROPN")]
    noun = next((code for code in nouns if code is not None), None)
    if noun is not None and finding.rule in ("light_verb", "noun", "unowned_noun"):
        return noun, False
    verb = next((code for code in reversed(verbs) if code is not None), None)
    if finding.rule == "infinitive" and any(t.lemma == "ask" for t in cue):
        return "appeals", False  # "asked them to leave", not "asked whether"
    return verb or noun or _of_adjective(cue) or "asserts", False


def _of_adjective(cue: Sequence[Token]) -> Code | None:
    index = cue_index("stances")
    for token in cue:
        if token.pos == "ADJ":
            code = index.verb(token.lemma) or index.noun(token.lemma)
            if code is not None:
                return code
    return None


def _is_negated(material: Material, cue: Sequence[Token], finding: Finding) -> bool:
    if any(t.dep == "neg" or t.lower in ("never", "neither", "nor") for t in cue):
        return True
    if any(t.lemma in _withheld for t in cue if t.pos == "VERB"):
        return True
    source = finding.source_head
    return source is not None and material.parse.tokens[source].lower in ("nobody", "none")


def _confirms(material: Material, finding: Finding) -> bool:
    parse = material.parse
    return any(t.lemma == "confirm" for span in finding.cue for t in parse.tokens_in(span))


def _of_content(
    material: Material,
    finding: Finding,
    voice: Voice,
    register: Register,
    code: Code,
) -> Code:
    confirms = _confirms(material, finding)
    harm = _first_harm(material, finding)
    if harm is None or finding.rule not in _telling:
        return code
    agent, negated, victims_own = harm
    own = agent is not None and _is_own(material, agent, finding, voice)
    if own and negated:
        return "denies"
    if own and voice.kind in belligerents:
        return "acknowledges" if confirms else "claims_responsibility"
    if confirms and victims_own:
        return "acknowledges"
    if agent is not None and _is_adversary(material, agent, voice, register):
        return "accuses"
    return code


def _first_harm(material: Material, finding: Finding) -> tuple[Token | None, bool, bool] | None:
    """Return the first act of violence in the content.

    Who does it, whether it is denied, and whether the voice's own people are harmed by it.
    """
    parse = material.parse
    index = cue_index("event_types")
    types = load().event_types
    for span in finding.content:
        for token in parse.tokens_in(span):
            if token.pos != "VERB":
                continue
            code = index.verb(token.lemma)
            violent = code is not None and types[code].plover in _violent
            if not (violent or token.lemma in _harm_verbs) or not _is_done(material, token):
                continue
            passive = bool(parse.children(token.i, "auxpass", "nsubjpass"))
            agent = _agent(material, token, passive)
            negated = any(t.dep == "neg" for t in parse.children(token.i))
            return agent, negated, _own_victims(material, token)
    return None


def _is_done(material: Material, verb: Token) -> bool:
    """Tell whether the act is told as done: past, perfect, or "managed to kill"."""
    parse = material.parse
    helpers = {t.lower for t in parse.children(verb.i, "aux")}
    if helpers & _irrealis or parse.children(verb.i, "amod"):
        return False
    if "did" in helpers:
        return True
    if "to" in helpers and "have" not in helpers:
        return verb.dep == "xcomp" and parse.tokens[verb.head].tag in ("VBD", "VBN")
    return verb.tag in ("VBD", "VBN") and verb.dep not in ("amod", "acl", "relcl")


def _agent(material: Material, verb: Token, passive: bool) -> Token | None:
    parse = material.parse
    if passive:
        for by in parse.children(verb.i, "agent"):
            return next(iter(parse.children(by.i, "pobj")), None)
        return None
    subject = next(iter(parse.children(verb.i, "nsubj")), None)
    if subject is None and verb.dep in ("xcomp", "conj", "advcl"):
        governor = parse.tokens[verb.head]
        subject = next(iter(parse.children(governor.i, "nsubj")), None)
    return subject


def _own_victims(material: Material, verb: Token) -> bool:
    parse = material.parse
    for child in parse.children(verb.i, "dobj", "nsubjpass", "nsubj"):
        words = {t.lower for t in parse.subtree(child.i)}
        if words & {"its", "our", "their", "his", "her"}:
            return True
    return False


def _is_own(material: Material, agent: Token, finding: Finding, voice: Voice) -> bool:
    """Tell whether the agent of the harm is the voice, or the side that it speaks for."""
    phrase = (agent, *material.parse.children(agent.i, "poss"))
    if agent.pos == "PRON" and finding.source_head is not None:
        one = material.names.entity_at(agent.i)
        other = material.names.entity_at(finding.source_head)
        if one is not None and other is not None:
            return one == other or _party(material, agent) == voice.party_id is not None
        return agent.lower in _own_words
    if any(t.lower in _own_words for t in phrase if t.pos == "PRON"):
        return True
    if agent.i == finding.source_head:
        return True
    party = _party(material, agent)
    return party is not None and party == voice.party_id


def _party(material: Material, token: Token) -> str | None:
    position = material.names.entity_at(token.i)
    return None if position is None else material.names.entities[position].party_id


def _is_adversary(material: Material, agent: Token, voice: Voice, register: Register) -> bool:
    party = _party(material, agent)
    if party is None or voice.party_id is None or party == voice.party_id:
        return False
    if not {party, voice.party_id} <= set(register.entries):
        return False
    return register.adverse(party, voice.party_id) is True
