"""Forecasts: what is said to lie ahead, with its words of likelihood and their band."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from polybius.codebook.cues import cue_index
from polybius.codebook.loading import load
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Span, Token
from polybius.reading.layers import AttributionMark, Names, OutlookMark, TimeMark
from polybius.reading.voices.contents import Material, survey, tidy
from polybius.reading.voices.prospects import (
    has_none,
    is_about_conflict,
    is_bare_judgement,
    is_conditional,
    is_own_promise,
    is_past,
    is_present,
    is_scheduled,
    is_wished,
    is_worked_on,
    modals,
    turns,
)
from polybius.reading.voices.sources import find_subject
from polybius.reading.voices.speech import speaks

_never = word_set(
    """can ca should sure surely certain certainly expect expects expected anticipated
    hardly is_certain ready_to about_to shall definitely no_doubt potential chance remote
    scheduled_to due_to ought_to
    we_think we_believe we_assess it_is_believed is_believed_to are_believed_to"""
)
"""Words too often used of other things to stand alone."""
_backshifted = frozenset(
    f"voices.{rule}.v1" for rule in ("clause", "according_to", "generic", "minilm", "relative")
)
_tenses = frozenset({"will", "’ll", "'ll", "would", "may", "might", "could"})
_merely = frozenset({"only", "just", "merely"})
_foretelling = frozenset({"predicts", "warns", "estimates"})
_subjects = ("nsubj", "nsubjpass", "csubj")
_not_ahead = frozenset({"PAST_REF", "PRESENT_REF"})
"""TimeML values of "recently" and "currently", which no forecast is for."""


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
            if code == "will" and clause is not None and has_none(material, clause):
                code = "will_not"
            if clause is None or not _looks_ahead(material, said, words, code, clause):
                continue
            whole = _proposition(material, said, clause, words)
            if whole is None:
                continue
            told = said.told(words)
            proposition = told or said.within(words[0], whole)
            band = table[code]
            mark = OutlookMark(
                proposition=proposition,
                words=parse.span(words[0].i, words[-1].i + 1),
                low=band.low,
                high=band.high,
                horizon=_horizon(parse, times, proposition, clause),
                told=told is not None,
            )
            other = found.get(clause.i)
            # "will likely": the word of likelihood says more than the tense.
            if other is None or code not in modals:
                found[clause.i] = mark
    kept = [m for m in found.values() if not _is_inside(parse, m, found.values())]
    return tuple(sorted(kept, key=lambda m: (m.proposition.start, m.words.start)))


def _is_inside(parse: Parse, mark: OutlookMark, others: Iterable[OutlookMark]) -> bool:
    """Tell whether a bare "will" only spells out what another word of likelihood is said of."""
    bare = all(t.lower in _tenses for t in parse.tokens_in(mark.words))
    return bare and any(
        o is not mark and o.proposition.contains(mark.proposition) and o.words != mark.words
        for o in others
        if o.words.end <= mark.proposition.start
    )


class _Said:
    """Looks up the attribution that a token is content of."""

    def __init__(self, parse: Parse, attributions: Sequence[AttributionMark]) -> None:
        self.parse = parse
        self.by_token: dict[int, AttributionMark] = {}
        said = [a for a in attributions if speaks(parse, a)]
        widest = sorted(
            ((s, a) for a in said for s in a.content), key=lambda p: p[0].start - p[0].end
        )
        for span, attribution in widest:
            for token in parse.tokens_in(span):
                self.by_token[token.i] = attribution
        self.asked: dict[int, list[AttributionMark]] = {}
        cues = ((parse.top_of(span), a) for a in said for span in a.cue)
        self.by_cue = {top.i: a for top, a in cues if top is not None}
        for attribution in attributions:
            cue = parse.tokens_in(attribution.cue[0]) if attribution.cue else ()
            if attribution.content and any(t.lemma == "ask" for t in cue):
                self.asked.setdefault(cue[0].sentence, []).append(attribution)

    def at(self, token: Token) -> AttributionMark | None:
        """Return the innermost attribution whose content holds ``token``."""
        return self.by_token.get(token.i)

    def told(self, words: Sequence[Token]) -> Span | None:
        """Return what is said by a cue that is itself one of likelihood: "does not rule out …"."""
        own = (self.by_cue[t.i] for t in words if t.i in self.by_cue)
        return next((a.content[0] for a in own if a.content), None)

    def reported(self, words: Sequence[Token], code: str) -> str:
        """Return what ``words`` stand for: "will not only", reported "would" are "will"."""
        after = self.parse.tokens[words[-1].i + 1 : words[-1].i + 2]
        if code == "will_not" and any(t.lower in _merely for t in after):
            return "will"
        attribution = self.at(words[0])
        if words[-1].lower != "would" or attribution is None or not attribution.cue:
            return code
        if attribution.rule not in _backshifted:
            return code  # In direct speech "would" is no future seen from the past.
        past = any(t.tag == "VBD" for t in self.parse.tokens_in(attribution.cue[0]))
        return "will" if past else code

    def within(self, token: Token, span: Span) -> Span:
        """Return what of ``span`` is in the voice's words, not in those that bring it in."""
        attribution = self.at(token)
        spans = () if attribution is None else attribution.content
        held = next((s for s in spans if s.contains(token.span)), span)
        start, end = max(held.start, span.start), min(held.end, span.end)
        first = self.parse.token_at(start)
        headless = first is not None and first.pos in ("AUX", "VERB") and first.sentence
        if headless == token.sentence == self.parse.tokens_in(held)[0].sentence:
            start = held.start  # The parser lost the subject, which the voice's words begin with.
        return Span(start, end) if start < end else span

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
        told = parse.children(head.i, "ccomp") if head in words else ()
        head = told[0] if told else head  # "Does not rule out that the army will attack".
    if head.pos == "AUX" and head.dep in ("aux", "auxpass"):
        head = parse.tokens[head.head]
    return head if head.pos in ("VERB", "AUX") else None


