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
    BigInteger,
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
    Column("first_day", String(10)),
    Column("last_day", String(10)),
    Column("country", String(2)),
    Column("grade", String(16)),
    Column("record", Text, nullable=False),
    # Each has all that lists are filtered by, so that counting reads no record.
    Index("ix_incident_first_day", "first_day", "last_day", "country", "event_type", "grade"),
    Index("ix_incident_country", "country", "first_day", "last_day", "event_type", "grade"),
)

incident_claim = Table(
    "incident_claim",
    metadata,
    _id(ForeignKey("incident.id"), primary=True, name="incident_id"),
    _id(ForeignKey("claim.id"), primary=True, name="claim_id"),
    Index("ix_incident_claim_claim_id", "claim_id"),
)

incident_part = Table(
    "incident_part",
    metadata,
    _id(ForeignKey("incident.id"), primary=True, name="whole_id"),
    _id(ForeignKey("incident.id"), primary=True, name="part_id"),
    Column("record", Text, nullable=False),
    Index("ix_incident_part_part_id", "part_id"),
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

incident_extent = Table(
    "incident_extent",
    metadata,
    _id(ForeignKey("incident.id"), primary=True, name="incident_id"),
    Column("country", String(2), nullable=False, index=True),
    Column("record", Text, nullable=False),
)
"""Where, when and how large an incident was: what tells parts from wholes."""

# --- what linking works with ------------------------------------------------------------------

account = Table(
    "account",
    metadata,
    _id(primary=True),
    _id(name="report_id"),
    Column("published", String(10)),
    Column("key", Text, nullable=False),
    Column("source_table", Text),
    _id(name="component"),
    _id(name="incident_id"),
    Column("profile", Text, nullable=False),
    Index("ix_account_report_id", "report_id"),
    Index("ix_account_component", "component"),
    Index("ix_account_incident_id", "incident_id"),
)
"""One report's account of one happening, with what linking compares of it. Its id is that of an
incident whose first account it is, now or at another time; ``component`` is the id of the first of
all accounts that are linked to it over any number of steps."""

account_block = Table(
    "account_block",
    metadata,
    Column("block", BigInteger, primary_key=True, autoincrement=False),
    _id(primary=True, name="account_id"),
    Column("specific", Boolean, nullable=False),
    Index("ix_account_block_account_id", "account_id"),
)

account_claim = Table(
    "account_claim",
    metadata,
    _id(primary=True, name="claim_id"),
    _id(name="account_id"),
    Column("position", Integer, nullable=False),
    Index("ix_account_claim_account_id", "account_id"),
)

text_sketch = Table(
    "text_sketch",
    metadata,
    _id(primary=True, name="report_id"),
    Column("published", String(10)),
    Column("source_table", Text),
    Column("words", Text, nullable=False),
    Column("minima", LargeBinary, nullable=False),
)
"""A report's carrying words, a character each and a line a sentence, and their MinHash."""

text_pair = Table(
    "text_pair",
    metadata,
    _id(primary=True, name="earlier"),
    _id(primary=True, name="later"),
    Column("record", Text, nullable=False),
)
"""How far two texts stand in each other, for every pair that may be copies."""

kinship = Table(
    "kinship",
    metadata,
    _id(primary=True, name="later"),
    _id(primary=True, name="earlier"),
    Column("position", Integer, nullable=False),
    Column("record", Text, nullable=False),
)

claim_voice = Table(
    "claim_voice",
    metadata,
    _id(primary=True, name="claim_id"),
    _id(name="report_id"),
    _id(name="origin"),
    Column("stated", Text, nullable=False, index=True),
    Index("ix_claim_voice_report_id", "report_id"),
)

quoted_run = Table(
    "quoted_run",
    metadata,
    Column("run", String(16), primary_key=True, nullable=False),
    _id(primary=True, name="claim_id"),
    Index("ix_quoted_run_claim_id", "claim_id"),
)
"""Digests of the runs of words that a claim quotes."""

joined_voice = Table(
    "joined_voice",
    metadata,
    Column("stated", Text, primary_key=True, nullable=False),
    Column("voice", Text, nullable=False, index=True),
)
"""Voices that are one because they are quoted with the same words, by the first of them."""

logged: tuple[Table, ...] = (blob, report, sighting, reading, claim, reading_claim, decision)
"""What entries cover, in an order in which each only refers to those before it."""

appended: tuple[Table, ...] = (entry, subtree, *logged)
"""What triggers keep from changing."""

index: tuple[Table, ...] = (report_index, claim_index, party_index)

workings: tuple[Table, ...] = (
    account,
    account_block,
    account_claim,
    text_sketch,
    text_pair,
    kinship,
    claim_voice,
    quoted_run,
    joined_voice,
)
"""What linking keeps, so that a new report touches only what it is linked to."""

derived: tuple[Table, ...] = (
    incident,
    incident_claim,
    incident_part,
    incident_extent,
    tally,
    dispute,
    grade,
    derivation,
    *workings,
)
