"""Intake: bytes of whatever kind become reports.

`find_sources` turns what the user typed into sources; `take_in` turns a source into reports with
their original bytes, and into failures that name what was wrong and where.
"""

from __future__ import annotations

from polybius.intake.drafts import IntakeFailure, Intaken
from polybius.intake.options import IntakeOptions
from polybius.intake.sources import Source, find_sources
from polybius.intake.taking import take_in

__all__ = [
    "IntakeFailure",
    "IntakeOptions",
    "Intaken",
    "Source",
    "find_sources",
    "take_in",
]
