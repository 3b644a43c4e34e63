"""What is made of a state is made once, and what failed is made again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier, Event

import pytest

from polybius.errors import LedgerError
from polybius.web.beside import Beside, StillMaking
from polybius.web.kept import Kept


def test_those_who_ask_at_once_wait_for_one() -> None:
    kept, numbers, start = Kept(), count(1), Barrier(4)

    def ask() -> int:
        start.wait()
        return kept.get("key", lambda: next(numbers))

    with ThreadPoolExecutor(4) as pool:
        assert [each.result() for each in [pool.submit(ask) for _ in range(4)]] == [1] * 4


def test_what_was_asked_for_least_recently_goes_first() -> None:
    kept, made = Kept(most=2), []
    for key in ("a", "b", "a", "c", "a", "b"):
        kept.get(key, lambda key=key: made.append(key))  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]


def failing() -> int:
    raise LedgerError("no")


def test_what_failed_is_not_kept() -> None:
    kept: Kept = Kept()
    beside: Beside[int] = Beside(kept=1, wait=30)
    for get in (kept.get, beside.get):
        with pytest.raises(LedgerError):
            get("key", failing)
        assert get("key", lambda: 7) == 7


def test_what_takes_longer_goes_on_beside() -> None:
    ready = Event()
    beside: Beside[int] = Beside(kept=1, wait=0.01)

    def make() -> int:
        ready.wait()
        return 7

    with pytest.raises(StillMaking):
        beside.get("key", make)
    ready.set()
    while True:
        try:
            found = beside.get("key", failing)
        except StillMaking:
            continue
        break
    assert found == 7
