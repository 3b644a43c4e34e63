"""Connections kept open between transactions, and never shared with a forked process.

To open one costs more than most writes: a server is asked for it with a new TLS context, and the
last one on an SQLite file folds the write-ahead log into it when it closes.
"""

from __future__ import annotations

import logging
import os
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import QueuePool

_inherited: list[Any] = []
"""Connections that a fork left in this process: never used, and never closed, since to close one
would tell the server, or the file's locks, that the parent is done."""


def pooled_engine(url: URL | str, **options: Any) -> Engine:
    """Return an engine on ``url``; ``options`` are those of `sqlalchemy.create_engine`.

    What it sends never shows in an error or a log: names, addresses and passages are among it.
    """
    engine = create_engine(url, poolclass=QueuePool, hide_parameters=True, **options)
    pool_log = logging.getLogger("sqlalchemy.pool")
    if not pool_log.handlers:
        # A lost connection is told once, by our own error; the pool would print a traceback too.
        pool_log.addHandler(logging.NullHandler())
    event.listen(engine, "connect", _note_process)
    event.listen(engine, "checkout", _refuse_inherited)
    return engine


def _note_process(_: Any, record: Any) -> None:
    record.info["process"] = os.getpid()


def _refuse_inherited(connection: Any, record: Any, proxy: Any) -> None:
    """Have the pool open another connection in place of a parent's.

    Source: SQLAlchemy's manual, "Using Connection Pools with Multiprocessing or os.fork()".
    """
    if record.info["process"] != os.getpid():
        _inherited.append(connection)
        record.dbapi_connection = proxy.dbapi_connection = None
        raise DisconnectionError("a connection of the process that this one was forked from")
