"""Figures that somebody gives without a verb of saying: "put the toll at nine".

Who counts, records or revises the dead vouches for the number, as one who says it does. A town that
"recorded 12 deaths" only suffered them.
"""

from __future__ import annotations

from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.voices.clauses import finding_of
from polybius.reading.voices.contents import Material, tidy
from polybius.reading.voices.cues import cue_end
from polybius.reading.voices.findings import Finding
from polybius.reading.voices.sources import find_subject
from polybius.reading.voices.speakers import can_speak

rule = "figure"
_setting = word_set("put set place give raise lower revise update reduce increase cut")
"""Verbs of which a toll is the object: "raised the toll to 40"."""
_counting = word_set("record register log count tally list verify document track identify report")
"""Verbs of which the victims are."""
_totals = word_set("toll number figure count total tally estimate")
_victims = word_set("""
    toll death fatality casualty injury killing body corpse victim dead wounded murder homicide
    execution abduction kidnapping disappearance loss name case
""")
_quantities = word_set("dozen score hundred thousand tens")
_changes = frozenset({"at", "to", "from", "as", "up", "down", "upward", "downward"})
_places = frozenset({"GPE", "LOC", "FAC"})


def find_figure(material: Material, verb: Token) -> Finding | None:
    """Return the attribution of "put the toll at nine", "has recorded 12 deaths"."""
    parse = material.parse
    wanted = _totals if verb.lemma in _setting else _victims if verb.lemma in _counting else None
    if wanted is None:
        return None
    if parse.children(verb.i, "auxpass"):
        return _passive(material, verb, wanted)
    subject = find_subject(parse, verb)
    if subject is None or not can_speak(parse, subject):
        return None
    if verb.lemma in _counting and _is_place(material, subject):
        return None
    for child in parse.children(verb.i, "dobj"):
        if child.i < verb.i or child.lemma not in wanted:
            continue
        first, last = parse.edges(child.i)
        last = _with_change(parse, verb, last)
        content = tidy(material, max(first, cue_end(parse, verb)), last)
        if content is not None and _has_figure(parse, first, last):
            return finding_of(material, verb, subject, (content,), rule=rule, confidence=0.8)
    return None


def _passive(material: Material, verb: Token, wanted: frozenset[str]) -> Finding | None:
    """Return the attribution of "the toll was put at nine by the ministry"."""
    parse = material.parse
    whose = [t for by in parse.children(verb.i, "agent") for t in parse.children(by.i, "pobj")]
    told = [t for t in parse.children(verb.i, "nsubjpass") if t.lemma in wanted]
    if not whose or not told or not can_speak(parse, whose[0]):
        return None
    first, end = parse.edges(told[0].i)
    last = _with_change(parse, verb, verb.i + 1)
    content = [tidy(material, first, end)]
    if last > verb.i + 1:
        content.append(tidy(material, verb.i + 1, last))
    spans = tuple(span for span in content if span is not None)
    if not spans or not (_has_figure(parse, first, end) or _has_figure(parse, verb.i, last)):
        return None
    return finding_of(material, verb, whose[0], spans, rule=rule, confidence=0.8)


def _with_change(parse: Parse, verb: Token, last: int) -> int:
    """Take in what a toll is changed to: "at nine", "up to 40 from 32"."""
    for after in parse.children(verb.i, "prep", "prt", "advmod"):
        if after.i >= last and after.lower in _changes:
            last = parse.edges(after.i)[1]
    return last


def _is_place(material: Material, subject: Token) -> bool:
    """Tell whether a subject is a town or country, and not a body that bears its name."""
    entity = material.names.entity_at(subject.i)
    kind = "unknown" if entity is None else material.names.entities[entity].kind
    return subject.entity in _places and kind in ("unknown", "state")


def _has_figure(parse: Parse, first: int, last: int) -> bool:
    tokens = parse.tokens[first:last]
    return any(t.pos == "NUM" or t.lemma in _quantities for t in tokens)
