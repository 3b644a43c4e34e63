"""Kills a writer at random write points and looks at what it leaves: the count is the result.

``python -m tests.ledger.crashes POINTS`` prints one line of JSON. A child appends reports and
says which are acknowledged; after a random time it is killed with SIGKILL. The parent opens the
ledger again, verifies it, and compares. The child is forked, not started anew, so that a kill
takes milliseconds, not seconds.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify
from tests.ledger.fill import add

ledger_of = 40
"""Kills on one ledger, which grows, before a new one is begun."""


@dataclass(slots=True)
class Count:
    """What was seen."""

    kills: int = 0
    acknowledged: int = 0
    in_a_transaction: int = 0
    """Kills that left an unfinished transaction behind."""
    lost: int = 0
    halves: int = 0
    faults: int = 0


def write_for_ever(path: Path, number: int, pipe: int) -> None:
    """Append reports and acknowledge each by its id."""
    with Ledger(path) as ledger:
        while True:
            report = add(ledger, number)
            os.write(pipe, f"{report.id}\n".encode())
            number += 1


def kill_once(path: Path, number: int, wait_s: float) -> set[str]:
    """Fork a writer, kill it some time after its first report; return what it acknowledged."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        write_for_ever(path, number, write_end)
    os.close(write_end)
    with os.fdopen(read_end) as told:
        lines = [told.readline()]
        time.sleep(wait_s)
        os.kill(child, signal.SIGKILL)
        lines += told.readlines()
    os.waitpid(child, 0)
    return {line.strip() for line in lines if len(line) == 65}


def look(path: Path, acknowledged: set[str], count: Count) -> None:
    """Open the ledger and count what is not as it must be."""
    with Ledger(path, create=False) as ledger:
        kept = {report.id for report in ledger.reports()}
        count.lost += len(acknowledged - kept)
        count.halves += len(ledger.claims()) != 2 * len(kept)
        count.faults += len(verify(ledger).faults)


def run(points: int, seed: int = 5) -> Count:
    """Kill a writer at ``points`` random points."""
    generator, count = random.Random(seed), Count()
    with tempfile.TemporaryDirectory(prefix="polybius-crash-") as folder:
        acknowledged: set[str] = set()
        path = Path(folder) / "0.sqlite"
        for point in range(points):
            if point % ledger_of == 0:
                path, acknowledged = Path(folder) / f"{point}.sqlite", set()
                Ledger(path).close()
            new = kill_once(path, point * 10_000, generator.random() * 0.05)
            acknowledged |= new
            count.kills += 1
            wal = path.with_name(f"{path.name}-wal")
            count.in_a_transaction += wal.exists() and wal.stat().st_size > 0
            look(path, acknowledged, count)
            count.acknowledged += len(new)
    return count


if __name__ == "__main__":
    print(json.dumps(asdict(run(int(sys.argv[1])))))
