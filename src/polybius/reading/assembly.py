"""Marks → claims: who says each thing that was found, where and when it is set, and by which rule.

A claim's id covers what the text says (passages, codes, figures), not how sure the reader is nor
which rule found it, so that a better reader that finds the same claim gives it the same id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from polybius.ids import content_id
from polybius.reading.bodies import Draft, drafts
from polybius.reading.circumstances import find_circumstances
from polybius.reading.evidence import passage, place_of, when_of
from polybius.reading.grammar.syntax import Span
from polybius.reading.layers import AttributionMark, Marks
from polybius.reading.names.descriptions import first_person
from polybius.reading.voices.authorship import author_at
from polybius.reading.voices.speech import speaks
from polybius.records import (
    Appeal,
    Claim,
    Count,
    FieldSource,
    Occurrence,
    Party,
    Passage,
    Relation,
    Report,
    Stance,
    Standing,
    Voice,
)

singular = frozenset({"i", "me", "my", "mine", "myself"})


def assemble(marks: Marks, report: Report) -> tuple[Claim, ...]:
    """Return the claims of ``report`` in text order, each once."""
    attributions = _Attributions(marks)
    outlet = Voice("outlet", report.publisher or "the report", "outlet")
    circumstances = find_circumstances(marks)
    claims = [
        _claim(draft, marks, report, said, outlet)
        for draft in drafts(marks, circumstances, attributions.innermost)
        for said in _by_voice(draft.said or attributions.around(draft.anchor))
    ]
    identified = {claim.id: claim for claim in map(with_id, _merged(claims))}
    return tuple(sorted(identified.values(), key=_text_order))


def with_id(claim: Claim) -> Claim:
    """Return ``claim`` with the id of its content."""
    content = replace(claim, id="", confidence=0.0, sources=())
    return replace(claim, id=content_id("claim", content))


class _Attributions:
    """Finds the attribution that a stretch of text is the content of, if it is anybody's word."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self.spans = sorted(
            (span.start, span.end, index)
            for index, attribution in enumerate(marks.attributions)
            if speaks(marks.parse, attribution)
            for span in attribution.content
        )

    def innermost(self, span: Span) -> int | None:
        """Return the attribution with the shortest content around ``span``."""
        around = [
            (end - start, index)
            for start, end, index in self.spans
            if start <= span.start and span.end <= end
        ]
        return min(around)[1] if around else None

    def around(self, span: Span) -> AttributionMark | None:
        """Return the innermost attribution around ``span``, if any."""
        index = self.innermost(span)
        return None if index is None else self.marks.attributions[index]


def _by_voice(said: AttributionMark | None) -> list[AttributionMark | None]:
    """Return an attribution once for each of those who say it together."""
    if said is None:
        return [None]
    return [said, *(replace(said, voice=each.voice, stance=each.stance) for each in said.joint)]


def _claim(
    draft: Draft, marks: Marks, report: Report, said: AttributionMark | None, outlet: Voice
) -> Claim:
    sources = [*draft.sources]
    if said is None:
        author = author_at(marks.authors, draft.anchor.start)
        voice, stance = outlet if author is None else author.voice, Stance("asserts")
        standings: tuple[Standing, ...] = ()
        told = "voices.outlet.v1" if author is None else author.rule
        sources.append(FieldSource("voice", told, voice.passage))
    else:
        voice = _as_outlet(said.voice, outlet)
        stance = _stance(marks, draft, said)
        standings = tuple(Standing(s.code, passage(marks.parse, s.span)) for s in said.standings)
        sources.append(FieldSource("voice", said.rule, voice.passage))
        sources.append(FieldSource("stance", said.rule, stance.cue))
    draft = _in_the_words_of(voice, draft)
    confidence = draft.confidence * (said.confidence if said else 1.0)
    sources += _resolution(marks, draft)
    return Claim(
        id="",
        report_id=report.id,
        passage=_evidence(marks, draft.anchor, said),
        body=draft.body,
        voice=voice,
        stance=stance,
        standings=standings,
        roles=draft.roles,
        place=place_of(marks, draft.place),
        when=when_of(marks, draft.time),
        happening=draft.happening,
        confidence=round(confidence, 3),
        sources=tuple(sources),
    )


def _stance(marks: Marks, draft: Draft, said: AttributionMark) -> Stance:
    """Return how a voice stands to what it says; who says what should be done calls for it."""
    calls = isinstance(draft.body, Appeal) and said.stance == "asserts"
    cue = passage(marks.parse, said.cue[0]) if said.cue else None
    return Stance("appeals" if calls else said.stance, cue)


