r"""Reads the corpus' source files: a header, then text with marks in square brackets.

::

    docid: sahl-post-wire
    genre: wire copy
    ---
    # Gunmen attack post in Lower Sahl

    [T1 [P1|K2 Gunmen] [E1:attack attacked] a police post], [S1 the governor] [C1 said].
    @1 asserts government unnamed

A mark is ``[TAG text]``, where a TAG is a letter for the role, a number, and codes after colons;
several TAGs on the same words are joined with ``|``. Marks nest. Pieces of one role repeat its tag.
One line holds one sentence, blank lines part paragraphs, ``# `` opens the headline, ``@`` opens an
attribute of the attribution with that number. ``\[``, ``\]`` and ``\\`` stand for themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from polybius.errors import PolybiusError, Where

letters = "SCTVEPGMWKILDNUABROQFJHXYZ"
"""Roles that a tag may name; `corpus.documents` tells which layer each belongs to."""

_tag = rf"[{letters}]\d*(?::[^\s|\[\]]+)?"
_opening = re.compile(rf"\[({_tag}(?:\|{_tag})*) (?=\S)")
_one_tag = re.compile(rf"([{letters}])(\d*)(?::(.+))?")
_attribute = re.compile(r"@(\d+)((?: [^\s@]+)+)")
_header = re.compile(r"([a-z]+): (\S.*)")


class MarkupError(PolybiusError):
    """A source file of the corpus breaks the rules of its markup."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One piece of text in one role. ``number`` is 0 where the tag has none."""

    letter: str
    number: int
    codes: str
    start: int
    end: int
    line: int


@dataclass
class Source:
    """A source file, read: text without marks, and the marks at their character offsets."""

    path: Path
    header: dict[str, str] = field(default_factory=dict)
    title: str | None = None
    text: str = ""
    sentences: list[tuple[int, int]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    attributes: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def error(self, line: int, what: str) -> MarkupError:
        """Make an error that names file and line."""
        return MarkupError(what, where=Where(str(self.path), line))


@dataclass(slots=True)
class _Open:
    tags: str
    start: int
    line: int


def read_source(path: Path) -> Source:
    """Read one source file.

    Raises:
        MarkupError: the header is incomplete, or a mark is unknown, unbalanced, empty or crosses
            the end of a paragraph; the message names file and line.
    """
    source = Source(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    first = _read_header(source, lines)
    opened: list[_Open] = []
    for number, line in enumerate(lines[first:], first + 1):
        if line.startswith("@"):
            _read_attributes(source, line, number)
        elif line.strip():
            _read_sentence(source, line, number, opened)
        elif opened:
            raise source.error(opened[-1].line, f"mark [{opened[-1].tags} is never closed.")
        elif source.text and not source.text.endswith("\n\n"):
            source.text += "\n\n"
    if opened:
        raise source.error(opened[-1].line, f"mark [{opened[-1].tags} is never closed.")
    source.text = source.text.rstrip("\n")
    return source


def _read_header(source: Source, lines: list[str]) -> int:
    for number, line in enumerate(lines, 1):
        if line == "---":
            return number
        match = _header.fullmatch(line)
        if match is None:
            raise source.error(number, f"{line!r} is not a header line; write `name: value`.")
        source.header[match[1]] = match[2]
    raise source.error(len(lines), "the header is not closed by a line of three hyphens.")


def _read_attributes(source: Source, line: str, number: int) -> None:
    found = list(_attribute.finditer(line))
    if " ".join(m[0] for m in found) != " ".join(line.split()):
        raise source.error(number, "cannot read these attributes; write `@1 stance voice name`.")
    for match in found:
        key = int(match[1])
        if key in source.attributes:
            raise source.error(number, f"attribution {key} has attributes already.")
        source.attributes[key] = tuple(match[2].split())


def _read_sentence(source: Source, line: str, number: int, opened: list[_Open]) -> None:
    if line.startswith("# "):
        line = line[2:]
        headline = True
    else:
        headline = False
        if source.text and not source.text.endswith("\n"):
            source.text += " "
    start = len(source.text)
    source.text = _read_marks(source, line, number, opened)
    source.sentences.append((start, len(source.text)))
    if headline:
        source.title = source.text[start:]
        source.text += "\n\n"


def _read_marks(source: Source, line: str, number: int, opened: list[_Open]) -> str:
    text, i = source.text, 0
    while i < len(line):
        character = line[i]
        if character == "\\" and line[i + 1 : i + 2] in ("[", "]", "\\"):
            text += line[i + 1]
            i += 2
        elif character == "[":
            match = _opening.match(line, i)
            if match is None:
                raise source.error(number, f"unknown mark {line[i : i + 12]!r}.")
            opened.append(_Open(match[1], len(text), number))
            i = match.end()
        elif character == "]":
            if not opened:
                raise source.error(number, f"`]` without `[` after {line[max(0, i - 12) : i]!r}.")
            _close(source, opened.pop(), text)
            i += 1
        else:
            text += character
            i += 1
    return text


def _close(source: Source, mark: _Open, text: str) -> None:
    words = text[mark.start :]
    if not words.strip() or words != words.strip():
        raise source.error(mark.line, f"mark [{mark.tags} is empty or ends with white space.")
    for tag in mark.tags.split("|"):
        match = _one_tag.fullmatch(tag)
        assert match is not None
        source.marks.append(
            Mark(match[1], int(match[2] or 0), match[3] or "", mark.start, len(text), mark.line)
        )
