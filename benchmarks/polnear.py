r"""Attribution on PolNeAR: who says what, as source, cue and content spans.

Newell, Margolin and Ruths (2018), "An attribution relations corpus for political news".

Overlap: tokens (``\w+|[^\w\s]``) of all documents, per role; a token is in a span if they share
a character; tokens under a ``Discard`` span are skipped. Exact: the unit is one attribution's
spans of the role, joined where only white space separates them; sets of units per document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from benchmarks.common import (
    Tally,
    encode,
    f1,
    parse,
    precision,
    read_jsonl,
    recall,
    run,
    with_interval,
)
from polybius.codebook.register import load_register
from polybius.reading.layers import AttributionMark
from polybius.reading.names.find import find_names
from polybius.reading.neural.attributions import Seen
from polybius.reading.voices.find import find_attributions

Ranges: TypeAlias = tuple[tuple[int, int], ...]

roles = ("content", "source", "cue")
token_pattern = re.compile(r"\w+|[^\w\s]")


def measure(files: Sequence[Path]) -> dict[str, Any]:
    """Return F1, precision and recall of each role, by token overlap and by exact spans."""
    documents = [document for path in files for document in read_jsonl(path)]
    tallies = [tally(document, predict(document["text"])) for document in documents]
    result: dict[str, Any] = {"documents": len(documents)}
    for role in roles:
        for way in ("overlap", "exact"):
            units = [one[role, way] for one in tallies]
            result |= with_interval(f"{role}_{way}_f1", units, f1)
            result |= with_interval(f"{role}_{way}_precision", units, precision)
            result |= with_interval(f"{role}_{way}_recall", units, recall)
    return result


def predict(text: str) -> list[dict[str, Ranges]]:
    """Return what the reader finds in ``text``: the ranges of each role, per attribution.

    The corpus's guidelines give each token to one attribution, so of nested ones the outer counts.
    """
    parsed = parse(text)
    names = find_names(parsed, load_register())
    marks = find_attributions(parsed, names, encoded=encode(parsed))
    return [ranges(mark) for mark in marks if mark.parent is None]


def scores(tallies: Iterable[dict[tuple[str, str], Tally]]) -> dict[str, float]:
    """Return the F1 of each role and way over documents, rounded."""
    listed = list(tallies)
    return {
        f"{role}_{way}_f1": round(f1(one[role, way] for one in listed), 4)
        for role in roles
        for way in ("overlap", "exact")
    }


def ranges(mark: AttributionMark | Seen) -> dict[str, Ranges]:
    """Return where each role of an attribution stands."""
    return {role: tuple((span.start, span.end) for span in getattr(mark, role)) for role in roles}


def tally(
    document: dict[str, Any], predicted: Sequence[dict[str, Ranges]]
) -> dict[tuple[str, str], Tally]:
    """Return right, predicted and gold counts of one document, by role and way."""
    text = document["text"]
    gold = document["attributions"]
    spans = document.get("other_spans") or ()
    discarded = _covered(text, (s for o in spans if o["label"] == "Discard" for s in o["spans"]))
    found: dict[tuple[str, str], Tally] = {}
    for role in roles:
        for way, units in (("overlap", _tokens), ("exact", _units)):
            truth, guess = units(text, gold, role), units(text, predicted, role)
            if way == "overlap":
                truth, guess = truth - discarded, guess - discarded
            found[role, way] = Tally(len(truth & guess), len(guess), len(truth))
    return found


def _tokens(text: str, attributions: Iterable[dict[str, Any]], role: str) -> set[Any]:
    return _covered(text, (span for a in attributions for span in a[role]))


def _covered(text: str, spans: Iterable[Sequence[int]]) -> set[Any]:
    inside = bytearray(len(text))
    for start, end in spans:
        inside[start:end] = b"\1" * (end - start)
    return {
        match.start()
        for match in token_pattern.finditer(text)
        if any(inside[match.start() : match.end()])
    }


def _units(text: str, attributions: Iterable[dict[str, Any]], role: str) -> set[Any]:
    return {joined(text, a[role]) for a in attributions if a[role]}


def joined(text: str, spans: Iterable[Sequence[int]]) -> Ranges:
    """Return ``spans`` in order, joined where only white space separates them."""
    result: list[tuple[int, int]] = []
    for start, end in sorted((s[0], s[1]) for s in spans):
        if result and not text[result[-1][1] : start].strip():
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


if __name__ == "__main__":
    run("polnear", measure)
