"""Keeps what is derived up with the claims, beside the requests."""

from __future__ import annotations

from threading import Condition, Thread
from time import monotonic

from sqlalchemy import Connection, func, select

from polybius.ledger import schema
from polybius.ledger.store import Ledger
from polybius.weighing.updating import update

changing_kinds = ("reading", "decision", "erasure", "import", "migration")
"""Entries of the log after which incidents may be others."""


class Deriver:
    """Derives in one thread at a time when the log has grown by what changes claims.

    Only what the new entries reach is derived anew (`polybius.weighing.updating`).
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._changed = Condition()
        self._current_at = -1
        self._running = False
        self._started = 0.0
        self._rest_until = 0.0

    def is_current(self, wait: float) -> bool:
        """Tell whether all claims are weighed; if not, see to it, for at most ``wait`` seconds."""
        last = self._last_change()
        deadline = monotonic() + wait
        with self._changed:
            if self._running:
                # What has taken long already will not be over in a moment: nobody waits for it.
                deadline = min(deadline, self._started + wait)
            while self._current_at < last:
                if not self._running and monotonic() >= self._rest_until:
                    self._running = True
                    self._started = monotonic()
                    Thread(target=self._derive, args=(last,), daemon=True).start()
                left = deadline - monotonic()
                if left <= 0 or not self._changed.wait(left):
                    return self._current_at >= last
            return True

    def _derive(self, last: int) -> None:
        started = monotonic()
        reached = self._current_at
        try:
            update(self._ledger)
            reached = last
        finally:
            with self._changed:
                self._current_at = max(self._current_at, reached)
                self._running = False
                # A large ledger is not derived without a pause while people rule on it.
                took = monotonic() - started
                self._rest_until = monotonic() + (took if took > 1 else 0)
                self._changed.notify_all()

    def _last_change(self) -> int:
        with self._ledger.reading() as connection:
            return last_change(connection)


def last_change(connection: Connection) -> int:
    """Return the last entry of the log after which incidents may be others; 0: there is none."""
    found = connection.execute(_last_of_each).one()
    return max((int(seq) for seq in found if seq is not None), default=0)


# One kind at a time, as its index then has the last one at its end.
_last_of_each = select(
    *(
        select(func.max(schema.entry.c.seq))
        .where(schema.entry.c.kind == kind)
        .scalar_subquery()
        .label(kind)
        for kind in changing_kinds
    )
)
