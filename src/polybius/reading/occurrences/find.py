"""Happenings that a text speaks of: what, by whom, to whom, with what, and whether it was so.

One `OccurrenceMark` for every word that names a happening, the denied and the merely possible
included. Types and cues are those of the codebook's ``event_types``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.layers import Names, OccurrenceMark, RoleFill
from polybius.reading.occurrences.happenings import join_happenings
from polybius.reading.occurrences.modality import modality_of, polarity_of
from polybius.reading.occurrences.roles import find_fills, phrase_span
from polybius.reading.occurrences.things import Kind, kind_of
from polybius.reading.occurrences.triggers import Trigger, find_triggers
from polybius.records import Code, Modality, Polarity

sites = word_set(
    """
    airbase airfield airport area barrack barracks base border bridge camp checkpoint city crossing
    dam district garrison headquarters hill hilltop island mosque neighborhood neighbourhood
    outpost palace port position post province quarter refinery road stronghold suburb territory
    oilfield town valley village
    """
)
"""Nouns for ground that is taken and held."""
unmanned = word_set("drone missile rocket uav quadcopter munition shahed balloon")
aircraft = word_set("aircraft airplane plane jet fighter bomber warplane helicopter chopper")
rule = "occurrences.rules.v1"


def find_occurrences(parse: Parse, names: Names) -> tuple[OccurrenceMark, ...]:
    """Return the happenings that ``parse`` speaks of, in text order.

    Args:
        parse: the parsed report.
        names: its parties and persons, to which role fills refer by ``entity``.
    """
    marks = [_mark(parse, names, trigger) for trigger in find_triggers(parse)]
    numbers = join_happenings(parse, marks)
    return tuple(
        replace(mark, happening=number) for mark, number in zip(marks, numbers, strict=True)
    )


def _mark(parse: Parse, names: Names, trigger: Trigger) -> OccurrenceMark:
    trigger = _as_downing(parse, trigger)
    polarity = polarity_of(parse, trigger)
    modality = modality_of(parse, trigger)
    fills = _with_downed(parse, trigger, find_fills(parse, names, trigger))
    return OccurrenceMark(
        event_type=_type_of(parse, names, trigger, fills),
        trigger=parse.span(trigger.first, trigger.last),
        token=trigger.token,
        polarity=polarity,
        modality=modality,
        fills=fills,
        rule=rule,
        confidence=_confidence(bool(fills), polarity, modality),
    )


def _as_downing(parse: Parse, trigger: Trigger) -> Trigger:
    """Return "shot down forty drones" as an interception, "shot down a jet" as an attack."""
    if trigger.event_type != "shooting" or not _is_downing(parse, trigger):
        return trigger
    downed = {t.lemma for t in _downed(parse, trigger)}
    if downed & unmanned:
        return replace(trigger, event_type="interception")
    return replace(trigger, event_type="attack") if downed & aircraft else trigger


def _is_downing(parse: Parse, trigger: Trigger) -> bool:
    verb = parse.tokens[trigger.token]
    down = any(t.lower == "down" for t in parse.children(verb.i, "prt", "advmod"))
    return verb.lemma == "shoot" and down


def _downed(parse: Parse, trigger: Trigger) -> tuple[Token, ...]:
    """Return what is shot down, and what a number of it is of: "40 of 52 drones"."""
    objects = parse.children(trigger.token, "dobj", "nsubjpass")
    whole = [p for o in objects for of in parse.children(o.i, "prep") for p in parse.children(of.i)]
    return (*objects, *whole)


def _with_downed(
    parse: Parse, trigger: Trigger, fills: tuple[RoleFill, ...]
) -> tuple[RoleFill, ...]:
    """Return the parts with what is shot down as the target: weapons are else what is used."""
    if not _is_downing(parse, trigger):
        return fills
    downed = [t for t in _downed(parse, trigger) if t.lemma in unmanned | aircraft]
    heads = {parse.tokens[t.head].head if t.dep == "pobj" else t.i for t in downed}
    targets = [RoleFill("target", phrase_span(parse, i), i, None) for i in heads]
    kept = [f for f in fills if f.head not in heads]
    return tuple(sorted((*kept, *targets), key=lambda f: (f.span.start, f.span.end)))


def _type_of(parse: Parse, names: Names, trigger: Trigger, fills: Sequence[RoleFill]) -> Code:
    """Return the type of a happening by what was taken: a place, people, or weapons."""
    if trigger.event_type not in ("arrest", "weapons_seizure"):
        return trigger.event_type
    verb = parse.tokens[trigger.token]
    taken = [f.head for f in fills if f.role in ("target", "victim")]
    if (
        verb.lemma in ("capture", "seize", "take")
        and taken
        and all(
            parse.tokens[i].lemma in sites or kind_of(parse, names, i) is Kind.PLACE for i in taken
        )
    ):
        return "territory_gain"
    people = taken and all(kind_of(parse, names, i) is Kind.HUMAN for i in taken)
    return "arrest" if people and verb.lemma == "seize" else trigger.event_type


def _confidence(filled: bool, polarity: Polarity, modality: Modality) -> float:
    """Return how sure the reader is: surest of a plain statement that names who was in it."""
    plain = polarity is Polarity.HAPPENED and modality is Modality.ACTUAL
    return (0.8 if filled else 0.6) if plain else (0.65 if filled else 0.5)
