"""The body of a request: a form or JSON, read up to a limit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request

from polybius.errors import SettingsError

T = TypeVar("T")

most_bytes = 1 << 20
"""Longest body that is read."""
most_fields = 1000


class TooLong(SettingsError):  # noqa: N818
    """A request's body is longer than the desk reads."""


class Form:
    """The fields of a form; a name may occur several times."""

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._fields = tuple(fields)

    def get(self, name: str, default: str = "") -> str:
        """Return the last value of ``name``, without blanks around it."""
        values = self.all(name)
        return values[-1] if values else default

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of ``name``, in the order of the form."""
        return tuple(value.strip() for key, value in self._fields if key == name)

    def values(self) -> dict[str, str]:
        """Return the last value of each name."""
        return {name: self.get(name) for name, _ in self._fields}

    def need(self, name: str) -> str:
        """Return the value of ``name``.

        Raises:
            SettingsError: it is missing or empty.
        """
        value = self.get(name)
        if not value:
            raise SettingsError(f"the field {name!r} is empty.", hint="Fill it in.")
        return value


async def read_body(request: Request) -> bytes:
    """Return the body.

    Raises:
        TooLong: it is longer than `most_bytes`.
    """
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most_bytes:
            raise TooLong(f"the request is longer than {most_bytes} bytes.")
        parts.append(part)
    return b"".join(parts)


def form_in(body: bytes, content_type: str) -> Form:
    """Return the form in ``body``; an empty one if the body is of another kind.

    Raises:
        SettingsError: it is no form, or has more fields than `most_fields`.
    """
    if not content_type.startswith("application/x-www-form-urlencoded"):
        return Form()
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=most_fields, errors="strict"
        )
    except ValueError as error:
        raise SettingsError(f"the form can't be read: {error}.") from error
    return Form(pairs)


def json_in(body: bytes, shape: type[T]) -> T:
    """Return the JSON in ``body``.

    Raises:
        SettingsError: it is no JSON, or not of this shape.
    """
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise SettingsError(f"the request's body does not fit: {error}.") from error
