"""QR codes as SVG paths, for what a telephone is to read from the screen."""

from __future__ import annotations

from dataclasses import dataclass

import segno

quiet = 4
"""Blank modules around the code, which readers need (ISO/IEC 18004, 6.3.8)."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code; one unit of the drawing is a module."""

    size: int
    path: str
    """Of the dark modules."""


def qr_code(text: str) -> QrCode:
    """Return the code of ``text``, with a quarter of it to spare for what can't be read."""
    rows = segno.make(text, error="q", micro=False, boost_error=False).matrix
    path = "".join(
        f"M{x + quiet} {y + quiet}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    return QrCode(len(rows) + 2 * quiet, path)
