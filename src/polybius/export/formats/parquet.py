"""Tables as Apache Parquet: typed columns, lists as lists, missing as null.

Written in row groups of a fixed number of rows with fixed settings, so that equal rows give equal
bytes with one version of the library.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from polybius.export.formats.fields import Field, Kind, Table

T = TypeVar("T")

group_rows = 5000
types: dict[Kind, Any] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "list": pa.list_(pa.string()),
    "object": pa.string(),
}


def arrow_schema(table: Table[Any]) -> pa.Schema:
    """Return the schema of a table; each column carries its meaning as metadata."""
    return pa.schema([_arrow_field(field) for field in table.fields])


def _arrow_field(field: Field[Any]) -> pa.Field:
    metadata = {"description": field.meaning}
    return pa.field(field.name, types[field.kind], not field.required, metadata)


def arrow_table(table: Table[T], records: Iterable[T]) -> pa.Table:
    """Return ``records`` as an Arrow table, all in memory."""
    return pa.Table.from_pylist([_typed(table, record) for record in records], arrow_schema(table))


def write_table(table: Table[T], records: Iterable[T], out: BinaryIO) -> int:
    """Write ``records`` as Parquet, one row group at a time, and return how many there were."""
    left, number = iter(records), 0
    with pq.ParquetWriter(
        out, arrow_schema(table), version="2.6", compression="zstd", write_statistics=True
    ) as writer:
        while group := list(islice(left, group_rows)):
            writer.write_table(arrow_table(table, group), row_group_size=group_rows)
            number += len(group)
    return number


def read_rows(table: Table[Any], path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file as `Table.rows` gave them."""
    days = {field.name for field in table.fields if field.kind == "date"}
    found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return [
        {
            name: value.isoformat() if name in days and isinstance(value, date) else value
            for name, value in row.items()
        }
        for row in found
    ]


def _typed(table: Table[T], record: T) -> dict[str, Any]:
    row = table.row(record)
    for field in table.fields:
        value = row[field.name]
        if value is not None and field.kind == "date":
            row[field.name] = date.fromisoformat(value)
        elif value is not None and field.kind == "number":
            row[field.name] = float(value)
    return row
