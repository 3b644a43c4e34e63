"""Entries of the log, as the exact bytes that are hashed.

An entry is one line of JSON with sorted keys. It holds no content that may have to be erased:
rows are named by the root of a Merkle tree over their forms. ``previous`` is the leaf hash of the
entry before, so that entries form a chain as well as a tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec

from polybius.ledger import merkle
from polybius.ledger.sealing import commitment_in

version = 1
"""Of the forms made here; part of every entry."""

chain_start = "0" * 64
"""``previous`` of the first entry."""

kinds = (
    "ledger",
    "report",
    "sighting",
    "reading",
    "decision",
    "import",
    "export",
    "configuration",
    "access",
    "signature",
    "stamp",
    "erasure",
    "migration",
)
"""What an entry can record, in the order in which a ledger usually meets them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One write."""

    seq: int
    """Position in the log, from 0: the leaf's index in the tree."""
    kind: str
    subject: str
    """Id of what was written: report, reading, decision …"""
    moment: str
    """UTC; never earlier than that of the entry before."""
    previous: str
    content: Mapping[str, Any] = field(default_factory=dict)
    count: int = 0
    """How many rows the entry wrote."""
    rows: str = merkle.empty_root.hex()
    """Root over the forms of these rows."""

    def record(self) -> str:
        """Return the entry's line, without newline: what is hashed."""
        plain = {"v": version, **msgspec.to_builtins(self)}
        return msgspec.json.encode(plain, order="sorted").decode()


def entry_from(record: str | bytes) -> Entry:
    """Return the entry in a line.

    Raises:
        msgspec.DecodeError: the line is no JSON, or a field is missing or of the wrong type.
    """
    return msgspec.json.decode(record, type=Entry)


def leaf_of(record: str) -> bytes:
    """Return the leaf hash of an entry's line."""
    return merkle.leaf_hash(record.encode())


def row_form(table: str, row: Mapping[str, Any]) -> bytes:
    """Return a row as the line that the log covers.

    Sealed columns are given by their commitment and the SHA-256 of their bytes, so that a proof
    about the row need not carry them.
    """
    plain = {name: _sealed(v) if isinstance(v, bytes) else v for name, v in row.items()}
    return msgspec.json.encode({"table": table, "row": plain}, order="sorted")


def _sealed(value: bytes) -> dict[str, str]:
    return {"commitment": commitment_in(value).hex(), "sealed": sha256(value).hexdigest()}


def rows_tree(forms: Iterable[bytes]) -> list[bytes]:
    """Return the leaf hashes of an entry's rows, in the order of their forms."""
    return [merkle.leaf_hash(form) for form in sorted(forms)]
