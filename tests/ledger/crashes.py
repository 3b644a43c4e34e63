"""Kills a writer at random write points and looks at what it leaves: the count is the result.

``python -m tests.ledger.crashes POINTS [--server] [--crashes N]`` prints one line of JSON. A child
appends reports and acknowledges each with the head of the log; it dies of SIGKILL, every other
time at a statement drawn at random (or just before a commit) and otherwise after a random time,
wherever it then is: in a statement, in a commit, in fsync. The parent opens the ledger again,
verifies that it extends the head that was acknowledged last, and compares. The child is forked,
not started anew, so that a kill takes milliseconds.

``--server`` does so on a PostgreSQL server that it starts; ``--crashes`` also stops that server
without warning (``pg_ctl stop -m immediate``: no checkpoint, recovery from its log) so many times
while a child writes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from polybius.errors import LedgerError
from polybius.ledger.log import Head
from polybius.ledger.opening import Target
from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify
from tests.ledger.fill import add, numbered
from tests.ledger.servers import Server, running_server

kills_a_ledger = 25
"""Kills on one ledger, which grows, before a new one is begun."""

longest_wait_s = 0.15
most_statements = 120
"""Four appends' worth: the statement to die at is one of so many."""

Death = Callable[[int], None]
"""Ends the child that writes, given its process id, soon after it has begun."""


@dataclass(slots=True)
class Count:
    """What was seen."""

    kills: int = 0
    acknowledged: int = 0
    inside: int = 0
    """Kills with an append under way."""
    kept: int = 0
    """Of these, appends that were committed and not yet acknowledged."""
    lost: int = 0
    halves: int = 0
    faults: int = 0


@dataclass(slots=True)
class Told:
    """What a child said before it died."""

    begun: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    head: Head | None = None

    def hear(self, line: str) -> None:
        """Take in a line, unless it was cut off."""
        match line.removesuffix("\n").split(" "):
            case ["begin", report_id] if line.endswith("\n"):
                self.begun.append(report_id)
            case ["done", report_id, size, root] if line.endswith("\n"):
                self.acknowledged.append(report_id)
                self.head = Head(int(size), root, "")


def write_for_ever(target: Target, number: int, pipe: int) -> None:
    """Append reports; say of each when it is begun and when it is done."""
    with Ledger(target) as ledger:
        while True:
            os.write(pipe, f"begin {numbered(number).id}\n".encode())
            report = add(ledger, number)
            head = ledger.head()
            os.write(pipe, f"done {report.id} {head.size} {head.root}\n".encode())
            number += 1


def die_at(statement: int) -> None:
    """Have this process kill itself just before its ``statement``-th statement or commit."""
    left = statement

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)


def run_child(target: Target, number: int, statement: int | None, death: Death) -> Told:
    """Fork a writer, let it die, and return what it said."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        if statement is not None:
            die_at(statement)
        try:
            write_for_ever(target, number, write_end)
        except LedgerError:
            os._exit(3)
        finally:
            os._exit(4)
    os.close(write_end)
    told = Told()
    with os.fdopen(read_end) as said:
        told.hear(said.readline())
        death(child)
        for line in said:
            told.hear(line)
    os.waitpid(child, 0)
    return told


def look(target: Target, told: Told, acknowledged: set[str], count: Count) -> None:
    """Open the ledger and count what is not as it must be."""
    count.kills += 1
    count.acknowledged += len(told.acknowledged)
    acknowledged.update(told.acknowledged)
    with Ledger(target, create=False) as ledger:
        kept = [report.id for report in ledger.reports()]
        count.lost += len(acknowledged - set(kept))
        count.halves += len(ledger.claims()) != 2 * len(set(kept)) or len(kept) != len(set(kept))
        count.faults += len(verify(ledger, told.head).faults)
    under_way = set(told.begun) - set(told.acknowledged)
    count.inside += bool(under_way)
    count.kept += bool(under_way & set(kept))
    acknowledged.update(under_way & set(kept))


def run(points: int, new: Callable[[], Target], seed: int = 5) -> Count:
    """Kill a writer at ``points`` random points; ``new`` makes an empty store."""
    generator, count = random.Random(seed), Count()
    for point in range(points):
        if point % kills_a_ledger == 0:
            target, acknowledged = new(), set[str]()
            Ledger(target).close()
        if point % 2:
            told = run_child(target, point * 10_000, generator.randint(4, most_statements), _wait)
        else:
            wait = generator.random() * longest_wait_s
            told = run_child(target, point * 10_000, None, lambda pid, w=wait: _kill(pid, w))  # type: ignore[misc]
        look(target, told, acknowledged, count)
    return count


def _wait(_: int) -> None:
    """Leave the child to kill itself."""


def _kill(child: int, after_s: float) -> None:
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)


def crash_server(server: Server, crashes: int, seed: int = 6) -> Count:
    """Stop the server without warning, ``crashes`` times, while a child writes to one ledger."""
    generator, count, acknowledged = random.Random(seed), Count(), set[str]()
    url = server.new_database()
    Ledger(url).close()
    for crash in range(crashes):
        wait = 0.05 + generator.random() * 0.3

        def stop(_: int, wait: float = wait) -> None:
            time.sleep(wait)
            server.crash()

        told = run_child(url, crash * 10_000, None, stop)
        server.start()
        look(url, told, acknowledged, count)
    return count


def on_files(points: int) -> Count:
    """Kill writers to SQLite files."""
    with tempfile.TemporaryDirectory(prefix="polybius-crash-") as folder:
        names = iter(range(points))
        return run(points, lambda: Path(folder) / f"{next(names)}.sqlite")


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("points", type=int)
    parser.add_argument("--server", action="store_true")
    parser.add_argument("--crashes", type=int, default=0)
    given = parser.parse_args()
    if not given.server:
        print(json.dumps(asdict(on_files(given.points))))
        return
    with running_server() as server:
        print(json.dumps(asdict(run(given.points, server.new_database))), flush=True)
        if given.crashes:
            print(json.dumps({"server": asdict(crash_server(server, given.crashes))}))


if __name__ == "__main__":
    main()
