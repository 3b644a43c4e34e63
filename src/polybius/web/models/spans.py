"""A report's text cut at the edges of what is marked in it, so that marks may nest and overlap.

Invariant: the pieces' texts joined are the report's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

kinds = ("claim", "voice", "party", "place", "time", "figure", "cue", "flag")
"""What can be marked, the widest first."""


@dataclass(frozen=True, slots=True)
class Span:
    """A marked stretch of the text."""

    start: int
    end: int
    kind: str
    key: str
    """Id of the claim that it belongs to, or of the flag."""
    says: str = ""
    """What it was read as."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text with the same marks all over."""

    start: int
    end: int
    text: str
    kinds: tuple[str, ...]
    """Kinds of the marks on it but ``claim``, in the order of `kinds`."""
    claims: tuple[str, ...]
    """Ids of the claims whose passage it is in, in text order."""
    starting: tuple[str, ...]
    """Ids of the claims whose passage begins here."""
    says: tuple[str, ...]
    """What the marks were read as."""


def pieces(text: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
    """Return ``text`` in pieces, each under the spans that cover it.

    Spans that reach beyond the text, or are empty, are left out.
    """
    kept = [s for s in spans if 0 <= s.start < s.end <= len(text)]
    kept.sort(key=lambda s: (s.start, -s.end, kinds.index(s.kind), s.key))
    edges = sorted({0, len(text), *(s.start for s in kept), *(s.end for s in kept)})
    made: list[Piece] = []
    open_spans: list[Span] = []
    waiting = iter(kept)
    following = next(waiting, None)
    for start, end in pairwise(edges):
        open_spans = [s for s in open_spans if s.end > start]
        while following is not None and following.start == start:
            open_spans.append(following)
            following = next(waiting, None)
        made.append(_piece(text, start, end, open_spans))
    return tuple(made)


def _piece(text: str, start: int, end: int, covering: Sequence[Span]) -> Piece:
    claims = [s for s in covering if s.kind == "claim"]
    marks = {s.kind for s in covering} - {"claim"}
    return Piece(
        start,
        end,
        text[start:end],
        tuple(kind for kind in kinds if kind in marks),
        tuple(dict.fromkeys(s.key for s in claims)),
        tuple(dict.fromkeys(s.key for s in claims if s.start == start)),
        tuple(dict.fromkeys(s.says for s in covering if s.says)),
    )


def paragraphs(made: Iterable[Piece]) -> tuple[tuple[Piece, ...], ...]:
    """Return pieces by paragraph: cut at empty lines, whose line ends stay with what is before."""
    result: list[list[Piece]] = [[]]
    for piece in made:
        rest = piece
        while (at := rest.text.find("\n\n")) >= 0 and at + 2 < len(rest.text):
            first, rest = _cut(rest, at + 2)
            result[-1].append(first)
            result.append([])
        result[-1].append(rest)
        if rest.text.endswith("\n\n"):
            result.append([])
    return tuple(tuple(paragraph) for paragraph in result if paragraph)


def _cut(piece: Piece, at: int) -> tuple[Piece, Piece]:
    middle = piece.start + at
    first = Piece(piece.start, middle, piece.text[:at], piece.kinds, piece.claims,
                  piece.starting, piece.says)  # fmt: skip
    rest = Piece(middle, piece.end, piece.text[at:], piece.kinds, piece.claims, (), piece.says)
    return first, rest
