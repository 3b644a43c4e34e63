"""A reader that costs nothing: for what happens around a reading, not in it."""

from __future__ import annotations

import re

from polybius.errors import ReadingError
from polybius.records import (
    Body,
    Claim,
    Count,
    Occurrence,
    Passage,
    Reading,
    Report,
    Stance,
    Voice,
)
from tests import samples

unreadable = "unreadable on purpose"


class FakeReader:
    """Makes a killing and a count of each number; refuses reports that say `unreadable`.

    The voice is the report's title; a report that says "denied" denies.
    """

    def __init__(self, name: str = "reader.fake.v1") -> None:
        self.name = name
        self.asked: list[str] = []

    def read(self, report: Report) -> Reading:
        self.asked.append(report.id)
        if unreadable in report.text:
            raise ReadingError("this text defies reading.")
        found = re.finditer(r"\d+", report.text)
        return Reading(report.id, self.name, tuple(c for m in found for c in _claims(report, m)))


def _claims(report: Report, match: re.Match[str]) -> tuple[Claim, ...]:
    words = Passage(*match.span(), match[0])
    number, key = int(match[0]), f"h{words.start}"
    count = Count("killed", "civilians", number, number, words, best=number, key=f"c{words.start}")
    voice = Voice("outlet", report.title or "the report", "outlet")
    stance = Stance("denies" if "denied" in report.text else "asserts")
    whole = Passage(0, len(report.text), report.text)
    bodies: tuple[Body, ...] = (Occurrence("killing", words), count)
    made = (Claim("", report.id, whole, b, voice, stance, happening=key) for b in bodies)
    return tuple(map(samples.with_id, made))
