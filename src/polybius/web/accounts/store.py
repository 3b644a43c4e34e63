"""Accounts and their roles."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, delete, insert, select, update

from polybius.errors import SettingsError, UnknownId
from polybius.web.accounts import passwords, schema
from polybius.web.accounts.database import Database
from polybius.web.permissions import Role

Clock = Callable[[], int]

_name = re.compile(r"\w[\w.@+ -]{0,62}\w")


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may sign in."""

    id: str
    name: str
    """Also what decisions name the person by."""
    role: Role | None
    """In the ledger that was asked about; None: none."""
    disabled: bool
    has_password: bool
    has_codes: bool
    """Whether a time-based code is asked for."""
    is_external: bool
    """Whether it comes from single sign-on."""


class Accounts:
    """The accounts of one store, with their roles in one ledger."""

    def __init__(self, database: Database, ledger_id: str, clock: Clock) -> None:
        self._database = database
        self._ledger_id = ledger_id
        self._clock = clock

    def add(self, name: str, password: str | None, *, role: Role | None = None) -> Account:
        """Add a local account.

        Raises:
            SettingsError: the name is taken or unfit, or the password unfit.
        """
        if not _name.fullmatch(name):
            raise SettingsError(
                f"{name!r} can't be an account's name.",
                hint="Use 2 to 64 letters, digits, blanks and . @ + - _",
            )
        row = self._new(name)
        row["password"] = None if password is None else passwords.hashed(password, name)
        return self._insert(row, role)

    def of_single_sign_on(self, issuer: str, subject: str, name: str) -> Account:
        """Return the account of a person whom a provider knows; a new one has no role.

        Accounts are told apart by issuer and subject alone: a name or mail address at the
        provider never gives access to another account.
        """
        table = schema.account.c
        query = select(table.id).where(table.issuer == issuer, table.subject == subject)
        with self._database.reading() as connection:
            known = connection.scalar(query)
        if known is not None:
            return self.one(known)
        wanted = " ".join(re.findall(r"[\w.@+-]+", name))[:40] or "someone"
        row = {**self._new(self._free(wanted)), "issuer": issuer, "subject": subject}
        return self._insert(row, None)

    def one(self, account_id: str) -> Account:
        """Return one account.

        Raises:
            UnknownId: there is none of this id.
        """
        found = self._find(schema.account.c.id == account_id)
        if found is None:
            raise UnknownId(f"there is no account {account_id!r}.")
        return _account(found)

    def named(self, name: str) -> Account:
        """Return the account of a name.

        Raises:
            UnknownId: there is none.
        """
        found = self._find(schema.account.c.name == name)
        if found is None:
            raise UnknownId(f"there is no account called {name!r}.")
        return _account(found)

    def all(self) -> tuple[Account, ...]:
        """Return every account, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(self._query().order_by(schema.account.c.name))
            return tuple(map(_account, rows))

    def grant(self, account_id: str, role: Role | None) -> Account:
        """Give an account a role in this ledger; None takes it away.

        Raises:
            UnknownId: there is no such account.
            SettingsError: nobody would be left to administer the ledger.
        """
        before = self.one(account_id)
        if before.role is Role.ADMIN and role is not Role.ADMIN:
            self._keep_an_admin(account_id)
        table = schema.grant
        mine = and_(table.c.account_id == account_id, table.c.ledger_id == self._ledger_id)
        row = {"account_id": account_id, "ledger_id": self._ledger_id, "role": role}
        with self._database.writing() as connection:
            connection.execute(delete(table).where(mine))
            if role is not None:
                connection.execute(insert(table), row)
        return self.one(account_id)

    def disable(self, account_id: str, *, disabled: bool) -> Account:
        """Shut an account out, or let it in again; its sessions and tokens stop at once.

        Raises:
            UnknownId: there is no such account.
            SettingsError: nobody would be left to administer the ledger.
        """
        if disabled and self.one(account_id).role is Role.ADMIN:
            self._keep_an_admin(account_id)
        self._set(account_id, disabled=disabled)
        if disabled:
            self.end_sessions(account_id)
        return self.one(account_id)

    def set_password(self, account_id: str, password: str) -> None:
        """Set a password; all sessions of the account end.

        Raises:
            UnknownId: there is no such account.
            SettingsError: the password is unfit.
        """
        account = self.one(account_id)
        self._set(account_id, password=passwords.hashed(password, account.name))
        self.end_sessions(account_id)

    def set_codes(self, account_id: str, secret: str | None) -> None:
        """Ask for time-based codes of ``secret`` at sign-in; None: no longer."""
        self._set(account_id, totp=secret, totp_step=0)

    def end_sessions(self, account_id: str) -> None:
        """Sign an account out everywhere."""
        table = schema.session
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.account_id == account_id))

    def check(self, name: str, password: str, code: str) -> Account | None:
        """Return the account that these credentials are right for; None if they are wrong."""
        found = self._find(schema.account.c.name == name)
        right = passwords.is_right(password, found.password if found else None)
        if found is None or not right or found.disabled:
            return None
        if found.totp is not None:
            step = passwords.step_of_code(found.totp, code, self._clock(), found.totp_step)
            if step is None or not self._use_step(found.id, step):
                return None
        return _account(found)

    def knows(self, account_id: str, password: str) -> bool:
        """Tell whether ``password`` is the account's."""
        found = self._find(schema.account.c.id == account_id)
        return passwords.is_right(password, found.password if found else None)

    # --- inside ----------------------------------------------------------------------------

    def _use_step(self, account_id: str, step: int) -> bool:
        """Note that the code of a step was used; False if another request was faster."""
        table = schema.account
        later = and_(table.c.id == account_id, table.c.totp_step < step)
        with self._database.writing() as connection:
            done = connection.execute(update(table).where(later).values(totp_step=step))
            return done.rowcount == 1

    def _query(self) -> Any:
        account, grant = schema.account, schema.grant
        mine = and_(grant.c.account_id == account.c.id, grant.c.ledger_id == self._ledger_id)
        return select(account, grant.c.role).join(grant, mine, isouter=True)

    def _find(self, condition: Any) -> Row[Any] | None:
        with self._database.reading() as connection:
            found: Row[Any] | None = connection.execute(self._query().where(condition)).first()
            return found

    def _set(self, account_id: str, **values: Any) -> None:
        table = schema.account
        with self._database.writing() as connection:
            connection.execute(update(table).where(table.c.id == account_id).values(**values))

    def _new(self, name: str) -> dict[str, Any]:
        return {"id": secrets.token_hex(16), "name": name, "created": self._clock()}

    def _insert(self, row: dict[str, Any], role: Role | None) -> Account:
        table = schema.account
        with self._database.writing() as connection:
            if connection.scalar(select(table.c.id).where(table.c.name == row["name"])):
                raise SettingsError(f"the name {row['name']!r} is taken.")
            connection.execute(insert(table), row)
        return self.grant(row["id"], role)

    def _free(self, name: str) -> str:
        taken = {account.name for account in self.all()}
        numbered = (f"{name} {number}" for number in range(2, len(taken) + 3))
        return next(n for n in (name, *numbered) if n not in taken)

    def _keep_an_admin(self, account_id: str) -> None:
        others = (a for a in self.all() if a.id != account_id and not a.disabled)
        if not any(account.role is Role.ADMIN for account in others):
            raise SettingsError("this is the last administrator of the ledger.")


def _account(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        role=None if row.role is None else Role(row.role),
        disabled=row.disabled,
        has_password=row.password is not None,
        has_codes=row.totp is not None,
        is_external=row.issuer is not None,
    )
