"""What is claimed: one draft for each occurrence, count, relation, outlook, appeal, statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from polybius.reading.circumstances import Circumstances, find_count_circumstances
from polybius.reading.counts.harm_cues import counting_nouns
from polybius.reading.evidence import party_of, passage, when_of
from polybius.reading.grammar.syntax import Span
from polybius.reading.layers import (
    AttributionMark,
    CountMark,
    Marks,
    RelationMark,
    RoleFill,
)
from polybius.reading.nearest import Chosen
from polybius.reading.responsibility import Answer, answer_of, is_toll, toll_of
from polybius.reading.responsibility import rule as responsibility
from polybius.reading.voices.confidence import measured
from polybius.reading.voices.speech import speaks
from polybius.records import (
    Appeal,
    Body,
    Count,
    FieldSource,
    Modality,
    Occurrence,
    Outlook,
    Polarity,
    Relation,
    Role,
    Statement,
)

held_places = frozenset({"controls"})
"""Relations whose second part is a place."""

suffering = frozenset({"victim", "target"})

beneficiaries = frozenset({"beneficiary"})
subject_roles = {"detained": "target", "surrendered": "perpetrator", "released": "beneficiary"}
"""Category of a count → what those who are counted are in it, if not its victims."""

content_words = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})

least_sure_statement = 0.72
"""What rules find that are right less often is mostly attitudes ("backs the plan"): too little to
keep by itself."""

longest_pointing = 3
"""Words of what only points at something said elsewhere: "confirms this report"."""

longest_gap = 100
"""Characters between the halves of a sentence that its cue divides."""

spoken_clauses = frozenset(
    f"voices.{rule}.v1" for rule in ("quote", "clause", "according_to", "generic", "headline")
)
"""Rules whose content is a clause of its own."""

wishes = frozenset({"want", "wish"})
"""Verbs that tell what somebody would like, not what they said."""

Innermost = Callable[[Span], int | None]


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim before it is known who makes it."""

    body: Body
    anchor: Span
    """The words whose attribution decides who says it."""
    confidence: float
    sources: tuple[FieldSource, ...]
    roles: tuple[Role, ...] = ()
    place: int | None = None
    time: int | None = None
    happening: str | None = None
    said: AttributionMark | None = None
    """The attribution itself, where the draft is made from it."""


def drafts(
    marks: Marks, circumstances: Sequence[Circumstances], innermost: Innermost
) -> Iterator[Draft]:
    """Yield the drafts of every kind; an attribution that holds none gives a statement."""
    made = [
        *_occurrences(marks, circumstances),
        *_counts(marks, circumstances),
        *_relations(marks),
        *_outlooks(marks),
        *_appeals(marks),
    ]
    yield from made
    spoken = {innermost(draft.anchor) for draft in made}
    yield from _statements(marks, circumstances, spoken)


def _occurrences(marks: Marks, circumstances: Sequence[Circumstances]) -> Iterator[Draft]:
    keys = _happening_keys(marks)
    for mark, around in zip(marks.occurrences, circumstances, strict=True):
        trigger = passage(marks.parse, mark.trigger)
        yield Draft(
            Occurrence(mark.event_type, trigger, mark.polarity, mark.modality),
            mark.trigger,
            mark.confidence,
            (FieldSource("body", mark.rule, trigger), *_setting(around)),
            _roles(marks, mark.fills),
            *_positions(around),
            happening=keys.get(mark.happening),
        )


def _happening_keys(marks: Marks) -> dict[int, str]:
    """Name each happening by the offset of its first trigger, so that keys outlast a new reader."""
    first: dict[int, int] = {}
    for mark in marks.occurrences:
        if mark.happening >= 0:
            first[mark.happening] = min(
                mark.trigger.start, first.get(mark.happening, mark.trigger.start)
            )
    return {happening: f"h{offset}" for happening, offset in first.items()}


def _count_key(mark: CountMark) -> str:
    return f"c{mark.words.start}.{mark.category}"


def _positions(around: Circumstances) -> tuple[int | None, int | None]:
    return (
        around.place[0] if around.place else None,
        around.time[0] if around.time else None,
    )


def _as_told(around: Circumstances) -> Circumstances:
    """Return the setting of a happening for other words on it."""
    place, time = around.place, around.time
    return Circumstances(
        None if place is None else (place[0], "happening"),
        None if time is None else (time[0], "happening"),
    )


def _setting(around: Circumstances) -> Iterator[FieldSource]:
    chosen: tuple[tuple[str, Chosen | None], ...] = (("place", around.place), ("when", around.time))
    for name, choice in chosen:
        if choice is not None:
            yield FieldSource(name, f"circumstances.{choice[1]}.v1")


def _roles(marks: Marks, fills: Sequence[RoleFill]) -> tuple[Role, ...]:
    return tuple(Role(fill.role, party_of(marks, fill)) for fill in fills)


