"""Content-derived identifiers: equal content gives equal ids on any machine.

An id is the SHA-256 of a canonical byte string in which every field is preceded by a type tag
and its length, so that no two different records can serialise to the same bytes (an unescaped
separator would allow ``("ab", "c") == ("a", "bc")``).
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of ``data`` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def content_id(kind: str, value: object) -> str:
    """Return the id of a record: SHA-256 over its kind and canonical content, in hex."""
    return sha256_hex(canonical_bytes([kind, value]))


def canonical_bytes(value: object) -> bytes:
    """Serialise ``value`` so that different values never share their bytes.

    Handles None, bool, int, float, str, bytes, enums, sequences, mappings with string keys and
    dataclasses (as mappings of their fields, keys sorted).

    Raises:
        TypeError: ``value``, or something in it, is of a kind that has no canonical form here.
    """
    form = _scalars.get(type(value))
    if form is not None:
        return form(value)
    if isinstance(value, Enum):
        return canonical_bytes(value.value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = _sorted_fields(type(value))
        return _framed(b"m", [key + canonical_bytes(getattr(value, name)) for name, key in fields])
    if isinstance(value, Mapping):
        return _framed(b"m", [_key(k) + canonical_bytes(value[k]) for k in sorted(value)])
    if isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray | memoryview):
        return _framed(b"l", [canonical_bytes(item) for item in value])
    return _subclass_of_scalar(value)


@cache
def _sorted_fields(shape: Any) -> tuple[tuple[str, bytes], ...]:
    return tuple(sorted((field.name, _key(field.name)) for field in dataclasses.fields(shape)))


def _key(key: object) -> bytes:
    # 1 and "1" are different keys: turned into text they would share their bytes.
    if not isinstance(key, str):
        raise TypeError(f"no canonical form for a key of type {type(key).__name__}")
    return canonical_bytes(key)


def _subclass_of_scalar(value: object) -> bytes:
    """Serialise a value as the scalar that its class is made from (numpy's float64 is a float)."""
    for shape, form in _scalars.items():
        if isinstance(value, shape):
            return form(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _framed(tag: bytes, parts: Sequence[bytes]) -> bytes:
    body = b"".join(parts)
    return b"%b%d:%b" % (tag, len(body), body)


def _text(value: str) -> bytes:
    body = value.encode()
    return b"s%d:%b" % (len(body), body)


_scalars: dict[type, Callable[[Any], bytes]] = {
    str: _text,
    type(None): lambda _: b"n0:",
    bool: lambda value: b"b1:1" if value else b"b1:0",
    int: lambda value: _framed(b"i", [int.__repr__(value).encode()]),
    float: lambda value: _framed(b"f", [float.__repr__(value).encode()]),
    bytes: lambda value: _framed(b"y", [value]),
}
