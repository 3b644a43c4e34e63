"""What the reports written for it teach of deeds of police."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.common import parse
from polybius.reading.grammar.syntax import Span
from training.cutting import Cutter
from training.net import Lesson

_letters = "KAFVX"


def police_set(cutting: Cutter, written: Path) -> list[Lesson]:
    """Return the lessons in what police did, from the reports written for it."""
    found: list[Lesson] = []
    for part in re.split(r"^# .*\n", written.read_text(encoding="utf-8"), flags=re.MULTILINE):
        rows = [line.split("\t", 1) for line in part.splitlines() if "\t" in line]
        if rows:
            sentences = [(text.strip(), _police(letters)) for letters, text in rows]
            found += sentence_lessons(sentences, "police", cutting)
    return found


def _police(letters: str) -> NDArray[np.float32]:
    return np.array([float(letter in letters) for letter in _letters], np.float32)


def sentence_lessons(
    sentences: Sequence[tuple[str, NDArray[np.float32]]], head: str, cutting: Cutter
) -> list[Lesson]:
    """Return the lessons of a text whose sentences are labelled one by one."""
    text, starts = "", []
    for sentence, _ in sentences:
        starts.append(len(text))
        text += sentence + "\n"
    parsed = parse(text)
    lessons = list(cutting(parsed))
    for lesson in lessons:
        lesson.spans[head] = []
        for start, (sentence, truth) in zip(starts, sentences, strict=True):
            own = parsed.tokens_in(Span(start, start + len(sentence)))
            first, last = own[0].i - lesson.window.first, own[-1].i + 1 - lesson.window.first
            if first >= 0 and last <= lesson.window.last - lesson.window.first:
                lesson.spans[head].append((first, last, truth))
    return lessons
