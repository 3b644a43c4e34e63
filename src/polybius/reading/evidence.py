"""Spans and marks as records: the one place where offsets become passages."""

from __future__ import annotations

from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.layers import Marks, RoleFill
from polybius.records import Party, Passage, Place, When


def passage(parse: Parse, span: Span) -> Passage:
    """Return the words at ``span``."""
    return Passage(span.start, span.end, parse.words(span))


def party_of(marks: Marks, fill: RoleFill) -> Party:
    """Return the party that fills a role, under the fullest name the report has for it."""
    evidence = passage(marks.parse, fill.span)
    if fill.entity is None:
        return Party(evidence.text, evidence)
    entity = marks.names.entities[fill.entity]
    if _is_joint(marks, fill):
        return Party(evidence.text, evidence, entity.kind)
    # A person is nobody of the register; "the front's fighters" are the front.
    party_id = entity.party_id or (None if entity.kind == "person" else entity.side)
    return Party(entity.name, evidence, entity.kind, party_id, entity.candidates)


def _is_joint(marks: Marks, fill: RoleFill) -> bool:
    """Tell whether the phrase joins another to the one named: "Afghan and coalition forces"."""
    at = marks.names.by_token.get(fill.head)
    if at is None:
        return False
    named = marks.parse.tokens[marks.names.mentions[at].first]
    before = marks.parse.tokens_in(Span(fill.span.start, max(fill.span.start, named.start)))
    return any(t.dep == "cc" for t in before)


def place_of(marks: Marks, index: int | None) -> Place | None:
    """Return the place of a toponym mark: resolved where ``marks`` have it so."""
    if index is None:
        return None
    if marks.places:
        return marks.places[index]
    mark = marks.toponyms[index]
    return Place(mark.name, passage(marks.parse, mark.span))


def when_of(marks: Marks, index: int | None) -> When | None:
    """Return the time of a time mark, with the duration that the words give if they give one."""
    if index is None:
        return None
    mark = marks.times[index]
    evidence = passage(marks.parse, mark.span)
    duration = mark.value if mark.timex == "DURATION" and mark.value else None
    return When(
        evidence.text, evidence, mark.start, mark.end, mark.precision, duration, mark.rejected
    )
