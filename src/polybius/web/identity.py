"""Who asks."""

from __future__ import annotations

from dataclasses import dataclass

from polybius.web.permissions import Permission, Role, of_strangers, permissions_of


@dataclass(frozen=True, slots=True)
class Identity:
    """The account behind a request, or a stranger."""

    account_id: str | None
    """None: a stranger."""
    name: str
    """How decisions name the person."""
    role: Role | None = None
    """In the ledger that is served; None: none."""
    scopes: frozenset[Permission] | None = None
    """What an API token is limited to; None: no token, so no further limit."""

    @property
    def permissions(self) -> frozenset[Permission]:
        """What this identity may do."""
        if self.account_id is None:
            return of_strangers
        allowed = permissions_of[self.role]
        if self.scopes is None:
            return allowed
        # A token of any scope may ask who it is; it may not sign out or change a password.
        return (allowed & self.scopes) | of_strangers

    def may(self, permission: Permission) -> bool:
        """Tell whether this identity has ``permission``."""
        return permission in self.permissions


stranger = Identity(None, "")
