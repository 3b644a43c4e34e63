"""Opens or creates a ledger: connection settings, schema version, refusal of what isn't one."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

from sqlalchemy import Connection, Engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from polybius.errors import LedgerError, NotALedger, SettingsError, Where
from polybius.ledger.dialects import dialect_of
from polybius.ledger.founding import found
from polybius.ledger.pooling import pooled_engine
from polybius.ledger.schema import application_id

head_revision = "0004"
"""The newest migration; `polybius.ledger.migrations` must end in it (a test holds it so)."""

wait_for_lock_ms = 60_000

Target: TypeAlias = Path | str
"""A file, or the URL of a PostgreSQL database: ``postgresql://user@host/name``."""

Moment = Callable[[], str]


def is_url(target: Target) -> bool:
    """Tell a URL from a file."""
    return isinstance(target, str) and "://" in target


def named(target: Target) -> str:
    """Return how messages call a ledger: never with its password."""
    if not is_url(target):
        return str(target)
    try:
        return make_url(str(target)).render_as_string(hide_password=True)
    except ArgumentError:
        return "the ledger's URL"


def open_engine(
    target: Target, moment: Moment, *, create: bool = True, founded: bool = True
) -> Engine:
    """Return an engine on the ledger, migrated to `head_revision`.

    Args:
        target: where it is.
        moment: tells the time.
        create: whether to make the ledger if there is none.
        founded: whether a new ledger gets its first entry; one that is copied brings its own.

    Raises:
        NotALedger: it is another program's, or of a newer schema.
        LedgerError: it is missing and ``create`` is false, or can't be opened or written.
        SettingsError: the URL is not one of PostgreSQL.
    """
    engine = _server(str(target)) if is_url(target) else _file(Path(target), create=create)
    try:
        with engine.connect() as connection:
            _bring_up_to_date(connection, target, moment if founded else None, create=create)
    except DBAPIError as error:
        engine.dispose()
        raise _as_ledger_error(error, named(target)) from error
    except LedgerError:
        engine.dispose()
        raise
    return engine


