"""What the tests of attribution share: who says what in a text, as plain words."""

from __future__ import annotations

from functools import cache

from polybius.codebook.register import load_register
from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.layers import AttributionMark, Names
from polybius.reading.names.find import find_names
from polybius.reading.voices.find import find_attributions


@cache
def read(text: str) -> tuple[Parse, Names, tuple[AttributionMark, ...]]:
    parse = default_parser().parse(text)
    names = find_names(parse, load_register())
    return parse, names, find_attributions(parse, names)


def marks(text: str) -> tuple[AttributionMark, ...]:
    return read(text)[2]


def words(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


def said(text: str) -> list[tuple[str, str, str]]:
    """Source, cue and content of each attribution, their spans joined with " | "."""
    return [
        (
            " | ".join(words(text, mark.source)),
            " | ".join(words(text, mark.cue)),
            " | ".join(words(text, mark.content)),
        )
        for mark in marks(text)
    ]
