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
from polybius.reading.syntax import Parse, Token
from polybius.records import Voice

verb_rules = (
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
    found = list(find_direct(material))
    taken = {finding.cue_head for finding in found}
    for token in material.parse.tokens:
        if token.i in taken or token.pos not in ("VERB", "AUX"):
            continue
        finding = _of_verb(material, token)
        if finding is not None:
            found.append(finding)
    return sorted(found, key=lambda f: min(s.start for s in (*f.cue, *f.content)))


def _of_verb(material: Material, verb: Token) -> Finding | None:
    for rule in verb_rules:
        finding = rule(material, verb)
        if finding is not None:
            return finding
    return None
