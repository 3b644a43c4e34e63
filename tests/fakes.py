"""A reader that costs nothing: for what happens around a reading, not in it."""

from __future__ import annotations

import re

from polybius.errors import ReadingError
from polybius.records import Claim, Count, Passage, Reading, Report, Stance, Voice
from tests import samples

unreadable = "unreadable on purpose"


class FakeReader:
    """Makes one count claim of each number; refuses reports that say `unreadable`."""

    def __init__(self, name: str = "reader.fake.v1") -> None:
        self.name = name
        self.asked: list[str] = []

    def read(self, report: Report) -> Reading:
        self.asked.append(report.id)
        if unreadable in report.text:
            raise ReadingError("this text defies reading.")
        found = re.finditer(r"\d+", report.text)
        return Reading(report.id, self.name, tuple(_claim(report, match) for match in found))


def _claim(report: Report, match: re.Match[str]) -> Claim:
    words = Passage(*match.span(), match[0])
    number = int(match[0])
    body = Count("killed", "civilians", number, number, words, best=number, key=f"c{words.start}")
    voice = Voice("outlet", report.publisher or "the report", "outlet")
    whole = Passage(0, len(report.text), report.text)
    claim = Claim("", report.id, whole, body, voice, Stance("asserts"), happening=f"h{words.start}")
    return samples.with_id(claim)
