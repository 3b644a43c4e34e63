"""Records as plain JSON-able data and back, without loss.

The form is the one that the ledger stores and ``--json`` prints. A claim's body carries its
``kind``, so that the six bodies can be told apart; tuples become lists, enums their values.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, get_type_hints

import msgspec

from polybius.records import Body, Claim, ClaimKind, body_kinds

T = TypeVar("T")

bodies: dict[ClaimKind, type[Body]] = {kind: body for body, kind in body_kinds.items()}


def to_plain(record: object) -> Any:
    """Return ``record`` (any dataclass of `polybius.records`) as dicts, lists and scalars."""
    plain = msgspec.to_builtins(record)
    if isinstance(record, Claim):
        plain["body"] = {"kind": record.kind.value, **plain["body"]}
    return plain


def from_plain(plain: Any, shape: type[T]) -> T:
    """Return the record of type ``shape`` that ``plain`` holds.

    Raises:
        msgspec.ValidationError: a field is missing or of the wrong type.
    """
    return msgspec.convert(plain, shape)


def claim_from_plain(plain: dict[str, Any]) -> Claim:
    """Return the claim that ``plain`` (as `to_plain` made it) holds.

    Raises:
        msgspec.ValidationError: a field is of the wrong type.
        KeyError: a field is missing.
    """
    body = dict(plain["body"])
    # msgspec cannot tell a union of dataclasses apart: the body is converted by its own kind.
    shape = bodies[ClaimKind(body.pop("kind"))]
    fields: dict[str, Any] = {
        name: msgspec.convert(body, shape) if name == "body" else msgspec.convert(plain[name], hint)
        for name, hint in _claim_hints().items()
    }
    return Claim(**fields)


@cache
def _claim_hints() -> dict[str, Any]:
    return get_type_hints(Claim)


def dumps(record: object) -> str:
    """Return ``record`` as one line of JSON, keys sorted: equal records give equal bytes."""
    return msgspec.json.encode(to_plain(record), order="sorted").decode()


def loads(text: str | bytes, shape: type[T]) -> T:
    """Return the record of type ``shape`` in one line of JSON."""
    return from_plain(msgspec.json.decode(text), shape)


def claim_loads(text: str | bytes) -> Claim:
    """Return the claim in one line of JSON."""
    return claim_from_plain(msgspec.json.decode(text))