def _server(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SettingsError("the ledger's URL can't be understood.") from error
    if parsed.get_backend_name() != "postgresql":
        hint = "Use a file, or postgresql://user@host/name."
        raise SettingsError(f"no ledger can be kept in {parsed.get_backend_name()}.", hint=hint)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+pg8000")
    # Each read sees one state however many selects it takes; a writer waits for the lock first
    # and must then see what the one before it wrote.
    engine = pooled_engine(parsed, pool_pre_ping=True, isolation_level="REPEATABLE READ")
    # The driver sends many rows one by one; as values of one statement they go together.
    engine.dialect.use_insertmanyvalues_wo_returning = True
    event.listen(engine, "checkout", _end_ping)
    event.listen(engine, "begin", _begin_on_server)
    return engine


def _end_ping(connection: Any, *_: object) -> None:
    # The driver opens a transaction for whatever it sends, the pool's question too whether the
    # server is still there.
    connection.rollback()


def _begin_on_server(connection: Connection) -> None:
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")


def _file(path: Path, *, create: bool) -> Engine:
    if not path.exists() and not create:
        raise LedgerError(
            "there is no ledger here.",
            where=Where(str(path)),
            hint="Make one with: polybius read PATH… --ledger FILE",
        )
    if path.parent != Path() and not path.parent.is_dir():
        raise LedgerError("the folder does not exist.", where=Where(str(path)))
    if path.is_dir():
        raise LedgerError(
            "this is a directory, not a ledger.",
            where=Where(str(path)),
            hint="Name a file in it: --ledger FILE",
        )
    engine = pooled_engine(_address(path))
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def can_be_written(path: Path) -> bool:
    """Tell whether a ledger's file, and the folder where its write-ahead log lies, can be."""
    folder = path.absolute().parent
    return os.access(folder, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _address(path: Path) -> str:
    """Return the address of a file, which says if it can only be read.

    Where nothing can be written, nobody can lock either. A file that was closed in order has all
    in itself and is read as immutable; one with a write-ahead log beside it is read through that
    log and its index.
    """
    if can_be_written(path):
        return f"sqlite:///{path}"
    log = path.with_name(f"{path.name}-wal")
    unfolded = log.exists() and log.stat().st_size > 0
    how = "mode=ro" if unfolded else "mode=ro&immutable=1"
    return f"sqlite:///file:{quote(str(path.absolute()))}?{how}&uri=true"


def _configure(connection: Any, _: object) -> None:
    # The driver must not open transactions by itself: `_begin` says which kind is opened.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {wait_for_lock_ms}",
        "foreign_keys = ON",
        "synchronous = FULL",
        # What is erased must not linger in free pages.
        "secure_delete = ON",
        # Nor in files beside the ledger.
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up_to_date(
    connection: Connection, target: Target, moment: Moment | None, *, create: bool
) -> None:
    where = Where(named(target))
    tables = set(inspect(connection).get_table_names())
    if tables and not _is_ours(connection, tables):
        what = "SQLite file" if not is_url(target) else "database"
        raise NotALedger(f"this {what} is not a Polybius ledger.", where=where)
    if not tables and is_url(target) and not create:
        raise LedgerError("there is no ledger in this database.", where=where)
    found_at = _revision(connection) if "alembic_version" in tables else None
    connection.rollback()
    if found_at is not None and found_at > head_revision:
        raise NotALedger(
            f"this ledger has schema {found_at}, newer than this program's {head_revision}.",
            where=where,
            hint="Upgrade Polybius: pip install --upgrade polybius",
        )
    on_read_only_media = not is_url(target) and not can_be_written(Path(target))
    if found_at != head_revision and on_read_only_media:
        raise LedgerError(
            f"this ledger has schema {found_at}; it must be migrated, and can't be written.",
            where=where,
            hint="Copy its files to where they can be written, and open the copy.",
        )
    if found_at != head_revision:
        _migrate(connection, moment)
    if not is_url(target) and not on_read_only_media:
        _use_write_ahead_log(connection)


def _is_ours(connection: Connection, tables: set[str]) -> bool:
    if dialect_of(connection).name == "sqlite":
        return bool(connection.scalar(text("PRAGMA application_id")) == application_id)
    return {"alembic_version", "report"} <= tables


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


def _migrate(connection: Connection, moment: Moment | None) -> None:
    on_file = dialect_of(connection).name == "sqlite"
    raw = connection.connection.dbapi_connection if on_file else None
    if raw is not None:
        # A migration may replace a table that others refer to; it checks the references itself.
        raw.execute("PRAGMA foreign_keys = OFF")
    try:
        _upgrade(connection.execution_options(writes=True), moment)
    finally:
        if raw is not None:
            raw.execute("PRAGMA foreign_keys = ON")


def _upgrade(writer: Connection, moment: Moment | None) -> None:
    from alembic import command  # noqa: PLC0415 - needed once in a ledger's life, slow to import
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config(attributes={"connection": writer, "moment": moment})
    config.set_main_option("script_location", "polybius.ledger:migrations")
    with writer.begin():
        dialect_of(writer).lock(writer)
        # Another process may have migrated while this one waited for the lock.
        if "alembic_version" in inspect(writer).get_table_names() and (
            _revision(writer) == head_revision
        ):
            return
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise LedgerError(f"its schema can't be told: {error}.") from error
        if moment is not None:
            found(writer, moment)
        if dialect_of(writer).name == "sqlite":
            writer.execute(text(f"PRAGMA application_id = {application_id}"))


def cause_of(error: DBAPIError) -> str:
    """Return what the database said, as one line."""
    details = error.orig.args[0] if error.orig is not None and error.orig.args else error.orig
    # The PostgreSQL driver gives the server's fields by letter; M is the message.
    said = details.get("M", details) if isinstance(details, dict) else details
    return " ".join(str(said).split()).rstrip(".")


def _as_ledger_error(error: DBAPIError, name: str) -> LedgerError:
    cause = cause_of(error)
    if isinstance(error.orig, sqlite3.DatabaseError) and "not a database" in cause:
        return NotALedger("this file is not an SQLite database.", where=Where(name))
    if isinstance(error.orig, sqlite3.OperationalError) and "unable to open" in cause:
        hint = "If it lies where nothing can be written: copy it with its -wal file, and open that."
        return LedgerError("the ledger can't be opened.", where=Where(name), hint=hint)
    return LedgerError(f"the ledger can't be opened: {cause}.", where=Where(name))
