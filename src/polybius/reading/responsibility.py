"""Whose deed something was, where that is all that is said: "the front claimed responsibility".

Such words name no happening of their own. They answer for the one that the report told last, of
which they say who did it, or who says not to have done it. So do words on what somebody has just
said ("denied it", "a charge that the army rejected") and later tolls ("rose to 31").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from polybius.reading.counts.actuality import accounts
from polybius.reading.counts.tolls import bodily
from polybius.reading.episodes import is_episode
from polybius.reading.grammar.syntax import Span, Token
from polybius.reading.layers import AttributionMark, CountMark, Marks, OccurrenceMark, RoleFill
from polybius.reading.occurrences.things import Kind, is_violent, kind_of
from polybius.reading.voices.speech import answering, taking_part
from polybius.records import Modality, Polarity

rule = "responsibility.last_told.v1"
blaming = frozenset({"blame", "accuse", "suspect"})
"""Verbs that name the doer alone: "blamed the front"."""
any_deed = frozenset(
    {"incident", "violence", "bloodshed", "death", "deed", "act", "operation", "tragedy", "carnage"}
)
"""Nouns for a happening that is told elsewhere."""
charges = frozenset({"accusation", "charge"})
"""Nouns for what somebody is said to have done; a court may dismiss them."""
pointing = frozenset({"it", "this", "that", "which", "them"})
affirming = frozenset({"confirm", "acknowledge", "admit", "corroborate"})
"""Verbs that answer what was said, besides those of denial and doubt."""
nominal = frozenset({"NOUN", "PROPN", "PRON", "SCONJ"})
"""What content may be to say nothing by itself; "that" before a relative clause is a SCONJ."""
clausal = frozenset({"ccomp", "xcomp", "advcl"})
reach = 6
"""Sentences back to the happening that is answered for."""
pointing_reach = 2
"""Sentences back to what somebody has just said."""
toll_reach = 10
"""Sentences back to the count of what a toll is of."""
outcomes = frozenset({"killing", "wounding"})
"""Types that tell what a deed did to people, where another word of it tells what it was."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Somebody's word on who did what was told before."""

    occurrence: int
    """Position of what was done in ``Marks.occurrences``."""
    denied: bool
    roles: tuple[RoleFill, ...]
    """Who did it; where the whole account is answered, everybody that it names."""


def answer_of(marks: Marks, said: AttributionMark) -> Answer | None:
    """Return what an attribution answers for; None where it says more, or nothing of the kind."""
    content = marks.parse.top_of(said.content[0]) if said.cue else None
    if content is None or content.pos not in nominal or _says_more(marks, said):
        return None
    if _answers_account(marks, said, content):
        at = _just_said(marks, marks.parse.tokens_in(said.cue[0])[0])
        return None if at is None else _whole(marks, said, at)
    if said.stance not in ("claims_responsibility", "accuses", "denies"):
        return None
    doer = _accused(marks, said, content) if said.stance == "accuses" else _own(marks, said)
    at = last_told(marks, marks.parse.tokens_in(said.cue[0])[0])
    if doer is None or at is None:
        return None
    return Answer(at, said.stance == "denies", (doer,))


def _whole(marks: Marks, said: AttributionMark, at: int) -> Answer:
    return Answer(at, said.stance == "denies", marks.occurrences[at].fills)


def _answers_account(marks: Marks, said: AttributionMark, content: Token) -> bool:
    """Tell whether it is somebody's account that is denied, doubted or confirmed."""
    answers = said.stance in ("denies", "doubts") or any(
        t.lemma in affirming for t in _words(marks, said.cue)
    )
    return answers and _points(marks, content, said)


def _points(marks: Marks, word: Token, said: AttributionMark) -> bool:
    """Tell whether a word only points to what was said: "it", "the report"."""
    cue = {t.i for t in _words(marks, said.cue)}
    # "Reports of torture" and "a report that …" say themselves what they are of.
    named = any(
        t.dep in ("prep", "acl", "compound", "amod", "poss") and t.i not in cue
        for t in marks.parse.children(word.i)
    )
    return word.lower in pointing or (word.lemma in accounts | charges and not named)


