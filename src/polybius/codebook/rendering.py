"""The codebook as a chapter of the manual: ``python -m polybius.codebook.rendering``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields

from polybius.codebook.checks import cue_fields, cues_of
from polybius.codebook.entries import Entry
from polybius.codebook.loading import file_text, load, shapes

_FRAME = ("code", "label", "definition", "source")

_COLUMNS = {
    "plover": "PLOVER",
    "plover_mode": "mode",
    "acled": "ACLED",
    "acled_sub": "ACLED sub-event",
    "cameo_root": "CAMEO",
    "ucdp": "UCDP",
    "icd203": "ICD 203",
    "survey_median": "survey median",
}

_OPENING = """\
# The codebook

The vocabulary of Polybius, version `{version}`. This page is written by
`python -m polybius.codebook.rendering` from the YAML files in `src/polybius/codebook/data`, so
edit those. Every entry has a code, a label, a definition and the source of its definition or
convention. Words in **verbs**, **nouns**, **adjectives** and **means** are lemmas; each word of a
phrase matches the form or the lemma of a word in the text.
"""


def render() -> str:
    """Return the whole chapter as Markdown."""
    book = load()
    parts = [_OPENING.format(version=book.version)]
    parts.extend(
        f"- [{_title(name)}](#{_title(name).lower().replace(' ', '-')})" for name in shapes
    )
    for name in shapes:
        parts.extend(("", f"## {_title(name)}", ""))
        parts.extend(_section(name, getattr(book, name)))
    return "\n".join(parts) + "\n"


def _section(name: str, table: Mapping[str, Entry]) -> Iterator[str]:
    yield from _preface(name)
    yield ""
    columns = _columns(table)
    yield from _row(["code", "label", *(_COLUMNS.get(c, c) for c in columns), "definition"])
    yield from _row(["---"] * (len(columns) + 3))
    for entry in table.values():
        values = [_cell(getattr(entry, column)) for column in columns]
        yield from _row([f"`{entry.code}`", entry.label, *values, entry.definition])
    yield ""
    yield "Sources and words of each entry:"
    yield ""
    for entry in table.values():
        yield from _details(entry)


def _preface(name: str) -> Iterator[str]:
    """Yield the comment that opens the file, which is written as Markdown."""
    for line in file_text(name).splitlines():
        if not line.startswith("#"):
            return
        yield line.removeprefix("#").strip()


def _details(entry: Entry) -> Iterator[str]:
    yield f"- `{entry.code}`. Source: {entry.source}."
    for name in cue_fields:
        cues = cues_of(entry, name)
        if cues:
            yield f"  - **{name}**: {', '.join(cues)}"


def _columns(table: Mapping[str, Entry]) -> list[str]:
    first = next(iter(table.values()))
    skipped = {*_FRAME, *cue_fields}
    return [field.name for field in fields(first) if field.name not in skipped]


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(str(item) for item in value)
        case _:
            return str(value)


def _row(cells: Iterable[str]) -> Iterator[str]:
    yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


if __name__ == "__main__":
    sys.stdout.write(render())
