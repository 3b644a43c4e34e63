"""What linking keeps between runs, and which incidents are parts of others.

All of it is derived: the tables are made empty, and what was derived before is made anew by the
next query, since nothing in them says what it was made from.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

indexed = {
    "account": ("report_id", "component", "incident_id"),
    "account_block": ("account_id",),
    "account_claim": ("account_id",),
    "claim_voice": ("report_id", "stated"),
    "quoted_run": ("claim_id",),
    "joined_voice": ("voice",),
    "incident_part": ("part_id",),
    "incident_extent": ("country",),
}
widened = {
    "first_day": ("last_day", "country", "event_type", "grade"),
    "country": ("first_day", "last_day", "event_type", "grade"),
}
"""Indexes of incidents, by their first column, that get all that lists are filtered by."""


def upgrade() -> None:
    """Create the tables and their indexes, and mark what was derived as stale."""
    _account_tables()
    _lineage_tables()
    op.create_table(
        "incident_part",
        _key("whole_id", "incident.id", primary=True),
        _key("part_id", "incident.id", primary=True),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_table(
        "incident_extent",
        _key("incident_id", "incident.id", primary=True),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    for table, columns in indexed.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
    for column, others in widened.items():
        op.drop_index(f"ix_incident_{column}", "incident")
        op.create_index(f"ix_incident_{column}", "incident", [column, *others])
    op.execute("DELETE FROM derivation")


def _key(name: str = "id", target: str | None = None, *, primary: bool = False) -> sa.Column[str]:
    refers = [sa.ForeignKey(target)] if target else []
    return sa.Column(name, sa.String(64), *refers, primary_key=primary, nullable=False)


def _account_tables() -> None:
    op.create_table(
        "account",
        _key(primary=True),
        _key("report_id"),
        sa.Column("published", sa.String(10)),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("source_table", sa.Text),
        _key("component"),
        _key("incident_id"),
        sa.Column("profile", sa.Text, nullable=False),
    )
    op.create_table(
        "account_block",
        sa.Column("block", sa.BigInteger, primary_key=True, autoincrement=False),
        _key("account_id", primary=True),
        sa.Column("specific", sa.Boolean, nullable=False),
    )
    op.create_table(
        "account_claim",
        _key("claim_id", primary=True),
        _key("account_id"),
        sa.Column("position", sa.Integer, nullable=False),
    )


def _lineage_tables() -> None:
    op.create_table(
        "text_sketch",
        _key("report_id", primary=True),
        sa.Column("published", sa.String(10)),
        sa.Column("source_table", sa.Text),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("minima", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "text_pair",
        _key("earlier", primary=True),
        _key("later", primary=True),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_table(
        "kinship",
        _key("later", primary=True),
        _key("earlier", primary=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_table(
        "claim_voice",
        _key("claim_id", primary=True),
        _key("report_id"),
        _key("origin"),
        sa.Column("stated", sa.Text, nullable=False),
    )
    op.create_table(
        "quoted_run",
        sa.Column("run", sa.String(16), primary_key=True, nullable=False),
        _key("claim_id", primary=True),
    )
    op.create_table(
        "joined_voice",
        sa.Column("stated", sa.Text, primary_key=True, nullable=False),
        sa.Column("voice", sa.Text, nullable=False),
    )
