"""The dates and places that an incident may have, with what speaks for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import log1p

import numpy as np

from benchmarks.muc4_circumstances import as_key, country_of, date_of, location_of
from benchmarks.muc4_evidence import Evidence, odds, step
from benchmarks.muc4_keys import normal, places_of
from benchmarks.muc4_reading import Read
from benchmarks.muc4_view import Range, View, runs, seen_types, tagged
from polybius.reading.layers import OccurrenceMark, TimeMark
from polybius.reading.neural.heads import Floats

most_days = 10
"""Longer spans ("last year") date no incident."""
_now = frozenset(("today", "tonight", "this"))


@dataclass
class Choice:
    """One value with what speaks for it."""

    value: str
    evidence: Evidence = field(default_factory=dict)


def strength_of(found: Read, view: View, kind: str, marks: Sequence[OccurrenceMark]) -> Floats:
    """Return how much each sentence seems to speak of an incident of a type, from 0 to 2."""
    strength = np.zeros(len(found.parse.sentences), np.float32)
    filled = np.max([view.inside(role) for role in tagged if role != "Location"], axis=0)
    column = seen_types.index(kind)
    for token in found.parse.tokens:
        chance = filled[token.i] * view.types[view.window[token.i], column]
        strength[token.sentence] = max(strength[token.sentence], chance)
    for sentence in {found.parse.tokens[mark.token].sentence for mark in marks}:
        strength[sentence] += 0.5 + 0.5 * strength[sentence]
    return strength


# --- dates ------------------------------------------------------------------------------------


def dates(found: Read, marks: Sequence[OccurrenceMark], strength: Floats) -> list[Choice]:
    """Return the dates that an incident may have; none in a text without a dateline."""
    if found.published is None:
        return []
    ruled = date_of(found, marks)
    timed: dict[str, list[tuple[str, TimeMark]]] = {
        f"- {as_key(found.published)}": [],
        as_key(found.published): [],
    }
    for mark in found.times:
        for form, value in _values(found, mark):
            timed.setdefault(value, []).append((form, mark))
    choices = [Choice(value) for value in timed]
    for rank, choice in enumerate(choices):
        form = ("open dateline", "dateline", "text")[min(rank, 2)]
        own = choice.evidence
        own |= {f"form={form}": 1.0, f"{form} & ruled": float(choice.value == ruled)}
        own[f"{form} times"] = log1p(sum(bool(marks) for marks in timed.values())) / 2
        own[f"{form} strength"] = float(strength.max(initial=0.0))
        for shape, mark in timed[choice.value]:
            _add_time(own, found, mark, f"{form} {shape}", strength)
    return choices


def _values(found: Read, mark: TimeMark) -> Iterator[tuple[str, str]]:
    if not mark.start or not mark.end or found.published is None:
        return
    first, last = date.fromisoformat(mark.start), date.fromisoformat(mark.end)
    if first > found.published or (last - first).days > most_days:
        return
    if first == last:
        yield "day", as_key(first)
    else:
        yield "span", f"{as_key(first)} - {as_key(last)}"
    yield "open", f"- {as_key(last)}"


def _add_time(own: Evidence, found: Read, mark: TimeMark, form: str, strength: Floats) -> None:
    token = found.parse.token_at(mark.span.start)
    if token is None:
        return
    at = token.sentence
    here = float(strength[at])
    near = float(strength[max(0, at - 1) : at + 2].max())
    words = " ".join(found.parse.text[mark.span.start : mark.span.end].lower().split())
    kind = re.sub(r"\d+", "0", words)
    most = {
        f"{form}": 1.0,
        f"{form} here": here,
        f"{form} near": near,
        f"{form} strongest": float(here >= strength.max(initial=0.0)),
        f"words={kind}": 1.0,
        f"words={kind} here": here,
        f"now={bool(_now & set(words.split()))} {form}": 1.0,
        f"{form} early": 1 / (1 + at),
    }
    for name, value in most.items():
        own[name] = max(own.get(name, 0.0), value)
    own[f"{form} sum"] = min(2.0, own.get(f"{form} sum", 0.0) + here / 2)


# --- places -----------------------------------------------------------------------------------


def locations(
    found: Read, view: View, marks: Sequence[OccurrenceMark], strength: Floats
) -> list[Choice]:
    """Return the places that an incident may have: the country, then those that the text names."""
    country = country_of(found)
    named = _named_places(found, view)
    ruled = places_of(location_of(found, marks) or "")[0]
    best = max((max(view.exact("Location", r) for r in w) for w in named.values()), default=0.0)
    choices = []
    if country:
        own = {
            "country": 1.0,
            "country best": odds(best),
            "country & ruled": float(country.lower() == ruled),
        }
        choices.append(Choice(country, own))
    for name, where in named.items():
        value = f"{country}: {name.upper()} (CITY)" if country else name.upper()
        own = _place_evidence(found, view, name, where, strength)
        choices.append(Choice(value, own | {"ruled": float(name == ruled)}))
    return choices


def _named_places(found: Read, view: View) -> dict[str, list[Range]]:
    named: dict[str, list[Range]] = {}
    for mark in found.toponyms:
        named.setdefault(normal(mark.name), [])
    for first, last in runs(view, "Location", 0.3):
        words = normal(found.parse.words(found.parse.span(first, last)))
        named.setdefault(words, [])
    for name in list(named):
        named[name].extend(view.ranges_of(name))
    return {name: where for name, where in named.items() if name and where}


def _place_evidence(
    found: Read, view: View, name: str, where: Sequence[Range], strength: Floats
) -> Evidence:
    tokens = found.parse.tokens
    exact = [view.exact("Location", place) for place in where]
    body = [place for place in where if tokens[place[0]].start > 60] or list(where)
    here = [float(strength[tokens[first].sentence]) for first, _ in body]
    marked = [
        (mark, place)
        for mark, place in zip(found.toponyms, found.places, strict=True)
        if normal(mark.name) == name
    ]
    own = {
        "place": 1.0,
        "exact": odds(max(exact)),
        f"exact step={step(max(exact))}": 1.0,
        "exact mean": odds(sum(exact) / len(exact)),
        "exact sum": min(2.0, sum(exact)),
        "here": max(here),
        "here sum": min(2.0, sum(here) / 2),
        "exact & here": max(
            e * float(strength[tokens[a].sentence]) for e, (a, _) in zip(exact, where, strict=True)
        ),
        "early": 1 / (1 + min(tokens[first].sentence for first, _ in body)),
        "only dateline": float(all(tokens[a].start <= 60 for a, _ in where)),
        "times": log1p(len(where)) / 2,
        "marked": float(bool(marked)),
    }
    for mark, place in marked:
        own[f"precision={place.precision}"] = 1.0
        own[f"feature={mark.feature}"] = 1.0
        own["contained"] = float(bool(mark.containers))
        own["literal"] = max(own.get("literal", 0.0), float(mark.literal))
    own["contains"] = float(any(normal(c) == name for m in found.toponyms for c in m.containers))
    return own
