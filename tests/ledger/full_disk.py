"""Fills the disk under a PostgreSQL server while reports are appended, and looks what is left.

``python -m tests.ledger.full_disk`` (as root: it mounts a file system in memory of so many
megabytes) prints one line of JSON. A server whose log has no room left stops itself; when there
is room again it is started, and recovers.
"""

from __future__ import annotations

import json
import random
import subprocess
from contextlib import suppress
from dataclasses import asdict, dataclass, replace

from polybius.errors import LedgerError
from polybius.ids import sha256_hex
from polybius.ledger.log import Head
from polybius.ledger.opening import Target
from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify
from tests import samples
from tests.ledger.servers import running_server

megabytes = 140
longest = 400
"""Reports to append, unless the disk is full before."""


@dataclass(slots=True)
class Found:
    """What came of it."""

    acknowledged: int = 0
    said: str = ""
    server_stopped: bool = False
    lost: int = 0
    faults: int = 0


def add_large(ledger: Ledger, number: int, size: int = 1 << 20) -> Head:
    """Append a report with an original of ``size`` bytes that do not pack; return the head."""
    original = f"{number}".encode() + random.Random(number).randbytes(size)
    report = replace(samples.report(f"{samples.text} Report {number}."), id=sha256_hex(original))
    ledger.append(report, original, samples.reading(report))
    return ledger.head()


def fill_up(target: Target, found: Found) -> Head | None:
    """Append until the ledger says that it can't; return the last head that was acknowledged."""
    head = None
    try:
        with Ledger(target) as ledger:
            for number in range(longest):
                head = add_large(ledger, number)
                found.acknowledged += 1
    except LedgerError as error:
        found.said = str(error)
    return head


def run() -> Found:
    """Fill a disk, make room, and verify what is there."""
    found = Found()
    with running_server(megabytes) as server:
        target = server.new_database()
        head = fill_up(target, found)
        subprocess.run(["mount", "-o", "remount,size=2g", server.folder], check=True)
        found.server_stopped = not server.answers()
        if found.server_stopped:
            with suppress(subprocess.CalledProcessError):
                server.crash()
            server.start()
        with Ledger(target, create=False) as ledger:
            found.lost = found.acknowledged - len(list(ledger.reports()))
            found.faults = len(verify(ledger, head).faults)
            add_large(ledger, longest)
    return found


if __name__ == "__main__":
    print(json.dumps(asdict(run())))