def _looks_ahead(
    material: Material, said: _Said, words: Sequence[Token], code: str, clause: Token
) -> bool:
    key = "_".join(t.lower for t in words)
    if key in _never or (key == "would" and code != "will") or words[0].pos == "PROPN":
        return False
    attribution = said.at(words[0])
    excluded = (
        (said.told(words) is None and any(_rules_out(material, t) for t in words))
        or is_past(material, clause, words)
        or is_own_promise(material, attribution, clause, code)
        or is_scheduled(material, clause)
        or is_conditional(material, clause, code)
        or is_wished(material, attribution)
        or is_worked_on(material, clause, words)
        or is_present(material, clause, words)
    )
    if excluded:
        return False
    if is_bare_judgement(material, clause):
        return said.question(clause.sentence) is not None and code not in modals
    about_conflict = is_about_conflict(material, clause)
    if code in modals:
        return about_conflict and (attribution is not None or clause.lemma in turns)
    return about_conflict or (attribution is not None and attribution.stance in _foretelling)


def _rules_out(material: Material, word: Token) -> bool:
    """Tell whether somebody rules something out, who speaks for himself and not for the report."""
    passive = material.parse.children(word.i, "auxpass")
    return word.lemma == "rule" and not passive and find_subject(material.parse, word) is not None


def _proposition(
    material: Material, said: _Said, clause: Token, words: Sequence[Token]
) -> Span | None:
    """Return the whole clause: its subject, raised out of "is likely to" too, to its end."""
    parse = material.parse
    if is_bare_judgement(material, clause):
        return said.question(clause.sentence)
    first, last = parse.edges(clause.i)
    current = clause
    while current.dep in ("xcomp", "acomp", "conj") and current.head != current.i:
        if parse.children(current.i, *_subjects):
            break
        current = parse.tokens[current.head]
        subjects = parse.children(current.i, *_subjects)
        if subjects:
            first = min(first, parse.edges(subjects[0].i)[0])
            break
    inside = first <= words[0].i < last
    return tidy(material, first, max(last, words[-1].i + 1) if inside else last)


def _horizon(
    parse: Parse, times: Sequence[TimeMark], proposition: Span, clause: Token
) -> int | None:
    """Return the time by which it is foretold: one that hangs on the clause's own verb."""
    inside = [
        n
        for n, time in enumerate(times)
        if proposition.contains(time.span)
        and time.value not in _not_ahead
        and _is_of(parse, time.span, clause)
    ]
    return inside[0] if inside else None


def _is_of(parse: Parse, span: Span, clause: Token) -> bool:
    top = parse.top_of(span)
    if top is None or top.dep == "amod":
        return False
    for above in (top, *parse.ancestors(top.i)):
        if above.i == clause.i:
            return True
        raised = above.dep == "xcomp" and above.head == clause.i
        if above.dep in _subjects or (above.pos in ("VERB", "AUX") and not raised):
            return False
    return False
