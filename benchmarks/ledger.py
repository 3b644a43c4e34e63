"""Speed and size of the ledger's log: appends a second, its cost, proofs, verification.

``python -m benchmarks.ledger [--server] [--appends N] SIZE…`` prints one JSON object, and a line
a size as it goes. For each size, in rising order, one log is lengthened to so many entries
(thousands a transaction, by the writer that every command uses; subjects are hashes, as those of
reports are), then proved in, verified, and appended to: reports with two claims each, one a
transaction. ``--server`` does the same on a PostgreSQL server that it starts.

The log's overhead is the time of the same appends with and without the log, in turns, in one
process, so that a busy machine slows both alike; the figure is the median over the pairs.
CPU times are those of this process: all of the work on files, without the server's on servers.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
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
from tests.ledger.servers import running_server

batch = 4096
rounds = 30
appended_at_each_size = 200

numbers = count()
"""Of the reports, so that none is appended twice."""


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
    return both_clocks(action)[0]


def both_clocks(action: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that ``action`` takes, and how many of them this process ran."""
    started, cpu = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - started, time.process_time() - cpu


def overhead(logged: Target, bare: Target, number: int) -> dict[str, float]:
    """Return appends a second with and without the log, and its overhead, by paired turns."""
    with Ledger(logged) as with_log, Ledger(bare) as no_log:
        add(with_log, next(numbers))
        with without_log():
            add(no_log, next(numbers))
        pairs = [_pair(with_log, no_log, max(1, number // rounds)) for _ in range(rounds)]
    done = rounds * max(1, number // rounds)
    return {
        "reports": done,
        "appends_per_s": round(done / sum(a for a, _ in pairs), 1),
        "appends_per_s_without_log": round(done / sum(b for _, b in pairs), 1),
        "overhead": round(median(a / b for a, b in pairs) - 1, 3),
    }


def _pair(with_log: Ledger, no_log: Ledger, each: int) -> tuple[float, float]:
    some = [next(numbers) for _ in range(each)]
    logged = timed(lambda: [add(with_log, n) for n in some])
    with without_log():
        bare = timed(lambda: [add(no_log, n) for n in some])
    return logged, bare


def at_sizes(target: Target, sizes: list[int]) -> Iterator[dict[str, float]]:
    """Yield what a log of each size costs."""
    with Ledger(target) as ledger:
        for size in sorted(sizes):
            there = ledger.entries_as_of(None)
            made, cpu = both_clocks(lambda s=size: lengthen(ledger, s))  # type: ignore[misc]
            yield {
                "entries": size,
                "entries_per_s": round((size - there) / made),
                "entry_cpu_us": round(1e6 * cpu / (size - there), 1),
                **ask(ledger),
            }


def ask(ledger: Ledger) -> dict[str, float]:
    """Return what proofs, verification and further appends cost at a ledger's present size."""
    size = ledger.entries_as_of(None)
    proofs = [msgspec.json.encode(prove(ledger, "entry", str(n))) for n in (0, size // 2)]
    consistent = msgspec.json.encode(prove_consistency(ledger, size // 3))
    proved = timed(lambda: prove(ledger, "entry", str(size // 3)))
    verified, verify_cpu = both_clocks(lambda: whole(ledger))
    some = range(appended_at_each_size)
    appended, append_cpu = both_clocks(lambda: [add(ledger, next(numbers)) for _ in some])
    return {
        "proof_bytes": max(map(len, proofs)),
        "consistency_bytes": len(consistent),
        "prove_ms": round(1000 * proved, 1),
        "head_ms": round(1000 * timed(ledger.head), 1),
        "verify_s": round(verified, 2),
        "verify_cpu_s": round(verify_cpu, 2),
        "appends_per_s": round(len(some) / appended, 1),
        "append_cpu_ms": round(1000 * append_cpu / len(some), 2),
    }


def whole(ledger: Ledger) -> None:
    """Verify a ledger that nothing is wrong with."""
    faults = verify(ledger).faults
    if faults:
        raise SystemExit(f"the ledger does not verify: {faults[0]}")


def lengthen(ledger: Ledger, size: int) -> None:
    """Append entries until there are ``size``."""
    while (there := ledger.entries_as_of(None)) < size:
        with ledger.writing() as writer:
            for number in range(there, min(size, there + batch)):
                subject = sha256(str(number).encode()).hexdigest()
                writer.append("configuration", subject, {"n": number})


def on_store(new: Callable[[], Target], sizes: list[int], number: int) -> dict[str, Any]:
    """Return all figures on one kind of store; ``new`` makes an empty one."""
    result: dict[str, Any] = {"log": overhead(new(), new(), number), "sizes": []}
    print(json.dumps(result["log"]), file=sys.stderr, flush=True)
    for found in at_sizes(new(), sizes):
        print(json.dumps(found), file=sys.stderr, flush=True)
        result["sizes"].append(found)
    return result


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000])
    parser.add_argument("--appends", type=int, default=600)
    parser.add_argument("--server", action="store_true", help="measure on PostgreSQL")
    given = parser.parse_args()
    if given.server:
        with running_server() as server:
            result = on_store(server.new_database, given.sizes, given.appends)
    else:
        with tempfile.TemporaryDirectory(prefix="polybius-ledger-") as scratch:
            names = (Path(scratch) / f"{n}.sqlite" for n in count())
            result = on_store(lambda: next(names), given.sizes, given.appends)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
