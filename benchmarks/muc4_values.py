"""What the trained reader and the rules say of a filler: how sure it is, what was suffered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from benchmarks.muc4_evidence import Evidence, odds
from benchmarks.muc4_view import Range, View, seen_confidences, seen_effects

nothing = "-"
"""Stands for a human target of which the text doesn't tell what it suffered."""
labels = {
    "confidence": seen_confidences,
    "effect": (*seen_effects, nothing),
}
"""Slot → its values."""
_heads = {
    "confidence": ("muc4_confidence", seen_confidences),
    "effect": ("muc4_effect", seen_effects),
}


def value_evidence(
    view: View, slot: str, where: Sequence[Range], ruled: str | None, kind: str
) -> Evidence:
    """Return what speaks for each value of a slot.

    Args:
        view: the trained chances.
        slot: ``confidence`` or ``effect``.
        where: the places of the organisation or human target.
        ruled: the value that the rules give.
        kind: the incident's type.
    """
    head, names = _heads[slot]
    found = {"bias": 1.0, f"ruled={ruled or nothing}": 1.0, f"type={kind}": 1.0}
    rows = view.values(head, where)
    if not len(rows):
        return found | {"nowhere": 1.0}
    weights = np.array([view.types[view.window[a]].max() + 0.05 for a, _ in where])
    for n, name in enumerate(names):
        chances = rows[:, n]
        found[f"{name} most"] = odds(float(chances.max()))
        found[f"{name} mean"] = odds(float(chances.mean()))
        found[f"{name} weighed"] = odds(float((chances * weights).sum() / weights.sum()))
        found[f"{name} first"] = odds(float(chances[0]))
    return found


def likeliest(chances: Mapping[str, float]) -> str:
    """Return the value with the best chance; of equals the first."""
    return max(chances, key=lambda value: chances[value])