def _counts(marks: Marks, circumstances: Sequence[Circumstances]) -> Iterator[Draft]:
    keys = _happening_keys(marks)
    settings = find_count_circumstances(marks, circumstances)
    for mark, own in zip(marks.counts, settings, strict=True):
        at, around = mark.occurrence, own
        if at is None and own.place is None and (own.time is None or is_toll(marks, mark)):
            at = toll_of(marks, mark)
            around = own if at is None else _as_told(circumstances[at])
        yield Draft(
            _count(marks, mark),
            mark.words,
            mark.confidence,
            (
                FieldSource("body", mark.rule, passage(marks.parse, mark.words)),
                *_setting(around),
            ),
            _roles(marks, _of_count(marks, mark)),
            *_positions(around),
            happening=None if at is None else keys.get(marks.occurrences[at].happening),
        )


def _of_count(marks: Marks, mark: CountMark) -> tuple[RoleFill, ...]:
    """Return the parts in a count's happening; those whom it counts are the ones who suffered.

    Where its words name nobody ("86 were wounded") they may be meant by a pronoun or left out,
    and all who suffered in the happening stand, save those of another count.
    """
    fills = () if mark.occurrence is None else marks.occurrences[mark.occurrence].fills
    own = [span for span in (mark.subject, mark.words) if span is not None]
    counted = tuple(f for f in fills if any(f.span.overlaps(span) for span in own))
    suffering_ones = tuple(f for f in counted if f.role in suffering | beneficiaries)
    others = tuple(f for f in fills if f.role not in suffering and f not in counted)
    if not suffering_ones:
        subject = _subject_fill(marks, mark)
        if subject is None:
            return tuple(f for f in fills if not _is_of_another_count(marks, mark, f))
        suffering_ones = (subject,)
    return tuple(sorted((*suffering_ones, *others), key=lambda fill: fill.span.start))


def _is_of_another_count(marks: Marks, mark: CountMark, fill: RoleFill) -> bool:
    return fill.role in suffering and any(
        other is not mark and other.subject is not None and other.subject.overlaps(fill.span)
        for other in marks.counts
    )


def _subject_fill(marks: Marks, mark: CountMark) -> RoleFill | None:
    """Return the part of those whom a count counts; None where its words do not name them."""
    if mark.subject is None or mark.low == 0:
        return None
    words = marks.parse.tokens_in(mark.subject)
    if not any(t.pos in ("NOUN", "PROPN", "PRON") for t in words):
        return None
    if any(t.lemma in counting_nouns for t in words):
        return None  # "370 arrests" are not who was arrested.
    role = subject_roles.get(mark.category, "victim")
    return RoleFill(role, mark.subject, mark.token, marks.names.entity_at(mark.token))


def _count(marks: Marks, mark: CountMark) -> Count:
    """Return a count's body; of those who, by the words, were not harmed there are none."""
    low, high, best = (0, 0, 0) if mark.denied else (mark.low, mark.high, mark.best)
    return Count(
        category=mark.category,
        victim_class=mark.victim_class,
        low=low,
        high=high,
        words=passage(marks.parse, mark.words),
        best=best,
        scope=mark.scope,
        part_of=None if mark.part_of is None else _count_key(marks.counts[mark.part_of]),
        subject=passage(marks.parse, mark.subject) if mark.subject else None,
        key=_count_key(mark),
    )


def _relations(marks: Marks) -> Iterator[Draft]:
    for mark in marks.relations:
        if not _is_between_parties(marks, mark):
            continue
        cue = passage(marks.parse, mark.cue)
        body = _relation(marks, mark)
        source = FieldSource("body", mark.rule, cue)
        yield Draft(body, mark.cue, mark.confidence, (source,))


def _is_between_parties(marks: Marks, mark: RelationMark) -> bool:
    """Tell whether a relation is a claim of its own; where somebody is belongs to what they did."""
    held = mark.relation in held_places
    if mark.relation == "led_by" and not _has_name(marks, mark.b):
        return False
    return _is_named(marks, mark.a) and (held or _is_named(marks, mark.b))


def _has_name(marks: Marks, fill: RoleFill) -> bool:
    """Tell whether it is somebody named, not "the leaders"."""
    return any(
        m.entity == fill.entity and m.form in ("name", "abbreviation") for m in marks.names.mentions
    )


def _is_named(marks: Marks, fill: RoleFill) -> bool:
    """Tell whether a relation is between parties, not between people in passing: "two gunmen"."""
    if fill.entity is None:
        return False
    entity = marks.names.entities[fill.entity]
    counted = any(t.pos == "NUM" for t in marks.parse.tokens_in(fill.span))
    return (
        entity.party_id is not None
        or (entity.side is not None and not counted)
        or _has_name(marks, fill)
    )


def _relation(marks: Marks, mark: RelationMark) -> Relation:
    return Relation(
        mark.relation,
        mark.status,
        party_of(marks, mark.a),
        party_of(marks, mark.b),
        tuple(party_of(marks, sponsor) for sponsor in mark.sponsors),
        passage(marks.parse, mark.cue),
    )