def _as_outlet(voice: Voice, outlet: Voice) -> Voice:
    """Return a voice in which the outlet's own "we" has its name."""
    if voice.anonymity == "outlet":
        return replace(voice, name=outlet.name)
    if voice.through is None:
        return voice
    return replace(voice, through=_as_outlet(voice.through, outlet))


def _in_the_words_of(voice: Voice, draft: Draft) -> Draft:
    """Return a draft in which "we" and "our forces" are those of the one who speaks."""
    roles = tuple(replace(role, party=_spoken(role.party, voice)) for role in draft.roles)
    body = draft.body
    if isinstance(body, Relation):
        body = replace(body, a=_spoken(body.a, voice), b=_spoken(body.b, voice))
    return replace(draft, body=body, roles=roles)


def _spoken(party: Party, voice: Voice) -> Party:
    word, *more = party.passage.text.lower().split() or [""]
    if word not in first_person or voice.anonymity == "outlet":
        return party
    if word in singular:
        return party if more else replace(party, name=voice.name, kind="person")
    party_id = party.party_id or voice.party_id
    name = party.name if more else voice.body or voice.name
    return replace(party, name=name, party_id=party_id)


def _resolution(marks: Marks, draft: Draft) -> Iterator[FieldSource]:
    if draft.place is not None and marks.places:
        yield FieldSource("place", marks.place_rule, marks.places[draft.place].passage)
    if draft.time is not None:
        time = marks.times[draft.time]
        yield FieldSource("when", time.rule, passage(marks.parse, time.span))


def _evidence(marks: Marks, anchor: Span, said: AttributionMark | None) -> Passage:
    """Return the sentences from the attribution's cue to the anchor, if they are neighbours."""
    parse = marks.parse
    last = parse.tokens_in(anchor)[0].sentence
    first = last
    if said is not None and said.cue:
        cue = parse.tokens_in(said.cue[0])[0].sentence
        if abs(cue - last) == 1:
            first, last = min(cue, last), max(cue, last)
    return passage(parse, Span(parse.sentences[first].start, parse.sentences[last].end))


def _merged(claims: Iterable[Claim]) -> list[Claim]:
    """Join claims that say one thing twice: same body kind and code, happening, voice, stance.

    The fullest stands; roles that only another mention states are added, each with its passage.
    """
    groups: dict[object, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(_sameness(claim), []).append(claim)
    kept = [(_fullest(group), group) for group in groups.values()]
    stands_for = {
        other.body.key: best.body.key
        for best, group in kept
        for other in group
        if isinstance(other.body, Count) and isinstance(best.body, Count)
    }
    return [_with_part_of(best, stands_for) for best, _ in kept]


def _with_part_of(claim: Claim, stands_for: Mapping[str, str]) -> Claim:
    """Let a partial count refer to the count that stands for the one it was read with."""
    if not isinstance(claim.body, Count) or claim.body.part_of is None:
        return claim
    return replace(claim, body=replace(claim.body, part_of=stands_for.get(claim.body.part_of)))


def _sameness(claim: Claim) -> object:
    voice = (claim.voice.kind, claim.voice.name, claim.voice.anonymity)
    match claim.body:
        case Occurrence(event_type=code, polarity=polarity, modality=modality):
            return "occurrence", code, polarity, modality, claim.happening, voice, claim.stance.code
        case Count(category=category, victim_class=kind, low=low, high=high, part_of=part):
            same = (category, kind, low, high, part)
            return "count", same, claim.happening, voice, claim.stance.code
        case Relation(relation=relation, status=status, a=a, b=b):
            return "relation", relation, status, a.name, b.name, voice, claim.stance.code
    return claim.kind, claim.passage.start, claim.body, voice


def _fullest(group: Sequence[Claim]) -> Claim:
    best = max(
        group, key=lambda c: (len(c.roles) + len(c.standings), c.confidence, -c.passage.start)
    )
    roles = {(r.role, r.party.name): r for r in best.roles}
    standings = {s.code: s for s in best.standings}
    for claim in group:
        for role in claim.roles:
            roles.setdefault((role.role, role.party.name), role)
        for standing in claim.standings:
            standings.setdefault(standing.code, standing)
    return replace(best, roles=tuple(roles.values()), standings=tuple(standings.values()))


def _text_order(claim: Claim) -> tuple[int, int, str, str]:
    return claim.passage.start, claim.passage.end, claim.kind.value, claim.id
