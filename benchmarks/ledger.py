"""Speed and size of the ledger's log: appends a second, its cost, proofs, verification.

``python -m benchmarks.ledger [--url URL] [--appends N] SIZE…`` prints one JSON object. For each
size a log of so many entries is made (configuration entries, a thousand a transaction), proved
and verified; ``--appends`` reports, each with two claims and in a transaction of its own, are
appended with and without the log, in turns, so that a busy machine slows both alike.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import msgspec

from polybius.ledger import log
from polybius.ledger.entries import Entry, chain_start
from polybius.ledger.log import LogWriter
from polybius.ledger.opening import Target
from polybius.ledger.proving import prove, prove_consistency
from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify
from tests.ledger.fill import add

batch = 1000
rounds = 9


class NoLog(LogWriter):
    """Counts positions and writes no entry: the same inserts without the log."""

    positions: Iterator[int] = count(1)

    def __init__(self, connection: Any, now: Callable[[], str]) -> None:
        self.connection, self.now = connection, now
        self.next = next(self.positions)

    def append(self, kind: str, subject: str, *_: Any, **__: Any) -> Entry:
        """Take the next position and write nothing."""
        self.next = next(self.positions)
        return Entry(0, kind, subject, "", chain_start)


@contextmanager
def without_log() -> Iterator[None]:
    """Have ledgers write no log meanwhile."""
    with patch.object(log, "LogWriter", NoLog):
        yield


def timed(action: Callable[[], object]) -> float:
    """Return the seconds that ``action`` takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def appends(folder: Path, number: int) -> dict[str, float]:
    """Return appends a second with and without the log, and its overhead (median of rounds)."""
    with_log, bare = Ledger(folder / "log.sqlite"), Ledger(folder / "bare.sqlite")
    each, shares, numbers = max(1, number // rounds), [], count()
    times = {"with": 0.0, "without": 0.0}
    for _ in range(rounds):
        some = [next(numbers) for _ in range(each)]
        logged = timed(lambda s=some: [add(with_log, n) for n in s])  # type: ignore[misc]
        with without_log():
            plain = timed(lambda s=some: [add(bare, n) for n in s])  # type: ignore[misc]
        shares.append(logged / plain - 1)
        times["with"] += logged
        times["without"] += plain
    done = each * rounds
    return {
        "reports": done,
        "appends_per_s": round(done / times["with"], 1),
        "appends_per_s_without_log": round(done / times["without"], 1),
        "overhead": round(median(shares), 3),
    }


def at_size(target: Target, size: int) -> dict[str, float]:
    """Return what a log of ``size`` entries costs."""
    with Ledger(target) as ledger:
        made = timed(lambda: lengthen(ledger, size))
        started = time.perf_counter()
        result = verify(ledger)
        verify_s = time.perf_counter() - started
        assert result.faults == []
        proofs = [msgspec.json.encode(prove(ledger, "entry", str(n))) for n in (0, size // 2)]
        head_s = timed(ledger.head)
        prove_s = timed(lambda: prove(ledger, "entry", str(size // 3)))
        consistent = msgspec.json.encode(prove_consistency(ledger, size // 3))
    return {
        "entries": size,
        "entries_per_s": round(size / made),
        "verify_s": round(verify_s, 2),
        "proof_bytes": max(map(len, proofs)),
        "consistency_bytes": len(consistent),
        "prove_ms": round(1000 * prove_s, 1),
        "head_ms": round(1000 * head_s, 1),
    }


def lengthen(ledger: Ledger, size: int) -> None:
    """Append entries until there are ``size``."""
    while (there := ledger.entries_as_of(None)) < size:
        with ledger.writing() as writer:
            for number in range(there, min(size, there + batch)):
                writer.append("configuration", "benchmark", {"n": number})


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000])
    parser.add_argument("--appends", type=int, default=450)
    parser.add_argument("--url", help="empty PostgreSQL database; used for the last size alone")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="polybius-ledger-") as scratch:
        folder = Path(scratch)
        result: dict[str, Any] = {"appends": appends(folder, given.appends)}
        result["sqlite"] = [at_size(folder / f"{size}.sqlite", size) for size in given.sizes]
        if given.url:
            result["postgresql"] = [at_size(given.url, given.sizes[-1])]
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
