"""Scores answers against MUC-4 keys: CEAF-REE, template F1, and F1 of single slots.

Definitions: Du, Rush and Cardie 2021a (GRIT) for role fillers, 2021b (GTT) for whole templates;
for the raw keys the section "Scoring" of ``../shared/gold/README.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.common import Tally
from benchmarks.muc4_keys import (
    Filler,
    Incident,
    Key,
    Mentions,
    days_of,
    normal,
    places_of,
    role_slots,
    roles,
)

Fill = tuple[str, str]
"""A value and what it refers to (empty where a slot refers to nothing)."""

Entities = Mapping[str, tuple[Mentions, ...]]


def covers(gold: Mentions, answer: Mentions) -> bool:
    """Tell whether every string of the answered entity is one of the gold entity's."""
    known = {normal(m) for m in gold}
    return all(normal(m) in known for m in answer)


def ceaf_ree(answer: Entities, gold: Entities) -> dict[str, Tally]:
    """Return the tally of each role of a document, entities aligned one to one."""
    found = {}
    for role in roles:
        mine, keys = answer.get(role, ()), gold.get(role, ())
        same = np.array([[covers(k, m) for m in mine] for k in keys], dtype=float)
        right = same[linear_sum_assignment(-same)].sum() if same.size else 0.0
        found[role] = Tally(float(right), len(mine), len(keys))
    return found


# --- whole templates --------------------------------------------------------------------------

Template = tuple[str, Entities]
"""Incident type (a key may join alternatives with " / ") and entities by role."""


def template_points(answer: Template, gold: Template) -> tuple[int, int] | None:
    """Return how many answered and how many gold fills agree; None if the types differ."""
    if answer[0] not in gold[0]:
        return None
    precise = recalled = 1
    for role in roles:
        mine, keys = answer[1].get(role, ()), gold[1].get(role, ())
        precise += sum(any(covers(k, m) for k in keys) for m in mine)
        recalled += sum(any(covers(k, m) for m in mine) for k in keys)
    return precise, recalled


def size_of(template: Template) -> int:
    """Return how many fills a template has, its type included."""
    return 1 + sum(len(template[1].get(role, ())) for role in roles)


def template_counts(
    answers: Sequence[Template], gold: Sequence[Template]
) -> tuple[int, int, int, int]:
    """Return right answers, answers, right keys and keys under the alignment with the best F1.

    Templates are aligned one to one, none across types (Du et al. 2021b). What can be reached
    with the keys used so far is kept as the pairs of counts that no other pair beats.
    """
    reached: dict[int, set[tuple[int, int]]] = {0: {(0, 0)}}
    for answer in answers:
        following: dict[int, set[tuple[int, int]]] = {u: set(c) for u, c in reached.items()}
        for n, key in enumerate(gold):
            points = template_points(answer, key)
            for used, counts in reached.items() if points else ():
                if not used >> n & 1 and points:
                    more = {(p + points[0], r + points[1]) for p, r in counts}
                    following.setdefault(used | 1 << n, set()).update(more)
        reached = {used: _unbeaten(counts) for used, counts in following.items()}
    total, keys = sum(map(size_of, answers)), sum(map(size_of, gold))
    pairs = sorted({pair for counts in reached.values() for pair in counts})
    best = max(pairs, key=lambda pair: harmonic(pair[0], total, pair[1], keys))
    return best[0], total, best[1], keys


