"""Paragraphs of a clean text, whether its lines are wrapped or each line is a paragraph."""

from __future__ import annotations

import re

wrapped_width = 100
"""Lines of wrapped text (wire copy, e-mail) stay under this many characters."""

_blank_lines = re.compile(r"\n[ \t]*\n\s*")
_line_end = re.compile(r"\n")
_closes_sentence = re.compile(r"[.!?:;][\"'”’)\]]*$")


def split_paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """Return ``(start, end)`` character offsets of the paragraphs of ``text``, trimmed.

    Blank lines always divide. A single line end divides too unless the block is wrapped text:
    short lines of which the most don't close a sentence.
    """
    pieces: list[tuple[int, int]] = []
    for start, end in _split(text, 0, len(text), _blank_lines):
        lines = list(_split(text, start, end, _line_end))
        pieces.extend([(start, end)] if _is_wrapped(text, lines) else lines)
    return tuple(p for p in (_trim(text, *piece) for piece in pieces) if p[0] < p[1])


def _split(text: str, start: int, end: int, at: re.Pattern[str]) -> list[tuple[int, int]]:
    edges = [start]
    for match in at.finditer(text, start, end):
        edges += [match.start(), match.end()]
    edges.append(end)
    return list(zip(edges[::2], edges[1::2], strict=True))


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    inner = [text[s:e].rstrip() for s, e in lines[:-1]]
    if not inner or max(len(line) for line in inner) > wrapped_width:
        return False
    if len(inner) == 1 and not text[slice(*lines[1])][:1].islower():
        return False
    open_ends = sum(1 for line in inner if line and not _closes_sentence.search(line))
    # Mean length tells wrapped prose from a list of short lines, which also end openly.
    return open_ends * 2 > len(inner) and sum(map(len, inner)) / len(inner) > 45


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
