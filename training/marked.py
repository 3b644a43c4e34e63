"""A text that was marked, as the lessons are made from it; needs no training library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from polybius.reading.grammar.syntax import Span


@dataclass(frozen=True)
class Marked:
    """A document with what we marked in it."""

    text: str
    attributions: list[dict[str, Any]]
    relations: list[tuple[str, Span, Span]] | None
    """None where relations were not marked."""
