"""The tables of the desk's own store: beside the ledger, never in its log.

Secrets are kept as hashes: passwords by Argon2id, sessions and tokens, which are random, by
SHA-256. Moments are UTC seconds since 1970.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()


def _account() -> Column[str]:
    return Column("account_id", String(32), ForeignKey("desk_account.id"), nullable=False)


account = Table(
    "desk_account",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("password", Text),
    Column("totp", Text),
    Column("totp_step", Integer, nullable=False, default=0),
    Column("issuer", Text),
    Column("subject", Text),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("created", Integer, nullable=False),
    UniqueConstraint("issuer", "subject"),
)
"""``totp_step``: the last time step whose code was used, so that no code is used twice."""

grant = Table(
    "desk_grant",
    metadata,
    Column("account_id", String(32), ForeignKey("desk_account.id"), primary_key=True),
    Column("ledger_id", String(64), primary_key=True),
    Column("role", String(16), nullable=False),
)

session = Table(
    "desk_session",
    metadata,
    Column("id", String(64), primary_key=True),
    _account(),
    Column("csrf", String(64), nullable=False),
    Column("created", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
    Index("ix_desk_session_account_id", "account_id"),
)

token = Table(
    "desk_token",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),
    _account(),
    Column("ledger_id", String(64), nullable=False),
    Column("label", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created", Integer, nullable=False),
    Column("expires", Integer, nullable=False),
    Index("ix_desk_token_account_id", "account_id"),
)

attempt = Table(
    "desk_attempt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(80), nullable=False),
    Column("moment", Integer, nullable=False),
    Index("ix_desk_attempt_key_moment", "key", "moment"),
)
"""Sign-ins that failed."""

handshake = Table(
    "desk_handshake",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("state", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("back", Text, nullable=False),
    Column("created", Integer, nullable=False),
)
"""Single sign-ons that were begun."""
