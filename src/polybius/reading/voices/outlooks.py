"""Forecasts: what is said to lie ahead, with its words of likelihood and their band."""

from __future__ import annotations

from collections.abc import Sequence

from polybius.codebook.cues import cue_index
from polybius.codebook.loading import load
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Span, Token
from polybius.reading.layers import AttributionMark, Names, OutlookMark, TimeMark
from polybius.reading.voices.contents import Material, survey, tidy

_modals = frozenset({"will", "will_not", "may", "might", "could", "may_not", "set_to"})
"""Words that also state plans, promises and mere ability: these need an event of conflict."""
_never = word_set(
    """can should sure surely certain certainly expect expects expected anticipated
    hardly is_certain ready_to about_to shall definitely no_doubt potential chance remote
    scheduled_to due_to ought_to
    we_think we_believe we_assess it_is_believed is_believed_to are_believed_to"""
)
"""Words too often used of other things to stand alone."""
_merely = frozenset({"only", "just", "merely"})
_foretelling = frozenset({"predicts", "warns", "estimates"})
_not_ahead = frozenset({"PAST_REF", "PRESENT_REF"})
"""TimeML values of "recently" and "currently", which no forecast is for."""
_scheduled = word_set(
    """hold meet visit begin start open close host attend travel address release publish convene
    join speak arrive return discuss announce take_place sign present brief vote"""
)
_turmoil = word_set(
    """violence war conflict fighting unrest instability insecurity crisis escalation clash
    insurgency rebellion casualty famine displacement offensive invasion ceasefire truce
    hostilities bloodshed chaos attack raid bombing assault retaliation reprisal militant rebel
    insurgent threat force group front frontline siege coup army"""
)
_turns = word_set(
    """escalate intensify worsen deteriorate spread continue erupt collapse resume retaliate
    withdraw retreat surrender disarm deploy tread
    attack strike seize capture fall rise increase grow launch mount expand invade advance fight
    kill flee split join fail persist end deepen recur spiral"""
)


def find_outlooks(
    parse: Parse, attributions: Sequence[AttributionMark], times: Sequence[TimeMark]
) -> tuple[OutlookMark, ...]:
    """Return the forecasts of a text, in text order.

    A forecast is a clause with words of likelihood that speaks of what is still to come. "May",
    "could" and "will" count only where the clause is about conflict or its voice predicts or
    warns; a voice's word on what it will do itself, or on what is on a calendar, is no forecast.
    """
    material = survey(parse, Names((), (), {}))
    said = _Said(parse, attributions)
    index = cue_index("estimative_words")
    table = load().estimative_words
    found: dict[int, OutlookMark] = {}
    for sentence in parse.sentences:
        tokens = parse.sentence_tokens(sentence.index)
        for match in index.phrases_in([(t.lower, t.lemma) for t in tokens]):
            words = tokens[match.first : match.last]
            clause = _clause(material, words)
            code = said.reported(words, match.code)
            if clause is None or not _looks_ahead(material, said, words, code, clause):
                continue
            proposition = _proposition(material, said, clause, words)
            if proposition is None:
                continue
            band = table[code]
            mark = OutlookMark(
                proposition=proposition,
                words=parse.span(words[0].i, words[-1].i + 1),
                low=band.low,
                high=band.high,
                horizon=_horizon(times, proposition),
            )
            other = found.get(clause.i)
            # "will likely": the word of likelihood says more than the tense.
            if other is None or code not in _modals:
                found[clause.i] = mark
    return tuple(sorted(found.values(), key=lambda m: (m.proposition.start, m.words.start)))


class _Said:
    """Looks up the attribution that a token is content of."""

    def __init__(self, parse: Parse, attributions: Sequence[AttributionMark]) -> None:
        self.parse = parse
        self.by_token: dict[int, AttributionMark] = {}
        widest = sorted(
            ((s, a) for a in attributions for s in a.content), key=lambda p: p[0].start - p[0].end
        )
        for span, attribution in widest:
            for token in parse.tokens_in(span):
                self.by_token[token.i] = attribution
        self.asked: dict[int, list[AttributionMark]] = {}
        for attribution in attributions:
            cue = parse.tokens_in(attribution.cue[0]) if attribution.cue else ()
            if attribution.content and any(t.lemma == "ask" for t in cue):
                self.asked.setdefault(cue[0].sentence, []).append(attribution)

    def at(self, token: Token) -> AttributionMark | None:
        """Return the innermost attribution whose content holds ``token``."""
        return self.by_token.get(token.i)

    def reported(self, words: Sequence[Token], code: str) -> str:
        """Return what ``words`` stand for: "will not only", reported "would" are "will"."""
        after = self.parse.tokens[words[-1].i + 1 : words[-1].i + 2]
        if code == "will_not" and any(t.lower in _merely for t in after):
            return "will"
        attribution = self.at(words[0])
        if words[-1].lower != "would" or attribution is None or not attribution.cue:
            return code
        past = any(t.tag == "VBD" for t in self.parse.tokens_in(attribution.cue[0]))
        return "will" if past else code

    def question(self, sentence: int) -> Span | None:
        """Return what somebody was asked in a sentence: "asked whether *X will* …"."""
        for attribution in self.asked.get(sentence, ()):
            return attribution.content[0]
        return None


