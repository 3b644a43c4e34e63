"""MEANTIME: time expressions with values, and how certain events are said to be.

``python -m benchmarks.meantime FILE…`` prints, with 95 % intervals over documents,

``timex_value_f1``  a predicted expression that overlaps an unused gold one and has its value
``timex_type_f1``   the same for its type
``timex_span_f1``   the same span exactly; ``timex_overlap_f1`` any overlap
``certainty_macro_f1``, ``polarity_macro_f1``
    mean F1 of the classes, over the gold event mentions with attributes

The date of the document itself is given, not asked for: it and predictions on it are left out, as
are gold times that stand nowhere in the text and predictions beyond the annotated part.
`benchmarks.meantime_scheme` puts the reading's modality and polarity into the set's terms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.common import Tally, f1, parse, precision, read_jsonl, recall, run, with_interval
from benchmarks.meantime_scheme import Factuality, factuality
from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.layers import TimeMark
from polybius.reading.times.find import find_times

annotated_lines = 6
"""Headline, date line and four sentences: the part that the set annotates (Minard et al. 2016: the
first five sentences). No gold time, and but one attribute of an event, stands after it."""
criteria = ("value", "type", "span", "overlap")
classes = {
    "certainty": ("CERTAIN", "PROBABLE", "POSSIBLE", "UNDERSPECIFIED"),
    "polarity": ("POS", "NEG", "UNDERSPECIFIED"),
}


@dataclass(frozen=True, slots=True)
class GoldTime:
    """A gold expression that stands in the text."""

    span: Span
    timex: str
    value: str


@dataclass(frozen=True, slots=True)
class Unit:
    """What one document contributes."""

    times: dict[str, Tally]
    """By criterion."""
    labels: dict[tuple[str, str], Tally]
    """By attribute and class."""


def measure(files: Sequence[Path]) -> dict[str, Any]:
    """Return the metrics of all documents in ``files``."""
    return measure_documents([d for path in files for d in read_jsonl(path)])


def measure_documents(documents: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return the metrics of ``documents``."""
    units = [score(document) for document in documents]
    result: dict[str, Any] = {"documents": len(units)}
    for criterion in criteria:
        for name, metric in (("f1", f1), ("precision", precision), ("recall", recall)):
            chosen = partial(_over_times, criterion=criterion, metric=metric)
            result |= with_interval(f"timex_{criterion}_{name}", units, chosen)
    for attribute, labels in classes.items():
        chosen_macro = partial(_macro, attribute=attribute)
        result |= with_interval(f"{attribute}_macro_f1", units, chosen_macro)
        for label in labels:
            tally = sum((u.labels[attribute, label] for u in units), Tally())
            result[f"{attribute}_{label.lower()}_f1"] = round(tally.f1, 4)
            result[f"{attribute}_{label.lower()}_counts"] = [
                int(tally.right), int(tally.predicted), int(tally.gold)
            ]  # fmt: skip
    return result


def score(document: dict[str, Any]) -> Unit:
    """Compare one document's marks with its gold."""
    parsed = parse(document["text"])
    return Unit(score_times(document, parsed), _score_labels(document, parsed))


def score_times(document: dict[str, Any], parsed: Parse) -> dict[str, Tally]:
    """Return a tally for each criterion."""
    gold, own = gold_times(document)
    predicted = [
        mark
        for mark in find_times(parsed, published(document))
        if mark.span.start < annotated_end(document["text"])
        and not any(mark.span.overlaps(span) for span in own)
    ]
    return {
        criterion: Tally(len(matches(gold, predicted, criterion)), len(predicted), len(gold))
        for criterion in criteria
    }


def annotated_end(text: str) -> int:
    """Return the offset at which the annotated part of a document ends."""
    return len("\n".join(text.split("\n")[:annotated_lines]))


def published(document: dict[str, Any]) -> str | None:
    """Return the document's date where the file gives it in ISO 8601."""
    date = document["dct"]
    return date if date and date[4:5] == "-" else None


def gold_times(document: dict[str, Any]) -> tuple[list[GoldTime], list[Span]]:
    """Return the expressions asked for, and the spans of the document's own date."""
    gold, own = [], []
    for timex in document["timex3"]:
        if not timex["spans"]:
            continue
        span = Span(timex["spans"][0][0], timex["spans"][-1][1])
        if timex["functionInDocument"] == "CREATION_TIME":
            own.append(span)
        else:
            gold.append(GoldTime(span, timex["type"], timex["value"]))
    return gold, own


def matches(
    gold: Sequence[GoldTime], predicted: Sequence[TimeMark], criterion: str
) -> list[tuple[TimeMark, GoldTime]]:
    """Pair predictions, in text order, with unused gold expressions that fit ``criterion``."""
    unused = list(gold)
    pairs = []
    for mark in predicted:
        fits = [g for g in unused if mark.span.overlaps(g.span) and _agrees(mark, g, criterion)]
        if fits:
            unused.remove(fits[0])
            pairs.append((mark, fits[0]))
    return pairs


def _agrees(mark: TimeMark, gold: GoldTime, criterion: str) -> bool:
    if criterion == "value":
        return mark.value == gold.value
    if criterion == "type":
        return mark.timex == gold.timex
    return criterion == "overlap" or mark.span == gold.span


def _score_labels(document: dict[str, Any], parsed: Parse) -> dict[tuple[str, str], Tally]:
    tallies = {(a, label): Tally() for a, labels in classes.items() for label in labels}
    for event in document["events"]:
        if not event["has_attributes"]:
            continue
        span = Span(event["spans"][0][0], event["spans"][-1][1])
        predicted = factuality(parsed, span)
        for attribute in classes:
            _count(tallies, attribute, event.get(attribute), predicted)
    return tallies


def _count(
    tallies: dict[tuple[str, str], Tally], attribute: str, gold: str | None, predicted: Factuality
) -> None:
    guess = getattr(predicted, attribute)
    if gold is None:
        return
    tallies[attribute, guess] += Tally(float(guess == gold), 1, 0)
    tallies[attribute, gold] += Tally(0, 0, 1)


def _over_times(
    units: Sequence[Unit], criterion: str, metric: Callable[[Iterable[Tally]], float]
) -> float:
    return metric(u.times[criterion] for u in units)


def _macro(units: Sequence[Unit], attribute: str) -> float:
    scores = [f1(u.labels[attribute, label] for u in units) for label in classes[attribute]]
    return sum(scores) / len(scores)


if __name__ == "__main__":
    run("meantime", measure)