def _just_said(marks: Marks, word: Token) -> int | None:
    """Return the deed that was told just before a word, if nothing else was said since."""
    at = last_told(marks, word)
    if at is None:
        return None
    deed = marks.parse.tokens[marks.occurrences[at].token]
    if word.sentence - deed.sentence > pointing_reach:
        return None
    since = [
        (marks.parse.top_of(span), other)
        for other in marks.attributions
        for span in other.content
        if span.start > deed.start and span.end <= word.start
    ]
    if any(top is not None and not _points(marks, top, other) for top, other in since):
        return None
    return at


def _accused(marks: Marks, said: AttributionMark, content: Token) -> RoleFill | None:
    """Return who is blamed, if it is somebody and no more is said of them."""
    blamed = any(t.lemma in blaming for t in _words(marks, said.cue))
    somebody = kind_of(marks.parse, marks.names, content.i) in (Kind.HUMAN, Kind.PARTY)
    span = said.content[0]
    return _perpetrator(marks, content, span) if blamed and somebody else None


def _own(marks: Marks, said: AttributionMark) -> RoleFill | None:
    """Return the one who speaks, if it is responsibility that they claim or deny."""
    words = _words(marks, said.cue + said.content)
    parts = answering | taking_part if said.stance == "denies" else answering
    if not said.source or not any(t.lemma in parts for t in words):
        return None
    head = marks.parse.top_of(said.source[0])
    return None if head is None else _perpetrator(marks, head, said.source[0])


def _perpetrator(marks: Marks, head: Token, span: Span) -> RoleFill:
    return RoleFill("perpetrator", span, head.i, marks.names.entity_at(head.i))


def _words(marks: Marks, spans: Sequence[Span]) -> list[Token]:
    return [token for span in spans for token in marks.parse.tokens_in(span)]


def _says_more(marks: Marks, said: AttributionMark) -> bool:
    """Tell whether it is blame for something else: "for the roads", "for failing to act"."""
    for token in _words(marks, said.content):
        if token.dep == "pcomp" or (token.pos == "VERB" and token.dep in clausal):
            return True
        above = marks.parse.tokens[token.head]
        if token.dep == "pobj" and above.lower == "for" and above.i not in marks.names.by_token:
            return token.pos != "PRON" and token.lemma not in any_deed
    return False


def last_told(marks: Marks, word: Token) -> int | None:
    """Return the violent deed that the text told last before a word."""
    told = [n for n, mark in enumerate(marks.occurrences) if _is_before(marks, mark, word)]
    if not told:
        return None
    last = marks.occurrences[told[-1]]
    deeds = [
        n
        for n in told
        if marks.occurrences[n].happening == last.happening >= 0
        and marks.occurrences[n].event_type not in outcomes
    ]
    return (deeds or told)[-1]


def _is_before(marks: Marks, mark: OccurrenceMark, word: Token) -> bool:
    sentence = marks.parse.tokens[mark.token].sentence
    return (
        mark.token < word.i
        and word.sentence - sentence <= reach
        and is_violent(mark.event_type)
        and mark.polarity is Polarity.HAPPENED
        and mark.modality is Modality.ACTUAL
        and is_episode(marks, mark.token)
    )


def toll_of(marks: Marks, mark: CountMark) -> int | None:
    """Return what a bare number of victims is of: "the death toll rose to 31"."""
    if mark.category not in bodily or mark.scope != "incremental" or mark.part_of is not None:
        return None
    counted = marks.parse.tokens_in(mark.subject or mark.words)
    if any(t.pos in ("NOUN", "PROPN", "PRON") for t in counted):
        return None
    word = counted[0]
    for other in reversed(marks.counts):
        # A toll is of something that several fell to, not of the last murder told.
        near = 0 <= word.sentence - marks.parse.tokens_in(other.words)[0].sentence <= toll_reach
        alike = other.category == mark.category and other.scope == mark.scope and other.low > 1
        if near and alike and other.occurrence is not None and other.words.start < word.start:
            return other.occurrence
    return last_told(marks, word)


def is_toll(marks: Marks, mark: CountMark) -> bool:
    """Tell whether its own day is that of the figure: "the toll had risen to 12 by Sunday"."""
    sentence = marks.parse.sentence_of(marks.parse.tokens_in(mark.words)[0].i)
    return any(t.lemma == "toll" for t in marks.parse.tokens[sentence.first : sentence.last])
