"""What marked relations teach: which pairs of noun phrases stand in which relation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.common import parse, read_jsonl
from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.neural.relations import nominals, undirected
from polybius.reading.neural.relations import types as relation_types
from training.cutting import Cutter
from training.net import Lesson


def relation_lessons(
    parsed: Parse, relations: Sequence[tuple[str, Span, Span]], lessons: Sequence[Lesson]
) -> None:
    """Teach the relations between the heads of noun phrases."""
    heads = [(kind, parsed.top_of(a), parsed.top_of(b)) for kind, a, b in relations]
    pairs = {(kind, a.i, b.i) for kind, a, b in heads if a is not None and b is not None}
    pairs |= {(kind, b, a) for kind, a, b in pairs if kind in undirected}
    for lesson in lessons:
        first, last = lesson.window.first, lesson.window.last
        anchors = set(nominals(parsed, first, last))
        anchors |= {a for _, a, _ in pairs if first <= a < last}
        rows = {a: np.zeros((len(relation_types), last - first), np.float32) for a in anchors}
        for kind, a, b in pairs:
            if a in rows and first <= b < last:
                rows[a][relation_types.index(kind), b - first] = 1
        lesson.pairs["relation"] = [(a - first, rows[a]) for a in sorted(rows)]


def re3d_set(cutting: Cutter, gold: Path) -> list[Lesson]:
    """Return the lessons in relations from re3d's documents that may be learned from, twice each.

    They are few beside those that we marked, and theirs is the scheme that is measured.
    """
    found: list[Lesson] = []
    for document in read_jsonl(gold):
        if "evaluate" in document["use"]:
            continue
        parsed = parse(document["text"])
        lessons = list(cutting(parsed))
        relations = [
            (r["type"], Span(*r["source"]), Span(*r["target"]))
            for r in document["relations"]
            if r["confidence"] >= 0.5
        ]
        relation_lessons(parsed, relations, lessons)
        found += lessons
    return found * 2
