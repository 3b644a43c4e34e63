"""Learns what the series of ISAF's releases tells of undated ones, and of the data's labels.

    python -m training.isaf [--gold ../shared/gold/isaf/dev.jsonl]

Writes ``benchmarks/data/isaf.json`` (see `benchmarks.isaf_calendar`) and prints what ten-fold
cross-validation gives for ``date_exact``: the day of each release from the calendar of the others.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.common import mean, read_jsonl
from benchmarks.isaf import answer, event_day
from benchmarks.isaf_calendar import Calendar, calendar_file, release_number

folds = 10
voters = 5
"""Releases nearest in time whose majority tells whether the labels of a time are a day early."""
longest_delay = 3
"""Days after the event on which a release may have been written, where it does not say."""
nothing = Calendar({}, date(2011, 8, 1), ())
"""Knows no numbers; sets dates without a year into the middle of the whole series."""


@dataclass(frozen=True)
class Lesson:
    """A release with its label, and what the reader alone makes of it."""

    text: str
    label: date
    alone: str | None
    """The day of the event that the reader finds."""
    written: date | None
    """The day of writing: as told, else the first from which the label would be read."""
    form: str
    """What it tells of its day: ``day``, ``yearless`` or ``less``."""
    fold: int


def lesson(document: dict[str, Any]) -> Lesson:
    """Read one release."""
    text, digest = document["text"], hashlib.sha256(document["id"].encode()).hexdigest()
    label = date.fromisoformat(document["labels"]["start_date"])
    found = answer(text, nothing)
    form = "day" if _full(found["alone"]) and found["alone"] == found["start_date"] else "less"
    if form == "less" and _full(found["written"]) and release_number(text) is None:
        form = "yearless"
    told = form == "day" and _full(found["written"])
    written = date.fromisoformat(found["written"]) if told else _written(text, label)
    return Lesson(text, label, found["alone"], written, form, int(digest, 16) % folds)


def learn(lessons: Sequence[Lesson]) -> Calendar:
    """Return the calendar of the releases."""
    early = _early([x for x in lessons if x.form == "day"])
    numbered: dict[str, dict[int, date]] = {}
    for x in lessons:
        number = release_number(x.text)
        if number is not None and x.written is not None:
            numbered.setdefault(number[0], {}).setdefault(number[1], x.written)
    yearless = sorted(x.label for x in lessons if x.form == "yearless")
    middle = yearless[len(yearless) // 2] if yearless else nothing.yearless
    return Calendar(
        {s: dict(sorted(k.items())) for s, k in sorted(numbered.items())}, middle, early
    )


def _full(day: str | None) -> bool:
    return len(day or "") == len("YYYY-MM-DD")


def _written(text: str, label: date) -> date | None:
    days = (label + timedelta(days=delay) for delay in range(longest_delay + 1))
    return next((d for d in days if event_day(text, d.isoformat()) == label.isoformat()), None)


def _early(lessons: Sequence[Lesson]) -> tuple[tuple[date, date], ...]:
    """Return the spans of days at which most of the nearest labels are a day early."""
    known = [(date.fromisoformat(x.alone), x.label) for x in lessons if x.alone]
    first, last = min(known)[0], max(known)[0]
    spans: list[tuple[date, date]] = []
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        near = sorted(known, key=lambda pair: (abs(pair[0] - day), pair))[:voters]
        if sum(event - label == timedelta(days=1) for event, label in near) * 2 <= len(near):
            continue
        begun = spans and spans[-1][1] == day - timedelta(days=1)
        spans[-1:] = [(spans[-1][0], day)] if begun else [*spans[-1:], (day, day)]
    return tuple(spans)


def cross_validated(lessons: Sequence[Lesson]) -> float:
    """Return ``date_exact`` with each release read by the calendar of the other folds."""
    calendars = [learn([x for x in lessons if x.fold != fold]) for fold in range(folds)]
    found = (_by(calendars[x.fold], x) for x in lessons)
    return mean(float(day == x.label.isoformat()) for day, x in zip(found, lessons, strict=True))


def _by(calendar: Calendar, x: Lesson) -> str | None:
    """Return what the benchmark answers with a calendar; dated releases are not read again."""
    if x.form == "day":
        return calendar.label(x.alone)
    found: str | None = answer(x.text, calendar)["start_date"]
    return found


def write(calendar: Calendar) -> None:
    """Write the calendar to the file that the benchmark reads."""
    raw = {
        "numbered": {
            series: {str(n): day.isoformat() for n, day in known.items()}
            for series, known in calendar.numbered.items()
        },
        "yearless": calendar.yearless.isoformat(),
        "early": [[start.isoformat(), end.isoformat()] for start, end in calendar.early],
    }
    calendar_file.write_text(json.dumps(raw, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(prog="python -m training.isaf")
    arguments.add_argument("--gold", type=Path, default=Path("../shared/gold/isaf/dev.jsonl"))
    documents = [lesson(document) for document in read_jsonl(arguments.parse_args().gold)]
    write(learn(documents))
    print(json.dumps({"date_exact_cross_validated": round(cross_validated(documents), 4)}))
