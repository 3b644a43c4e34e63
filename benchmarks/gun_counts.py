"""Counts against the gun-violence articles: ``python -m benchmarks.gun_counts FILE…``.

Each article has the archive's numbers of killed and injured for one incident. The reader's main
toll answers for every article, 0 where it finds nobody; ``…_pos`` are the articles whose label is
at least 1, ``…_zero`` is what always answering 0 would score. The data is for evaluation only.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.common import mean, parse, read_jsonl, run, with_interval
from polybius.codebook import load_register
from polybius.reading.counts.find import find_counts
from polybius.reading.counts.tolls import main_toll
from polybius.reading.names.find import find_names
from polybius.reading.times.find import find_times

categories = {"killed": "killed", "injured": "wounded"}
"""The data's columns, and the harm category that answers each."""


def answer(text: str, published: str | None) -> dict[str, int]:
    """Return how many the report of that date says were killed and injured."""
    parsed = parse(text)
    names = find_names(parsed, load_register())
    counts = find_counts(parsed, names, ())
    tolls = main_toll(parsed, counts, find_times(parsed, published))
    return {
        column: tolls[category].best if category in tolls else 0
        for column, category in categories.items()
    }


def measure(files: Sequence[Path]) -> dict[str, Any]:
    """Return the share of articles whose numbers are exactly right, with intervals."""
    pairs = [
        (d, answer(d["text"], d.get("publish_date"))) for path in files for d in read_jsonl(path)
    ]
    result: dict[str, Any] = {"articles": len(pairs)}
    for column in categories:
        right = [float(gold[column] == found[column]) for gold, found in pairs]
        positive = [r for r, (gold, _) in zip(right, pairs, strict=True) if gold[column]]
        result |= with_interval(f"{column}_exact", right, mean)
        result |= with_interval(f"{column}_exact_pos", positive, mean)
        result |= with_interval(f"{column}_zero", [float(g[column] == 0) for g, _ in pairs], mean)
    return result


if __name__ == "__main__":
    run("gun_counts", measure)
