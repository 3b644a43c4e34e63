"""Erasure on legal demand: keys are destroyed, indexes emptied, and the log says so.

The log's hashes stay: they cover sealed bytes and say nothing about the content. What was erased
can't be appended again. Copies and backups made before keep their own keys: erase there too, and
keep only the newest key file of the backups (`polybius.ledger.copying`).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from polybius.errors import SettingsError, UnknownId, Where
from polybius.ledger import indexing, rulings, schema
from polybius.ledger.appending import owner_key
from polybius.ledger.dialects import dialect_of, run_all
from polybius.ledger.log import LogWriter
from polybius.ledger.store import Ledger
from polybius.ledger.unsealing import decisions_in

erasable = {"report": schema.report, "decision": schema.decision}


def erase(ledger: Ledger, kind: str, entry_id: str, person: str, demand: str) -> tuple[str, ...]:
    """Erase a report with all that was read from it, or a decision.

    Decisions that rule only on claims of an erased report go with it.

    Args:
        ledger: that holds it.
        kind: ``report`` or ``decision``.
        entry_id: its id.
        person: who carries the erasure out.
        demand: the file number of the demand; it stays in the log for ever, so no names.

    Returns:
        The ids of what was erased.

    Raises:
        SettingsError: it is of another kind, or person or demand is missing.
        UnknownId: the ledger has no such thing.
        Erased: it was erased before.
    """
    if kind not in erasable:
        hint = "Erase the report that it comes from."
        raise SettingsError(f"a {kind} can't be erased by itself.", hint=hint)
    if not person.strip() or not demand.strip():
        raise SettingsError("an erasure needs a person and the number of the demand.")
    with ledger.writing() as writer:
        connection = writer.connection
        table = erasable[kind]
        if connection.scalar(select(table.c.id).where(table.c.id == entry_id)) is None:
            raise UnknownId(f"there is no {kind} {entry_id!r}.", where=Where(ledger.name))
        owner_key(connection, entry_id)
        gone = [("decision", d) for d in _moot(connection, entry_id)] if kind == "report" else []
        _forget_indexes(connection, kind, entry_id, [d for _, d in gone])
        for each, owner in [*gone, (kind, entry_id)]:
            connection.execute(delete(schema.seal).where(schema.seal.c.id == owner))
            _log(writer, each, owner, person, demand)
    ledger.sweep()
    return tuple(owner for _, owner in [*gone, (kind, entry_id)])


def _log(writer: LogWriter, kind: str, owner: str, person: str, demand: str) -> None:
    writer.append("erasure", owner, {"kind": kind, "person": person, "demand": demand})


def _moot(connection: Connection, report_id: str) -> list[str]:
    """Return the decisions that rule on nothing but claims of the report."""
    query = select(schema.claim.c.id).where(schema.claim.c.report_id == report_id)
    claims = set(connection.scalars(query))
    found: list[str] = []
    for decision in decisions_in(connection):
        ruled = {claim for group in decision.groups for claim in group}
        ruled |= set(decision.subjects) if decision.ruling in rulings.on_claims else set()
        if ruled and ruled <= claims:
            found.append(decision.id)
    return found


def _forget_indexes(
    connection: Connection, kind: str, owner: str, decisions: Sequence[str]
) -> None:
    # Derived rows repeat words of the claims; they are made anew when next asked for.
    for table in reversed(schema.derived):
        connection.execute(delete(table))
    if kind == "report":
        indexing.unindex(connection, owner)
        run_all(connection, dialect_of(connection).purge_text)
    for decision in [owner] if kind == "decision" else decisions:
        seq = select(schema.decision.c.seq).where(schema.decision.c.id == decision)
        at = connection.scalar(seq)
        for index in (schema.party_index, schema.claim_index):
            connection.execute(delete(index).where(index.c.seq == at))
