"""Copies between stores, backups, and their way back: same entries, same ids, same head."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.exc import DBAPIError

from polybius.errors import BrokenLedger, LedgerError, SettingsError, Where
from polybius.ledger import schema
from polybius.ledger.dialects import dialect_of
from polybius.ledger.founding import ledger_name
from polybius.ledger.log import Head, head_of, log_size
from polybius.ledger.opening import Target, cause_of, named, open_engine
from polybius.ledger.reindexing import reindex
from polybius.ledger.store import Ledger

batch = 500
key_file_mark = "polybius keys v1"


def copy(source: Ledger, target: Target) -> Head:
    """Copy a ledger, with its keys, into a new file or an empty database.

    Readers and writers of the source go on meanwhile; what they append later is not copied.

    Raises:
        LedgerError: there is something at ``target`` already, or it can't be written.
    """
    with source.reading() as taken, _empty_store(target) as made:
        _transfer(taken, made, (schema.entry, schema.subtree, schema.seal, *schema.logged))
        reindex(made)
        return _same_head(taken, made)


def back_up(source: Ledger, path: Path, keys: Path) -> Head:
    """Write the sealed ledger to one file and its keys to another, while it is in use.

    Keys only ever disappear, so the newest key file opens every older backup, but for what was
    erased since: keep that one alone.

    Raises:
        LedgerError: a file exists already, or can't be written.
    """
    if keys.exists():
        raise LedgerError("there is a file already.", where=Where(str(keys)))
    with source.reading() as taken:
        with _empty_store(path) as made:
            _transfer(taken, made, (schema.entry, schema.subtree, *schema.logged))
            head = _same_head(taken, made)
        _write_keys(taken, keys)
    return head


def restore(backup: Path, keys: Path, target: Target) -> Head:
    """Make a ledger of a backup and a key file, in a new file or an empty database.

    Raises:
        LedgerError: one of the files is not what it should be, or ``target`` is not empty.
    """
    with Ledger(backup, create=False) as source, source.reading() as taken:
        rows = _read_keys(keys, ledger_name(taken))
        with _empty_store(target) as made:
            _transfer(taken, made, (schema.entry, schema.subtree))
            known = _owners(taken)
            found = [row for row in rows if row["id"] in known]
            if found:
                made.execute(insert(schema.seal), found)
            _transfer(taken, made, schema.logged)
            reindex(made)
            return _same_head(taken, made)


@contextmanager
def _empty_store(target: Target) -> Iterator[Connection]:
    """Open a write transaction on a store that holds no ledger yet."""
    where = Where(named(target))
    if isinstance(target, Path) and target.exists():
        raise LedgerError("there is a file already.", where=where)
    engine = open_engine(target, lambda: "", founded=False)
    done = False
    try:
        with engine.connect() as connection:
            writer = connection.execution_options(writes=True)
            with writer.begin():
                dialect_of(writer).lock(writer)
                if log_size(writer):
                    raise LedgerError("there is a ledger already.", where=where)
                yield writer
        done = True
    except DBAPIError as error:
        raise LedgerError(f"it can't be written: {cause_of(error)}.", where=where) from error
    finally:
        engine.dispose()
        if isinstance(target, Path) and not done:
            for end in ("", "-wal", "-shm"):
                target.with_name(target.name + end).unlink(missing_ok=True)


def _transfer(source: Connection, target: Connection, tables: Iterable[Table]) -> None:
    for table in tables:
        order = [table.c.seq] if "seq" in table.c else list(table.primary_key.columns)
        found = source.execution_options(yield_per=batch).execute(select(table).order_by(*order))
        for some in found.partitions():
            target.execute(insert(table), [dict(each._mapping) for each in some])


def _same_head(source: Connection, target: Connection) -> Head:
    head, copied = head_of(source), head_of(target)
    if head != copied:
        raise BrokenLedger(f"the copy has the head {copied}, not {head}; it was not kept.")
    return copied


def _owners(connection: Connection) -> set[str]:
    owned = select(schema.report.c.id).union_all(select(schema.decision.c.id))
    return set(connection.scalars(owned))


def _write_keys(source: Connection, path: Path) -> None:
    seal = schema.seal.c
    rows = source.execute(select(seal.id, seal.key).order_by(seal.id))
    lines = [f"{row.id} {bytes(row.key).hex()}" for row in rows]
    text = "\n".join([f"{key_file_mark} {ledger_name(source)}", *lines]) + "\n"
    try:
        path.touch(mode=0o600, exist_ok=False)
        with path.open("w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        what = f"the keys can't be written: {error.strerror}."
        raise LedgerError(what, where=Where(str(path))) from error


def _read_keys(path: Path, ledger: str) -> list[dict[str, Any]]:
    where = Where(str(path))
    try:
        head, *lines = path.read_text("ascii").splitlines()
        pairs = [line.split(" ") for line in lines]
        rows = [{"id": owner, "key": bytes.fromhex(key)} for owner, key in pairs]
    except OSError as error:
        raise SettingsError(f"the keys can't be read: {error.strerror}.", where=where) from error
    except ValueError as error:
        raise SettingsError("this is no key file.", where=where) from error
    if head != f"{key_file_mark} {ledger}":
        raise SettingsError("these are the keys of another ledger.", where=where)
    return rows
