"""Plain text."""

from __future__ import annotations

from collections.abc import Iterator

from polybius.errors import IntakeError
from polybius.intake.content import Content
from polybius.intake.decoding import decode
from polybius.intake.drafts import Draft
from polybius.intake.options import IntakeOptions


def read_text(content: Content, options: IntakeOptions) -> Iterator[Draft | IntakeError]:
    """Yield the one report that a text file is."""
    data = content.whole(options.size_limit)
    decoded = decode(data, declared=content.charset, override=options.encoding)
    yield Draft(
        original=data,
        text=decoded.text,
        text_is="decoded",
        media_type=f"text/plain; charset={decoded.encoding}",
        dates=content.dates,
    )
