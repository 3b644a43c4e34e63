"""Incidents, tallies, disputes and grades in the ledger: replaced as a whole, never edited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, delete, insert, select

from polybius.ledger import rows, schema
from polybius.plain import loads
from polybius.records import Dispute, Grade, Incident, Tally

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Derived:
    """Everything that linking and weighing make of the claims, and what it was made of."""

    incidents: tuple[Incident, ...]
    tallies: tuple[Tally, ...]
    disputes: tuple[Dispute, ...]
    grades: tuple[Grade, ...]
    claims_digest: str = ""
    """Digest of the claims it was derived from."""
    rules: tuple[str, ...] = ()
    """Names and versions of the rules that made it."""


def replace_derived(connection: Connection, derived: Derived) -> None:
    """Empty the derived tables and fill them with ``derived``."""
    for table in reversed(schema.derived):
        connection.execute(delete(table))
    graded = {grade.incident_id: grade.grade for grade in derived.grades}
    incidents = derived.incidents
    links = [
        {"incident_id": i.id, "claim_id": claim_id} for i in incidents for claim_id in i.claim_ids
    ]
    facts = {"claims_digest": derived.claims_digest, "rules": " ".join(derived.rules)}
    for table, made in (
        (schema.incident, [rows.incident_row(i, graded.get(i.id)) for i in incidents]),
        (schema.incident_claim, links),
        (schema.tally, [rows.tally_row(t) for t in derived.tallies]),
        (schema.dispute, [rows.dispute_row(d) for d in derived.disputes]),
        (schema.grade, [rows.grade_row(g) for g in derived.grades]),
        (schema.derivation, [{"name": n, "value": v} for n, v in facts.items()]),
    ):
        if made:
            connection.execute(insert(table), made)


def read_derived(connection: Connection) -> Derived:
    """Return what `replace_derived` stored, in a fixed order."""
    facts = {row.name: row.value for row in connection.execute(select(schema.derivation))}
    incident, tally, dispute, grade = schema.incident, schema.tally, schema.dispute, schema.grade
    return Derived(
        incidents=_all(
            connection, incident.c.record, (incident.c.first_day, incident.c.id), Incident
        ),
        tallies=_all(
            connection,
            tally.c.record,
            (tally.c.incident_id, tally.c.rule, tally.c.category, tally.c.victim_class),
            Tally,
        ),
        disputes=_all(connection, dispute.c.record, (dispute.c.incident_id, dispute.c.id), Dispute),
        grades=_all(connection, grade.c.record, (grade.c.incident_id, grade.c.rule), Grade),
        claims_digest=facts.get("claims_digest", ""),
        rules=tuple(facts.get("rules", "").split()),
    )


def _all(
    connection: Connection, record: Column[str], order: Iterable[Column[Any]], shape: type[T]
) -> tuple[T, ...]:
    query = select(record).order_by(*order)
    return tuple(loads(plain, shape) for plain in connection.scalars(query))
