"""What a rule of attribution found, before voice and stance are put to it."""

from __future__ import annotations

from dataclasses import dataclass

from polybius.reading.grammar.syntax import Span


@dataclass(frozen=True, slots=True)
class Finding:
    """Source, cue and content spans, with the tokens that later questions start from."""

    cue_head: int
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    source: tuple[Span, ...] = ()
    source_head: int | None = None
    rule: str = "clause"
    confidence: float = 0.8
