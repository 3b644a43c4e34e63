"""Joins what the rules find with what the trained heads see, into one set of attributions.

The rules' spans follow the syntax and are sharp; the heads find loose attitudes that no rule
covers, and sources that syntax leads astray. Where both have an attribution, the rules' cue stands,
and their source unless the heads hold another for far likelier. What is kept is decided by
`belief`, where its content begins and ends by `extents`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.neural.attributions import (
    Seen,
    Told,
    anchor_chances,
    better_sources,
    likely_anchors,
    seen_at,
    told_of,
)
from polybius.reading.neural.encoded import Encoded
from polybius.reading.voices.belief import least_belief, probability, traits_of
from polybius.reading.voices.belief import shipped as beliefs
from polybius.reading.voices.cues import cue_span
from polybius.reading.voices.extents import Around, settled
from polybius.reading.voices.extents import shipped as extents
from polybius.reading.voices.findings import Finding
from polybius.reading.voices.sources import find_subject, source_span
from polybius.reading.voices.speakers import can_speak

rule = "minilm"
_no_names = frozenset({"VERB", "AUX", "PUNCT", "CCONJ", "SCONJ", "PART"})
unrefused = frozenset({"figure"})
"""Rules for what the marks that the heads learned from leave out."""
delimited = frozenset({"quote", "headline", "figure"})
"""Rules whose contents end where quotation marks, lines or counts do."""

other_anchor = 0.5
"""How likely a word must be to anchor another attribution, so that no content grows over it."""


def joined(encoded: Encoded, findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings of the rules and those that only the heads see, in text order.

    What is not likely enough to be an attribution is left out; the others carry the probability
    that they are right as their confidence.
    """
    ruled, seen = candidates(encoded, findings)
    taken = [span for one in ruled if _is_kept(one) for span in one.finding.cue]
    new = [one for one in seen if not any(_overlap(one.finding.cue, span) for span in taken)]
    found = [_final(encoded.parse, one) for one in (*ruled, *new) if _is_kept(one)]
    return sorted(found, key=lambda f: min(s.start for s in (*f.cue, *f.content)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A finding with what the heads say around its anchor, and its traits."""

    finding: Finding
    told: Told
    traits: frozenset[str]
    anchors: frozenset[int]
    """The tokens of the text that the heads hold for anchors."""


def candidates(
    encoded: Encoded, findings: Sequence[Finding]
) -> tuple[list[Candidate], list[Candidate]]:
    """Return the findings of the rules with what the heads say of them, and what the heads see."""
    parse, chances = encoded.parse, anchor_chances(encoded)
    likely = likely_anchors(chances)
    told = told_of(encoded, {*(f.cue_head for f in findings), *likely})
    sources = better_sources(parse, told, {f.cue_head: f.source for f in findings})
    seen = seen_at(parse, (told[anchor] for anchor in likely))
    anchors = frozenset(likely_anchors(chances, other_anchor))

    def candidate(finding: Finding) -> Candidate:
        own, chance = told[finding.cue_head], float(chances[finding.cue_head])
        return Candidate(finding, own, traits_of(parse, finding, chance, own), anchors)

    return (
        [candidate(_with_source(parse, f, sources)) for f in findings],
        [candidate(_finding(parse, one)) for one in seen if not _points_back(parse, one)],
    )


def _is_kept(one: Candidate) -> bool:
    held = one.finding.rule in unrefused
    return held or probability(one.traits, beliefs().kept) >= least_belief


def _overlap(spans: Sequence[Span], other: Span) -> bool:
    return any(span.overlaps(other) for span in spans)


def _final(parse: Parse, one: Candidate) -> Finding:
    """Return a finding with its confidence, and its content in the likeliest extent."""
    finding = one.finding
    if finding.rule not in unrefused:
        finding = replace(finding, confidence=probability(one.traits, beliefs().right))
    if finding.rule in delimited:
        return finding
    content = settled(parse, finding, Around(one.told, one.anchors), extents())
    return replace(finding, content=content)


def _points_back(parse: Parse, one: Seen) -> bool:
    """Tell whether it is a noun for what was said just before: "…, a claim denied by the army"."""
    anchor = parse.tokens[one.anchor]
    before = all(span.end <= anchor.start for span in one.content)
    return anchor.pos == "NOUN" and before and not one.source


def _with_source(
    parse: Parse, finding: Finding, sources: Mapping[int, tuple[Span, ...]]
) -> Finding:
    if finding.cue_head not in sources:
        return finding
    source = _nominal(parse, sources[finding.cue_head])
    return replace(finding, source=source, source_head=_top(parse, source))


def _finding(parse: Parse, one: Seen) -> Finding:
    cue = _whole_cue(parse, one)
    source = _nominal(parse, one.source) or _subject(parse, one, cue)
    return Finding(
        cue_head=one.anchor,
        cue=cue,
        content=one.content,
        source=source,
        source_head=_top(parse, source),
        rule=rule,
    )


def _whole_cue(parse: Parse, one: Seen) -> tuple[Span, ...]:
    """Return the cue with its verb's auxiliaries, negation, adverbs and particle."""
    verb = parse.tokens[one.anchor]
    if verb.pos != "VERB":
        return one.cue
    group = cue_span(parse, verb)
    return tuple(
        Span(min(s.start, group.start), max(s.end, group.end)) if s.contains(verb.span) else s
        for s in one.cue
        if s.contains(verb.span) or not s.overlaps(group)
    )


def _nominal(parse: Parse, source: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return a source that can name somebody: of a clause its subject, of "the" or a dash nothing.

    The heads take a whole clause where the cue goes on with its subject.
    """
    top = parse.top_of(source[0]) if source else None
    if top is None or (top.pos not in _no_names and len(parse.tokens_in(source[0])) > 1):
        return source
    if top.pos in ("VERB", "AUX"):
        subjects = (parse.subtree_span(t.i) for t in parse.children(top.i, "nsubj", "nsubjpass"))
        return tuple(span for span in subjects if source[0].contains(span))
    return () if top.pos in _no_names or top.lower in ("the", "a", "an") else source


def _subject(parse: Parse, one: Seen, cue: Sequence[Span]) -> tuple[Span, ...]:
    """Return the subject of a cue that is a verb in the active voice, where the heads see none."""
    verb = parse.tokens[one.anchor]
    if verb.pos != "VERB" or parse.children(verb.i, "auxpass"):
        return ()
    subject = find_subject(parse, verb)
    if subject is None or subject.dep == "nsubjpass" or not can_speak(parse, subject):
        return ()
    own = [t.i for span in cue for t in parse.tokens_in(span)]
    source = source_span(parse, subject, own[0], own[-1] + 1)
    return () if any(source.overlaps(span) for span in (*cue, *one.content)) else (source,)


def _top(parse: Parse, spans: Sequence[Span]) -> int | None:
    top = parse.top_of(spans[0]) if spans else None
    return None if top is None else top.i
