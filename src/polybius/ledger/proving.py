"""Proofs that something is in the log: small files that are checked without the ledger.

A proof leads from content to head in five steps, each of which anybody can repeat with
``sha256sum`` (`polybius.bundles` writes them out):

1. SHA-256(salt ‖ content) is the commitment in the row.
2. The row's line is a leaf of the tree over the rows that one entry wrote.
3. The root of that tree stands in the entry.
4. The entry's line is a leaf of the log.
5. The root of the log is that of a head, which may be signed and time-stamped.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select

from polybius.errors import BrokenLedger, SettingsError, UnknownId, Where
from polybius.ledger import merkle, schema
from polybius.ledger.appending import owner_key
from polybius.ledger.checking import plain_row, sealed_in
from polybius.ledger.entries import Entry, entry_from, leaf_of, row_form, rows_tree
from polybius.ledger.log import Head, entry_at, hashes_in, head_of
from polybius.ledger.sealing import commit, record_key, unseal
from polybius.ledger.store import Ledger

form = "polybius.proof.v1"

provable: dict[str, Table] = {
    "report": schema.blob,
    "claim": schema.claim,
    "reading": schema.reading,
    "decision": schema.decision,
}
"""What can be proved, and the table whose row says it: a report by its original bytes."""


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step up a tree: the sibling's hash, and on which side it stands."""

    side: str
    """``L`` or ``R``."""
    hash: str


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Content, and what ties it to the entry that wrote it."""

    salt: str
    commitment: str
    row: str
    """The line of the row, in which the commitment stands."""
    path: tuple[Step, ...]
    """From the row up to the root in the entry."""
    content: str | None = None
    """The content; None where it is a file of its own (an original)."""


class Proof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That something is in a log of ``size`` entries with root ``root``."""

    form: str
    kind: str
    id: str
    entry: str
    """The entry's line."""
    path: tuple[Step, ...]
    """From the entry up to the root of the log."""
    size: int
    root: str
    moment: str
    record: Content | None = None


