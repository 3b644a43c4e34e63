"""The lines of a table of any size, one at a time, as characters and as bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from polybius.errors import DamagedSource, IntakeError, Where
from polybius.intake.content import Content, too_large
from polybius.intake.decoding import decode, encoding_of
from polybius.intake.options import IntakeOptions

_WIDE = ("utf-16", "utf-32")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its end; ``number`` counts from 1. In UTF-16 and UTF-32 ``raw`` is UTF-8."""

    number: int
    text: str
    raw: bytes


def lines(content: Content, options: IntakeOptions) -> Iterator[Line | IntakeError]:
    """Yield the lines of ``content``; an error for a line longer than the size limit.

    The encoding is decided on the first bytes; a line that is not in it is decoded by itself.

    Raises:
        DamagedSource: a table in UTF-16 or UTF-32 breaks off inside a character.
    """
    encoding = encoding_of(content.head(), override=options.encoding)
    raw_lines = (
        _wide(content, encoding, options.size_limit)
        if encoding.startswith(_WIDE)
        else _narrow(content, options.size_limit)
    )
    for number, raw in enumerate(raw_lines, start=1):
        if raw is None:
            yield too_large(content.address, options.size_limit, number)
            continue
        raw = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw  # noqa: PLW2901
        yield Line(number, _text(raw, "utf-8" if encoding.startswith(_WIDE) else encoding), raw)


def _text(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except (UnicodeError, LookupError):
        return decode(raw).text


def _narrow(content: Content, limit: int) -> Iterator[bytes | None]:
    while line := content.stream.readline(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = content.stream.readline(limit)
        yield None


def _wide(content: Content, encoding: str, limit: int) -> Iterator[bytes | None]:
    text = io.TextIOWrapper(content.stream, encoding, "surrogatepass", newline="\n")
    try:
        while line := text.readline(limit + 1):
            yield line.encode("utf-8", "surrogatepass") if len(line) <= limit else None
    except UnicodeError as error:
        raise DamagedSource(
            f"the bytes are not {encoding}, or break off ({error}).", where=Where(content.address)
        ) from error
    finally:
        text.detach()
