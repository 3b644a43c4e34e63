"""Which words of likelihood foretell nothing: conditions, wishes, promises, dates, the past."""

from __future__ import annotations

from collections.abc import Sequence

from polybius.codebook.cues import cue_index
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Token
from polybius.reading.layers import AttributionMark
from polybius.reading.voices.contents import Material
from polybius.reading.voices.sources import find_subject

modals = frozenset({"will", "will_not", "may", "might", "could", "may_not", "set_to"})
"""Words that also state plans, promises and mere ability: these need an event of conflict."""
_scheduled = word_set(
    """hold meet visit begin start open close host attend travel address release publish convene
    join speak arrive return discuss announce take_place sign present brief vote
    say confirm comment need know depart allow permit authorise authorize require"""
)
_readings = word_set(
    """interpret see consider describe call say regard view explain attribute understand define
    find use trace read"""
)
"""What "could be interpreted as" speaks of is open now, not ahead."""
_wishing = word_set(
    """hope hop wish want pray demand require insist ask order urge ensure prefer rule vow pledge
    promise guarantee agree"""
)
"""What is hoped for, ruled or promised is not foretold."""
_open = frozenset({"may", "might", "could"})
_present = frozenset(
    {"due", "among", "because", "behind", "responsible", "part", "linked", "related"}
)
"""What something may or is likely to be of now: "could be part of the plan"."""
_possessors = frozenset({"his", "her", "its", "our", "my", "their"})
_complements = frozenset({"ccomp", "xcomp", "csubj", "advcl", "acl"})
_odds = frozenset({"likelihood", "possibility", "chance", "risk", "probability", "prospect"})
_pointing = frozenset({"this", "that", "such", "any", "these", "those"})
_stakes = word_set("be remain exist see face pose carry run lie stay grow rise increase")
"""Verbs by which a noun of likelihood ("a risk of war") is put forward, not worked on."""
_whose = frozenset({"how", "why", "where", "if", "whether", "unless", "when", "so", "lest"})
_turmoil = word_set(
    """violence war conflict fighting unrest instability insecurity crisis escalation clash
    insurgency rebellion casualty famine displacement offensive invasion ceasefire truce
    hostilities bloodshed chaos attack raid bombing assault retaliation reprisal militant rebel
    insurgent threat force group front frontline siege coup army"""
)
turns = word_set(
    """escalate intensify worsen deteriorate spread continue erupt collapse resume retaliate
    withdraw retreat surrender disarm deploy tread
    attack strike seize capture fall rise increase grow launch mount expand invade advance fight
    kill flee split join fail persist end deepen recur spiral"""
)


def is_conditional(material: Material, clause: Token, code: str) -> bool:
    """Tell whether a clause only sets a condition, asks or aims, or with a modal only describes."""
    parse = material.parse
    opening = parse.children(clause.i, "mark", "advmod")
    if any(t.lower in _whose and t.i < clause.i for t in opening):
        return True
    subjects = parse.children(clause.i, "nsubj", "nsubjpass")
    if code not in modals:
        return clause.dep == "relcl" and any(t.tag == "WP" for t in subjects)
    passive = bool(parse.children(clause.i, "auxpass"))
    top = clause
    while top.dep == "conj" and top.head != top.i:
        top = parse.tokens[top.head]
    under = parse.tokens[clause.head].lemma in _odds and clause.dep == "acl"
    described = top.dep == "relcl" or under or any(t.tag in ("WDT", "WP") for t in subjects)
    return described or (passive and clause.lemma in _readings)


def is_wished(material: Material, attribution: AttributionMark | None) -> bool:
    """Tell whether the voice hopes for or calls for what lies ahead, and doesn't foretell it."""
    if attribution is None or not attribution.cue:
        return False
    cue = material.parse.tokens_in(attribution.cue[0])
    past = any(t.lower == "had" and t.dep == "aux" for t in cue)
    unsure = attribution.stance in ("appeals", "doubts", "denies")
    return past or unsure or any(t.lemma in _wishing for t in cue)


def is_worked_on(material: Material, clause: Token, words: Sequence[Token]) -> bool:
    """Tell whether a likelihood is an object of somebody's doing: "to raise the chances of"."""
    nouns = [t for t in words if t.pos == "NOUN"]
    if not nouns or clause.i in {t.i for t in words}:
        return False
    if any(t.lower in _pointing for t in material.parse.children(nouns[-1].i, "det")):
        return True
    aside = nouns[0].dep not in ("attr", "nsubj", "nsubjpass", "dobj")
    if aside and clause.lemma in _stakes:
        return True
    below = any(t.i == clause.i for t in material.parse.subtree(nouns[-1].i))
    finite = clause.tag in ("VBD", "VBZ", "VBP", "MD")
    return not below and not (clause.lemma in _stakes and finite)