class Consistency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That a later head extends an earlier one."""

    form: str
    earlier: tuple[int, str]
    later: tuple[int, str]
    hashes: tuple[str, ...]


def prove(ledger: Ledger, kind: str, entry_id: str, size: int | None = None) -> Proof:
    """Return the proof for a report, claim, reading or decision, or for an entry by number.

    Args:
        ledger: that holds it.
        kind: one of `provable`, or ``entry``.
        entry_id: its id, or the entry's number.
        size: of the head to prove it in; by default the present one.

    Raises:
        UnknownId: the ledger has no such thing, or had not at that size.
        Erased: it was erased; its entry can still be proved.
    """
    with ledger.reading() as connection:
        head = head_of(connection, size)
        if kind == "entry":
            return _proof(connection, (kind, entry_id), int(entry_id), head, None)
        table = provable[kind]
        key = table.primary_key.columns[0]
        row = connection.execute(select(table).where(key == entry_id)).first()
        if row is None:
            raise UnknownId(f"there is no {kind} {entry_id!r}.", where=Where(ledger.name))
        plain = plain_row(row._mapping)
        record = _content(connection, table, plain)
        return _proof(connection, (kind, entry_id), plain["seq"], head, record)


def _proof(
    connection: Connection, named: tuple[str, str], seq: int, head: Head, record: Content | None
) -> Proof:
    if not 0 <= seq < head.size:
        raise UnknownId(f"the log had no entry {seq} at {head.size} entries.")
    entry = entry_at(connection, seq)
    path = merkle.inclusion(seq, head.size, hashes_in(connection))
    steps = _steps(path, seq, head.size)
    return Proof(form, *named, entry.record(), steps, head.size, head.root, head.moment, record)


def _content(connection: Connection, table: Table, row: dict[str, Any]) -> Content:
    name = str(table.name)
    record, owner, value = (row[column] for column in sealed_in[name])
    key = record_key(owner_key(connection, str(owner)), name, str(record))
    content = unseal(key, value)
    line = row_form(name, row)
    leaves = rows_tree(_lines(connection, row["seq"]))
    index = leaves.index(merkle.leaf_hash(line))
    path = merkle.inclusion(index, len(leaves), merkle.over(leaves))
    return Content(
        salt=key.salt.hex(),
        commitment=commit(key.salt, content).hex(),
        row=line.decode(),
        path=_steps(path, index, len(leaves)),
        content=None if name == "blob" else content.decode(),
    )


def _lines(connection: Connection, seq: int) -> list[bytes]:
    return [
        row_form(str(table.name), plain_row(row._mapping))
        for table in schema.logged
        for row in connection.execute(select(table).where(table.c.seq == seq))
    ]


def _steps(path: list[bytes], index: int, size: int) -> tuple[Step, ...]:
    sides = merkle.sides(index, size)
    return tuple(Step(side, h.hex()) for side, h in zip(sides, path, strict=True))


def climbed(leaf: bytes, path: tuple[Step, ...]) -> str:
    """Return the root that ``path`` leads to from ``leaf``."""
    made = leaf
    for step in path:
        sibling = bytes.fromhex(step.hash)
        made = (
            merkle.node_hash(sibling, made) if step.side == "L" else merkle.node_hash(made, sibling)
        )
    return made.hex()


def check_proof(proof: Proof, original: bytes | None = None) -> str:
    """Check a proof by itself and return in a sentence what it shows.

    Args:
        proof: to check.
        original: the bytes, where the proof is of a report.

    Raises:
        BrokenLedger: a step does not hold.
    """
    if proof.form != form:
        raise BrokenLedger(f"this is a proof of the form {proof.form!r}, not {form!r}.")
    if climbed(leaf_of(proof.entry), proof.path) != proof.root:
        raise BrokenLedger("the entry does not lead to the head.")
    entry = _entry(proof.entry)
    if not entry.seq < proof.size or [step.side for step in proof.path] != list(
        merkle.sides(entry.seq, proof.size)
    ):
        raise BrokenLedger("the path is not that of the entry's place in the log.")
    if proof.kind == "entry":
        if str(entry.seq) != proof.id:
            raise BrokenLedger("the entry is not the one that the proof names.")
    else:
        _check_record(proof, entry.rows, original)
    return (
        f"{proof.kind} {proof.id} was written by entry {entry.seq} ({entry.kind}) on "
        f"{entry.moment}, which is in the log with head {proof.size}:{proof.root}."
    )


def _entry(line: str) -> Entry:
    try:
        return entry_from(line)
    except msgspec.MsgspecError as error:
        raise BrokenLedger(f"the proof's entry can't be read: {error}.") from error


def _check_record(proof: Proof, rows: str, original: bytes | None) -> None:
    record = proof.record
    if record is None:
        raise BrokenLedger("the proof does not hold what it is about.")
    if climbed(merkle.leaf_hash(record.row.encode()), record.path) != rows:
        raise BrokenLedger("the row does not lead to its entry.")
    line = msgspec.json.decode(record.row)
    table = provable.get(proof.kind)
    if table is None or line["table"] != table.name:
        raise BrokenLedger(f"the row is not that of a {proof.kind}.")
    name, _, value = sealed_in[str(table.name)]
    if line["row"][name] != proof.id or line["row"][value]["commitment"] != record.commitment:
        raise BrokenLedger("the row is not that of what the proof names.")
    content = record.content.encode() if record.content is not None else original
    if content is None and proof.kind != "report":
        raise BrokenLedger(f"the proof does not hold the {proof.kind}.")
    if content is not None and commit(bytes.fromhex(record.salt), content).hex() != (
        record.commitment
    ):
        raise BrokenLedger("the content is not what the row commits to.")


def prove_consistency(ledger: Ledger, first: int, second: int | None = None) -> Consistency:
    """Return the proof that the head of ``second`` entries extends that of ``first``.

    Raises:
        UnknownId: the log is shorter.
    """
    with ledger.reading() as connection:
        later = head_of(connection, second)
        if first > later.size:
            raise UnknownId(f"{first} entries are more than {later.size}.")
        earlier = head_of(connection, first)
        hashes = merkle.consistency(first, later.size, hashes_in(connection))
    return Consistency(
        "polybius.consistency.v1",
        (earlier.size, earlier.root),
        (later.size, later.root),
        tuple(h.hex() for h in hashes),
    )


def check_consistency(proof: Consistency) -> str:
    """Check a proof of consistency and return in a sentence what it shows.

    Raises:
        BrokenLedger: it does not hold.
    """
    (first, old), (second, new) = proof.earlier, proof.later
    roots = bytes.fromhex(old), bytes.fromhex(new)
    hashes = [bytes.fromhex(h) for h in proof.hashes]
    if not merkle.is_consistent(first, second, *roots, hashes):
        raise BrokenLedger(f"the head {second}:{new} does not extend {first}:{old}.")
    return f"the head {second}:{new} extends {first}:{old}: nothing before it was changed."


def write_proof(proof: Proof | Consistency, path: Path) -> None:
    """Write a proof file: JSON."""
    data = msgspec.json.format(msgspec.json.encode(proof, order="sorted"), indent=1) + b"\n"
    try:
        path.write_bytes(data)
    except OSError as error:
        raise SettingsError(f"can't be written: {error.strerror}.", where=Where(str(path))) from (
            error
        )


def read_proof(path: Path) -> Proof | Consistency:
    """Return the proof in a file.

    Raises:
        BrokenLedger: it holds none.
        SettingsError: it can't be read.
    """
    try:
        data = path.read_bytes()
        if b"polybius.consistency.v1" in data:
            return msgspec.json.decode(data, type=Consistency)
        return msgspec.json.decode(data, type=Proof)
    except OSError as error:
        what = f"the proof can't be read: {error.strerror}."
        raise SettingsError(what, where=Where(str(path))) from error
    except msgspec.MsgspecError as error:
        raise BrokenLedger(f"this is no proof: {error}.", where=Where(str(path))) from error
