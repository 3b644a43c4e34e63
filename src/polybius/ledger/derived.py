"""Incidents with their parts, tallies, disputes and grades, as the ledger keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TypeVar

from sqlalchemy import Column, Connection, select

from polybius.ids import sha256_hex
from polybius.ledger import schema
from polybius.plain import loads
from polybius.records import Dispute, Grade, Incident, Part, Tally

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
    parts: tuple[Part, ...] = ()
    """Which incidents are parts of others; each of at most one."""


def sum_of_ids(ids: Iterable[str]) -> int:
    """Return a number of a set of ids to which one can be added, and from which one be taken."""
    return sum(int.from_bytes(sha256(each.encode()).digest()) for each in ids)


def digest_of(ids: int, ruled: Iterable[str]) -> str:
    """Return the digest of reports and claims, by `sum_of_ids`, and of decisions in effect."""
    return sha256_hex(" ".join([f"{ids % 2**256:064x}", *ruled]).encode())


def in_order(derived: Derived) -> Derived:
    """Return ``derived`` in the one order in which it is kept and printed.

    Incidents by their first day, those without one last; all else by incident, then by its own
    id or codes. Sorted here and not by the database: servers differ in where they put missing
    values and in how they sort text.
    """
    return replace(
        derived,
        incidents=tuple(
            sorted(derived.incidents, key=lambda i: (i.start is None, i.start or "", i.id))
        ),
        tallies=tuple(
            sorted(
                derived.tallies,
                key=lambda t: (t.incident_id, t.rule, t.category, t.victim_class),
            )
        ),
        disputes=tuple(sorted(derived.disputes, key=lambda d: (d.incident_id, d.id))),
        grades=tuple(sorted(derived.grades, key=lambda g: (g.incident_id, g.rule))),
        parts=tuple(sorted(derived.parts, key=lambda p: (p.whole_id, p.part_id))),
    )


def read_derived(connection: Connection) -> Derived:
    """Return what is derived, as it is kept, `in_order`."""
    facts = {row.name: row.value for row in connection.execute(select(schema.derivation))}
    return in_order(
        Derived(
            incidents=_all(connection, schema.incident.c.record, Incident),
            tallies=_all(connection, schema.tally.c.record, Tally),
            disputes=_all(connection, schema.dispute.c.record, Dispute),
            grades=_all(connection, schema.grade.c.record, Grade),
            claims_digest=facts.get("claims_digest", ""),
            rules=tuple(facts.get("rules", "").split()),
            parts=_all(connection, schema.incident_part.c.record, Part),
        )
    )


def _all(connection: Connection, record: Column[str], shape: type[T]) -> tuple[T, ...]:
    return tuple(loads(plain, shape) for plain in connection.scalars(select(record)))
