"""The ledger's tables.

Invariants:

- The tables of `logged` only grow: triggers refuse UPDATE and DELETE on them. Each row carries
  ``seq``, the position of the log entry that wrote it, and that entry's hash covers the row.
- Their content is sealed under the keys of ``seal``; only erasure takes a key away.
- The tables of `index` repeat parts of sealed content in the clear, so that queries can use an
  index. They are made from the others (`polybius.ledger.indexing`) and lose a report's rows when
  it is erased.
- The tables of `derived` are made from claims and decisions by named rules and may be emptied
  and filled again at any time.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
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


def _seq(*, primary: bool = False, unique: bool = False) -> Column[int]:
    return Column(
        "seq",
        Integer,
        primary_key=primary,
        autoincrement=False,
        unique=unique,
        index=not (primary or unique),
        nullable=False,
    )


def _sealed(name: str = "record") -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


# --- the log ---------------------------------------------------------------------------------

entry = Table(
    "entry",
    metadata,
    _seq(primary=True),
    Column("kind", String(16), nullable=False, index=True),
    Column("subject", String(64), nullable=False, index=True),
    Column("moment", String(20), nullable=False),
    Column("leaf", String(64), nullable=False),
    Column("record", Text, nullable=False),
)

subtree = Table(
    "subtree",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
)
"""Roots of complete subtrees of 256, 256², … leaves, so that proofs need not read the log."""

seal = Table("seal", metadata, _id(primary=True), Column("key", LargeBinary, nullable=False))

# --- what was written -------------------------------------------------------------------------

blob = Table(
    "blob",
    metadata,
    _id(primary=True, name="sha256"),
    _seq(unique=True),
    Column("size", Integer, nullable=False),
    _sealed("data"),
)

report = Table(
    "report",
    metadata,
    _id(ForeignKey("blob.sha256"), primary=True),
    _seq(unique=True),
    _sealed(),
)

sighting = Table(
    "sighting",
    metadata,
    _id(primary=True),
    _seq(unique=True),
    _id(ForeignKey("report.id"), name="report_id"),
    _sealed(),
    Index("ix_sighting_report_id", "report_id"),
)

reading = Table(
    "reading",
    metadata,
    _id(primary=True),
    _seq(unique=True),
    _id(ForeignKey("report.id"), name="report_id"),
    Column("reader", Text, nullable=False),
    Column("unread", Text),
    _sealed("flags"),
    Index("ix_reading_report_id_seq", "report_id", "seq"),
)

claim = Table(
    "claim",
    metadata,
    _id(primary=True),
    _seq(),
    _id(ForeignKey("report.id"), name="report_id"),
    _sealed(),
    Index("ix_claim_report_id", "report_id"),
)

reading_claim = Table(
    "reading_claim",
    metadata,
    _id(ForeignKey("reading.id"), primary=True, name="reading_id"),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _id(ForeignKey("claim.id"), name="claim_id"),
    _seq(),
    Index("ix_reading_claim_claim_id", "claim_id"),
)

decision = Table("decision", metadata, _id(primary=True), _seq(unique=True), _sealed())

# --- in the clear, for queries ----------------------------------------------------------------

report_index = Table(
    "report_index",
    metadata,
    _id(ForeignKey("report.id"), primary=True, name="report_id"),
    Column("published", String(10), index=True),
    Column("publisher", Text),
    Column("language", String(8), nullable=False),
    Column("address", Text, nullable=False, index=True),
)

claim_index = Table(
    "claim_index",
    metadata,
    _id(ForeignKey("claim.id"), primary=True, name="claim_id"),
    _seq(primary=True),
    Column("live", Boolean, nullable=False),
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
)
"""A claim as it stood from the entry ``seq`` on: a decision that changes it adds a row."""

party_index = Table(
    "party_index",
    metadata,
    _id(ForeignKey("claim.id"), primary=True, name="claim_id"),
    _seq(primary=True),
    Column("role", String(32), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("party_id", Text, index=True),
)

# --- derived ----------------------------------------------------------------------------------

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

logged: tuple[Table, ...] = (blob, report, sighting, reading, claim, reading_claim, decision)
"""What entries cover, in an order in which each only refers to those before it."""

appended: tuple[Table, ...] = (entry, subtree, *logged)
"""What triggers keep from changing."""

index: tuple[Table, ...] = (report_index, claim_index, party_index)

derived: tuple[Table, ...] = (incident, incident_claim, tally, dispute, grade, derivation)