def _clause(material: Material, words: Sequence[Token]) -> Token | None:
    """Return the verb of which the likelihood is told."""
    parse = material.parse
    last = words[-1]
    head = last
    if last.dep == "amod":
        return None
    if last.lower == "to" or last.dep in ("aux", "neg", "auxpass"):
        head = parse.tokens[last.head]
    elif last.pos in ("ADJ", "VERB") and (below := parse.children(last.i, "xcomp", "ccomp")):
        head = below[0]
    else:
        while head.pos not in ("VERB", "AUX") and head.head != head.i:
            head = parse.tokens[head.head]
    if head.pos == "AUX" and head.dep in ("aux", "auxpass"):
        head = parse.tokens[head.head]
    return head if head.pos in ("VERB", "AUX") else None


def _looks_ahead(
    material: Material, said: _Said, words: Sequence[Token], code: str, clause: Token
) -> bool:
    key = "_".join(t.lower for t in words)
    if key in _never or (key == "would" and code != "will"):
        return False
    attribution = said.at(words[0])
    if _is_past(material, clause, words) or _is_own_promise(material, clause, attribution):
        return False
    if _is_scheduled(material, clause) or _is_conditional(material, clause, code):
        return False
    if _is_bare_judgement(material, clause):
        return said.question(clause.sentence) is not None and code not in _modals
    about_conflict = _is_about_conflict(material, clause)
    if code in _modals:
        return about_conflict and (attribution is not None or clause.lemma in _turns)
    return about_conflict or (attribution is not None and attribution.stance in _foretelling)


def _is_conditional(material: Material, clause: Token, code: str) -> bool:
    """Tell whether a clause only sets a condition, or with a modal only describes."""
    conditions = material.parse.children(clause.i, "mark", "advmod")
    if any(t.lower in ("if", "whether", "unless", "when") for t in conditions):
        return True
    return clause.dep == "relcl" and code in _modals


def _is_bare_judgement(material: Material, clause: Token) -> bool:
    """Tell whether a clause only judges something said before: "it is highly unlikely"."""
    parse = material.parse
    subject = next(iter(parse.children(clause.i, "nsubj")), None)
    if clause.lemma != "be" or subject is None or subject.lower not in ("it", "that", "this"):
        return False
    below = (t for t in parse.subtree(clause.i) if t.i != clause.i)
    return not any(t.pos == "VERB" for t in below)


def _is_past(material: Material, clause: Token, words: Sequence[Token]) -> bool:
    """Tell whether the likelihood is of what has been ("may have fled", "was likely behind")."""
    helpers = material.parse.children(clause.i, "aux", "auxpass")
    if any(t.lemma == "have" for t in helpers):
        return True
    governed = {t.i for t in words}
    if clause.tag == "VBD" and not any(t.i in governed for t in helpers):
        return True
    return clause.pos == "AUX" and clause.lower in ("was", "were") and clause.i not in governed


def _is_own_promise(material: Material, clause: Token, attribution: AttributionMark | None) -> bool:
    """Tell whether the voice speaks of its own doing ("we will", "said it would")."""
    subjects = material.parse.children(clause.i, "nsubj", "nsubjpass")
    if subjects and subjects[0].lower in ("i", "we"):
        return True
    if not subjects or attribution is None or clause.lemma == "be":
        return False
    return subjects[0].lower in ("i", "we") or (
        subjects[0].lower in ("it", "he", "she", "they")
        and attribution.stance not in ("predicts", "warns")
    )


def _is_scheduled(material: Material, clause: Token) -> bool:
    if clause.lemma in _scheduled:
        return True
    noun = material.parse.children(clause.i, "dobj")
    return clause.lemma == "take" and any(t.lemma == "place" for t in noun)


def _is_about_conflict(material: Material, clause: Token) -> bool:
    index = cue_index("event_types")
    for token in material.parse.subtree(clause.i):
        if token.pos == "VERB" and (token.lemma in _turns or index.verb(token.lemma)):
            return True
        if token.pos in ("NOUN", "PROPN") and (token.lemma in _turmoil or index.noun(token.lemma)):
            return True
    return False


def _proposition(
    material: Material, said: _Said, clause: Token, words: Sequence[Token]
) -> Span | None:
    """Return the whole clause: its subject, raised out of "is likely to" too, to its end."""
    parse = material.parse
    if _is_bare_judgement(material, clause):
        return said.question(clause.sentence)
    first, last = parse.edges(clause.i)
    current = clause
    while current.dep in ("xcomp", "acomp", "conj") and current.head != current.i:
        if parse.children(current.i, "nsubj", "nsubjpass"):
            break
        current = parse.tokens[current.head]
        subjects = parse.children(current.i, "nsubj", "nsubjpass")
        if subjects and current.dep != "conj" and clause.dep != "conj":
            first = min(first, parse.edges(subjects[0].i)[0])
            break
    inside = first <= words[0].i < last
    return tidy(material, first, max(last, words[-1].i + 1) if inside else last)


def _horizon(times: Sequence[TimeMark], proposition: Span) -> int | None:
    inside = [
        n
        for n, time in enumerate(times)
        if proposition.contains(time.span) and time.value not in _not_ahead
    ]
    return inside[0] if inside else None
