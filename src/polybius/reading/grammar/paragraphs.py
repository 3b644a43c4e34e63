"""Paragraphs of a clean text, whether its lines are wrapped or each line is a paragraph."""

from __future__ import annotations

import re

from polybius.reading.grammar.datelines import dateline_end

wrapped_width = 100
"""Lines of wrapped text (wire copy, e-mail) stay under this many characters."""

_blank_lines = re.compile(r"\n[ \t]*\n\s*")
_line_end = re.compile(r"\n")
_closes_sentence = re.compile(r"[.!?:;][\"'”’)\]]*$")


def split_paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """Return ``(start, end)`` character offsets of the paragraphs of ``text``, trimmed.

    Blank lines always divide. A single line end divides too unless the block is wrapped text:
    short lines of which the most don't close a sentence. A dateline is a paragraph of its own.
    """
    blocks = [
        _split(text, start, end, _line_end)
        for start, end in _split(text, 0, len(text), _blank_lines)
    ]
    mostly = _mostly_wrapped(text, blocks)
    pieces: list[tuple[int, int]] = []
    for lines in blocks:
        wrapped = _is_wrapped(text, lines) or (mostly and _mean_length(text, lines[:-1]) > 45)
        pieces.extend([(lines[0][0], lines[-1][1])] if wrapped else lines)
    parts = [part for piece in pieces for part in _without_dateline(text, *piece)]
    return tuple(p for p in (_trim(text, *part) for part in parts) if p[0] < p[1])


def _without_dateline(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    prose = start + dateline_end(text[start:end])
    return ((start, prose), (prose, end))


def _split(text: str, start: int, end: int, at: re.Pattern[str]) -> list[tuple[int, int]]:
    edges = [start]
    for match in at.finditer(text, start, end):
        edges += [match.start(), match.end()]
    edges.append(end)
    return list(zip(edges[::2], edges[1::2], strict=True))


def _mostly_wrapped(text: str, blocks: list[list[tuple[int, int]]]) -> bool:
    """Tell whether the text as a whole is wrapped, so that its short paragraphs are too."""
    inner = [text[s:e].rstrip() for lines in blocks for s, e in lines[:-1]]
    if len(inner) < 4 or max(map(len, inner)) > wrapped_width:
        return False
    open_ends = sum(1 for line in inner if line and not _closes_sentence.search(line))
    return open_ends * 3 > len(inner) * 2


def _mean_length(text: str, lines: list[tuple[int, int]]) -> float:
    return sum(len(text[s:e].rstrip()) for s, e in lines) / len(lines) if lines else 0.0


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    inner = [text[s:e].rstrip() for s, e in lines[:-1]]
    if not inner or max(len(line) for line in inner) > wrapped_width:
        return False
    if len(inner) == 1 and not text[slice(*lines[1])][:1].islower():
        return False
    open_ends = sum(1 for line in inner if line and not _closes_sentence.search(line))
    # Mean length tells wrapped prose from a list of short lines, which also end openly.
    return open_ends * 2 > len(inner) and _mean_length(text, lines[:-1]) > 45


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
