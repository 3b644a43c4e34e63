"""What was made of one state of the ledger, kept for whoever asks for it again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

T = TypeVar("T")


class _Slot:
    """Where one thing is kept; whoever holds the lock may make it."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.made: list[Any] = []


class Kept:
    """The latest things made; each is made once, also for those who ask at the same time.

    A key must name the state of the ledger that the thing is made of, so that nothing kept is
    ever out of date.
    """

    def __init__(self, most: int = 256) -> None:
        """Keep at most so many things; those that were asked for least recently go first."""
        self._most = most
        self._lock = Lock()
        self._slots: dict[Hashable, _Slot] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under ``key``; make it if nothing is."""
        with self._lock:
            slot = self._slots.pop(key, None) or _Slot()
            self._slots[key] = slot
            while len(self._slots) > self._most:
                del self._slots[next(iter(self._slots))]
        with slot.lock:
            if not slot.made:
                slot.made.append(make())
            return cast("T", slot.made[0])
