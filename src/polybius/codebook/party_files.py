"""Reads files of parties, YAML or CSV, into rows that say where they stand.

YAML: a mapping of codes to fields. CSV: a header of field names with ``code`` among them, and
lists written with semicolons. Every scalar is read as text, so that Norway's ``NO`` and a bare
year stay what they are; an empty value counts as not given.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import PurePath
from typing import Any, TypeAlias

import yaml

from polybius.codebook.entries import PartyEntry
from polybius.errors import CodebookError, Where

_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
Value: TypeAlias = str | list[str]


class _Loader(_Base):  # type: ignore[misc]
    """Reads every scalar as text, and so need not ask PyYAML's resolver what each one is."""

    def resolve(self, kind: object, value: object, implicit: object) -> str:
        return "tag:yaml.org,2002:str"


field_names: tuple[str, ...] = tuple(f.name for f in fields(PartyEntry) if f.name != "code")
"""What an entry may state besides its code."""
list_fields: frozenset[str] = frozenset(
    f.name for f in fields(PartyEntry) if f.type == "tuple[str, ...]"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as a file gives it; ``values`` holds only the fields that it states."""

    code: str
    values: dict[str, Value]
    where: Where


def parse_file(text: str, source: str) -> list[Row]:
    """Read the text of a file of parties; ``source`` is its name and decides the format.

    Raises:
        CodebookError: not YAML or CSV, an unknown field, a list where a single value belongs,
            or a code that occurs twice; names the file and the line.
    """
    parsers = {".yaml": _yaml_rows, ".yml": _yaml_rows, ".csv": _csv_rows}
    suffix = PurePath(source).suffix.lower()
    if suffix not in parsers:
        raise CodebookError(
            f"a file of parties cannot end in {suffix or 'nothing'!r}.",
            where=Where(source),
            hint="Use .yaml, .yml or .csv.",
        )
    rows: dict[str, Row] = {}
    for row in parsers[suffix](text.removeprefix("\ufeff"), source):
        if row.code in rows:
            first = rows[row.code].where.line
            raise CodebookError(
                f"code {row.code!r} stands twice, first in line {first}.",
                where=row.where,
                hint="Keep one of the two.",
            )
        rows[row.code] = row
    return list(rows.values())


def _yaml_rows(text: str, source: str) -> Iterator[Row]:
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise CodebookError(f"not YAML: {error.problem}.", where=Where(source, line)) from error
    except yaml.YAMLError as error:
        raise CodebookError(f"not YAML: {error}.", where=Where(source)) from error
    if root is None:
        return
    for key, node in _pairs(root, source, "a file of parties"):
        where = Where(source, key.start_mark.line + 1)
        code = _text(key, source)
        values: dict[str, Value] = {}
        for field_key, field_node in _pairs(node, source, f"entry {code!r}"):
            name = _text(field_key, source)
            if name in values:
                raise CodebookError(f"entry {code!r} states {name!r} twice.", where=where)
            values[name] = _value(field_node, source)
        yield _row(code, values, where)


def _pairs(node: yaml.Node, source: str, what: str) -> list[tuple[yaml.Node, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        where = Where(source, node.start_mark.line + 1)
        raise CodebookError(f"{what} must be a mapping of names to values.", where=where)
    return list(node.value)


def _value(node: yaml.Node, source: str) -> Value:
    if isinstance(node, yaml.SequenceNode):
        return [_text(item, source) for item in node.value]
    return _text(node, source)


def _text(node: yaml.Node, source: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        where = Where(source, node.start_mark.line + 1)
        raise CodebookError("a single value is needed here.", where=where)
    return str(node.value)


def _csv_rows(text: str, source: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if "code" not in header or len(set(header)) < len(header):
            raise CodebookError(
                "the header must name each field once, and 'code' among them.",
                where=Where(source, 1),
            )
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _csv_row(header, cells, Where(source, reader.line_num))
    except csv.Error as error:
        raise CodebookError(f"not CSV: {error}.", where=Where(source, reader.line_num)) from error


def _csv_row(header: list[str], cells: list[str], where: Where) -> Row:
    if len(cells) > len(header):
        raise CodebookError(
            f"{len(cells)} cells under a header of {len(header)}.",
            where=where,
            hint="Put quotation marks round a value that has a comma.",
        )
    given = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    code = given.pop("code", "")
    split = {name: cell.split(";") if name in list_fields else cell for name, cell in given.items()}
    return _row(code, split, where)


def _row(code: str, values: dict[str, Value], where: Where) -> Row:
    if not code:
        raise CodebookError("an entry has no code.", where=where)
    unknown = sorted(set(values).difference(field_names))
    if unknown:
        raise CodebookError(
            f"entry {code!r} has unknown fields {unknown}.",
            where=where,
            hint=f"Known are: {', '.join(field_names)}.",
        )
    kept: dict[str, Value] = {}
    for name, value in values.items():
        if isinstance(value, list) != (name in list_fields) and value != "":
            kind = "a list" if name in list_fields else "a single value"
            raise CodebookError(f"entry {code!r}: {name!r} must be {kind}.", where=where)
        stripped = (
            [item.strip() for item in value if item.strip()]
            if isinstance(value, list)
            else value.strip()
        )
        if stripped:
            kept[name] = stripped
    return Row(code, kept, where)
