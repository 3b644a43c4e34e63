"""What a view shows, as a file: JSON of its model, CSV of its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

import msgspec
from starlette.responses import Response

from polybius.errors import SettingsError
from polybius.export.columns import Column
from polybius.export.spreadsheets import to_csv
from polybius.plain import to_plain
from polybius.records import Claim

R = TypeVar("R")


def offered(columns: Sequence[Column[R]]) -> tuple[str, ...]:
    """Return the forms that a view can be downloaded in."""
    return ("csv", "json") if columns else ("json",)


def answer(
    form: str, model: object, columns: Sequence[Column[R]], rows: Sequence[R], name: str
) -> Response:
    """Return the file.

    Raises:
        SettingsError: the view can't be had in this form.
    """
    if form not in offered(columns):
        raise SettingsError(
            f"this view can't be had as {form!r}.",
            hint=f"Use one of: {', '.join(offered(columns))}.",
        )
    head = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    if form == "json":
        return Response(to_json(model), media_type="application/json", headers=head)
    return Response(to_csv(columns, rows), media_type="text/csv", headers=head)


def to_json(model: object) -> bytes:
    """Return a model as JSON, keys in the order of its fields."""
    return msgspec.json.encode(plain(model))


def plain(model: object) -> Any:
    """Return a model as dicts, lists and scalars; claims inside it as the ledger prints them."""
    if isinstance(model, Claim):
        return to_plain(model)
    if is_dataclass(model):
        return {each.name: plain(getattr(model, each.name)) for each in fields(model)}
    if isinstance(model, Mapping):
        return {str(key): plain(value) for key, value in model.items()}
    if isinstance(model, Sequence) and not isinstance(model, str | bytes):
        return [plain(value) for value in model]
    return msgspec.to_builtins(model)
