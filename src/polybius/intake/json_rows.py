"""JSON tables: one object a line, one array of objects, or a single object."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator

from polybius.errors import DamagedSource, IntakeError, Where
from polybius.intake.columns import Row
from polybius.intake.content import Content, too_large
from polybius.intake.decoding import decode, encoding_of
from polybius.intake.lines import lines
from polybius.intake.options import IntakeOptions

_CHUNK = 1 << 18
_BLANK = " \t\r\n\ufeff"
_decoder = json.JSONDecoder(strict=False)


def json_rows(content: Content, options: IntakeOptions) -> Iterator[Row | IntakeError]:
    """Yield the objects of a JSON file, whichever of the three forms it has.

    Lines that are no object give an error each. An array is read object by object; what comes
    after a fault in it is lost, because nothing shows where the next object starts.
    """
    head = content.head()
    start = decode(head[: len(head) // 4 * 4]).text.lstrip(_BLANK)
    if start.startswith("["):
        yield from _array(content, options)
    elif _is_one_object(start, content.name):
        yield from _single(content, options)
    else:
        yield from _by_line(content, options)


def _is_one_object(start: str, name: str) -> bool:
    """Tell a file that is one object over several lines from one object a line."""
    if name.lower().endswith((".jsonl", ".ndjson")) or not start.startswith("{"):
        return False
    return not _parses(start.split("\n", 1)[0])


def _parses(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _by_line(content: Content, options: IntakeOptions) -> Iterator[Row | IntakeError]:
    for line in lines(content, options):
        if isinstance(line, IntakeError):
            yield line
            continue
        text = line.text.strip(_BLANK)
        if text:
            yield _row(text, line.raw.strip(), line.number, content.address)


def _row(text: str, raw: bytes, line: int, address: str) -> Row | IntakeError:
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        why = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        return DamagedSource(f"the line is not JSON ({why}).", where=Where(address, line))
    if not isinstance(value, dict):
        return DamagedSource("the line is not a JSON object.", where=Where(address, line))
    return Row(value, raw, line)


def _single(content: Content, options: IntakeOptions) -> Iterator[Row | IntakeError]:
    data = content.whole(options.size_limit)
    text = decode(data, override=options.encoding).text.strip(_BLANK)
    result = _row(text, data, 1, content.address)
    if isinstance(result, IntakeError):
        raise result
    yield result


def _array(content: Content, options: IntakeOptions) -> Iterator[Row | IntakeError]:
    """Yield an array's objects; only the one being read is held."""
    encoding = encoding_of(content.head(), override=options.encoding)
    window = _Window(content, encoding, options.size_limit)
    window.skip(_BLANK + "[")
    while window.skip(_BLANK + ",") not in ("]", ""):
        line = window.line
        value, raw = window.value()
        if isinstance(value, dict):
            yield Row(value, raw, line)
        else:
            yield DamagedSource(
                "the item is not a JSON object.", where=Where(content.address, line)
            )
    if window.skip(_BLANK) != "]":
        raise DamagedSource("the JSON array breaks off.", where=Where(content.address, window.line))


class _Window:
    """A moving view of a long JSON text."""

    def __init__(self, content: Content, encoding: str, limit: int) -> None:
        self._content = content
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
        self._limit = limit
        self._text = ""
        self._at = 0
        self._ended = False
        self.line = 1

    def skip(self, chars: str) -> str:
        """Go past ``chars`` and return the next other character; empty at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in chars:
                self.line += self._text[self._at] == "\n"
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def value(self) -> tuple[object, bytes]:
        """Return the value here and its own bytes, and go past it.

        Raises:
            DamagedSource: it is not JSON, or breaks off.
            IntakeError: it is larger than the limit.
        """
        while True:
            try:
                value, end = _decoder.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if not self._more(double=True):
                    raise self._fault(error) from error
                continue
            if end == len(self._text) and not isinstance(value, dict | list) and self._more():
                continue
            return value, self._past(end)

    def _past(self, end: int) -> bytes:
        text = self._text[self._at : end]
        self.line += text.count("\n")
        self._at = end
        return text.encode(self._encoding, "surrogateescape")

    def _fault(self, error: Exception) -> IntakeError:
        why = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        return DamagedSource(
            f"the array is not JSON from here on ({why}).",
            where=Where(self._content.address, self.line),
            hint="With one object a line (JSONL) a fault costs one line only.",
        )

    def _more(self, *, double: bool = False) -> bool:
        """Read on; with ``double`` as much again as is held, so that retries stay linear."""
        if self._ended:
            return False
        held = len(self._text) - self._at
        if held > self._limit:
            raise too_large(self._content.address, self._limit, self.line)
        data = self._content.stream.read(max(_CHUNK, held) if double else _CHUNK)
        self._ended = not data
        try:
            new = self._decoder.decode(data, final=self._ended)
        except UnicodeError as error:
            raise self._fault(error) from error
        self._text = self._text[self._at :] + new
        self._at = 0
        return bool(new) or not self._ended
