"""Writing reports, readings and decisions: sealed rows, their log entries, their index."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from polybius.errors import Erased, Where
from polybius.ledger import indexing, rows, schema
from polybius.ledger.log import LogWriter
from polybius.ledger.sealing import new_key, record_key, seal
from polybius.plain import dumps
from polybius.records import Claim, Decision, Reading, Report

Written = list[tuple[str, Mapping[str, Any]]]


def append_report(log: LogWriter, report: Report, original: bytes) -> None:
    """Append a report with its original bytes, or, if it is there, only a new address of it.

    Raises:
        Erased: the report was here and was erased.
    """
    if has_row(log.connection, schema.report.c.id, report.id):
        append_sighting(log, report)
        return
    key = new_key()
    log.connection.execute(insert(schema.seal), {"id": report.id, "key": key})
    seq = log.next
    data = seal(record_key(key, "blob", report.id), original)
    record = seal(record_key(key, "report", report.id), dumps(report).encode())
    blob = {"sha256": report.id, "seq": seq, "size": len(original), "data": data}
    written: Written = []
    _insert(log.connection, written, schema.blob, [blob])
    _insert(
        log.connection, written, schema.report, [{"id": report.id, "seq": seq, "record": record}]
    )
    sighting = _sighting_row(key, report, seq)
    _insert(log.connection, written, schema.sighting, [sighting])
    indexing.index_report(log.connection, report)
    log.append("report", report.id, {"size": len(original)}, written)


def append_sighting(log: LogWriter, report: Report) -> None:
    """Note that a report was met at an address, unless that is known.

    Raises:
        Erased: the report was erased.
    """
    key = owner_key(log.connection, report.id)
    row = _sighting_row(key, report, log.next)
    if not has_row(log.connection, schema.sighting.c.id, row["id"]):
        written: Written = []
        _insert(log.connection, written, schema.sighting, [row])
        log.append("sighting", report.id, rows=written)


def _sighting_row(key: bytes, report: Report, seq: int) -> dict[str, Any]:
    address = report.origin.address
    # Keyed, so that after an erasure nobody can try addresses against it.
    sighting_id = hmac.digest(key, f"sighting:{address}".encode(), "sha256").hex()
    content = dumps(report.origin).encode()
    record = seal(record_key(key, "sighting", sighting_id), content)
    return {"id": sighting_id, "seq": seq, "report_id": report.id, "record": record}


def append_reading(log: LogWriter, reading: Reading) -> None:
    """Append a reading with its claims; those that an earlier reading made are only linked."""
    key = owner_key(log.connection, reading.report_id)
    seq, written = log.next, Written()
    reading_id = rows.reading_id(reading.report_id, reading.reader)
    row = {
        "id": reading_id,
        "seq": seq,
        "report_id": reading.report_id,
        "reader": reading.reader,
        "unread": reading.unread,
        "flags": seal(record_key(key, "reading", reading_id), dumps(reading.flags).encode()),
    }
    _insert(log.connection, written, schema.reading, [row])
    new = _not_there(log.connection, reading.claims)
    _insert(log.connection, written, schema.claim, [_claim_row(key, claim, seq) for claim in new])
    links = [
        {"reading_id": reading_id, "position": position, "claim_id": claim.id, "seq": seq}
        for position, claim in enumerate(reading.claims)
    ]
    _insert(log.connection, written, schema.reading_claim, links)
    indexing.index_claims(log.connection, new, seq)
    content = {"reader": reading.reader, "report": reading.report_id}
    log.append("reading", reading_id, content, written)


def _claim_row(key: bytes, claim: Claim, seq: int) -> dict[str, Any]:
    record = seal(record_key(key, "claim", claim.id), dumps(claim).encode())
    return {"id": claim.id, "seq": seq, "report_id": claim.report_id, "record": record}


def _not_there(connection: Connection, claims: Iterable[Claim]) -> list[Claim]:
    unique = {claim.id: claim for claim in claims}
    known: set[str] = set()
    ids = list(unique)
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        query = select(schema.claim.c.id).where(schema.claim.c.id.in_(some))
        known.update(connection.scalars(query))
    return [claim for claim in unique.values() if claim.id not in known]


def append_decision(log: LogWriter, decision: Decision) -> None:
    """Append a decision, sealed under a key of its own: its reason may name people."""
    key = new_key()
    log.connection.execute(insert(schema.seal), {"id": decision.id, "key": key})
    record = seal(record_key(key, "decision", decision.id), dumps(decision).encode())
    written: Written = []
    row = {"id": decision.id, "seq": log.next, "record": record}
    _insert(log.connection, written, schema.decision, [row])
    log.append("decision", decision.id, {"ruling": decision.ruling.value}, written)


def owner_key(connection: Connection, owner: str) -> bytes:
    """Return the key of a report or decision.

    Raises:
        Erased: it was destroyed.
    """
    found = connection.scalar(select(schema.seal.c.key).where(schema.seal.c.id == owner))
    if found is None:
        raise Erased(
            "this was erased: its key was destroyed.",
            where=Where(owner),
            hint="When and on whose word: polybius log --kind erasure",
        )
    return bytes(found)


def has_row(connection: Connection, column: Any, key: str) -> bool:
    """Tell whether a table has a row with ``key`` in ``column``."""
    return connection.scalar(select(column).where(column == key)) is not None


def _insert(
    connection: Connection, written: Written, table: Table, new: list[dict[str, Any]]
) -> None:
    if new:
        connection.execute(insert(table), new)
        written.extend((str(table.name), row) for row in new)
