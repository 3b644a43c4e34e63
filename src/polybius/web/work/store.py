"""Tasks and second codings, in the desk's own store beside the accounts."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Column, Index, Integer, Row, String, Table, Text, insert, or_, select, update

from polybius.errors import SettingsError, UnknownId
from polybius.web.accounts.database import Database
from polybius.web.accounts.schema import metadata

now = "9999"
"""Later than any moment: what is open then is open now."""
verdicts = ("accept", "correct", "reject")

task_table = Table(
    "desk_task",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("ledger_id", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("item", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("given", String(20), nullable=False),
    Column("ended", String(20)),
    Index("ix_desk_task_ledger_id_person", "ledger_id", "person"),
)

coding_table = Table(
    "desk_coding",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("task_id", String(32), nullable=False, index=True),
    Column("claim_id", String(64), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("fields", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("moment", String(20), nullable=False),
)
"""Only grows: of several rows on a claim the last counts."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a person was given to do."""

    id: str
    kind: str
    """``review``: look at it; ``second``: code it a second time, blind to the first."""
    item: str
    """Id of the report, incident or claim."""
    person: str
    given_by: str
    given: str
    ended: str | None
    """When it was done or taken back."""


@dataclass(frozen=True, slots=True)
class Coding:
    """What a second coder said of a claim."""

    claim_id: str
    verdict: str
    fields: Mapping[str, str]
    """Field → value, of those that the coder changed."""
    reason: str
    moment: str


class Work:
    """The tasks of one ledger."""

    def __init__(self, database: Database, ledger_id: str, now: Callable[[], str]) -> None:
        """Take the tasks of a ledger.

        Args:
            database: the desk's store.
            ledger_id: which ledger they are of.
            now: tells the moment, ``YYYY-MM-DDTHH:MM:SSZ``.
        """
        self._database = database
        self._ledger_id = ledger_id
        self._now = now

    def give(self, kind: str, item: str, person: str, given_by: str) -> Task:
        """Give a task; one that is open already is returned as it is.

        Raises:
            SettingsError: nobody is named.
        """
        if not person.strip():
            raise SettingsError("a task needs a person.", hint="Say who is to do it.")
        for task in self.tasks(person=person, is_open=True):
            if (task.kind, task.item) == (kind, item):
                return task
        made = Task(secrets.token_hex(8), kind, item, person, given_by, self._now(), None)
        row = {**msgspec.to_builtins(made), "ledger_id": self._ledger_id}
        with self._database.writing() as connection:
            connection.execute(insert(task_table), row)
        return made

    def end(self, task_id: str) -> None:
        """End a task."""
        query = update(task_table).where(task_table.c.id == task_id, task_table.c.ended.is_(None))
        with self._database.writing() as connection:
            connection.execute(query.values(ended=self._now()))

    def task(self, task_id: str) -> Task:
        """Return one task.

        Raises:
            UnknownId: there is none.
        """
        query = self._select().where(task_table.c.id == task_id)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise UnknownId(f"there is no task {task_id!r}.")
        return _task(row)

    def tasks(
        self,
        *,
        person: str | None = None,
        kind: str | None = None,
        item: str | None = None,
        is_open: bool | None = None,
        open_at: str | None = None,
    ) -> list[Task]:
        """Return tasks, the newest first.

        Args:
            person: who has them; None: anybody.
            kind: of the tasks; None: any.
            item: what they are about; None: anything.
            is_open: whether they are open now; None: either.
            open_at: a moment at which they were open.
        """
        query = self._select()
        for column, value in (
            (task_table.c.person, person),
            (task_table.c.kind, kind),
            (task_table.c.item, item),
        ):
            if value is not None:
                query = query.where(column == value)
        if is_open is not None:
            ended = task_table.c.ended
            query = query.where(ended.is_(None) if is_open else ended.is_not(None))
        if open_at is not None:
            ended = task_table.c.ended
            query = query.where(task_table.c.given <= open_at)
            query = query.where(or_(ended.is_(None), ended > open_at))
        query = query.order_by(task_table.c.given.desc(), task_table.c.id)
        with self._database.reading() as connection:
            return [_task(row) for row in connection.execute(query)]

    def blind_task(self, person: str, report_id: str) -> Task | None:
        """Return the open second coding of a report that a person has; None: there is none."""
        found = self.tasks(person=person, kind="second", item=report_id, is_open=True)
        return found[0] if found else None

    def code(self, task_id: str, claim_id: str, verdict: str, fields: Mapping[str, str],
             reason: str) -> None:  # fmt: skip
        """Note what the second coder says of a claim.

        Raises:
            SettingsError: the verdict is none, or the task has ended.
        """
        if verdict not in verdicts:
            raise SettingsError(f"{verdict!r} is no verdict.", hint=f"Use: {', '.join(verdicts)}.")
        if self.task(task_id).ended is not None:
            raise SettingsError("this second coding was handed in; it can't be changed.")
        row = {
            "task_id": task_id,
            "claim_id": claim_id,
            "verdict": verdict,
            "fields": msgspec.json.encode(dict(fields), order="sorted").decode(),
            "reason": reason,
            "moment": self._now(),
        }
        with self._database.writing() as connection:
            connection.execute(insert(coding_table), row)

    def codings(self, task_id: str) -> dict[str, Coding]:
        """Return the last word on each claim."""
        query = select(coding_table).where(coding_table.c.task_id == task_id)
        with self._database.reading() as connection:
            rows: Sequence[Row[Any]] = connection.execute(query.order_by(coding_table.c.id)).all()
        return {
            row.claim_id: Coding(
                row.claim_id,
                row.verdict,
                msgspec.json.decode(row.fields, type=dict[str, str]),
                row.reason,
                row.moment,
            )
            for row in rows
        }

    def _select(self) -> Any:
        return select(task_table).where(task_table.c.ledger_id == self._ledger_id)


def _task(row: Row[Any]) -> Task:
    return Task(row.id, row.kind, row.item, row.person, row.given_by, row.given, row.ended)
