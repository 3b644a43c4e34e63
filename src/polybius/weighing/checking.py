"""Checks what is derived: every row is compared with a derivation of the same entries.

What linking keeps between runs is derived too, and a fault in it would go on into whatever is
derived from it next; so all of it is made anew, and nothing of it is read for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Boolean, Connection, Integer, Table, func, select, type_coerce

from polybius.ledger import schema
from polybius.ledger.checking import Fault, plain_row
from polybius.ledger.store import Ledger
from polybius.ledger.workings import facts, hold
from polybius.weighing.updating import rows_made
from polybius.weighing.weighed import rules

Made = Mapping[str, Iterable[Mapping[str, Any]]]
"""Rows by table."""
anew = "Make it anew: polybius rebuild"


def derived_faults(ledger: Ledger) -> list[Fault]:
    """Return the derived rows that are not what the rules make of the entries they are made from.

    Of those that another version's rules made only what they say of themselves is checked: this
    one makes them anew before it reads them (`made_by_other_rules`).
    """
    with ledger.reading() as connection:
        kept = facts(connection)
        if not kept:
            return list(_rows_without_facts(connection))
        if not hold(kept):
            what = f"what is derived does not say from what it was made as it did. {anew}."
            return [Fault(None, what)]
        if made_by_other_rules(ledger):
            return []
        return list(differences(connection, rows_made(connection, int(kept["entries"]))))


def made_by_other_rules(ledger: Ledger) -> bool:
    """Tell whether another version's rules made what is derived."""
    with ledger.reading() as connection:
        return facts(connection).get("rules", " ".join(rules)) != " ".join(rules)


def differences(connection: Connection, made: Made) -> Iterator[Fault]:
    """Yield the rows of derived tables that are not those of ``made``, or are not there."""
    for table in schema.derived:
        name = str(table.name)
        expected = {_key(table, row): row for row in map(_whole(table), made.get(name, ()))}
        stored = {_key(table, row): row for row in _stored(connection, table)}
        for key in sorted({*expected, *stored}, key=repr):
            if expected.get(key) != stored.get(key):
                listed = " ".join(map(str, key))
                what = f"row {listed} of {name} is not what the rules make of the claims. {anew}."
                yield Fault(None, what)


def _rows_without_facts(connection: Connection) -> Iterator[Fault]:
    for table in schema.derived:
        if connection.scalar(select(func.count()).select_from(table)):
            yield Fault(None, f"{table.name} has rows, but not from what they were made. {anew}.")


def _key(table: Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key.columns)


def _whole(table: Table) -> Any:
    """Return what fills a row's missing columns, and has it as it is stored."""
    truths = {column.name for column in table.columns if isinstance(column.type, Boolean)}

    def whole(row: Mapping[str, Any]) -> dict[str, Any]:
        given = {column.name: row.get(column.name) for column in table.columns}
        return given | {name: int(bool(row[name])) for name in truths}

    return whole


def _stored(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    # As stored: a 3 in place of a true would pass for one.
    columns = (
        type_coerce(c, Integer).label(c.name) if isinstance(c.type, Boolean) else c
        for c in table.columns
    )
    for row in connection.execute(select(*columns)):
        yield plain_row(row._mapping)
