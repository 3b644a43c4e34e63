"""What a view shows, as a file: JSON of its model, CSV of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec
from starlette.responses import Response

from polybius.errors import SettingsError
from polybius.export.columns import Column
from polybius.export.spreadsheets import to_csv

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
    return msgspec.json.encode(model)
