"""The stores that the contract tests run over."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from polybius.ledger.opening import Target
from polybius.ledger.store import Ledger
from tests.ledger.servers import Server, running_server, waived

NewStore = Callable[[], Target]


def clock() -> datetime:
    return datetime(2026, 2, 5, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Start a PostgreSQL server; without one the tests fail, unless that is asked for."""
    if os.environ.get(waived):
        pytest.skip(f"{waived} is set: the ledger was not tested on PostgreSQL")
    with running_server() as running:
        yield running


@pytest.fixture(scope="session")
def template(server: Server) -> str:
    """Return the name of a database that holds a new ledger."""
    url = server.new_database()
    Ledger(url, clock=clock).close()
    return url.rpartition("/")[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    """Return where a ledger can be opened, once for each kind of store."""
    if request.param == "sqlite":
        return tmp_path / "l.sqlite"
    running: Server = request.getfixturevalue("server")
    return running.new_database(request.getfixturevalue("template"))


@pytest.fixture
def ledger(store: Target) -> Iterator[Ledger]:
    with Ledger(store, clock=clock) as opened:
        yield opened
