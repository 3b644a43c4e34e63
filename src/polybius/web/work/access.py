"""The tasks of the ledger that is served, and what they keep from a second coder."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from polybius.web.context import Desk
from polybius.web.models.judged import Judged
from polybius.web.work.store import Work


def work_of(desk: Desk) -> Work:
    """Return the tasks of the ledger that is served."""
    return Work(desk.state.database, desk.ledger.head(1).root, _now)


def seen_by(desk: Desk, found: Iterable[Judged]) -> list[Judged]:
    """Return claims as the person may see them.

    Of a report that they have to code blind, as nobody had ruled on them.
    """
    tasks = work_of(desk).tasks(person=desk.identity.name, kind="second", is_open=True)
    blind = {task.item for task in tasks}
    return [Judged(j.read, j.read) if j.read.report_id in blind else j for j in found]


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