def _outlooks(marks: Marks) -> Iterator[Draft]:
    for mark in marks.outlooks:
        words = passage(marks.parse, mark.words)
        proposition = passage(marks.parse, mark.proposition)
        body = Outlook(proposition, words, mark.low, mark.high, when_of(marks, mark.horizon))
        source = FieldSource("body", mark.rule, words)
        said = mark.proposition if mark.told else mark.words
        yield Draft(body, said, mark.confidence, (source,))


def _appeals(marks: Marks) -> Iterator[Draft]:
    for mark in marks.appeals:
        action = passage(marks.parse, mark.action)
        addressee = party_of(marks, mark.addressee) if mark.addressee else None
        source = FieldSource("body", mark.rule, action)
        yield Draft(Appeal(action, addressee), mark.action, mark.confidence, (source,))


def _statements(
    marks: Marks, circumstances: Sequence[Circumstances], spoken: set[int | None]
) -> Iterator[Draft]:
    # An outer attribution ("A said that B claimed …") has spoken through the one inside it.
    for index in sorted(i for i in spoken if i is not None):
        parent = marks.attributions[index].parent
        while parent is not None and parent not in spoken:
            spoken.add(parent)
            parent = marks.attributions[parent].parent
    inner = {a.parent for a in marks.attributions}
    for index, attribution in enumerate(marks.attributions):
        # "Blamed the front, which had struck before": of the blame nothing is told yet.
        told = index in spoken and attribution.stance != "accuses"
        if told or index in inner or not speaks(marks.parse, attribution):
            continue
        answer = answer_of(marks, attribution)
        if answer is not None:
            yield _answering(marks, attribution, answer, _as_told(circumstances[answer.occurrence]))
        elif (
            index not in spoken
            and measured(attribution.rule, attribution.confidence) >= least_sure_statement
            and _says_something(marks, attribution)
        ):
            yield _statement(marks, attribution)


def _statement(marks: Marks, said: AttributionMark) -> Draft:
    proposition = passage(marks.parse, _stated(marks, said))
    source = FieldSource("body", said.rule, proposition)
    return Draft(Statement(proposition), said.content[0], said.confidence, (source,), said=said)


def _answering(marks: Marks, said: AttributionMark, answer: Answer, around: Circumstances) -> Draft:
    """Return somebody's word that they, or others, did or did not do what was told before."""
    mark = marks.occurrences[answer.occurrence]
    stated, cue = _stated(marks, said), said.cue[0]
    # "Which the army denies": the pronoun alone would show nothing.
    if 0 <= cue.start - stated.end <= longest_gap:
        stated = Span(stated.start, cue.end)
    words = passage(marks.parse, stated)
    polarity = Polarity.DID_NOT_HAPPEN if answer.denied else Polarity.HAPPENED
    return Draft(
        Occurrence(mark.event_type, words, polarity, Modality.ACTUAL),
        said.content[0],
        said.confidence,
        (FieldSource("body", responsibility, words), *_setting(around)),
        _roles(marks, answer.roles),
        *_positions(around),
        happening=_happening_keys(marks).get(mark.happening),
        said=said,
    )


def _stated(marks: Marks, attribution: AttributionMark) -> Span:
    """Return the whole words of a statement.

    The halves of a sentence that its cue divides are one; what is no clause by itself ("the
    attack", "to fight on") is said only together with the cue: "condemned the attack".
    """
    first, *more = attribution.content
    for span in more:
        if (
            span.start - first.end > longest_gap
            or "\n\n" in marks.parse.text[first.end : span.start]
        ):
            break
        first = Span(first.start, span.end)
    cue = attribution.cue[0] if attribution.cue else first
    near = first.start - cue.start > 0 and first.start - cue.end <= longest_gap
    if attribution.rule not in spoken_clauses and near and _is_verb(marks, cue):
        return Span(cue.start, first.end)
    return first


def _is_aim(marks: Marks, attribution: AttributionMark) -> bool:
    """Tell whether the cue is an infinitive of purpose: "appeared on a screen to thank them"."""
    cue = marks.parse.tokens_in(attribution.cue[0]) if attribution.cue else ()
    return bool(cue) and cue[0].lower == "to" and attribution.rule not in spoken_clauses


def _is_verb(marks: Marks, cue: Span) -> bool:
    return any(t.pos == "VERB" for t in marks.parse.tokens_in(cue))


def _says_something(marks: Marks, attribution: AttributionMark) -> bool:
    """Tell whether it has a word of its own, and is no wish: "what" and "so" have none."""
    cue = [t.lemma for span in attribution.cue for t in marks.parse.tokens_in(span)]
    if any(lemma in wishes for lemma in cue) or _is_aim(marks, attribution):
        return False
    tokens = [t for span in attribution.content for t in marks.parse.tokens_in(span)]
    if tokens and tokens[0].tag in ("DT", "PDT") and len(tokens) <= longest_pointing:
        return any(t.pos == "VERB" for t in tokens)
    return any(t.pos in content_words for t in tokens)
