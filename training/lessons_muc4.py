"""What MUC-4's keys teach: who did what to whom, and how sure that is."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.common import parse, read_jsonl
from benchmarks.muc4_keys import Key, parse_key, places_of
from polybius.reading.grammar.syntax import Parse, Span
from training.cutting import Cutter
from training.net import Lesson

muc4_roles = {
    "PerpInd": "PERP: INDIVIDUAL ID",
    "PerpOrg": "PERP: ORGANIZATION ID",
    "Target": "PHYS TGT: ID",
    "Victim": "HUM TGT: NAME",
    "Described": "HUM TGT: DESCRIPTION",
    "Weapon": "INCIDENT: INSTRUMENT ID",
    "Location": "INCIDENT: LOCATION",
}
"""Tag head (with ``muc4_`` before it) → the slot whose strings it learns to find."""
effects = ("DEATH", "INJURY", "NO INJURY OR DEATH", "NO INJURY", "REGAINED FREEDOM")
confidences = (
    "REPORTED AS FACT", "SUSPECTED OR ACCUSED", "SUSPECTED OR ACCUSED BY AUTHORITIES",
    "CLAIMED OR ADMITTED", "POSSIBLE",
)  # fmt: skip
incident_types = (
    "ATTACK", "BOMBING", "KIDNAPPING", "ARSON", "ROBBERY", "FORCED WORK STOPPAGE", "HIJACKING",
)  # fmt: skip
kept_back = 4
"""One document in so many is kept from the encoder, so that what builds on it can be fitted."""


def is_kept_back(docid: str) -> bool:
    """Tell whether a document of MUC-4 is kept from the encoder's training; ours are not."""
    return (
        docid.startswith(("DEV-", "TST"))
        and int(hashlib.sha256(docid.encode()).hexdigest(), 16) % kept_back == 0
    )


def muc4_set(cutting: Cutter, documents: Path, generator: random.Random) -> list[Lesson]:
    """Return the lessons in who did what to whom; of stretches without any, two in five."""
    found: list[Lesson] = []
    for document in read_jsonl(documents):
        if is_kept_back(document["docid"]):
            continue
        keys = [parse_key(t) for t in document["templates"]]
        lessons = muc4_lessons(parse(document["text"]), keys, cutting)
        found += [x for x in lessons if _says_something(x) or generator.random() < 0.4]
    return found


def _says_something(lesson: Lesson) -> bool:
    return any((tags > 0).any() for tags in lesson.tags.values())


def muc4_lessons(parsed: Parse, keys: Sequence[Key], cutting: Cutter) -> list[Lesson]:
    """Return the lessons of one text under its keys."""
    lessons = list(cutting(parsed))
    ranges = {role: _ranges(parsed, keys, slot) for role, slot in muc4_roles.items()}
    types = {v for key in keys for f in key.slots.get("INCIDENT: TYPE", ()) for v in f.values}
    truth = np.array([float(t in types) for t in incident_types], np.float32)
    referring = (
        ("muc4_effect", "HUM TGT: EFFECT OF INCIDENT", effects),
        ("muc4_confidence", "PERP: ORGANIZATION CONFIDENCE", confidences),
    )
    labels = {head: _labelled(parsed, keys, slot, names) for head, slot, names in referring}
    for lesson in lessons:
        window = lesson.window
        size = window.last - window.first
        for role, own in ranges.items():
            tags = np.zeros(size, np.int64)
            for first, last in own:
                if window.first <= first and last <= window.last:
                    tags[first - window.first : last - window.first] = 2
                    tags[first - window.first] = 1
            lesson.tags[f"muc4_{role}"] = tags
        for head, spans in labels.items():
            lesson.spans[head] = [
                (a - window.first, b - window.first, gold)
                for (a, b), gold in spans.items()
                if window.first <= a and b <= window.last
            ]
        here = truth if _says_something(lesson) else np.zeros_like(truth)
        lesson.spans["muc4_type"] = [(0, size, here)]
    return lessons


def _ranges(parsed: Parse, keys: Sequence[Key], slot: str) -> set[tuple[int, int]]:
    fillers = [f for key in keys for f in key.slots.get(slot, ())]
    if slot == "INCIDENT: LOCATION":
        strings = {p for f in fillers for v in f.values for p in places_of(v)}
    elif slot == "HUM TGT: DESCRIPTION":
        strings = {v for f in fillers if not f.refers_to for v in f.values}
    else:
        strings = {v for f in fillers for v in f.values}
    return {r for s in strings for r in _occurrences(parsed, s)}


def _occurrences(parsed: Parse, words: str) -> Iterator[tuple[int, int]]:
    """Yield the token ranges at which a string stands, whatever its case and line breaks."""
    if not words.strip():
        return
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words.split())) + r"(?!\w)"
    for match in re.finditer(pattern, parsed.text, re.IGNORECASE):
        own = parsed.tokens_in(Span(*match.span()))
        if own:
            yield own[0].i, own[-1].i + 1


def _labelled(
    parsed: Parse, keys: Sequence[Key], slot: str, names: Sequence[str]
) -> dict[tuple[int, int], NDArray[np.float32]]:
    found: dict[tuple[int, int], NDArray[np.float32]] = {}
    for key in keys:
        for filler in key.slots.get(slot, ()):
            for words in filler.refers_to:
                for where in _occurrences(parsed, words):
                    row = found.setdefault(where, np.zeros(len(names), np.float32))
                    for value in filler.values[:1]:
                        if value in names:
                            row[names.index(value)] = 1
    return found
