"""Loads the codebook's YAML files and refuses what does not hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import msgspec
import yaml

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
    "roles": Entry,
}
"""File name (without ``.yaml``) to the shape of its entries, in the order of the manual."""


@cache
def load() -> Codebook:
    """Return the codebook that ships with the package.

    Raises:
        CodebookError: a file is missing, is not YAML, or an entry lacks or misstates a field.
    """
    tables: dict[str, Any] = {name: load_table(name, shape) for name, shape in shapes.items()}
    return Codebook(**tables)


def load_table(name: str, shape: type[E]) -> dict[str, E]:
    """Read ``data/<name>.yaml`` into entries of ``shape``, keyed by code."""
    path = files("polybius.codebook") / "data" / f"{name}.yaml"
    where = Where(f"codebook/data/{name}.yaml")
    try:
        return parse_table(path.read_text("utf-8"), shape, where)
    except FileNotFoundError as error:
        raise CodebookError("the file is missing.", where=where) from error


def parse_table(text: str, shape: type[E], where: Where) -> dict[str, E]:
    """Turn YAML ``text`` (a mapping of codes to fields) into checked entries.

    Raises:
        CodebookError: names the file and the entry at fault.
    """
    try:
        raw = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise CodebookError(
            f"not YAML: {error.problem}.", where=Where(where.source, line=line)
        ) from error
    if not isinstance(raw, dict):
        raise CodebookError("must be a mapping of codes to entries.", where=where)
    return {str(code): _entry(str(code), fields, shape, where) for code, fields in raw.items()}


def _entry(code: str, fields: object, shape: type[E], where: Where) -> E:
    if not isinstance(fields, dict):
        raise CodebookError(f"entry {code!r} must be a mapping of fields.", where=where)
    unknown = set(fields) - set(shape.__dataclass_fields__)
    if unknown:
        raise CodebookError(f"entry {code!r} has unknown fields {sorted(unknown)}.", where=where)
    try:
        entry = msgspec.convert({"code": code, **fields}, shape)
    except msgspec.ValidationError as error:
        raise CodebookError(f"entry {code!r}: {error}.", where=where) from error
    if not (entry.label.strip() and entry.definition.strip() and entry.source.strip()):
        raise CodebookError(f"entry {code!r} needs a label, definition and source.", where=where)
    return entry
