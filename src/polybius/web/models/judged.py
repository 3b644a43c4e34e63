"""Claims with what people ruled on them, and the reports that they are of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from polybius.ledger import queries, rulings, schema
from polybius.ledger.store import Ledger
from polybius.ledger.unsealing import size_or_all, unsealed
from polybius.ledger.workings import claims_in, portions, reports_in
from polybius.plain import loads
from polybius.records import Claim, Decision, Report, Ruling
from polybius.weighing.times import known_by as was_known


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with what people ruled on it."""

    claim: Claim
    """As corrected."""
    read: Claim
    """As it was read."""
    decisions: tuple[Decision, ...] = ()
    """Those in effect, in their order."""

    @property
    def status(self) -> str:
        """``unreviewed``, ``accepted``, ``corrected`` or ``rejected``: the last word counts."""
        if not self.decisions:
            return "unreviewed"
        if self.decisions[-1].ruling is Ruling.REJECT:
            return "rejected"
        return "accepted" if self.claim == self.read else "corrected"


def judged(ledger: Ledger, claim_ids: Iterable[str], size: int | None = None) -> list[Judged]:
    """Return claims with what was ruled on them, in the order given; erased ones are left out."""
    ids = list(claim_ids)
    with ledger.reading() as connection:
        found = {claim.id: claim for claim in claims_in(connection, ids, ())}
        ruled = rulings_on(connection, found, size)
    return [_judged(found[claim_id], ruled) for claim_id in ids if claim_id in found]


def rulings_on(
    connection: Connection, claim_ids: Iterable[str], size: int | None = None
) -> dict[str, list[Decision]]:
    """Return the decisions in effect on each of these claims, in their order.

    Each decision on a claim, an undo too, adds a row to the claim's index under its own entry, so
    that the others need not be opened.
    """
    index, decision = schema.claim_index.c, schema.decision.c
    query = queries.sealed_decisions(size_or_all(size))
    seqs: set[int] = set()
    for some in portions(sorted(claim_ids)):
        named = select(decision.seq).join(schema.claim_index, index.seq == decision.seq)
        seqs |= set(connection.scalars(named.where(index.claim_id.in_(some))))
    found = [
        loads(content, Decision)
        for some in portions(sorted(seqs))
        for content in unsealed(connection, "decision", query.where(decision.seq.in_(some)))
    ]
    return rulings.by_claim(rulings.in_effect(found))


def _judged(claim: Claim, ruled: Mapping[str, Sequence[Decision]]) -> Judged:
    decisions = tuple(ruled.get(claim.id, ()))
    return Judged(rulings.as_ruled(claim, decisions)[0], claim, decisions)


def read_claims(ledger: Ledger, report_id: str, size: int | None = None) -> list[Judged]:
    """Return all claims of a report's latest reading, rejected ones too, in text order."""
    with ledger.reading() as connection:
        ids = [str(i) for i in connection.scalars(_latest_reading(report_id, size))]
    order = {claim_id: n for n, claim_id in enumerate(ids)}
    found = judged(ledger, ids, size)
    return sorted(found, key=lambda j: (j.claim.passage.start, order[j.claim.id]))


def _latest_reading(report_id: str, size: int | None) -> Select[Any]:
    reading, link = schema.reading.c, schema.reading_claim.c
    latest = (
        select(reading.id)
        .where(reading.report_id == report_id, reading.seq < size_or_all(size))
        .order_by(reading.seq.desc())
        .limit(1)
    )
    query = select(link.claim_id).where(link.reading_id == latest.scalar_subquery())
    return query.order_by(link.position)


def reports_of(
    ledger: Ledger, report_ids: Iterable[str], known_by: str | None = None
) -> dict[str, Report]:
    """Return these reports by id, but those that were erased or were not known on that day."""
    wanted = list(dict.fromkeys(report_ids))
    with ledger.reading() as connection:
        found = reports_in(connection, wanted)
    known = [found[i] for i in wanted if i in found]
    return {r.id: r for r in known if known_by is None or was_known(r, known_by)}


def all_reports(
    ledger: Ledger, size: int | None = None, known_by: str | None = None
) -> dict[str, Report]:
    """Return every report that was in the ledger, and was known on that day."""
    reports = ledger.reports(size)
    return {r.id: r for r in reports if known_by is None or was_known(r, known_by)}
