"""Who says what: the attributions of a text, with their voices, stances and standings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from polybius.codebook.register import Register, load_register
from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.layers import AttributionMark, AuthorMark, Joint, Names
from polybius.reading.neural.encoded import Encoded
from polybius.reading.voices.authorship import author_at, find_authors
from polybius.reading.voices.chains import find_parents, told_aside
from polybius.reading.voices.clauses import find_clausal
from polybius.reading.voices.confidence import measured
from polybius.reading.voices.contents import Material, survey
from polybius.reading.voices.direct import find_direct
from polybius.reading.voices.figures import find_figure
from polybius.reading.voices.findings import Finding
from polybius.reading.voices.headlines import find_headlines
from polybius.reading.voices.infinitives import find_call_on, find_infinitive
from polybius.reading.voices.learned import joined
from polybius.reading.voices.nominal import (
    find_according_to,
    find_adjectival,
    find_light,
    find_nominal,
)
from polybius.reading.voices.objects import (
    find_gerund,
    find_object,
    find_predicate,
    find_prepositional,
)
from polybius.reading.voices.passives import find_hearsay, find_impression, find_passive
from polybius.reading.voices.relatives import find_relative
from polybius.reading.voices.speakers import with_speaker
from polybius.reading.voices.speech import is_speech
from polybius.reading.voices.stances import stance_of
from polybius.reading.voices.standings import find_standings
from polybius.reading.voices.voicing import findings_beside, voice_of
from polybius.records import Voice

verb_rules = (
    find_according_to,
    find_adjectival,
    find_relative,
    find_passive,
    find_impression,
    find_clausal,
    find_call_on,
    find_infinitive,
    find_gerund,
    find_predicate,
    find_prepositional,
    find_light,
    find_figure,
    find_object,
)
"""Tried in this order on each verb; the first that holds makes its attribution."""
other_rules = (find_according_to, find_nominal, find_hearsay)
"""Tried on each other word."""


def find_attributions(
    parse: Parse,
    names: Names,
    register: Register | None = None,
    encoded: Encoded | None = None,
    authors: Sequence[AuthorMark] | None = None,
) -> tuple[AttributionMark, ...]:
    """Return who says what in a text, in text order; the outlet's own voice is what remains.

    ``names`` resolve sources to the fullest name, role and party; ``register`` (the shipped one
    if None) tells which parties are adversaries. ``encoded`` lets the trained heads find what the
    rules do not. ``authors`` are those of stretches that are not in the outlet's words; they
    are looked for if not given.
    """
    material = survey(parse, names)
    authors = find_authors(material) if authors is None else authors
    findings = find_all(material)
    findings = list(map(_measured, findings)) if encoded is None else joined(encoded, findings)
    parents = told_aside(material, findings, find_parents(findings))
    standings = find_standings(material, findings)
    register = register or load_register()
    voices = [of_side(voice, register) for voice in _voices(material, findings, parents, authors)]

    def joint(n: int) -> tuple[Joint, ...]:
        others = []
        for finding in findings_beside(material, findings[n]):
            voice = of_side(voice_of(material, finding, voices[n].through), register)
            if voice.kind != "unknown" or voice.anonymity == "named":
                others.append(Joint(voice, stance_of(material, finding, voice, register)))
        return tuple(others)

    return tuple(
        AttributionMark(
            source=finding.source,
            cue=finding.cue,
            content=finding.content,
            voice=voices[n],
            stance=stance_of(material, finding, voices[n], register),
            parent=parents[n],
            standings=standings[n],
            rule=f"voices.{finding.rule}.v1",
            confidence=finding.confidence,
            joint=joint(n),
        )
        for n, finding in enumerate(findings)
    )


def _measured(finding: Finding) -> Finding:
    sure = measured(f"voices.{finding.rule}.v1", finding.confidence)
    return replace(finding, confidence=sure)


def find_all(material: Material) -> list[Finding]:
    """Return what all rules find, in text order; one cue makes one attribution."""
    found = [*find_direct(material), *find_headlines(material)]
    taken = {finding.cue_head for finding in found}
    for token in material.parse.tokens:
        if token.i in taken:
            continue
        finding = _of_token(material, token)
        if finding is None or finding.cue_head in taken or _speaks_inside(material, finding):
            continue
        found.append(finding)
        taken.add(finding.cue_head)
        if finding.rule == "light_verb":
            taken.update(t.i for t in material.parse.tokens_in(finding.cue[0]))
    return sorted(found, key=lambda f: min(s.start for s in (*f.cue, *f.content)))


def _of_token(material: Material, token: Token) -> Finding | None:
    """Return what the first rule that holds makes of a token."""
    rules = verb_rules if token.pos in ("VERB", "AUX") else other_rules
    for rule_of in rules:
        finding = rule_of(material, token)
        if finding is not None:
            return finding
    return None


def _speaks_inside(material: Material, finding: Finding) -> bool:
    """Tell whether a quoted speaker speaks of himself ("I think …"): no further voice."""
    head = finding.source_head
    if head is None or material.quoted(head) is None:
        return False
    return material.parse.tokens[head].lower in ("i", "we")


def of_side(voice: Voice, register: Register) -> Voice:
    """Return a voice whose commanders are those of its side: a front has a general command too."""
    side = register.entries.get(voice.party_id or "")
    if voice.kind == "military" and side is not None and side.kind == "armed_group":
        return replace(voice, kind="armed_group")
    return voice


def _voices(
    material: Material,
    findings: Sequence[Finding],
    parents: Sequence[int | None],
    authors: Sequence[AuthorMark],
) -> list[Voice]:
    """Return the voice of each finding, those that it speaks through included."""
    made: dict[int, Voice] = {}

    def through(n: int) -> Voice | None:
        above = parents[n]
        while above is not None and not is_speech(material.parse, findings[above]):
            above = parents[above]
        if above is not None:
            return voice(above)
        author = author_at(authors, findings[n].cue[0].start)
        return None if author is None else author.voice

    def voice(n: int) -> Voice:
        if n not in made:
            made[n] = voice_of(material, with_speaker(material, findings, n), through(n))
        return made[n]

    return [voice(n) for n in range(len(findings))]
