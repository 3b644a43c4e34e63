"""Content-derived identifiers: equal content gives equal ids on any machine.

An id is the SHA-256 of a canonical byte string in which every field is preceded by a type tag
and its length, so that no two different records can serialise to the same bytes (an unescaped
separator would allow ``("ab", "c") == ("a", "bc")``).
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from enum import Enum


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of ``data`` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def canonical_bytes(value: object) -> bytes:
    """Serialise ``value`` so that different values never share their bytes.

    Handles None, bool, int, float, str, bytes, enums, sequences, mappings with string keys and
    dataclasses (as mappings of their fields, keys sorted).

    Raises:
        TypeError: ``value``, or something in it, is of a kind that has no canonical form here.
    """
    if isinstance(value, Enum):
        return canonical_bytes(value.value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        pairs = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        return canonical_bytes(pairs)
    if isinstance(value, Mapping):
        return _framed(b"m", b"".join(_pair(key, value[key]) for key in sorted(value)))
    if isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray | memoryview):
        return _framed(b"l", b"".join(canonical_bytes(item) for item in value))
    return _scalar(value)


def _pair(key: object, value: object) -> bytes:
    # 1 and "1" are different keys: turned into text they would share their bytes.
    if not isinstance(key, str):
        raise TypeError(f"no canonical form for a key of type {type(key).__name__}")
    return canonical_bytes(key) + canonical_bytes(value)


def _scalar(value: object) -> bytes:
    match value:
        case None:
            return _framed(b"n", b"")
        case bool():
            return _framed(b"b", b"1" if value else b"0")
        case int():
            return _framed(b"i", str(value).encode())
        case float():
            return _framed(b"f", repr(value).encode())
        case str():
            return _framed(b"s", value.encode())
        case bytes():
            return _framed(b"y", value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _framed(tag: bytes, body: bytes) -> bytes:
    return tag + str(len(body)).encode() + b":" + body


def content_id(kind: str, value: object) -> str:
    """Return the id of a record: SHA-256 over its kind and canonical content, in hex."""
    return sha256_hex(canonical_bytes([kind, value]))
