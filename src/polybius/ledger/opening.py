"""Opens or creates a ledger: connection settings, schema version, refusal of what isn't one."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from polybius.errors import LedgerError, NotALedger, Where
from polybius.ledger.schema import application_id

head_revision = "0001"
"""The newest migration; `polybius.ledger.migrations` must end in it (a test holds it so)."""

wait_for_lock_ms = 60_000


def open_engine(path: Path, *, create: bool = True) -> Engine:
    """Return an engine on the ledger at ``path``, migrated to `head_revision`.

    Raises:
        NotALedger: the file is no SQLite file, another program's, or of a newer schema.
        LedgerError: the file is missing and ``create`` is false, or can't be opened or written.
    """
    if not path.exists() and not create:
        raise LedgerError(
            "there is no ledger here.",
            where=Where(str(path)),
            hint="Make one with: polybius read PATH… --ledger FILE",
        )
    if path.parent != Path() and not path.parent.is_dir():
        raise LedgerError("the folder does not exist.", where=Where(str(path)))
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    try:
        with engine.connect() as connection:
            _bring_up_to_date(connection, path)
    except DatabaseError as error:
        raise _as_ledger_error(error, path) from error
    return engine


def _configure(connection: Any, _: object) -> None:
    # The driver must not open transactions by itself: `_begin` says which kind is opened.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {wait_for_lock_ms}",
        "foreign_keys = ON",
        "synchronous = FULL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up_to_date(connection: Connection, path: Path) -> None:
    mark = connection.scalar(text("PRAGMA application_id"))
    tables = set(inspect(connection).get_table_names())
    if tables and mark != application_id:
        raise NotALedger("this SQLite file is not a Polybius ledger.", where=Where(str(path)))
    found = _revision(connection) if "alembic_version" in tables else None
    connection.rollback()
    if found == head_revision:
        _use_write_ahead_log(connection)
        return
    if found is not None and found > head_revision:
        raise NotALedger(
            f"this ledger has schema {found}, newer than this program's {head_revision}.",
            where=Where(str(path)),
            hint="Upgrade Polybius: pip install --upgrade polybius",
        )
    _migrate(connection.execution_options(writes=True))
    _use_write_ahead_log(connection)


def _use_write_ahead_log(connection: Connection) -> None:
    """Set the journal mode, which is written into the file: only ever on one known to be ours."""
    raw = connection.connection.dbapi_connection
    if raw is None or raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    # Another process may hold the file just now; the mode costs speed, not safety, and the
    # next opening sets it.
    with suppress(sqlite3.OperationalError):
        raw.execute("PRAGMA journal_mode = WAL")


def _revision(connection: Connection) -> str | None:
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - needed once in a ledger's life, slow to import
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "polybius.ledger:migrations")
    with connection.begin():
        # Another process may have migrated while this one waited for the lock.
        if "alembic_version" in inspect(connection).get_table_names() and (
            _revision(connection) == head_revision
        ):
            return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.execute(text(f"PRAGMA application_id = {application_id}"))


def _as_ledger_error(error: DatabaseError, path: Path) -> LedgerError:
    where = Where(str(path))
    cause = str(error.orig)
    if isinstance(error.orig, sqlite3.DatabaseError) and "not a database" in cause:
        return NotALedger("this file is not an SQLite database.", where=where)
    return LedgerError(f"the ledger can't be opened: {cause}.", where=where)