def is_present(material: Material, clause: Token, words: Sequence[Token]) -> bool:
    """Tell whether the likelihood is of what is: "is likely due to", "could be part of"."""
    if words[-1].pos == "ADV" and words[-1].i > clause.i + 1 and clause.lemma != "be":
        return True  # "Could spread, perhaps to a spy": said of a part.
    if any(t.lower == "times" for t in material.parse.tokens[max(0, words[0].i - 2) : words[0].i]):
        return True  # "Six times more likely" compares.
    if clause.lemma != "be":
        helped = {t.lower for t in material.parse.children(clause.i, "aux")}
        return clause.tag == "VBG" and bool(helped & _open) and "be" in helped
    below = [t for t in material.parse.subtree(clause.i) if t.i > clause.i][:3]
    beside = any(t.lower in _present for t in below)
    adjectives = material.parse.children(clause.i, "acomp", "attr")
    judged = len(adjectives) > 1 or words[-1].dep == "advmod"
    now = clause.tag in ("VBZ", "VBP") and judged
    return beside or now


def is_bare_judgement(material: Material, clause: Token) -> bool:
    """Tell whether a clause only judges something said before: "it is highly unlikely"."""
    parse = material.parse
    subject = next(iter(parse.children(clause.i, "nsubj")), None)
    if clause.lemma != "be" or subject is None or subject.lower not in ("it", "that", "this"):
        return False
    below = (t for t in parse.subtree(clause.i) if t.i != clause.i)
    return not any(t.pos == "VERB" and t.dep in _complements for t in below)


def is_past(material: Material, clause: Token, words: Sequence[Token]) -> bool:
    """Tell whether the likelihood is of what has been ("may have fled", "was likely behind")."""
    helpers = material.parse.children(clause.i, "aux", "auxpass")
    if any(t.lemma == "have" for t in helpers):
        return True
    governed = {t.i for t in words}
    if clause.tag == "VBD" and not any(t.i in governed for t in helpers):
        return True
    return clause.pos == "AUX" and clause.lower in ("was", "were") and clause.i not in governed


def is_own_promise(
    material: Material, attribution: AttributionMark | None, clause: Token, code: str
) -> bool:
    """Tell whether the voice speaks of its own doing ("we will", "said it would")."""
    subject = find_subject(material.parse, clause)
    if subject is not None and subject.lower in ("i", "we", "you"):
        return True
    if subject is None or attribution is None or clause.lemma == "be":
        return False
    if subject.lower in ("he", "she"):
        return True
    if subject.lower in ("it", "they"):
        return attribution.stance not in ("predicts", "warns")
    owners = {t.lower for t in material.parse.children(subject.i, "poss")}
    if code in modals and owners & _possessors:
        return True
    voice = attribution.voice
    own = f"{voice.name} {voice.body or ''}".lower().split()
    return code in modals and subject.pos == "PROPN" and subject.lower in own


def is_scheduled(material: Material, clause: Token) -> bool:
    """Tell whether a clause tells of what stands on a calendar, or of the wish to speak."""
    if clause.lemma in _scheduled:
        return True
    noun = material.parse.children(clause.i, "dobj")
    return clause.lemma == "take" and any(t.lemma == "place" for t in noun)


def has_none(material: Material, clause: Token) -> bool:
    """Tell whether "no" before its noun denies the clause: "there will be no strikes"."""
    parse = material.parse
    nouns = parse.children(clause.i, "attr", "dobj", "nsubj", "nsubjpass")
    return any(t.lower == "no" for noun in nouns for t in parse.children(noun.i, "det"))


def is_about_conflict(material: Material, clause: Token) -> bool:
    """Tell whether a clause has a word of conflict or of a turn for better or worse."""
    index = cue_index("event_types")
    for token in material.parse.subtree(clause.i):
        if token.pos == "VERB" and (token.lemma in turns or index.verb(token.lemma)):
            return True
        if token.pos in ("NOUN", "PROPN") and (token.lemma in _turmoil or index.noun(token.lemma)):
            return True
    return False
