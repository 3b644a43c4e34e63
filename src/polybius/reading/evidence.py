"""Spans and marks as records: the one place where offsets become passages."""

from __future__ import annotations

from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.layers import EntityMark, Marks, RoleFill
from polybius.records import Party, Passage, Place, When

doing = frozenset({"perpetrator", "participant"})


def passage(parse: Parse, span: Span) -> Passage:
    """Return the words at ``span``."""
    return Passage(span.start, span.end, parse.words(span))


def party_of(marks: Marks, fill: RoleFill) -> Party:
    """Return the party that fills a role, under the fullest name the report has for it."""
    evidence = passage(marks.parse, fill.span)
    if fill.entity is None:
        return Party(evidence.text, evidence)
    entity = marks.names.entities[fill.entity]
    if _is_joint(marks, fill) or _is_of_number(marks, fill, entity):
        return Party(evidence.text, evidence, entity.kind)
    body = None if entity.body is None else marks.names.entities[entity.body]
    known = body is not None and body.kind != "unknown"  # "Our" names nobody.
    if body is not None and known and body.party_id is None and _acts_for_body(marks, fill, entity):
        return Party(body.name, evidence, body.kind, body.side, body.candidates)
    # A person is nobody of the register; "the front's fighters" are the front.
    party_id = entity.party_id or (None if entity.kind == "person" else entity.side)
    return Party(entity.name, evidence, entity.kind, party_id, entity.candidates)


def _acts_for_body(marks: Marks, fill: RoleFill, entity: EntityMark) -> bool:
    """Tell whether a deed is that of whom somebody belongs to: "its forces", "the front's men"."""
    unknown = entity.party_id is None and entity.side is None
    under_arms = entity.kind in ("armed_group", "force")
    named = any(
        m.entity == marks.names.entity_at(fill.head) and m.form in ("name", "abbreviation")
        for m in marks.names.mentions
    )
    several = any(t.pos == "NUM" or t.dep == "cc" for t in marks.parse.tokens_in(fill.span))
    return fill.role in doing and unknown and under_arms and not named and not several


def _is_of_number(marks: Marks, fill: RoleFill, entity: EntityMark) -> bool:
    """Tell whether "they" who act are held for people who were counted, mostly as victims."""
    pronoun = marks.parse.tokens[fill.head].pos == "PRON"
    counted = any(t.pos == "NUM" for t in marks.parse.tokens_in(entity.span))
    return fill.role in doing and pronoun and counted


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
