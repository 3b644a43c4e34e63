"""The index tables and the full-text index: parts of sealed content in the clear, for queries.

Everything here can be made anew from the sealed records and the decisions
(`polybius.ledger.reindexing`).
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select, text

from polybius.ledger import rows, schema
from polybius.ledger.dialects import dialect_of
from polybius.records import Claim, Report


def index_report(connection: Connection, report: Report) -> None:
    """Index a report."""
    connection.execute(insert(schema.report_index), rows.report_index_row(report))


def index_claims(connection: Connection, claims: Iterable[Claim], seq: int) -> None:
    """Index claims that were first read by the entry ``seq``, with the words of their passages."""
    claims = list(claims)
    if not claims:
        return
    _index(connection, [(claim, True) for claim in claims], seq)
    dialect = dialect_of(connection)
    words = [{"id": c.id, "text": dialect.indexed_text(c.passage.text)} for c in claims]
    connection.execute(dialect.insert_text, words)


def index_ruled(connection: Connection, claim: Claim, seq: int, *, live: bool) -> None:
    """Index a claim as it stands from the decision at ``seq`` on."""
    _index(connection, [(claim, live)], seq)


def _index(connection: Connection, claims: Iterable[tuple[Claim, bool]], seq: int) -> None:
    claims = list(claims)
    found = [rows.claim_index_row(claim, seq, live=live) for claim, live in claims]
    connection.execute(insert(schema.claim_index), found)
    parties = [row for claim, _ in claims for row in rows.party_rows(claim, seq)]
    if parties:
        connection.execute(insert(schema.party_index), parties)


def unindex(connection: Connection, report_id: str) -> None:
    """Take a report and its claims out of every index."""
    claims = select(schema.claim.c.id).where(schema.claim.c.report_id == report_id)
    for table in (schema.party_index, schema.claim_index):
        connection.execute(delete(table).where(table.c.claim_id.in_(claims)))
    gone = text(
        "DELETE FROM passage_text "
        "WHERE claim_id IN (SELECT id FROM claim WHERE report_id = :report)"
    )
    connection.execute(gone, {"report": report_id})
    reports = schema.report_index
    connection.execute(delete(reports).where(reports.c.report_id == report_id))


def clear(connection: Connection) -> None:
    """Empty every index."""
    for table in reversed(schema.index):
        connection.execute(delete(table))
    connection.execute(text("DELETE FROM passage_text"))
