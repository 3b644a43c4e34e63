"""What a format's reader hands over, and what intake yields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from polybius.errors import IntakeError
from polybius.records import DateCandidate, Report

if TYPE_CHECKING:
    from polybius.intake.content import Content
    from polybius.intake.options import IntakeOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One report as its format gives it, before cleaning, dating and language."""

    original: bytes
    """The bytes that are the report's identity; docs/intake.md says which, kind by kind."""
    text: str
    text_is: Literal["decoded", "extracted"]
    """What ``text`` is to the original: its decoded characters, or drawn from markup."""
    media_type: str
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    address: str | None = None
    """Address that the report states for itself; None: that of its source."""
    locator: str | None = None
    """Place in the container; None where the source is the report."""
    retrieved: str | None = None
    """Moment of capture, where an archive states it."""
    dates: tuple[DateCandidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Intaken:
    """A report together with the original bytes that its id is the SHA-256 of."""

    report: Report
    original: bytes


@dataclass(frozen=True, slots=True)
class IntakeFailure:
    """A source, or one member of it, that gave no report; the others go on."""

    source: str
    """Address or path of the source, as the user gave it."""
    error: IntakeError


Reader: TypeAlias = Callable[["Content", "IntakeOptions"], Iterator[Draft | IntakeError]]
"""A format's reader. An `IntakeError` is yielded for a bad member, raised for a bad source."""
