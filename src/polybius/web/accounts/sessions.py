"""Sessions: a random cookie, of which the store has the hash."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete, insert, or_, select, update

from polybius.ids import sha256_hex
from polybius.web.accounts import schema
from polybius.web.accounts.database import Database

notice_every = 60
"""Seconds between two notes that a session is in use."""


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that is signed in."""

    id: str
    """SHA-256 of the cookie."""
    account_id: str
    csrf: str


class Sessions:
    """The sessions of one store."""

    def __init__(
        self, database: Database, clock: Callable[[], int], *, idle: int, longest: int
    ) -> None:
        """Take the limits.

        Args:
            database: the store.
            clock: UTC seconds.
            idle: seconds without a request after which a session ends.
            longest: seconds after which it ends in any case.
        """
        self._database = database
        self._clock = clock
        self._idle = idle
        self._longest = longest

    def begin(self, account_id: str, replacing: str | None = None) -> str:
        """Begin a session and return its cookie; the one that is replaced ends.

        The cookie is always new, so that one planted before the sign-in is worth nothing.
        """
        cookie = secrets.token_urlsafe(32)
        now = self._clock()
        row = {
            "id": sha256_hex(cookie.encode()),
            "account_id": account_id,
            "csrf": secrets.token_urlsafe(32),
            "created": now,
            "seen": now,
        }
        table = schema.session
        over = or_(table.c.created < now - self._longest, table.c.seen < now - self._idle)
        with self._database.writing() as connection:
            connection.execute(delete(table).where(over))
            if replacing is not None:
                connection.execute(delete(table).where(table.c.id == replacing))
            connection.execute(insert(table), row)
        return cookie

    def find(self, cookie: str) -> Session | None:
        """Return the session of a cookie; None if there is none or it is over."""
        table, now = schema.session, self._clock()
        key = sha256_hex(cookie.encode())
        with self._database.reading() as connection:
            row = connection.execute(select(table).where(table.c.id == key)).first()
        if row is None or row.created < now - self._longest or row.seen < now - self._idle:
            return None
        if row.seen < now - notice_every:
            with self._database.writing() as connection:
                connection.execute(update(table).where(table.c.id == key).values(seen=now))
        return Session(row.id, row.account_id, row.csrf)

    def end(self, session_id: str) -> None:
        """End a session."""
        table = schema.session
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.id == session_id))