def _unbeaten(pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    return {
        (p, r)
        for p, r in pairs
        if not any(q >= p and s >= r and (q, s) != (p, r) for q, s in pairs)
    }


def harmonic(right: float, answered: float, recalled: float, gold: float) -> float:
    """Return F1 of precision ``right / answered`` and recall ``recalled / gold``."""
    p = right / answered if answered else 0.0
    r = recalled / gold if gold else 0.0
    return 2 * p * r / (p + r) if p + r else 0.0


def template_f1(counts: Sequence[tuple[int, int, int, int]]) -> float:
    """Return the micro F1 over documents."""
    right, answered, recalled, gold = (sum(c) for c in zip(*counts, strict=True))
    return harmonic(right, answered, recalled, gold)


# --- raw keys ---------------------------------------------------------------------------------


def same_value(filler: Filler, fill: Fill) -> bool:
    """Tell whether the value is one of the filler's."""
    return normal(fill[0]) in map(normal, filler.values)


def same_value_and_reference(filler: Filler, fill: Fill) -> bool:
    """Tell whether value and what it refers to are both right."""
    if not same_value(filler, fill):
        return False
    return normal(fill[1]) in (map(normal, filler.refers_to) if filler.refers_to else ("",))


def same_number(filler: Filler, fill: Fill) -> bool:
    """Tell whether the number is right; the signs of ranges and bounds count."""
    return fill[0].replace(" ", "") in (v.replace(" ", "") for v in filler.values)


def same_number_and_reference(filler: Filler, fill: Fill) -> bool:
    """Tell whether the number and whom it counts are both right."""
    known = map(normal, filler.refers_to) if filler.refers_to else ("",)
    return same_number(filler, fill) and normal(fill[1]) in known


def same_days(filler: Filler, fill: Fill) -> bool:
    """Tell whether the day or span of days is one of the filler's."""
    return days_of(fill[0]) in map(days_of, filler.values)


def same_place(filler: Filler, fill: Fill) -> bool:
    """Tell whether the most specific part is that of one of the alternatives."""
    right = {form for value in filler.values for form in places_of(value)}
    return any(form in right for form in places_of(fill[0]))


def _entities_of(role: str) -> Callable[[Incident], Sequence[Fill]]:
    return lambda incident: [(entity[0], "") for entity in incident.entities.get(role, ())]


Slot = tuple[str, Callable[[Filler, Fill], bool], Callable[[Incident], Sequence[Fill]]]

slots: dict[str, Slot] = {
    "date": (
        "INCIDENT: DATE",
        same_days,
        lambda i: [(i.date, "")] if i.date else [],
    ),
    "location": (
        "INCIDENT: LOCATION",
        same_place,
        lambda i: [(i.location, "")] if i.location else [],
    ),
    "type": ("INCIDENT: TYPE", same_value, lambda i: [(i.type, "")]),
    "stage": ("INCIDENT: STAGE OF EXECUTION", same_value, lambda i: [(i.stage, "")]),
    "responsible": (
        "PERP: ORGANIZATION CONFIDENCE",
        same_value_and_reference,
        lambda i: [(confidence, who) for who, confidence in i.responsible],
    ),
    "number": ("HUM TGT: NUMBER", same_number, lambda i: i.numbers),
    "number_referred": ("HUM TGT: NUMBER", same_number_and_reference, lambda i: i.numbers),
    "effect": ("HUM TGT: EFFECT OF INCIDENT", same_value, lambda i: i.effects),
    "effect_referred": (
        "HUM TGT: EFFECT OF INCIDENT",
        same_value_and_reference,
        lambda i: i.effects,
    ),
    **{role: (slot, same_value, _entities_of(role)) for role, slot in role_slots.items()},
}
"""Key of the metric → slot of the answer key, when a fill is right, the answer's fills."""

aligning = ("date", "location", "type", "stage", "responsible", "number", "effect", *roles)
"""The slots whose matches decide which answer belongs to which template."""


def slot_tallies(answers: Sequence[Incident], keys: Sequence[Key]) -> dict[str, Tally]:
    """Return the tally of each of `slots` for one document.

    Answers and templates are aligned one to one so that the matching fills are most; optional
    templates and fillers cost nothing when absent.
    """
    total = {name: Tally() for name in slots}
    pairs = align(answers, keys)
    for answer in range(len(answers)):
        key = keys[pairs[answer]] if answer in pairs else None
        for name, slot in slots.items():
            total[name] += _tally(slot, answers[answer], key)
    for n, key in enumerate(keys):
        if n not in pairs.values() and not key.optional:
            for name, slot in slots.items():
                total[name] += Tally(gold=len(_owed(key, slot)))
    return total


def align(answers: Sequence[Incident], keys: Sequence[Key]) -> dict[int, int]:
    """Return answer → template; pairs without any matching fill are left out."""
    if not answers or not keys:
        return {}
    matches = np.array(
        [[sum(matching(slots[s], a, k) for s in aligning) for k in keys] for a in answers]
    )
    rows, columns = linear_sum_assignment(-matches)
    return {int(a): int(k) for a, k in zip(rows, columns, strict=True) if matches[a, k] > 0}


def matching(slot: Slot, answer: Incident, key: Key) -> int:
    """Return how many fills of the slot agree, each used once."""
    return len(_matched(slot, answer, key))


def _matched(slot: Slot, answer: Incident, key: Key) -> list[Filler]:
    name, right, fills_of = slot
    fillers, fills = key.slots.get(name, ()), fills_of(answer)
    if not fillers or not fills:
        return []
    same = np.array([[right(filler, fill) for fill in fills] for filler in fillers], dtype=float)
    # Of two fillers that fit equally, the one that is not optional is owed.
    owed = np.array([[0.0 if filler.optional else 0.5 / len(fillers)] for filler in fillers])
    rows, columns = linear_sum_assignment(-(same + owed * (same > 0)))
    return [fillers[r] for r, c in zip(rows, columns, strict=True) if same[r, c]]


def _owed(key: Key, slot: Slot) -> list[Filler]:
    return [filler for filler in key.slots.get(slot[0], ()) if not filler.optional]


def _tally(slot: Slot, answer: Incident, key: Key | None) -> Tally:
    fills = len(slot[2](answer))
    if key is None:
        return Tally(predicted=fills)
    matched = _matched(slot, answer, key)
    optional = sum(filler.optional for filler in matched)
    return Tally(len(matched), fills, len(_owed(key, slot)) + optional)
