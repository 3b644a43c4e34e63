"""The tasks of the ledger that is served."""

from __future__ import annotations

from datetime import UTC, datetime

from polybius.web.context import Desk
from polybius.web.work.store import Work


def work_of(desk: Desk) -> Work:
    """Return the tasks of the ledger that is served."""
    return Work(desk.state.database, desk.ledger.head(1).root, _now)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
