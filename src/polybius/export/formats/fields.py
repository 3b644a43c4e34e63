"""What a column and a table of an export are: name, type, meaning, and how a value is had."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

T = TypeVar("T")

Kind = Literal["string", "integer", "number", "boolean", "date", "list", "object"]
"""Types of value: ``date`` is an ISO day as text, ``list`` of ids or codes without semicolons,
``object`` a record as JSON."""

list_separator = "; "


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """One column."""

    name: str
    kind: Kind
    meaning: str
    value: Callable[[T], object]
    required: bool = False
    """Whether each row has a value. Where not, what is missing is empty, never 0."""
    codes: tuple[str, ...] = ()
    """The values that it can have, where they are few."""


@dataclass(frozen=True, slots=True)
class Link:
    """Values of ``field`` are values of ``other_field`` of another table."""

    field: str
    table: str
    other_field: str


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """A table of an export."""

    name: str
    meaning: str
    key: tuple[str, ...]
    fields: tuple[Field[T], ...]
    links: tuple[Link, ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(field.name for field in self.fields)

    def rows(self, records: Iterable[T]) -> Iterator[dict[str, Any]]:
        """Yield each record as column → value; what is missing is None."""
        return (self.row(record) for record in records)

    def row(self, record: T) -> dict[str, Any]:
        """Return one record as column → value; a text that is empty is missing."""
        return {field.name: _value(field, field.value(record)) for field in self.fields}


def _value(field: Field[Any], value: Any) -> Any:
    if field.kind == "list":
        return [str(item) for item in value or ()]
    return None if value == "" else value


def as_schema(table: Table[Any]) -> Mapping[str, Any]:
    """Return a table's Frictionless Table Schema."""
    fields = [_field_schema(field) for field in table.fields]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.links:
        schema["foreignKeys"] = [_link_schema(link) for link in table.links]
    return schema


frictionless_types: Mapping[str, str] = {"list": "string", "object": "string"}


def _field_schema(field: Field[Any]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": field.name,
        "type": frictionless_types.get(field.kind, field.kind),
        "description": field.meaning,
    }
    limits: dict[str, Any] = {}
    if field.required and field.kind != "list":
        limits["required"] = True
    if field.codes:
        limits["enum"] = list(field.codes)
    return made | ({"constraints": limits} if limits else {})


def _link_schema(link: Link) -> dict[str, Any]:
    return {
        "fields": [link.field],
        "reference": {"resource": link.table, "fields": [link.other_field]},
    }
