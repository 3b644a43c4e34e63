"""First schema: what was taken in, what was read, what is derived.

The tables are spelled out here, not taken from `polybius.ledger.schema`: a migration must go on
making what it made when it was released.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

appended = (
    "blob",
    "report",
    "sighting",
    "reading",
    "claim",
    "claim_party",
    "reading_claim",
)


def upgrade() -> None:
    """Create every table, its indexes, the append-only triggers and the full-text index."""
    _intake_tables()
    _reading_tables()
    _derived_tables()
    if op.get_bind().dialect.name == "sqlite":
        _append_only_sqlite()
        _full_text_sqlite()


def _key(name: str = "id", target: str | None = None, *, primary: bool = False) -> sa.Column[str]:
    refers = [sa.ForeignKey(target)] if target else []
    return sa.Column(name, sa.String(64), *refers, primary_key=primary, nullable=False)


def _intake_tables() -> None:
    op.create_table(
        "blob",
        _key("sha256", primary=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "report",
        _key("id", "blob.sha256", primary=True),
        sa.Column("seq", sa.Integer, nullable=False, unique=True),
        sa.Column("published", sa.String(10)),
        sa.Column("publisher", sa.Text),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("recorded", sa.String(20), nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_table(
        "sighting",
        _key("report_id", "report.id", primary=True),
        sa.Column("address", sa.Text, primary_key=True, nullable=False),
        sa.Column("retrieved", sa.String(20), nullable=False),
    )
    op.create_index("ix_report_published", "report", ["published"])
    op.create_index("ix_report_address", "report", ["address"])


def _reading_tables() -> None:
    op.create_table(
        "reading",
        _key(primary=True),
        sa.Column("seq", sa.Integer, nullable=False, unique=True),
        _key("report_id", "report.id"),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("unread", sa.Text),
        sa.Column("recorded", sa.String(20), nullable=False),
        sa.Column("flags", sa.Text, nullable=False),
    )
    op.create_index("ix_reading_report_id_seq", "reading", ["report_id", "seq"])
    op.create_table(
        "claim",
        _key(primary=True),
        _key("report_id", "report.id"),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("stance", sa.String(32), nullable=False),
        sa.Column("voice", sa.Text, nullable=False),
        sa.Column("voice_party", sa.Text),
        sa.Column("type", sa.Text),
        sa.Column("victim_class", sa.Text),
        sa.Column("place", sa.Text),
        sa.Column("gazetteer_id", sa.Text),
        sa.Column("country", sa.String(2)),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
        sa.Column("first_day", sa.String(10)),
        sa.Column("last_day", sa.String(10)),
        sa.Column("record", sa.Text, nullable=False),
    )
    for column in ("kind", "stance", "voice_party", "gazetteer_id", "country", "first_day"):
        op.create_index(f"ix_claim_{column}", "claim", [column])
    op.create_table(
        "reading_claim",
        _key("reading_id", "reading.id", primary=True),
        sa.Column("position", sa.Integer, primary_key=True, nullable=False),
        _key("claim_id", "claim.id"),
    )
    op.create_index("ix_reading_claim_claim_id", "reading_claim", ["claim_id"])
    op.create_table(
        "claim_party",
        _key("claim_id", "claim.id", primary=True),
        sa.Column("role", sa.String(32), primary_key=True, nullable=False),
        sa.Column("name", sa.Text, primary_key=True, nullable=False),
        sa.Column("party_id", sa.Text),
    )
    op.create_index("ix_claim_party_party_id", "claim_party", ["party_id"])


def _derived_tables() -> None:
    op.create_table(
        "incident",
        _key(primary=True),
        sa.Column("event_type", sa.Text, nullable=False),
        sa.Column("first_day", sa.String(10)),
        sa.Column("last_day", sa.String(10)),
        sa.Column("country", sa.String(2)),
        sa.Column("grade", sa.String(16)),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_index("ix_incident_first_day", "incident", ["first_day"])
    op.create_index("ix_incident_country", "incident", ["country"])
    op.create_table(
        "incident_claim",
        _key("incident_id", "incident.id", primary=True),
        _key("claim_id", "claim.id", primary=True),
    )
    op.create_index("ix_incident_claim_claim_id", "incident_claim", ["claim_id"])
    op.create_table(
        "tally",
        _key("incident_id", "incident.id", primary=True),
        sa.Column("rule", sa.String(64), primary_key=True, nullable=False),
        sa.Column("category", sa.String(32), primary_key=True, nullable=False),
        sa.Column("victim_class", sa.String(32), primary_key=True, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_table(
        "dispute",
        _key(primary=True),
        _key("incident_id", "incident.id"),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_table(
        "grade",
        _key("incident_id", "incident.id", primary=True),
        sa.Column("rule", sa.String(64), primary_key=True, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_table(
        "derivation",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def _append_only_sqlite() -> None:
    for table in appended:
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the ledger only grows: no {action} on {table}'); END"
            )


def _full_text_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE passage_text USING fts5("
        'claim_id UNINDEXED, text, tokenize = "unicode61 remove_diacritics 2")'
    )
