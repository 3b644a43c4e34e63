"""What the desk lets whom do: roles are sets of permissions, and nothing is allowed by default."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Permission(StrEnum):
    """What a route asks for."""

    OPEN = "open"
    """Nobody needs to be known: sign-in, styles, health."""
    SIGNED_IN = "signed_in"
    """Any account, also one without a role in this ledger: sign out, own password."""
    READ = "read"
    REVIEW = "review"
    """Rule on claims, add claims, take work from queues."""
    ADJUDICATE = "adjudicate"
    """Rule on incidents and between coders, assign work."""
    ADMINISTER = "administer"
    """Accounts, roles, what the log says of access."""


class Role(StrEnum):
    """What an account is in one ledger."""

    VIEWER = "viewer"
    CODER = "coder"
    ADJUDICATOR = "adjudicator"
    ADMIN = "admin"


_anyone = frozenset({Permission.OPEN})
_account = _anyone | {Permission.SIGNED_IN}
_viewer = _account | {Permission.READ}
_coder = _viewer | {Permission.REVIEW}
_adjudicator = _coder | {Permission.ADJUDICATE}
_admin = _adjudicator | {Permission.ADMINISTER}

permissions_of: Mapping[Role | None, frozenset[Permission]] = {
    None: _account,
    Role.VIEWER: _viewer,
    Role.CODER: _coder,
    Role.ADJUDICATOR: _adjudicator,
    Role.ADMIN: _admin,
}
"""By role; None is an account without a role in this ledger."""

of_strangers = _anyone

scopes: tuple[Permission, ...] = (
    Permission.READ,
    Permission.REVIEW,
    Permission.ADJUDICATE,
    Permission.ADMINISTER,
)
"""What an API token can be limited to; it never allows more than its owner's role does."""
