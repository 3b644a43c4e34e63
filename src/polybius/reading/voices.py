"""Who says what: the attributions of a text, with their voices and stances."""

from __future__ import annotations

from collections.abc import Iterator

from polybius.reading.chains import find_parents
from polybius.reading.clauses import find_clausal, find_infinitive
from polybius.reading.contents import Material, survey
from polybius.reading.direct import find_direct
from polybius.reading.findings import Finding
from polybius.reading.layers import AttributionMark, Names
from polybius.reading.objects import (
    find_gerund,
    find_object,
    find_predicate,
    find_prepositional,
)
from polybius.reading.headlines import find_headlines
from polybius.reading.nominal import find_according_to, find_adjectival, find_nominal
from polybius.reading.passives import find_passive
from polybius.reading.relatives import find_relative
from polybius.reading.syntax import Parse, Token
from polybius.records import Voice

other_rules = (find_according_to, find_nominal)
verb_rules = (
    find_according_to,
    find_adjectival,
    find_relative,
    find_passive,
    find_clausal,
    find_infinitive,
    find_gerund,
    find_predicate,
    find_prepositional,
    find_object,
)
"""Tried in this order on each verb; the first that holds makes its attribution."""


def find_attributions(parse: Parse, names: Names) -> tuple[AttributionMark, ...]:
    """Return the attributions of a text, in text order."""
    material = survey(parse, names)
    marks = []
    fs=_findings(material)
    for f,pa in zip(fs,find_parents(fs)):
        marks.append(AttributionMark(f.source, f.cue, f.content, Voice('unknown','','unnamed'), 'asserts',parent=pa,rule=f.rule,confidence=f.confidence))
    return tuple(marks)


def _findings(material: Material) -> list[Finding]:
    found = [*find_direct(material), *find_headlines(material)]
    taken = {finding.cue_head for finding in found}
    for token in material.parse.tokens:
        if token.i in taken:
            continue
        finding = _of_token(material, token)
        if finding is None or finding.cue_head in taken:
            continue
        found.append(finding)
        taken.add(finding.cue_head)
    return sorted(found, key=lambda f: min(s.start for s in (*f.cue, *f.content)))


def _of_token(material: Material, token: Token) -> Finding | None:
    rules = verb_rules if token.pos in ("VERB", "AUX") else other_rules
    for rule in rules:
        finding = rule(material, token)
        if finding is not None:
            return finding
    return None
