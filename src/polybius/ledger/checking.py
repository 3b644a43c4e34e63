"""Checks stored rows against the log, and the indexes against the rows, a window at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Boolean, Connection, Integer, Table, func, select, text, type_coerce

from polybius.errors import LedgerError
from polybius.ids import sha256_hex
from polybius.ledger import merkle, queries, rows, rulings, schema
from polybius.ledger.deciding import touched
from polybius.ledger.dialects import dialect_of
from polybius.ledger.entries import Entry, row_form, rows_tree
from polybius.ledger.sealing import record_key, unseal
from polybius.ledger.unsealing import claim_in, no_end
from polybius.plain import claim_loads, loads
from polybius.records import Claim, Decision, Report

Row = Mapping[str, Any]

sealed_in: dict[str, tuple[str, str, str]] = {
    "blob": ("sha256", "sha256", "data"),
    "report": ("id", "id", "record"),
    "sighting": ("id", "report_id", "record"),
    "reading": ("id", "report_id", "flags"),
    "claim": ("id", "report_id", "record"),
    "decision": ("id", "id", "record"),
}
"""For each table with sealed content: the columns of record, owner of the key, and bytes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as the log says."""

    entry: int | None
    """Position of the entry concerned; None where no entry covers what is wrong."""
    what: str

    def __str__(self) -> str:
        """Render as a sentence."""
        return f"entry {self.entry}: {self.what}" if self.entry is not None else self.what


@dataclass(slots=True)
class RowChecks:
    """What the check of a window needs to know of the whole ledger."""

    connection: Connection
    erased: frozenset[str]
    """Ids whose key was destroyed, as the log has it."""
    ruled: dict[int, list[tuple[Claim, bool]]] = field(default_factory=dict)
    """Claims as they stand from a decision on, by its position."""
    rows: int = 0

    def check(self, entries: Mapping[int, Entry], first: int, last: int) -> Iterator[Fault]:
        """Yield what is wrong with the rows of the entries ``first`` to ``last``."""
        found = {seq: [] for seq in range(first, last + 1)}  # type: dict[int, list[bytes]]
        opened: list[tuple[str, Row, bytes]] = []
        for table in schema.logged:
            window = self._window(table, first, last)
            self.rows += len(window)
            for row in window:
                found[row["seq"]].append(row_form(str(table.name), row))
            yield from self._open(str(table.name), window, opened)
        for seq, forms in found.items():
            if seq in entries:
                yield from _compare(entries[seq], forms)
        yield from self._check_indexes(opened, first, last)

    def _window(self, table: Table, first: int, last: int) -> list[Row]:
        # As stored: a 3 in place of a true would pass for one.
        as_stored = (
            type_coerce(c, Integer).label(c.name) if isinstance(c.type, Boolean) else c
            for c in table.columns
        )
        query = select(*as_stored).where(table.c.seq >= first, table.c.seq <= last)
        return [plain_row(row._mapping) for row in self.connection.execute(query)]

    def _open(
        self, table: str, window: Iterable[Row], opened: list[tuple[str, Row, bytes]]
    ) -> Iterator[Fault]:
        if table not in sealed_in:
            return
        record, owner, value = sealed_in[table]
        window = list(window)
        keys = self._keys({row[owner] for row in window})
        for row in window:
            key = keys.get(row[owner])
            if key is None:
                if row[owner] not in self.erased:
                    what = f"the key of {table} {row[record]} is gone, and no erasure is logged."
                    yield Fault(row["seq"], what)
                continue
            try:
                content = unseal(record_key(key, table, row[record]), row[value])
            except LedgerError:
                yield Fault(row["seq"], f"{table} {row[record]} does not open under its key.")
                continue
            if table == "blob" and sha256_hex(content) != row["sha256"]:
                yield Fault(row["seq"], f"the original {row[record]} is not what its id says.")
            opened.append((table, row, content))

    def _keys(self, owners: set[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        ordered = sorted(owners)
        for start in range(0, len(ordered), 500):
            some = schema.seal.c.id.in_(ordered[start : start + 500])
            query = select(schema.seal.c.id, schema.seal.c.key).where(some)
            found.update((row.id, bytes(row.key)) for row in self.connection.execute(query))
        return found

    def _check_indexes(
        self, opened: Iterable[tuple[str, Row, bytes]], first: int, last: int
    ) -> Iterator[Fault]:
        claims: list[tuple[int, Claim, bool]] = []
        reports: list[tuple[int, Report]] = []
        for table, row, content in opened:
            try:
                if table == "claim":
                    claims.append((row["seq"], claim_loads(content), True))
                elif table == "report":
                    reports.append((row["seq"], loads(content, Report)))
            except (msgspec.MsgspecError, KeyError, ValueError):
                yield Fault(row["seq"], f"{table} {row['id']} can't be read by this program.")
        for seq, ruled in self.ruled.items():
            if first <= seq <= last:
                claims += [(seq, claim, live) for claim, live in ruled]
        yield from self._check_claims(claims, first, last)
        yield from self._check_reports(reports, first, last)

    def _check_claims(
        self, claims: list[tuple[int, Claim, bool]], first: int, last: int
    ) -> Iterator[Fault]:
        made = [rows.claim_index_row(claim, seq, live=live) for seq, claim, live in claims]
        yield from self._compare_index(schema.claim_index, made, first, last)
        parties = [row for seq, claim, _ in claims for row in rows.party_rows(claim, seq)]
        yield from self._compare_index(schema.party_index, parties, first, last)

    def _compare_index(
        self, table: Table, made: list[dict[str, Any]], first: int, last: int
    ) -> Iterator[Fault]:
        expected = {_hashable(row): row["seq"] for row in made}
        stored = {_hashable(row): row["seq"] for row in self._window(table, first, last)}
        wrong = {**expected, **stored}
        for seq in sorted({wrong[row] for row in expected.keys() ^ stored.keys()}):
            yield Fault(seq, f"the {table.name} of its claims is not what the claims say.")

    def _check_reports(
        self, reports: list[tuple[int, Report]], first: int, last: int
    ) -> Iterator[Fault]:
        index, report = schema.report_index, schema.report.c
        query = select(index, report.seq).join(schema.report, report.id == index.c.report_id)
        query = query.where(report.seq >= first, report.seq <= last)
        found = [dict(row._mapping) for row in self.connection.execute(query)]
        stored = {_hashable(row): row["seq"] for row in found}
        expected = {_hashable({**rows.report_index_row(r), "seq": s}): s for s, r in reports}
        wrong = {**expected, **stored}
        for seq in sorted({wrong[row] for row in expected.keys() ^ stored.keys()}):
            yield Fault(seq, "the report_index of its report is not what the report says.")


def row_checks(connection: Connection) -> RowChecks:
    """Return the checks for a ledger."""
    entry = schema.entry.c
    query = select(entry.subject).where(entry.kind == "erasure")
    checks = RowChecks(connection, frozenset(connection.scalars(query)))
    taken: list[Decision] = []
    for row in connection.execute(queries.sealed_decisions(no_end)):
        # One that does not open is a fault of its own entry.
        with suppress(LedgerError, msgspec.MsgspecError):
            content = unseal(record_key(bytes(row.key), "decision", row.id), bytes(row.sealed))
            taken.append(loads(content, Decision))
            checks.ruled[row.seq] = _ruled(connection, taken[-1], taken)
    return checks


def _ruled(
    connection: Connection, decision: Decision, taken: list[Decision]
) -> list[tuple[Claim, bool]]:
    by_claim = rulings.by_claim(rulings.in_effect(taken))
    claims = [(i, _claim(connection, i)) for i in touched(decision, taken)]
    return [rulings.as_ruled(c, by_claim.get(i, ())) for i, c in claims if c is not None]


def _claim(connection: Connection, claim_id: str) -> Claim | None:
    """Return a claim; None for one that does not open, which is a fault of its own entry."""
    with suppress(LedgerError, msgspec.MsgspecError, KeyError, ValueError):
        return claim_in(connection, claim_id)
    return None


def outside_faults(connection: Connection, size: int) -> Iterator[Fault]:
    """Yield rows that no entry of a log of ``size`` entries can have written."""
    for table in (*schema.logged, schema.claim_index, schema.party_index):
        outside = (table.c.seq < 0) | (table.c.seq >= size)
        if connection.scalar(select(table.c.seq).where(outside).limit(1)) is not None:
            yield Fault(None, f"table {table.name} has a row that no entry wrote.")
    owned = select(schema.report.c.id).union_all(select(schema.decision.c.id))
    stray = select(schema.seal.c.id).where(schema.seal.c.id.not_in(owned)).limit(1)
    if connection.scalar(stray) is not None:
        yield Fault(None, "there is a key of nothing that is in the ledger.")


def text_faults(connection: Connection) -> Iterator[Fault]:
    """Yield claims whose words are not in the full-text index as they are."""
    dialect = dialect_of(connection)
    query = select(text("claim_id"), text(dialect.text_column)).select_from(text("passage_text"))
    indexed = 0
    for rows_ in connection.execute(query).partitions(500):
        indexed += len(rows_)
        passages = _passages(connection, [row[0] for row in rows_])
        made = dialect.text_forms(connection, [passages.get(row[0], "") for row in rows_])
        for (claim_id, words), form in zip(rows_, made, strict=True):
            if claim_id not in passages or form != words:
                yield Fault(None, f"the words of claim {claim_id} are not indexed as they are.")
    count = select(func.count(schema.claim_index.c.claim_id.distinct()))
    claims_there = connection.scalar(count)
    if indexed != claims_there:
        yield Fault(None, f"the full-text index has {indexed} passages of {claims_there} claims.")


def _passages(connection: Connection, claim_ids: list[str]) -> dict[str, str]:
    """Return the words of the claims that open, by id."""
    claim, seal = schema.claim.c, schema.seal.c
    query = select(claim.id, claim.record, seal.key).join(schema.seal, seal.id == claim.report_id)
    found: dict[str, str] = {}
    for row in connection.execute(query.where(claim.id.in_(claim_ids))):
        # One that does not open, or can't be read, is a fault of its own entry.
        with suppress(LedgerError, msgspec.MsgspecError, KeyError, ValueError):
            content = unseal(record_key(bytes(row.key), "claim", row.id), bytes(row.record))
            found[row.id] = claim_loads(content).passage.text
    return found


def _compare(entry: Entry, forms: list[bytes]) -> Iterator[Fault]:
    leaves = rows_tree(forms)
    if len(leaves) != entry.count:
        yield Fault(entry.seq, f"it wrote {entry.count} rows, and {len(leaves)} are there.")
    elif merkle.root_of(leaves).hex() != entry.rows:
        yield Fault(entry.seq, f"the rows of {entry.kind} {entry.subject} were changed.")


def plain_row(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a stored row with plain column names, and bytes where a driver gives memoryview."""
    return {
        str(name): bytes(value) if isinstance(value, memoryview) else value
        for name, value in row.items()
    }


def _hashable(row: Mapping[Any, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted((str(name), value) for name, value in row.items()))
