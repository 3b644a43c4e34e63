"""The log in the database: appending entries, heads, and hashes of any range of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, insert, select

from polybius.errors import LedgerError, UnknownId
from polybius.ledger import merkle, schema
from polybius.ledger.entries import (
    Entry,
    chain_start,
    entry_from,
    leaf_of,
    row_form,
    rows_tree,
    version,
)

fan_bits = 8
fan = 1 << fan_bits
"""Leaves, or smaller stored subtrees, under one stored subtree."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Head:
    """The state of the log after ``size`` entries: names all of them."""

    size: int
    root: str
    moment: str
    """Of the last entry."""

    def __str__(self) -> str:
        """Render as ``size:root``, the form in which exports name it and ``--as-of`` takes it."""
        return f"{self.size}:{self.root}"

    def note(self) -> bytes:
        """Return the text that is signed and time-stamped."""
        return f"polybius ledger head v{version}\n{self.size}\n{self.root}\n".encode()


class LogWriter:
    """Appends entries within one write transaction, which must hold the ledger's write lock.

    It is used as a context, within which entries wait and after which they are all written.
    """

    _waiting: list[dict[str, Any]]

    def __init__(self, connection: Connection, now: Callable[[], str]) -> None:
        self.connection = connection
        self.now = now
        last = connection.execute(
            select(schema.entry.c.seq, schema.entry.c.leaf, schema.entry.c.moment)
            .order_by(schema.entry.c.seq.desc())
            .limit(1)
        ).first()
        self.next: int = last.seq + 1 if last else 0
        self._previous: str = last.leaf if last else chain_start
        self._moment: str = last.moment if last else ""

    def __enter__(self) -> Self:
        """Return the writer itself: only now entries can be appended."""
        self._waiting = []
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write the entries that wait, unless the transaction fails."""
        if error is None:
            self._flush()

    def append(
        self,
        kind: str,
        subject: str,
        content: Mapping[str, Any] | None = None,
        rows: Iterable[tuple[str, Row]] = (),
        moment: str | None = None,
    ) -> Entry:
        """Append an entry for what was just written at `next`, and return it.

        Args:
            kind: one of `polybius.ledger.entries.kinds`.
            subject: id of what was written.
            content: what else the entry says; never anything that may have to be erased.
            rows: the logged rows that were written with it, with their table.
            moment: of the write, where it is not now.
        """
        leaves = rows_tree(row_form(table, row) for table, row in rows)
        clock = moment or self.now()
        # A clock that was set back must not put an entry before an earlier one.
        content = dict(content or {}) | ({"clock": clock} if clock < self._moment else {})
        entry = Entry(
            seq=self.next,
            kind=kind,
            subject=subject,
            moment=max(clock, self._moment),
            previous=self._previous,
            content=content,
            count=len(leaves),
            rows=merkle.root_of(leaves).hex(),
        )
        self._write(entry)
        return entry

    def _write(self, entry: Entry) -> None:
        row = entry_row(entry.record(), entry)
        self._waiting.append(row)
        self.next, self._previous, self._moment = entry.seq + 1, row["leaf"], entry.moment
        made = self.next
        level = 1
        while made % fan == 0:
            self._flush()
            made //= fan
            self._store_subtree(level, made - 1)
            level += 1

    def _flush(self) -> None:
        if self._waiting:
            self.connection.execute(insert(schema.entry), self._waiting)
            self._waiting = []

    def _store_subtree(self, level: int, position: int) -> None:
        below = stored_hashes(self.connection, level - 1, position * fan, (position + 1) * fan)
        root = merkle.root_of(below).hex()
        row = {"level": level, "position": position, "hash": root}
        self.connection.execute(insert(schema.subtree), row)


def entry_row(record: str, entry: Entry) -> dict[str, Any]:
    """Return the row of table ``entry`` for an entry's line."""
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "subject": entry.subject,
        "moment": entry.moment,
        "leaf": leaf_of(record).hex(),
        "record": record,
    }


def stored_hashes(connection: Connection, level: int, start: int, end: int) -> list[bytes]:
    """Return the stored roots of subtrees of ``256 ** level`` leaves, ``start`` to ``end``.

    Raises:
        LedgerError: one is missing.
    """
    if level == 0:
        at, value = schema.entry.c.seq, schema.entry.c.leaf
        query = select(value).where(at >= start, at < end)
    else:
        at, value = schema.subtree.c.position, schema.subtree.c.hash
        query = select(value).where(schema.subtree.c.level == level, at >= start, at < end)
    found = [bytes.fromhex(text) for text in connection.scalars(query.order_by(at))]
    if len(found) != end - start:
        raise LedgerError(
            f"hashes {start} to {end} of level {level} of the log are not all there.",
            hint="Find the fault: polybius verify",
        )
    return found


def hashes_in(connection: Connection) -> merkle.Hashes:
    """Return the hashes of any range of the log, by at most 256 stored ones a level."""

    def hashes(start: int, end: int) -> bytes:
        size = end - start
        if size & (size - 1) or start % size:
            middle = start + merkle.split(size)
            return merkle.node_hash(hashes(start, middle), hashes(middle, end))
        level = (size.bit_length() - 1) // fan_bits
        unit = fan**level
        return merkle.root_of(stored_hashes(connection, level, start // unit, end // unit))

    return hashes


def log_size(connection: Connection) -> int:
    """Return how many entries there are."""
    last = select(schema.entry.c.seq).order_by(schema.entry.c.seq.desc()).limit(1)
    found = connection.scalar(last)
    return 0 if found is None else found + 1


def head_of(connection: Connection, size: int | None = None) -> Head:
    """Return the head after ``size`` entries; by default the present one.

    Raises:
        UnknownId: the log has fewer entries.
    """
    present = log_size(connection)
    size = present if size is None else size
    if not 0 < size <= present:
        raise UnknownId(f"the log has {present} entries, so no head of size {size}.")
    moment = select(schema.entry.c.moment).where(schema.entry.c.seq == size - 1)
    root = hashes_in(connection)(0, size)
    return Head(size, root.hex(), connection.scalar(moment) or "")


def entry_at(connection: Connection, seq: int) -> Entry:
    """Return one entry.

    Raises:
        UnknownId: the log is shorter.
    """
    record = connection.scalar(select(schema.entry.c.record).where(schema.entry.c.seq == seq))
    if record is None:
        raise UnknownId(f"the log has no entry {seq}.")
    return entry_from(record)
