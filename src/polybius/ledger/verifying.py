"""Verifies a whole ledger: log, rows, sealed content, indexes, signatures and time stamps.

What verification can't see is a log that was cut off at its end with all that the last entries
wrote: for that, compare with a head that is kept elsewhere (``known``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import msgspec
from cryptography.x509 import Certificate
from sqlalchemy import Connection, select, text

from polybius.errors import PolybiusError
from polybius.ledger import merkle, schema
from polybius.ledger.attesting import attestation_fault, attesting_kinds
from polybius.ledger.checking import Fault, RowChecks, outside_faults, row_checks, text_faults
from polybius.ledger.entries import Entry, chain_start, entry_from, leaf_of
from polybius.ledger.log import Head, entry_row, fan
from polybius.ledger.store import Ledger
from polybius.ledger.text_checking import text_index_faults

window = 1000
"""Entries whose rows are checked together."""


@dataclass(slots=True)
class Verified:
    """What a verification found."""

    entries: int = 0
    rows: int = 0
    head: Head | None = None
    faults: list[Fault] = field(default_factory=list)
    """In the order in which they were found, which is that of the log where entries are at
    fault."""

    @property
    def first(self) -> Fault | None:
        """The fault with the lowest entry; one without entry only where there is no other."""
        return min(
            self.faults,
            key=lambda f: (f.entry is None, f.entry or 0),
            default=None,
        )


@dataclass(slots=True)
class Tree:
    """The Merkle tree of the entries seen so far, as its complete subtrees from the left."""

    size: int = 0
    peaks: list[tuple[int, bytes]] = field(default_factory=list)
    """Sizes and roots, sizes falling."""
    made: list[tuple[int, int, str]] = field(default_factory=list)
    """Subtrees that should be stored: level, position, root."""

    def add(self, leaf: bytes) -> None:
        """Append a leaf."""
        self.size += 1
        self.peaks.append((1, leaf))
        while len(self.peaks) > 1 and self.peaks[-2][0] == self.peaks[-1][0]:
            size, right = self.peaks.pop()
            _, left = self.peaks.pop()
            self.peaks.append((2 * size, merkle.node_hash(left, right)))
            self._note(2 * size)

    def _note(self, size: int) -> None:
        level = 1
        while fan**level < size:
            level += 1
        if fan**level == size:
            self.made.append((level, self.size // size - 1, self.peaks[-1][1].hex()))

    def root(self) -> str:
        """Return the root over all leaves."""
        if not self.peaks:
            return merkle.empty_root.hex()
        *rest, (_, made) = self.peaks
        for _, left in reversed(rest):
            made = merkle.node_hash(left, made)
        return made.hex()


@dataclass(slots=True)
class Walk:
    """One pass over the log, from its first entry to its last."""

    connection: Connection
    checks: RowChecks
    roots: Sequence[Certificate]
    sizes: frozenset[int]
    """Sizes at which something outside the log says what its root is."""
    result: Verified
    tree: Tree = field(default_factory=Tree)
    roots_at: dict[int, str] = field(default_factory=dict)
    previous: str = chain_start
    moment: str = ""

    def go(self) -> None:
        """Check every entry and what it wrote, a window at a time."""
        while batch := self._batch():
            first, entries, faults = self.tree.size, dict[int, Entry](), list[Fault]()
            whole = True
            for row in batch:
                if row.seq != self.tree.size:
                    missing = f"this entry is missing; the next is {row.seq}."
                    faults.append(Fault(self.tree.size, missing))
                    whole = False
                    break
                faults += self._check_entry(row, entries)
            if self.tree.size > first:
                faults += self.checks.check(entries, first, self.tree.size - 1)
                self.result.head = Head(self.tree.size, self.tree.root(), self.moment)
            self.result.faults += sorted(faults, key=lambda fault: fault.entry or 0)
            self.result.entries = self.tree.size
            if not whole:
                return

    def _batch(self) -> Sequence[Any]:
        entry = schema.entry.c
        query = select(schema.entry).where(entry.seq >= self.tree.size).order_by(entry.seq)
        return self.connection.execute(query.limit(window)).all()

    def _check_entry(self, row: Any, entries: dict[int, Entry]) -> Iterator[Fault]:
        seq, leaf = self.tree.size, leaf_of(str(row.record))
        try:
            entry = entry_from(row.record)
        except (msgspec.MsgspecError, TypeError):
            yield Fault(seq, "its record is no entry.")
        else:
            entries[seq] = entry
            yield from self._check_fields(row, entry)
            self.moment = entry.moment
        self.previous = leaf.hex()
        self.tree.add(leaf)
        if self.tree.size in self.sizes:
            self.roots_at[self.tree.size] = self.tree.root()

    def _check_fields(self, row: Any, entry: Entry) -> Iterator[Fault]:
        if tuple(row) != tuple(entry_row(row.record, entry).values()) or entry.seq != row.seq:
            yield Fault(row.seq, "its record, its hash and its columns are not of one entry.")
        if entry.record() != row.record:
            yield Fault(row.seq, "its record is not in the form that is hashed.")
        if entry.previous != self.previous:
            yield Fault(row.seq, "it does not follow on the entry before it.")
        if entry.moment < self.moment:
            yield Fault(row.seq, "it is dated earlier than the entry before it.")
        if entry.kind in attesting_kinds:
            root = self.roots_at.get(entry.content.get("size", 0))
            wrong = attestation_fault(entry, root, self.roots)
            if wrong:
                yield Fault(row.seq, wrong)


def verify(
    ledger: Ledger, known: Head | None = None, roots: Sequence[Certificate] = ()
) -> Verified:
    """Check everything that the ledger holds.

    Args:
        ledger: to verify.
        known: a head that was noted before: the log must extend it.
        roots: certificates of time-stamping authorities, to prove time stamps by.
    """
    result = Verified()
    try:
        with ledger.reading() as connection:
            result.faults += _database_faults(connection)
            _verify(connection, result, known, roots)
    except PolybiusError as error:
        # Damage may stop the database from answering at all.
        result.faults.append(Fault(result.entries, f"from here on it can't be read: {error.what}"))
    return result


def _verify(
    connection: Connection, result: Verified, known: Head | None, roots: Sequence[Certificate]
) -> None:
    sizes = _attested_sizes(connection) | ({known.size} if known else set())
    walk = Walk(connection, row_checks(connection), roots, frozenset(sizes), result)
    walk.go()
    result.rows = walk.checks.rows
    if not result.entries:
        result.faults.append(Fault(0, "the log has no first entry."))
    result.faults += _subtree_faults(connection, walk.tree)
    result.faults += outside_faults(connection, walk.tree.size)
    result.faults += text_faults(connection)
    result.faults += text_index_faults(connection)
    if known and walk.roots_at.get(known.size) != known.root:
        result.faults.append(Fault(None, f"the log does not extend the known head {known}."))


def _attested_sizes(connection: Connection) -> set[int]:
    entry = schema.entry.c
    query = select(entry.record).where(entry.kind.in_(attesting_kinds))
    found: set[int] = set()
    for record in connection.scalars(query):
        # One that can't be parsed is a fault of its own entry.
        with suppress(msgspec.MsgspecError):
            found.add(entry_from(record).content.get("size", 0))
    return found


def _subtree_faults(connection: Connection, tree: Tree) -> Iterator[Fault]:
    """Yield stored subtrees that are not those of the log, or are not there."""
    stored = {
        (row.level, row.position): row.hash for row in connection.execute(select(schema.subtree))
    }
    made = {(level, position): root for level, position, root in tree.made}
    for level, position in sorted({*stored, *made}):
        if stored.get((level, position)) != made.get((level, position)):
            what = f"the stored hash of its subtree (level {level}, number {position}) is wrong."
            yield Fault(position * fan**level, what)


def _database_faults(connection: Connection) -> list[Fault]:
    """Return what SQLite's own check of the file finds: damaged pages and indexes."""
    if connection.dialect.name != "sqlite":
        return []
    found = connection.scalars(text("PRAGMA integrity_check(10)")).all()
    return [Fault(None, f"SQLite finds: {line}.") for line in found if line != "ok"]
