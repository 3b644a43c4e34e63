"""Place names: finding them, and resolving them to coordinates (GeoWebNews, Local-Global Lexicon).

``python -m benchmarks.geo FILE…`` prints one JSON object. Toponym F1 counts exact spans against
toponyms with coordinates; ``acc161`` is the share of gold spans resolved to within 161 km
(great circle; unresolved is wrong), ``acc161_resolved`` that among resolved ones,
``acc161_end_to_end`` the F1 of spans found exactly and resolved to within 161 km (Gritta et al.
2020, "A pragmatic guide to geoparsing evaluation").

The sets' guidelines differ in what a toponym is, and the form of the file tells which applies:
GeoWebNews (``type``) annotates adjectives, buildings and places inside the names of organisations,
but not peoples; the Local-Global Lexicon (``fclass``) adjectives, peoples and embedded places, but
no buildings, and of "South Florida" only Florida; any other form counts literal names of places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from benchmarks.common import Tally, f1, parse, precision, read_jsonl, recall, run, with_interval
from polybius.reading.grammar.syntax import Span
from polybius.reading.layers import ToponymMark
from polybius.reading.toponyms.find import find_toponyms
from polybius.reading.toponyms.spans import mark_spans
from polybius.reading.toponyms.words import compass_words, site_words
from polybius.resolving.gazetteer import default_gazetteer
from polybius.resolving.places import PlaceContext, resolve_places

near_km = 161.0
earth_radius_km = 6371.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scored:
    """One document's contributions."""

    spans: Tally
    end_to_end: Tally
    gold: Tally
    """Resolution of gold spans: right, resolved, all."""


def measure(paths: Sequence[Path]) -> dict[str, Any]:
    """Measure each file and all together."""
    by_file = {path.stem: [score(document) for document in read_jsonl(path)] for path in paths}
    result = metrics([scored for listed in by_file.values() for scored in listed])
    if len(by_file) > 1:
        result["files"] = {name: metrics(listed) for name, listed in by_file.items()}
    return result


def metrics(scored: Sequence[Scored]) -> dict[str, Any]:
    """Return all keys with their intervals."""
    spans = [s.spans for s in scored]
    gold = [s.gold for s in scored]
    return {
        **with_interval("toponym_f1", spans, f1),
        **with_interval("toponym_p", spans, precision),
        **with_interval("toponym_r", spans, recall),
        **with_interval("acc161", gold, recall),
        **with_interval("acc161_resolved", gold, precision),
        **with_interval("acc161_end_to_end", [s.end_to_end for s in scored], f1),
    }


def score(document: dict[str, Any]) -> Scored:
    """Compare one document with its labels."""
    gold = {
        Span(t["start"], t["end"]): (float(t["lat"]), float(t["lon"]))
        for t in document["toponyms"]
        if t.get("lat") is not None and t.get("start") is not None
    }
    context = PlaceContext(document["text"], default_gazetteer(), document.get("domain"))
    marks = find_toponyms(parse(document["text"]), context.gazetteer.fame)
    whole = {mark.span: mark for mark in marks if counts(mark, document)}
    resolved = points(marks, context)
    counted = {annotated(mark, document): span for span, mark in whole.items()}
    found = {own: resolved[span] for own, span in counted.items() if span in resolved}
    shared = counted.keys() & gold.keys()
    close = sum(is_near(found.get(span), gold[span]) for span in shared)
    return Scored(
        spans=Tally(len(shared), len(counted), len(gold)),
        end_to_end=Tally(close, len(counted), len(gold)),
        gold=resolution(gold, context),
    )


def resolution(gold: dict[Span, Point], context: PlaceContext) -> Tally:
    """Resolve the gold spans; counts right, resolved and all."""
    found = points(mark_spans(context.text, list(gold)), context)
    right = sum(is_near(found.get(span), point) for span, point in gold.items())
    return Tally(right, len(found), len(gold))


def points(marks: Sequence[ToponymMark], context: PlaceContext) -> dict[Span, Point]:
    """Resolve ``marks``; unresolved ones are left out."""
    places = resolve_places(marks, context)
    return {
        mark.span: (place.latitude, place.longitude)
        for mark, place in zip(marks, places, strict=True)
        if place.latitude is not None and place.longitude is not None
    }


def counts(mark: ToponymMark, document: dict[str, Any]) -> bool:
    """Tell whether the guidelines that the document follows make ``mark`` a toponym."""
    form = {key for toponym in document["toponyms"] for key in toponym}
    if "type" in form:
        return mark.literal or not is_people(mark)
    if is_site(mark):
        return False
    return mark.literal or "fclass" in form


def annotated(mark: ToponymMark, document: dict[str, Any]) -> Span:
    """Return what the guidelines make of a mark: one leaves out a compass word beside a name."""
    first, _, rest = mark.name.partition(" ")
    form = {key for toponym in document["toponyms"] for key in toponym}
    beside = first.lower() in compass_words and not default_gazetteer().fame(mark.name)
    if "fclass" in form and rest and beside:
        return Span(mark.span.end - len(rest), mark.span.end)
    return mark.span


def is_people(mark: ToponymMark) -> bool:
    """Tell peoples ("Afghans") from adjectives ("Afghan")."""
    return mark.name.endswith("s") and mark.name.lower() not in ("us", "u.s", "united states")


def is_site(mark: ToponymMark) -> bool:
    """Tell buildings and grounds that no gazetteer knows from places."""
    known = default_gazetteer().fame(mark.name) > 0
    return not known and mark.name.split()[-1].lower() in site_words


def is_near(found: Point | None, gold: Point) -> bool:
    """Tell whether ``found`` lies within 161 km of ``gold``."""
    if found is None:
        return False
    (a, b), (c, d) = (map(radians, point) for point in (found, gold))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * earth_radius_km * asin(sqrt(min(1.0, half))) <= near_km


if __name__ == "__main__":
    run("geo", measure)
