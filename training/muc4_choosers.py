"""Learns which date, place and value fill a slot of an incident that is known to be one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.muc4_candidates import Candidate
from benchmarks.muc4_choices import Choice, dates, locations
from benchmarks.muc4_keys import Filler, Key, keys_of_type
from benchmarks.muc4_reading import Read
from benchmarks.muc4_scoring import covers, same_days, same_place
from benchmarks.muc4_templates import marks_of
from benchmarks.muc4_values import Target, effects_of, nothing
from benchmarks.muc4_values import labels as value_labels
from benchmarks.muc4_view import View
from benchmarks.muc4_weights import labels
from training.choosing import Question, fit_choices
from training.muc4_stack import slots

penalties = {"date": 4.0, "location": 4.0, "effect": 8.0}
least = 3
_referring = {
    "Victim": ("effect", "HUM TGT: EFFECT OF INCIDENT"),
    "Described": ("effect", "HUM TGT: EFFECT OF INCIDENT"),
}
_same = {"date": same_days, "location": same_place}
_slots = {"date": "INCIDENT: DATE", "location": "INCIDENT: LOCATION"}

Asked = tuple[str, Question]
"""What is asked (``date``, …), and the question."""


def questions_of(
    found: Read, candidates: Sequence[Candidate], keys: Sequence[Key], view: View | None
) -> list[Asked]:
    """Return what one document teaches, by the answers in its keys.

    Args:
        found: its marks.
        candidates: for the fillers of its roles.
        keys: its keys.
        view: the trained chances; None if the encoder has seen it, and is too sure of it.
    """
    asked: list[Asked] = []
    for kind in labels[1:]:
        own = keys_of_type(keys, kind)
        if not own:
            continue
        marks = marks_of(found, kind)
        offered = {
            "date": dates(found, kind, marks),
            "location": locations(found, view, kind, marks),
        }
        for name, choices in offered.items():
            fillers = [f for key in own for f in key.slots[_slots[name]]]
            if choices and fillers:
                asked.append((name, _asked(choices, name, fillers)))
        for key in own:
            asked += _of_values(found, view, candidates, key, kind)
    return asked


def _asked(choices: Sequence[Choice], name: str, fillers: Sequence[Filler]) -> Question:
    same = _same[name]
    shares = [float(sum(same(f, (c.value, "")) for f in fillers)) for c in choices]
    return Question([c.traits for c in choices], shares)


def _of_values(
    found: Read, view: View | None, candidates: Sequence[Candidate], key: Key, kind: str
) -> Iterator[Asked]:
    seen = set()
    for candidate in candidates:
        if candidate.role not in _referring:
            continue
        name, slot = _referring[candidate.role]
        entities = [f.values for f in key.slots[slots[candidate.role]]]
        entity = next((e for e in entities if covers(e, (candidate.text,))), None)
        if entity is None or (candidate.role, entity) in seen:
            continue
        seen.add((candidate.role, entity))
        gold = [f for f in key.slots[slot] if covers(f.refers_to, (candidate.text,))]
        choices = effects_of(found, view, Target(candidate.text, candidate.heads), kind)
        shares = [float(_is_value(gold, value)) for value in value_labels]
        yield name, Question([c.traits for c in choices], shares)


def _is_value(gold: Sequence[Filler], value: str) -> bool:
    return any(value in f.values for f in gold) if gold else value == nothing


def learn_choosers(asked: Sequence[Asked]) -> dict[str, dict[str, float]]:
    """Return the weights of each slot's chooser."""
    return {
        name: fit_choices([q for n, q in asked if n == name], least=least, penalty=penalty)
        for name, penalty in penalties.items()
    }
