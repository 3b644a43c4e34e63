"""A report's way through the house: taken in, read, resolved, appended; one report at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from polybius.errors import Erased, IntakeError, PolybiusError
from polybius.intake import IntakeFailure, IntakeOptions, Source, take_in
from polybius.intake.drafts import Draft
from polybius.intake.taking import assemble
from polybius.ledger.store import Ledger
from polybius.records import Reading, Report

read_language = "en"
standard_input = "-"
"""Address of a text that has none."""


class ReportReader(Protocol):
    """Anything that makes a resolved reading of a report."""

    name: str

    def read(self, report: Report) -> Reading:
        """Read one report."""
        ...


@dataclass(frozen=True, slots=True)
class Read:
    """A report was read, or had been read before."""

    source: str
    report: Report
    reading: Reading | None
    """None: this reader had read it before, and nothing was added."""

    @property
    def unread(self) -> str | None:
        """Why the report was stored but not read; None where it was read."""
        return self.reading.unread if self.reading else None


@dataclass(frozen=True, slots=True)
class Failed:
    """A source, or a member of one, gave no reading; nothing of it was stored."""

    source: str
    error: PolybiusError


Outcome = Read | Failed


@dataclass(slots=True)
class Summary:
    """How a run went."""

    read: int = 0
    known: int = 0
    """Read before by the same reader; nothing was added."""
    unread: int = 0
    """Stored, but in a language that is not read."""
    claims: int = 0
    failures: list[Failed] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        match outcome:
            case Failed():
                self.failures.append(outcome)
            case Read(reading=None):
                self.known += 1
            case Read(reading=Reading(unread=str())):
                self.unread += 1
            case Read(reading=Reading(claims=claims)):
                self.read += 1
                self.claims += len(claims)

    @property
    def nothing_came_in(self) -> bool:
        """Whether not one report came out of what was asked for."""
        return not (self.read or self.known or self.unread)


def read_sources(
    sources: Iterable[Source], options: IntakeOptions, reader: ReportReader, ledger: Ledger
) -> Iterator[Outcome]:
    """Take in, read and append each report of ``sources``, yielding how each went.

    A report is appended with its whole reading in one transaction before it is yielded: whatever
    was yielded outlasts a kill, and the next run passes over it.
    """
    for source in sources:
        for taken in take_in(source, options):
            if isinstance(taken, IntakeFailure):
                yield Failed(taken.source, taken.error)
            else:
                yield _read_one(source.shown, taken.report, taken.original, reader, ledger)


def read_text(text: str, options: IntakeOptions, reader: ReportReader, ledger: Ledger) -> Outcome:
    """Take in, read and append one text that is from no source."""
    original = text.encode("utf-8", "surrogatepass")
    draft = Draft(original=original, text=text, text_is="decoded", media_type="text/plain")
    try:
        taken = assemble(draft, standard_input, None, options)
    except IntakeError as error:
        return Failed("text", error)
    return _read_one("text", taken.report, taken.original, reader, ledger)


def _read_one(
    source: str, report: Report, original: bytes, reader: ReportReader, ledger: Ledger
) -> Outcome:
    if ledger.is_erased(report.id):
        return Failed(source, Erased("this report was erased on demand, and stays out."))
    if ledger.has_reading(report.id, reader.name):
        ledger.note_sighting(report)
        return Read(source, ledger.report(report.id), None)
    try:
        reading = read_report(report, reader)
    except PolybiusError as error:
        return Failed(source, error)
    ledger.append(report, original, reading)
    return Read(source, report, reading)


def read_report(report: Report, reader: ReportReader) -> Reading:
    """Read ``report``; one that is not in English gives a reading that says so, without claims."""
    if report.language not in (read_language, "und"):
        return Reading(report.id, reader.name, (), unread=f"language:{report.language}")
    return reader.read(report)


def unread_message(reason: str) -> str:
    """Return the sentence that tells a user why a report was not read."""
    kind, _, detail = reason.partition(":")
    if kind == "language":
        return f"stored, not read: it is in another language than English ({detail})"
    return f"stored, not read: {reason}"
