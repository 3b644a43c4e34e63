"""What written news teaches: invented texts in which every attribution is marked.

The texts are in the markup of the project's corpus (`corpus.markup`), with the roles of
attributions alone. A quarter is kept from the encoder, so that what builds on it can be fitted.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.markup import read_source
from training.marked import Marked

folder = Path("training/written/news")
kept_back = 4
"""One text in so many is kept back."""
_roles = {"S": "source", "C": "cue", "T": "content"}


def written_news(texts: Path, *, kept: bool) -> Iterator[Marked]:
    """Yield the texts of a folder that the encoder learns from, or those that are kept from it.

    Raises:
        MarkupError: a text breaks the rules of the markup; the message names file and line.
    """
    for path in sorted(texts.glob("*.txt")):
        if is_kept_back(path.stem) is kept:
            yield marked_text(path)


def is_kept_back(name: str) -> bool:
    """Tell whether a text is kept from the encoder's training."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % kept_back == 0


def marked_text(path: Path) -> Marked:
    """Return a text with its attributions, in the order of their numbers."""
    source = read_source(path)
    found: dict[int, dict[str, Any]] = defaultdict(lambda: {role: [] for role in _roles.values()})
    for mark in sorted(source.marks, key=lambda m: m.start):
        found[mark.number][_roles[mark.letter]].append((mark.start, mark.end))
    return Marked(source.text, [found[number] for number in sorted(found)], None)
