"""What takes too long for a request: made beside the requests, and kept for a state."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Generic, TypeVar

from polybius.web.refusing import Refused

T = TypeVar("T")
patience = 4.0
"""Seconds that a request waits for what it asks, before it is told to ask again."""
ask_again = 5
"""Seconds after which to ask again."""


class StillMaking(Refused):
    """What is asked for is being made."""

    def __init__(self) -> None:
        super().__init__(
            503,
            "this looks at every claim of the ledger, and is being made.",
            hint=f"Ask again in {ask_again} seconds.",
        )


class Beside(Generic[T]):
    """Things made of a whole ledger, one at a time; the latest are kept.

    A key must name the state of the ledger that the thing is made of.
    """

    def __init__(self, kept: int, wait: float = patience) -> None:
        """Take the limits.

        Args:
            kept: how many things are kept.
            wait: seconds that `get` waits.
        """
        self._kept = kept
        self._wait = wait
        self._lock = Lock()
        self._made: dict[Hashable, Future[T]] = {}
        self._maker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="beside")

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the thing.

        Raises:
            StillMaking: it takes longer, and goes on.
        """
        with self._lock:
            future = self._made.pop(key, None)
            if future is None or (future.done() and future.exception() is not None):
                future = self._maker.submit(make)
            self._made[key] = future
            while len(self._made) > self._kept:
                del self._made[next(iter(self._made))]
        try:
            return future.result(timeout=self._wait)
        except TimeoutError:
            raise StillMaking from None
