"""From decoded text to clean text, with the way back.

Three passes, each a list of edits on the text before it: characters, composition, lines. An edit
puts at most one character in the place of a run, so that the map can always say where a clean
character comes from: `TextMap.back` of a replaced character is the start of its run.

Quotes and dashes, capitals and spelling stay as they are, and mojibake is not repaired: it is
evidence of how the text came here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from polybius.records import TextMap

Edit: TypeAlias = tuple[int, int, str]
"""Start, end and replacement (at most one character); in order, without overlap."""
Pieces: TypeAlias = tuple[tuple[int, int, int], ...]

# Removed: controls but tab and the line ends; soft hyphen; zero-width and bidi marks; byte-order
# mark; the object stand-in of word processors; the two noncharacters that readers leave behind.
_REMOVED = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufffc\ufffe\uffff"
)
_LINE_END = "\r\x0b\x0c\x85\u2028\u2029"
_SPACE = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SURROGATE = "\ud800-\udfff"
_SPECIAL = re.compile(f"[{_REMOVED}{_LINE_END}{_SPACE}{_SURROGATE}]")
_REPLACEMENTS = (
    (re.compile(f"[{_LINE_END}]"), "\n"),
    (re.compile(f"[{_SPACE}]"), " "),
    (re.compile(f"[{_SURROGATE}]"), "\ufffd"),
)
_TRAILING = re.compile(r"(?<![ \t])[ \t]++(?=\n)")
_BLANK = " \t\n"
_BLANK_LINES = re.compile(r"(?<=\n\n\n)\n+")


@dataclass(frozen=True, slots=True)
class Clean:
    """Clean text and its map."""

    text: str
    text_map: TextMap


def normalise(text: str, text_is: Literal["decoded", "extracted"] = "decoded") -> Clean:
    r"""Clean ``text``.

    Line ends become ``\n``; invisible and control characters go; odd spaces become spaces, lone
    surrogates U+FFFD; base and marks are composed (NFC) where one character results; blanks at
    line ends and at both ends of the text go; at most two blank lines follow one another.
    Normalising a clean text changes nothing.
    """
    clean = text
    pieces: Pieces = ((0, 0, len(text)),) if text else ()
    for edits in (_characters, _compositions, _blanks, _lines):
        clean, step = _apply(clean, edits(clean))
        pieces = _compose(step, pieces)
    return Clean(clean, TextMap(text_is, pieces))


def one_line(value: object) -> str | None:
    """Return a title or name as one clean line; None where nothing is left of it."""
    if not isinstance(value, str):
        return None
    return " ".join(normalise(value).text.split()) or None


def _characters(text: str) -> Iterator[Edit]:
    for match in _SPECIAL.finditer(text):
        start, end = match.span()
        line_end_follows = match[0] == "\r" and text.startswith("\n", end)
        yield start, end, "" if line_end_follows else _replacement(match[0])


def _replacement(char: str) -> str:
    return next((new for pattern, new in _REPLACEMENTS if pattern.match(char)), "")


def _compositions(text: str) -> Iterator[Edit]:
    """Yield the runs of a base with its marks that NFC makes one character of."""
    if unicodedata.is_normalized("NFC", text):
        return
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _continues(text[end - 1], text[end]):
            continue
        run = text[start:end]
        composed = unicodedata.normalize("NFC", run)
        if len(composed) == 1 and composed != run:
            yield start, end, composed
        start = end


def _continues(before: str, char: str) -> bool:
    """Tell whether ``char`` may compose with what stands before it."""
    if unicodedata.combining(char) or "\u1160" <= char <= "\u11ff":
        return True
    return unicodedata.category(char) == "Mc" and unicodedata.category(before).startswith(
        ("L", "M")
    )


def _blanks(text: str) -> Iterator[Edit]:
    """Yield the blanks at both ends of the text and at the ends of its lines."""
    first = len(text) - len(text.lstrip(_BLANK))
    last = max(first, len(text.rstrip(_BLANK)))
    yield 0, first, ""
    for match in _TRAILING.finditer(text, first, last):
        yield match.start(), match.end(), ""
    yield last, len(text), ""


def _lines(text: str) -> Iterator[Edit]:
    for match in _BLANK_LINES.finditer(text):
        yield match.start(), match.end(), ""


def _apply(text: str, edits: Iterable[Edit]) -> tuple[str, Pieces]:
    """Return the edited text and its map to the text before."""
    parts: list[str] = []
    pieces: list[tuple[int, int, int]] = []
    done = clean = 0
    for start, end, new in edits:
        parts += (text[done:start], new)
        _extend(pieces, clean, done, start - done)
        clean += start - done
        _extend(pieces, clean, start, len(new))
        clean += len(new)
        done = end
    parts.append(text[done:])
    _extend(pieces, clean, done, len(text) - done)
    return "".join(parts), tuple(pieces)


def _extend(pieces: list[tuple[int, int, int]], clean: int, original: int, length: int) -> None:
    """Append a run, or lengthen the last one where both texts go on without a gap."""
    if not length:
        return
    if pieces:
        last_clean, last_original, last_length = pieces[-1]
        if (last_clean + last_length, last_original + last_length) == (clean, original):
            pieces[-1] = (last_clean, last_original, last_length + length)
            return
    pieces.append((clean, original, length))


def _compose(outer: Pieces, inner: Pieces) -> Pieces:
    """Return the map of two passes: ``outer`` leads to the text between, ``inner`` on from it."""
    out: list[tuple[int, int, int]] = []
    at = 0
    for clean, middle, length in outer:
        while at < len(inner) and inner[at][0] + inner[at][2] <= middle:
            at += 1
        step = at
        while step < len(inner) and inner[step][0] < middle + length:
            begin, original, size = inner[step]
            low, high = max(begin, middle), min(begin + size, middle + length)
            _extend(out, clean + low - middle, original + low - begin, high - low)
            step += 1
    return tuple(out)
