"""Makes the index tables and the full-text index anew from the sealed records and the decisions."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy import Connection, select

from polybius.ledger import indexing, queries, rulings, schema
from polybius.ledger.deciding import touched
from polybius.ledger.sealing import record_key, unseal
from polybius.ledger.unsealing import claim_in, decisions_in, no_end, unsealed
from polybius.plain import claim_loads, loads
from polybius.records import Decision, Report


def reindex(connection: Connection) -> None:
    """Empty every index and fill it again; what was erased stays out."""
    indexing.clear(connection)
    for content in unsealed(connection, "report", queries.sealed_reports(no_end)):
        indexing.index_report(connection, loads(content, Report))
    claim, seal = schema.claim.c, schema.seal.c
    query = select(claim.seq, claim.id, claim.record, seal.key).join_from(
        schema.claim, schema.seal, seal.id == claim.report_id
    )
    found = connection.execute(query.order_by(claim.seq)).yield_per(1000)
    for seq, rows in groupby(found, key=lambda row: row.seq):
        opened = [
            claim_loads(unseal(record_key(bytes(r.key), "claim", r.id), bytes(r.record)))
            for r in rows
        ]
        indexing.index_claims(connection, opened, seq)
    _index_rulings(connection)


def _index_rulings(connection: Connection) -> None:
    decision = schema.decision.c
    seqs = {r.id: r.seq for r in connection.execute(select(decision.id, decision.seq))}
    taken: list[Decision] = []
    for made in decisions_in(connection):
        taken.append(made)
        ruled = rulings.by_claim(rulings.in_effect(taken))
        for claim_id in touched(made, taken):
            claim = claim_in(connection, claim_id)
            if claim is not None:
                state, live = rulings.as_ruled(claim, ruled.get(claim_id, ()))
                indexing.index_ruled(connection, state, seqs[made.id], live=live)
