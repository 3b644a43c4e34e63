"""What a past state of the ledger is called: a day, a moment, or a head."""

from __future__ import annotations

import re

from sqlalchemy import Connection, func, select

from polybius.errors import SettingsError, UnknownId
from polybius.ledger import schema
from polybius.ledger.filters import is_day
from polybius.ledger.log import head_of

_moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_head = re.compile(r"(\d+)(?::([0-9a-f]{6,64}))?")


def entries_as_of(connection: Connection, when: str) -> int:
    """Return how many entries the log had at ``when``.

    Args:
        connection: to the ledger.
        when: a day (``2026-02-05``: to its end, UTC), a moment (``2026-02-05T09:00:00Z``), or a
            head as exports name it (``SIZE:ROOT``, the root's first six digits or more).

    Raises:
        SettingsError: ``when`` is none of these, or the head is not one of this ledger.
        UnknownId: the ledger is younger than ``when``.
    """
    named = _head.fullmatch(when)
    if named:
        return _size_of_head(connection, int(named[1]), named[2] or "")
    if is_day(when):
        when = f"{when}T23:59:59Z"
    elif not _moment.fullmatch(when):
        raise SettingsError(
            f"--as-of {when!r} is neither a day, nor a moment, nor a head.",
            hint="Use YYYY-MM-DD, YYYY-MM-DDTHH:MM:SSZ or SIZE:ROOT as an export names it.",
        )
    # Moments never decrease along the log, so those up to `when` are its first entries.
    moment = schema.entry.c.moment
    last = connection.scalar(select(func.max(schema.entry.c.seq)).where(moment <= when))
    if last is None:
        first = connection.scalar(select(moment).where(schema.entry.c.seq == 0))
        raise UnknownId(f"this ledger begins on {first}, later than {when}.")
    return int(last) + 1


def _size_of_head(connection: Connection, size: int, root: str) -> int:
    head = head_of(connection, size)
    if not head.root.startswith(root):
        raise SettingsError(
            f"--as-of {size}:{root} is no head of this ledger: at {size} entries its root "
            f"begins {head.root[:12]}.",
            hint="It was made from another ledger, or one of the two was changed.",
        )
    return size
