"""The log: every write an entry; content sealed; what queries need in tables of their own.

The tables are spelled out here, not taken from `polybius.ledger.schema`: a migration must go on
making what it made when it was released. The forms of sealed records and entries carry versions
of their own and are used as they are.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import context, op

from polybius.ledger.dialects import dialect_of, run_all
from polybius.ledger.log import LogWriter
from polybius.ledger.sealing import new_key, record_key, seal

revision = "0003"
down_revision = "0001"

replaced = ("blob", "report", "sighting", "reading", "claim", "reading_claim")
"""Tables that are made anew under their old names."""

logged = (*replaced, "decision")
appended = ("entry", "subtree", *logged)


def upgrade() -> None:
    """Make the new tables, carry over what is there, and forbid changes."""
    connection = op.get_bind()
    dialect = dialect_of(connection)
    old = _put_aside(connection)
    _log_tables()
    _content_tables()
    _index_tables()
    run_all(connection, dialect.text_table)
    if old:
        with LogWriter(connection, context.config.attributes["moment"]) as log:
            Carrying(connection, old, log).carry()
    _drop_old(connection, old)
    _indexes()
    run_all(connection, dialect.forbid_changes(appended))
    if dialect.name == "sqlite" and list(connection.execute(sa.text("PRAGMA foreign_key_check"))):
        raise RuntimeError("the migrated tables refer to what is not there")


def _put_aside(connection: sa.Connection) -> dict[str, sa.Table]:
    """Rename the old tables and take away what hangs on them; return them by their old names."""
    if connection.dialect.name == "postgresql":
        # No ledger was ever kept on a server under an older schema: the tables are empty.
        for table in (*replaced, "claim_party"):
            connection.execute(sa.text(f"DROP TABLE {table} CASCADE"))
        return {}
    # Without it, a rename would make other tables refer to the old table's new name.
    connection.execute(sa.text("PRAGMA legacy_alter_table = ON"))
    op.drop_table("passage_text")
    inspector = sa.inspect(connection)
    for table in (*replaced, "claim_party"):
        for action in ("update", "delete"):
            connection.execute(sa.text(f"DROP TRIGGER {table}_no_{action}"))
        for index in inspector.get_indexes(table):
            if index["name"]:
                op.drop_index(index["name"], table)
        op.rename_table(table, f"old_{table}")
    connection.execute(sa.text("PRAGMA legacy_alter_table = OFF"))
    found = sa.MetaData()
    found.reflect(connection, only=[f"old_{name}" for name in replaced], resolve_fks=False)
    return {name: found.tables[f"old_{name}"] for name in replaced}


def _drop_old(connection: sa.Connection, old: dict[str, sa.Table]) -> None:
    if connection.dialect.name == "postgresql":
        # References go by table, not by name, and went with the old tables.
        op.create_foreign_key(
            "fk_incident_claim_claim_id", "incident_claim", "claim", ["claim_id"], ["id"]
        )
        return
    for name in ("claim_party", *reversed(list(old))):
        op.drop_table(f"old_{name}")


def _key(name: str = "id", target: str | None = None, *, primary: bool = False) -> sa.Column[str]:
    refers = [sa.ForeignKey(target)] if target else []
    return sa.Column(name, sa.String(64), *refers, primary_key=primary, nullable=False)


def _seq(*, primary: bool = False, unique: bool = False) -> sa.Column[int]:
    return sa.Column(
        "seq", sa.Integer, primary_key=primary, autoincrement=False, unique=unique, nullable=False
    )


def _sealed(name: str = "record") -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


def _log_tables() -> None:
    op.create_table(
        "entry",
        _seq(primary=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("moment", sa.String(20), nullable=False),
        sa.Column("leaf", sa.String(64), nullable=False),
        sa.Column("record", sa.Text, nullable=False),
    )
    op.create_table(
        "subtree",
        sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_table("seal", _key(primary=True), _sealed("key"))


def _content_tables() -> None:
    op.create_table(
        "blob",
        _key("sha256", primary=True),
        _seq(unique=True),
        sa.Column("size", sa.Integer, nullable=False),
        _sealed("data"),
    )
    op.create_table("report", _key("id", "blob.sha256", primary=True), _seq(unique=True), _sealed())
    op.create_table(
        "sighting",
        _key(primary=True),
        _seq(unique=True),
        _key("report_id", "report.id"),
        _sealed(),
    )
    op.create_table(
        "reading",
        _key(primary=True),
        _seq(unique=True),
        _key("report_id", "report.id"),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("unread", sa.Text),
        _sealed("flags"),
    )
    op.create_table("claim", _key(primary=True), _seq(), _key("report_id", "report.id"), _sealed())
    op.create_table(
        "reading_claim",
        _key("reading_id", "reading.id", primary=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        _key("claim_id", "claim.id"),
        _seq(),
    )
    op.create_table("decision", _key(primary=True), _seq(unique=True), _sealed())


def _index_tables() -> None:
    op.create_table(
        "report_index",
        _key("report_id", "report.id", primary=True),
        sa.Column("published", sa.String(10)),
        sa.Column("publisher", sa.Text),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
    )
    op.create_table(
        "claim_index",
        _key("claim_id", "claim.id", primary=True),
        _seq(primary=True),
        sa.Column("live", sa.Boolean, nullable=False),
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
    )
    op.create_table(
        "party_index",
        _key("claim_id", "claim.id", primary=True),
        _seq(primary=True),
        sa.Column("role", sa.String(32), primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("party_id", sa.Text),
    )


def _indexes() -> None:
    claim_facts = ("kind", "stance", "voice_party", "gazetteer_id", "country", "first_day")
    for table, columns in (
        ("entry", ["kind"]),
        ("entry", ["subject"]),
        ("sighting", ["report_id"]),
        ("reading", ["report_id", "seq"]),
        ("claim", ["report_id"]),
        ("claim", ["seq"]),
        ("reading_claim", ["claim_id"]),
        ("reading_claim", ["seq"]),
        ("report_index", ["published"]),
        ("report_index", ["address"]),
        *(("claim_index", [fact]) for fact in claim_facts),
        ("party_index", ["party_id"]),
    ):
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)


Row = dict[str, Any]


class Carrying:
    """Writes what an older ledger holds into the log, in the order in which it was recorded."""

    def __init__(self, connection: sa.Connection, old: dict[str, sa.Table], log: LogWriter) -> None:
        self.connection = connection
        self.old = old
        self.new = sa.MetaData()
        self.new.reflect(connection, only=["seal", *replaced], resolve_fks=False)
        self.log = log
        self.keys: dict[str, bytes] = {}
        self.seen: set[str] = set()

    def carry(self) -> None:
        """Make an entry of every report, further sighting and reading."""
        steps = sorted(self._steps(), key=lambda step: step[:3])
        if not steps:
            return
        name = os.urandom(16).hex()
        self.log.append("ledger", name, {"ledger": name}, moment=steps[0][0])
        for moment, _, _, kind, row in steps:
            written = self._report(row) if kind == "report" else self._reading(row)
            subject = row["id"]
            content = (
                {"size": row["size"]}
                if kind == "report"
                else {"reader": row["reader"], "report": row["report_id"]}
            )
            self.log.append(kind, subject, content, written, moment)
            if kind == "report":
                self._sightings(row, moment)
        self.log.append("migration", revision, {"from": "0001", "entries": self.log.next})

    def _steps(self) -> Iterator[tuple[str, int, int, str, Row]]:
        report, blob, reading = (self.old[name] for name in ("report", "blob", "reading"))
        query = sa.select(report, blob.c.size).join_from(report, blob, blob.c.sha256 == report.c.id)
        for row in self.connection.execute(query):
            yield row.recorded, 0, row.seq, "report", dict(row._mapping)
        for row in self.connection.execute(sa.select(reading)):
            yield row.recorded, 1, row.seq, "reading", dict(row._mapping)

    def _write(self, table: str, rows: list[Row]) -> list[tuple[str, Row]]:
        if rows:
            self.connection.execute(sa.insert(self.new.tables[table]), rows)
        return [(table, row) for row in rows]

    def _seal(self, owner: str, table: str, record_id: str, content: bytes) -> bytes:
        return seal(record_key(self.keys[owner], table, record_id), content)

    def _report(self, row: Row) -> list[tuple[str, Row]]:
        report_id, seq = row["id"], self.log.next
        self.keys[report_id] = new_key()
        self._write("seal", [{"id": report_id, "key": self.keys[report_id]}])
        blobs = self.old["blob"].c
        original = self.connection.scalar(sa.select(blobs.data).where(blobs.sha256 == report_id))
        data = self._seal(report_id, "blob", report_id, bytes(original or b""))
        record = self._seal(report_id, "report", report_id, row["record"].encode())
        blob = {"sha256": report_id, "seq": seq, "size": row["size"], "data": data}
        first = self._met(report_id)[:1]
        return [
            *self._write("blob", [blob]),
            *self._write("report", [{"id": report_id, "seq": seq, "record": record}]),
            *self._write("sighting", [self._sighting(report_id, each, seq) for each in first]),
        ]

    def _met(self, report_id: str) -> list[Row]:
        sighting = self.old["sighting"]
        query = sa.select(sighting).where(sighting.c.report_id == report_id)
        ordered = query.order_by(sighting.c.retrieved, sighting.c.address)
        return [dict(row._mapping) for row in self.connection.execute(ordered)]

    def _sighting(self, report_id: str, met: Row, seq: int) -> Row:
        address = met["address"]
        digest = hmac.digest(self.keys[report_id], f"sighting:{address}".encode(), "sha256")
        origin = {
            "address": address,
            "container": None,
            "locator": None,
            "retrieved": met["retrieved"],
        }
        content = msgspec.json.encode(origin, order="sorted")
        sealed = self._seal(report_id, "sighting", digest.hex(), content)
        return {"id": digest.hex(), "seq": seq, "report_id": report_id, "record": sealed}

    def _sightings(self, row: Row, moment: str) -> None:
        for met in self._met(row["id"])[1:]:
            new = self._sighting(row["id"], met, self.log.next)
            self.log.append(
                "sighting", row["id"], rows=self._write("sighting", [new]), moment=moment
            )

    def _reading(self, row: Row) -> list[tuple[str, Row]]:
        report_id, seq = row["report_id"], self.log.next
        reading = {
            "id": row["id"],
            "seq": seq,
            "report_id": report_id,
            "reader": row["reader"],
            "unread": row["unread"],
            "flags": self._seal(report_id, "reading", row["id"], row["flags"].encode()),
        }
        link, claim = self.old["reading_claim"], self.old["claim"]
        query = sa.select(link.c.position, claim.c.id, claim.c.record).join_from(
            link, claim, claim.c.id == link.c.claim_id
        )
        found = list(
            self.connection.execute(
                query.where(link.c.reading_id == row["id"]).order_by(link.c.position)
            )
        )
        new = [
            {
                "id": each.id,
                "seq": seq,
                "report_id": report_id,
                "record": self._seal(report_id, "claim", each.id, each.record.encode()),
            }
            for each in found
            if each.id not in self.seen
        ]
        new = [next(rows) for _, rows in groupby(new, key=lambda each: each["id"])]
        self.seen.update(each["id"] for each in new)
        links = [
            {
                "reading_id": row["id"],
                "position": each.position,
                "claim_id": each.id,
                "seq": seq,
            }
            for each in found
        ]
        return [
            *self._write("reading", [reading]),
            *self._write("claim", new),
            *self._write("reading_claim", links),
        ]
