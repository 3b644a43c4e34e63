"""What the trained reader's MUC-4 heads see in a text: chances of roles, types and values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.neural.encoded import Encoded
from polybius.reading.neural.heads import Floats

tagged = ("PerpInd", "PerpOrg", "Target", "Victim", "Described", "Weapon", "Location")
"""Roles that a tag head finds the strings of (``muc4_`` before its name)."""
seen_types = (
    "ATTACK", "BOMBING", "KIDNAPPING", "ARSON", "ROBBERY", "FORCED WORK STOPPAGE", "HIJACKING",
)  # fmt: skip
"""What the head ``muc4_type`` tells of a window, in its order."""
seen_effects = ("DEATH", "INJURY", "NO INJURY OR DEATH", "NO INJURY", "REGAINED FREEDOM")
Range = tuple[int, int]
"""Tokens, half-open."""


@dataclass(frozen=True)
class View:
    """A text's chances, token by token."""

    parse: Parse
    tags: Mapping[str, Floats]
    """Role → shape (tokens, 3): outside, begins, goes on."""
    types: Floats
    """Shape (windows, types)."""
    window: Sequence[int]
    """Window of each token."""
    encoded: Encoded

    def inside(self, role: str) -> Floats:
        """Return the chance of each token to be in a filler of the role."""
        return np.asarray(1.0 - self.tags[role][:, 0], np.float32)

    def exact(self, role: str, where: Range) -> float:
        """Return the chance that just these tokens are a filler of the role."""
        first, last = where
        rows = self.tags[role]
        ends = 1.0 - rows[last, 2] if last < len(rows) else 1.0
        return float(rows[first, 1] * np.prod(rows[first + 1 : last, 2]) * ends)

    def values(self, head: str, ranges: Sequence[Range]) -> Floats:
        """Return what a span head tells of each range, shape (ranges, labels)."""
        rows = [self._values(head, where) for where in ranges]
        return np.stack(rows) if rows else np.zeros((0, 0), np.float32)

    def _values(self, head: str, where: Range) -> Floats:
        number = self.window[where[0]]
        window = self.encoded.windows[number]
        first, last = where[0] - window.first, min(where[1], window.last) - window.first
        return self.encoded.heads.span(head, self.encoded.vectors[number], [(first, last)]).reshape(
            -1
        )

    def ranges_of(self, text: str) -> tuple[Range, ...]:
        """Return where a string stands, whatever its case and line breaks."""
        return ranges_of(self.parse, text)


def view_of(encoded: Encoded) -> View:
    """Ask the heads about a text."""
    heads, vectors = encoded.heads, encoded.vectors
    tags = {r: np.concatenate([heads.tag(f"muc4_{r}", v) for v in vectors]) for r in tagged}
    types = [heads.span("muc4_type", v, [(0, len(v))]) for v in vectors]
    window = [n for n, w in enumerate(encoded.windows) for _ in range(w.first, w.last)]
    return View(encoded.parse, tags, np.concatenate(types), window, encoded)


def ranges_of(parse: Parse, text: str) -> tuple[Range, ...]:
    """Return the tokens at which a string stands, whatever its case and line breaks."""
    return tuple(_ranges(parse, text))


def _ranges(parse: Parse, text: str) -> Iterator[Range]:
    words = text.split()
    if not words:
        return
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)"
    for match in re.finditer(pattern, parse.text, re.IGNORECASE):
        own = parse.tokens_in(Span(*match.span()))
        if own:
            yield own[0].i, own[-1].i + 1


def runs(view: View, role: str, level: float) -> Iterator[Range]:
    """Yield the stretches of tokens that are in a filler of the role with chance ``level``."""
    rows = view.tags[role]
    first: int | None = None
    for i, row in enumerate(rows):
        within = 1.0 - row[0] >= level
        begins = row[1] > row[2]
        if first is not None and (not within or begins):
            yield first, i
            first = None
        if within and first is None:
            first = i
    if first is not None:
        yield first, len(rows)
