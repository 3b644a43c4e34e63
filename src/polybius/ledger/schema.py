"""The ledger's tables.

Invariant: the tables of `appended` only grow. Triggers (see the first migration) refuse every
UPDATE and DELETE on them. The tables of `derived` are made from the others by named rules and
may be emptied and filled again at any time.

Columns beside ``record`` repeat parts of that JSON so that queries can use an index; ``record``
is what counts.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

application_id = 0x504F4C59
"""SQLite's ``application_id`` of a ledger file: "POLY"."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(*more: ForeignKey, primary: bool = False, name: str = "id") -> Column[str]:
    return Column(name, String(64), *more, primary_key=primary, nullable=False)


blob = Table(
    "blob",
    metadata,
    _id(primary=True, name="sha256"),
    Column("size", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

report = Table(
    "report",
    metadata,
    _id(ForeignKey("blob.sha256"), primary=True),
    Column("seq", Integer, nullable=False, unique=True),
    Column("published", String(10), index=True),
    Column("publisher", Text),
    Column("language", String(8), nullable=False),
    Column("address", Text, nullable=False, index=True),
    Column("recorded", String(20), nullable=False),
    Column("record", Text, nullable=False),
)

sighting = Table(
    "sighting",
    metadata,
    _id(ForeignKey("report.id"), primary=True, name="report_id"),
    Column("address", Text, primary_key=True, nullable=False),
    Column("retrieved", String(20), nullable=False),
)

reading = Table(
    "reading",
    metadata,
    _id(primary=True),
    Column("seq", Integer, nullable=False, unique=True),
    _id(ForeignKey("report.id"), name="report_id"),
    Column("reader", Text, nullable=False),
    Column("unread", Text),
    Column("recorded", String(20), nullable=False),
    Column("flags", Text, nullable=False),
    Index("ix_reading_report_id_seq", "report_id", "seq"),
)

claim = Table(
    "claim",
    metadata,
    _id(primary=True),
    _id(ForeignKey("report.id"), name="report_id"),
    Column("kind", String(16), nullable=False, index=True),
    Column("stance", String(32), nullable=False, index=True),
    Column("voice", Text, nullable=False),
    Column("voice_party", Text, index=True),
    Column("type", Text),
    Column("victim_class", Text),
    Column("place", Text),
    Column("gazetteer_id", Text, index=True),
    Column("country", String(2), index=True),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("first_day", String(10), index=True),
    Column("last_day", String(10)),
    Column("record", Text, nullable=False),
)

reading_claim = Table(
    "reading_claim",
    metadata,
    _id(ForeignKey("reading.id"), primary=True, name="reading_id"),
    Column("position", Integer, primary_key=True, nullable=False),
    _id(ForeignKey("claim.id"), name="claim_id"),
    Index("ix_reading_claim_claim_id", "claim_id"),
)

claim_party = Table(
    "claim_party",
    metadata,
    _id(ForeignKey("claim.id"), primary=True, name="claim_id"),
    Column("role", String(32), primary_key=True, nullable=False),
    Column("name", Text, primary_key=True, nullable=False),
    Column("party_id", Text, index=True),
)

incident = Table(
    "incident",
    metadata,
    _id(primary=True),
    Column("event_type", Text, nullable=False),
    Column("first_day", String(10), index=True),
    Column("last_day", String(10)),
    Column("country", String(2), index=True),
    Column("grade", String(16)),
    Column("record", Text, nullable=False),
)

incident_claim = Table(
    "incident_claim",
    metadata,
    _id(ForeignKey("incident.id"), primary=True, name="incident_id"),
    _id(ForeignKey("claim.id"), primary=True, name="claim_id"),
    Index("ix_incident_claim_claim_id", "claim_id"),
)

tally = Table(
    "tally",
    metadata,
    _id(ForeignKey("incident.id"), primary=True, name="incident_id"),
    Column("rule", String(64), primary_key=True, nullable=False),
    Column("category", String(32), primary_key=True, nullable=False),
    Column("victim_class", String(32), primary_key=True, nullable=False),
    Column("record", Text, nullable=False),
)

dispute = Table(
    "dispute",
    metadata,
    _id(primary=True),
    _id(ForeignKey("incident.id"), name="incident_id"),
    Column("question", Text, nullable=False),
    Column("record", Text, nullable=False),
)

grade = Table(
    "grade",
    metadata,
    _id(ForeignKey("incident.id"), primary=True, name="incident_id"),
    Column("rule", String(64), primary_key=True, nullable=False),
    Column("record", Text, nullable=False),
)

derivation = Table(
    "derivation",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

appended: tuple[Table, ...] = (
    blob,
    report,
    sighting,
    reading,
    claim,
    claim_party,
    reading_claim,
)
"""In an order in which each only refers to those before it."""

derived: tuple[Table, ...] = (incident, incident_claim, tally, dispute, grade, derivation)
