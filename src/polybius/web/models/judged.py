"""Claims with what people ruled on them, and the reports that they are of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from polybius.errors import Erased, UnknownId
from polybius.ledger import rulings, schema
from polybius.ledger.store import Ledger
from polybius.ledger.unsealing import claim_in, rulings_in, size_or_all
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
    with ledger.reading() as connection:
        ruled = rulings.by_claim(rulings_in(connection, size))
        found = [claim_in(connection, claim_id) for claim_id in claim_ids]
    return [_judged(claim, ruled) for claim in found if claim is not None]


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
    found: dict[str, Report] = {}
    for report_id in dict.fromkeys(report_ids):
        try:
            report = ledger.report(report_id)
        except (Erased, UnknownId):
            continue
        if known_by is None or was_known(report, known_by):
            found[report_id] = report
    return found


def all_reports(
    ledger: Ledger, size: int | None = None, known_by: str | None = None
) -> dict[str, Report]:
    """Return every report that was in the ledger, and was known on that day."""
    reports = ledger.reports(size)
    return {r.id: r for r in reports if known_by is None or was_known(r, known_by)}
