"""Where a text quotes: spans between quotation marks, of any style, over paragraphs too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from polybius.reading.grammar.syntax import Parse, Span

_marks = re.compile(r"“|”|„|«|»|\"|''|``|‘|’(?!\w)|(?<!\w)'(?=\w)|(?<=[\w.,!?…])'(?!\w)")
_closing_for: dict[str, tuple[str, ...]] = {
    "“": ("”", '"'),
    "„": ("”", '"'),
    "«": ("»",),
    '"': ('"', "”"),
    "''": ("''",),
    "``": ("''",),
    "‘": ("’",),
    "'": ("'",),
}
"""Opening mark to the marks that close it."""
_single = ("‘", "’", "'")
_before_opening = " \t\n\xa0([{—–-/>"
_longest_single = 300


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted words with their marks."""

    span: Span
    first: int
    last: int
    """Token range, half-open, marks included."""
    continues: bool
    """It carries on the quotation that the paragraph before left open."""


def find_quotes(parse: Parse) -> tuple[Quote, ...]:
    """Return the outermost quotations of a text, in text order.

    A quotation left open at a paragraph's end closes there if the next paragraph opens with a
    mark (the usual form of quotations over several paragraphs), else at the end of its sentence.
    """
    quotes: list[Quote] = []
    carried = False
    paragraphs = list(_paragraphs(parse))
    for n, (start, end) in enumerate(paragraphs):
        upcoming = parse.text[slice(*paragraphs[n + 1])] if n + 1 < len(paragraphs) else ""
        spans, left_open = _in_paragraph(parse, start, end, upcoming[:1] in ("“", '"', "'", "„"))
        for k, span in enumerate(spans):
            inside = parse.tokens_in(span)
            if inside:
                follows = carried and k == 0 and span.start == start
                quotes.append(Quote(span, inside[0].i, inside[-1].i + 1, follows))
        carried = left_open
    return tuple(quotes)


def _paragraphs(parse: Parse) -> Iterator[tuple[int, int]]:
    start = end = number = -1
    for sentence in parse.sentences:
        if sentence.paragraph != number:
            if number >= 0:
                yield start, end
            start, number = sentence.start, sentence.paragraph
        end = sentence.end
    if number >= 0:
        yield start, end


def _in_paragraph(parse: Parse, start: int, end: int, next_opens: bool) -> tuple[list[Span], bool]:
    text = parse.text
    spans: list[Span] = []
    opened: tuple[int, str] | None = None
    for match in _marks.finditer(text, start, end):
        mark, at = match.group(), match.start()
        if opened and mark in _closing_for[opened[1]] and not _opens(text, at, mark, start):
            if mark not in _single or at - opened[0] <= _longest_single:
                spans.append(Span(opened[0], match.end()))
            opened = None
        elif (
            (opened is None or opened[1] in _single)
            and _opens(text, at, mark, start)
            and (mark not in _single or _closed_later(text, match.end(), end, mark))
        ):
            opened = (at, mark)
    if opened is None or opened[1] in _single:
        return spans, False
    if next_opens and _is_double(opened[1]):
        spans.append(Span(opened[0], end))
        return spans, True
    token = parse.token_at(opened[0])
    if token is not None:
        spans.append(Span(opened[0], min(end, parse.sentence_of(token.i).end)))
    return spans, False


def _is_double(mark: str) -> bool:
    """Tell whether a mark is of the kind that opens direct speech by itself."""
    return mark not in _single


def _opens(text: str, at: int, mark: str, start: int) -> bool:
    if mark in ("“", "„", "«", "``", "‘"):
        return True
    if mark in ("”", "»", "’"):
        return False
    after = text[at + len(mark) : at + len(mark) + 1]
    before = text[at - 1] if at > start else " "
    return before in _before_opening and bool(after) and not after.isspace()


def _closed_later(text: str, start: int, end: int, mark: str) -> bool:
    closing = "’" if mark == "‘" else "'"
    limit = min(end, start + _longest_single)
    return re.search(rf"{closing}(?!\w)", text[start:limit]) is not None
