"""Loads the codebook's YAML files and refuses what does not hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import msgspec
import yaml

from polybius.codebook.checks import faults
from polybius.codebook.entries import (
    Entry,
    EstimativeWord,
    EventType,
    HarmCategory,
    PrecisionCode,
    RelationKind,
    StanceEntry,
    StandingEntry,
    VagueNumber,
    VictimClass,
    VoiceKind,
)
from polybius.errors import CodebookError, Where

E = TypeVar("E", bound=Entry)

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Codebook:
    """All tables of the codebook; each maps a code to its entry, in the file's order."""

    event_types: Mapping[str, EventType]
    stances: Mapping[str, StanceEntry]
    standings: Mapping[str, StandingEntry]
    voice_kinds: Mapping[str, VoiceKind]
    harm_categories: Mapping[str, HarmCategory]
    victim_classes: Mapping[str, VictimClass]
    vague_numbers: Mapping[str, VagueNumber]
    estimative_words: Mapping[str, EstimativeWord]
    relation_kinds: Mapping[str, RelationKind]
    relation_statuses: Mapping[str, StandingEntry]
    date_precision: Mapping[str, PrecisionCode]
    place_precision: Mapping[str, PrecisionCode]
    grades: Mapping[str, Entry]
    grade_rules: Mapping[str, Entry]
    tally_rules: Mapping[str, Entry]
    roles: Mapping[str, Entry]
    version: str = field(default="codebook.v1")


shapes: dict[str, type[Entry]] = {
    "event_types": EventType,
    "stances": StanceEntry,
    "standings": StandingEntry,
    "voice_kinds": VoiceKind,
    "harm_categories": HarmCategory,
    "victim_classes": VictimClass,
    "vague_numbers": VagueNumber,
    "estimative_words": EstimativeWord,
    "relation_kinds": RelationKind,
    "relation_statuses": StandingEntry,
    "date_precision": PrecisionCode,
    "place_precision": PrecisionCode,
    "grades": Entry,
    "grade_rules": Entry,
    "tally_rules": Entry,
    "roles": Entry,
}
"""File name (without ``.yaml``) to the shape of its entries, in the order of the manual."""


@cache
def load() -> Codebook:
    """Return the codebook that ships with the package.

    Raises:
        CodebookError: a file is missing, is not YAML, an entry lacks or misstates a field, or
            a table does not hold together (`polybius.codebook.checks`).
    """
    tables: dict[str, Any] = {}
    for name, shape in shapes.items():
        text, where = _shipped(name)
        tables[name] = checked_table(text, shape, where)
    return Codebook(**tables)


def load_table(name: str, shape: type[E]) -> dict[str, E]:
    """Read ``data/<name>.yaml`` into entries of ``shape``, keyed by code.

    Raises:
        CodebookError: names the file and the line of the entry at fault.
    """
    text, where = _shipped(name)
    return parse_table(text, shape, where)


def file_text(name: str) -> str:
    """Return ``data/<name>.yaml`` as it stands, its opening comment included.

    Raises:
        CodebookError: the file is missing.
    """
    return _shipped(name)[0]


def checked_table(text: str, shape: type[E], where: Where) -> dict[str, E]:
    """Parse ``text`` as `parse_table` does and refuse a table that does not hold together.

    Raises:
        CodebookError: names the file and the line of the entry at fault.
    """
    table = parse_table(text, shape, where)
    for code, fault in faults(table):
        lines = {row.code: row.line for row in _rows(text, where)}
        at = Where(where.source, line=lines[code])
        raise CodebookError(f"entry {code!r} {fault}", where=at)
    return table


def parse_table(text: str, shape: type[E], where: Where) -> dict[str, E]:
    """Turn YAML ``text`` (a mapping of codes to fields) into entries of ``shape``.

    Raises:
        CodebookError: names the file and the line of the entry at fault.
    """
    table: dict[str, E] = {}
    for row in _rows(text, where):
        at = Where(where.source, line=row.line)
        if row.code in table:
            raise CodebookError(f"entry {row.code!r} stands twice.", where=at)
        table[row.code] = _entry(row.code, row.fields, shape, at)
    return table


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    fields: object
    line: int


def _shipped(name: str) -> tuple[str, Where]:
    path = files("polybius.codebook") / "data" / f"{name}.yaml"
    where = Where(f"codebook/data/{name}.yaml")
    try:
        return path.read_text("utf-8"), where
    except FileNotFoundError as error:
        raise CodebookError("the file is missing.", where=where) from error


def _rows(text: str, where: Where) -> list[_Row]:
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise CodebookError("must be a mapping of codes to entries.", where=where)
        return [
            _Row(str(key.value), _fields(loader, key, value, where), key.start_mark.line + 1)
            for key, value in root.value
        ]
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        at = Where(where.source, line=line)
        raise CodebookError(f"not YAML: {error.problem}.", where=at) from error
    finally:
        loader.dispose()


def _fields(loader: Any, key: yaml.Node, value: yaml.Node, where: Where) -> object:
    if isinstance(value, yaml.MappingNode):
        names = [field.value for field, _ in value.value]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            at = Where(where.source, line=key.start_mark.line + 1)
            raise CodebookError(f"entry {key.value!r} states {twice} twice.", where=at)
    return loader.construct_document(value)


def _entry(code: str, fields: object, shape: type[E], where: Where) -> E:
    if not isinstance(fields, dict):
        raise CodebookError(f"entry {code!r} must be a mapping of fields.", where=where)
    unknown = sorted(str(name) for name in set(fields) - set(shape.__dataclass_fields__))
    if unknown:
        raise CodebookError(f"entry {code!r} has unknown fields {unknown}.", where=where)
    try:
        return msgspec.convert({"code": code, **fields}, shape)
    except msgspec.ValidationError as error:
        raise CodebookError(f"entry {code!r}: {error}.", where=where) from error
