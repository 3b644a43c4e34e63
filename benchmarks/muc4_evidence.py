"""What speaks for each candidate and label: rules' scores and trained chances as numbers.

The numbers feed small logistic models (`benchmarks.muc4_weights`), so that each is kept between
about -2 and 2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log, log1p

import numpy as np

from benchmarks.muc4_candidates import Candidate
from benchmarks.muc4_keys import normal
from benchmarks.muc4_view import Range, View, seen_types, tagged

Evidence = dict[str, float]
_steps = (0.02, 0.06, 0.15, 0.3, 0.5, 0.7, 0.85)
common_types = seen_types[:5]


def odds(chance: float) -> float:
    """Return the log odds of a chance, a third of them, between about -1.7 and 1.7."""
    return log((chance + 0.005) / (1.005 - chance)) / 3


def step(chance: float) -> int:
    """Return which of eight steps a chance is on."""
    return sum(chance >= s for s in _steps)


def document_evidence(view: View, rules: Mapping[str, float]) -> Evidence:
    """Return what speaks for incidents in a text.

    Args:
        view: the trained chances.
        rules: chance of each document label, from the marks.
    """
    found = {"bias": 1.0} | {f"rule {label}": odds(p) for label, p in rules.items()}
    for n, kind in enumerate(seen_types):
        ordered = np.sort(view.types[:, n])[::-1]
        found[f"type {kind}"] = odds(float(ordered[0]))
        if kind in common_types:
            found[f"type {kind} mean"] = odds(float(ordered[:3].mean()))
            found[f"type {kind} first"] = odds(float(view.types[0, n]))
    strongest = view.types.max(axis=1)
    found["any type"] = odds(float(strongest.max()))
    for role in tagged:
        chances = np.sort(view.inside(role))[::-1]
        found[f"tag {role}"] = odds(float(chances[:2].mean())) if len(chances) else 0.0
        found[f"tags {role}"] = log1p(float(chances.sum())) / 2
    return found


def filler_evidence(
    candidates: Sequence[Candidate],
    rules: Sequence[float],
    view: View,
    document: Mapping[str, float],
) -> list[Evidence]:
    """Return what speaks for each candidate of a text.

    Args:
        candidates: all of the text's.
        rules: chance of each, from the marks.
        view: the trained chances.
        document: chance of each document label, from all evidence.
    """
    where = {c.text: view.ranges_of(c.text) for c in candidates}
    exact = [[view.exact(c.role, place) for place in where[c.text]] or [0.0] for c in candidates]
    best: dict[tuple[str, str], float] = {}
    for candidate, chances in zip(candidates, exact, strict=True):
        key = candidate.role, candidate.cluster
        best[key] = max(best.get(key, 0.0), *chances)
    found = []
    for candidate, rule, chances in zip(candidates, rules, exact, strict=True):
        top = best[candidate.role, candidate.cluster]
        better = sum(r == candidate.role and p > top for (r, _), p in best.items())
        places = where[candidate.text] or tuple((h, h + 1) for h in candidate.heads)
        found.append(
            _of_strings(candidate, rule, chances)
            | _of_places(candidate, view, places)
            | _of_document(document, top, better, max(chances))
        )
    return found


def _of_strings(candidate: Candidate, rule: float, chances: Sequence[float]) -> Evidence:
    top, mean = max(chances), sum(chances) / len(chances)
    size = len(normal(candidate.text).split())
    found = {
        "bias": 1.0,
        "rule": odds(rule),
        f"rule step={step(rule)}": 1.0,
        "exact": odds(top),
        f"exact step={step(top)}": 1.0,
        "exact mean": odds(mean),
        "rule & exact": (odds(rule) + 1) * (odds(top) + 1) / 2,
        "places": log1p(len(chances)) / 2,
        "strong places": log1p(sum(p >= 0.3 for p in chances)),
        f"words={min(size, 5)}": 1.0,
    }
    for feature in candidate.features:
        if feature.startswith(("variant=", "kind=")):
            found[feature] = 1.0
    return found


def _of_places(candidate: Candidate, view: View, places: Sequence[Range]) -> Evidence:
    found: Evidence = {}
    for role in tagged:
        rows = view.inside(role)
        chances = [float(rows[a:b].mean()) for a, b in places]
        found[f"inside {role}"] = odds(max(chances))
        if role == candidate.role:
            found["inside mean"] = odds(sum(chances) / len(chances))
    kinds = [float(view.types[view.window[a]].max()) for a, _ in places]
    found["window"] = odds(max(kinds))
    found["first sentence"] = log1p(view.parse.tokens[places[0][0]].sentence) / 3
    return found


def _of_document(document: Mapping[str, float], top: float, better: int, own: float) -> Evidence:
    relevant = document["relevant"]
    found = {f"document {label}": odds(p) for label, p in document.items()}
    return found | {
        "exact & relevant": own * relevant,
        "cluster": odds(top),
        f"better={min(better, 3)}": 1.0,
        "best of cluster": float(own == top),
    }
