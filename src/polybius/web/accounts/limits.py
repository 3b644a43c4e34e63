"""How often a sign-in may fail."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete, func, insert, select

from polybius.ids import sha256_hex
from polybius.web.accounts import schema
from polybius.web.accounts.database import Database

window = 15 * 60
"""Seconds that a failure counts for."""

for_a_name = 5
for_an_address = 30
"""Failures within the window after which no sign-in is heard: many people may share an address."""


class Limits:
    """The failed sign-ins of one store; shared by all processes that serve it."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock

    def seconds_to_wait(self, name: str, address: str) -> int:
        """Return for how long no sign-in of this name or from this address is heard; 0: it is."""
        since = self._clock() - window
        table = schema.attempt.c
        longest = 0
        with self._database.reading() as connection:
            for key, most in _keys(name, address):
                query = select(func.count(), func.min(table.moment))
                query = query.where(table.key == key, table.moment > since)
                failures, first = connection.execute(query).one()
                if failures >= most:
                    longest = max(longest, first - since)
        return longest

    def note_failure(self, name: str, address: str) -> None:
        """Count a failed sign-in."""
        now = self._clock()
        rows = [{"key": key, "moment": now} for key, _ in _keys(name, address)]
        with self._database.writing() as connection:
            table = schema.attempt
            connection.execute(delete(table).where(table.c.moment <= now - window))
            connection.execute(insert(table), rows)

    def forget(self, name: str) -> None:
        """Forget the failures of a name, after a sign-in that went well."""
        key = _keys(name, "")[0][0]
        with self._database.writing() as connection:
            connection.execute(delete(schema.attempt).where(schema.attempt.c.key == key))


def _keys(name: str, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
    return (
        (f"name:{sha256_hex(name.encode())}", for_a_name),
        (f"from:{sha256_hex(address.encode())}", for_an_address),
    )
