"""API tokens: random, shown once, limited to scopes and in time."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, insert, select

from polybius.errors import SettingsError, UnknownId
from polybius.ids import sha256_hex
from polybius.web.accounts import schema
from polybius.web.accounts.database import Database
from polybius.web.permissions import Permission, scopes

prefix = "polybius_"
"""So that a token that was published by mistake can be found."""

longest_days = 366


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token."""

    id: str
    account_id: str
    label: str
    scopes: tuple[Permission, ...]
    created: int
    expires: int
    """UTC seconds."""


class Tokens:
    """The API tokens for one ledger."""

    def __init__(self, database: Database, ledger_id: str, clock: Callable[[], int]) -> None:
        self._database = database
        self._ledger_id = ledger_id
        self._clock = clock

    def make(
        self, account_id: str, label: str, wanted: Iterable[str], days: int
    ) -> tuple[Token, str]:
        """Make a token; return what is kept of it, and the token itself, which is not.

        Raises:
            SettingsError: a scope is none, there is none, or the time is too long.
        """
        chosen = tuple(scope for scope in scopes if scope in set(wanted))
        if not chosen or len(chosen) != len(set(wanted)):
            raise SettingsError(f"a token's scopes are among: {', '.join(scopes)}.")
        if not 1 <= days <= longest_days:
            raise SettingsError(f"a token is good for 1 to {longest_days} days.")
        secret = prefix + secrets.token_urlsafe(32)
        now = self._clock()
        token_id = secrets.token_hex(16)
        row = {
            "id": token_id,
            "hash": sha256_hex(secret.encode()),
            "account_id": account_id,
            "ledger_id": self._ledger_id,
            "label": label[:80],
            "scopes": " ".join(chosen),
            "created": now,
            "expires": now + days * 86_400,
        }
        with self._database.writing() as connection:
            connection.execute(insert(schema.token), row)
        return self.one(token_id), secret

    def find(self, secret: str) -> Token | None:
        """Return the token that ``secret`` is; None if there is none or it has expired."""
        found = self._find(schema.token.c.hash == sha256_hex(secret.encode()))
        return next((token for token in found if token.expires > self._clock()), None)

    def one(self, token_id: str) -> Token:
        """Return one token.

        Raises:
            UnknownId: there is none of this id.
        """
        found = self._find(schema.token.c.id == token_id)
        if not found:
            raise UnknownId(f"there is no token {token_id!r}.")
        return found[0]

    def of(self, account_id: str) -> tuple[Token, ...]:
        """Return the tokens of an account, oldest first."""
        return self._find(schema.token.c.account_id == account_id)

    def revoke(self, token_id: str) -> None:
        """End a token."""
        with self._database.writing() as connection:
            connection.execute(delete(schema.token).where(schema.token.c.id == token_id))

    def _find(self, condition: Any) -> tuple[Token, ...]:
        table = schema.token
        query = select(table).where(condition, table.c.ledger_id == self._ledger_id)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(table.c.created, table.c.id))
            return tuple(map(_token, rows))


def _token(row: Row[Any]) -> Token:
    chosen = tuple(map(Permission, row.scopes.split()))
    return Token(row.id, row.account_id, row.label, chosen, row.created, row.expires)
