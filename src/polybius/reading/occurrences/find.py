"""Happenings that a text speaks of: what, by whom, to whom, with what, and whether it was so.

One `OccurrenceMark` for every word that names a happening, the denied and the merely possible
included. Types and cues are those of the codebook's ``event_types``.
"""

from __future__ import annotations

from dataclasses import replace

from polybius.reading.grammar.syntax import Parse
from polybius.reading.layers import Names, OccurrenceMark
from polybius.reading.occurrences.happenings import join_happenings
from polybius.reading.occurrences.modality import modality_of, polarity_of
from polybius.reading.occurrences.roles import find_fills
from polybius.reading.occurrences.triggers import Trigger, find_triggers
from polybius.records import Modality, Polarity

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
    polarity = polarity_of(parse, trigger)
    modality = modality_of(parse, trigger)
    fills = find_fills(parse, names, trigger)
    return OccurrenceMark(
        event_type=trigger.event_type,
        trigger=parse.span(trigger.first, trigger.last),
        token=trigger.token,
        polarity=polarity,
        modality=modality,
        fills=fills,
        rule=rule,
        confidence=_confidence(bool(fills), polarity, modality),
    )


def _confidence(filled: bool, polarity: Polarity, modality: Modality) -> float:
    """Return how sure the reader is: surest of a plain statement that names who was in it."""
    plain = polarity is Polarity.HAPPENED and modality is Modality.ACTUAL
    return (0.8 if filled else 0.6) if plain else (0.65 if filled else 0.5)
