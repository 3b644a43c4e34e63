"""Crashes and faults: after each the ledger verifies and holds all that was acknowledged."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from polybius.errors import LedgerError
from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify
from tests.ledger import crashes
from tests.ledger.fill import add
from tests.ledger.servers import Server

points = int(os.environ.get("POLYBIUS_CRASH_POINTS", "25"))
"""How many kills; the step of scripts/test that is only about crashes sets 500."""


@pytest.mark.slow
def test_a_kill_at_any_point_loses_nothing_and_leaves_no_half() -> None:
    found = crashes.run(points)
    assert found.kills == points
    assert (found.lost, found.halves, found.faults) == (0, 0, 0)


def test_a_full_disk_keeps_what_was_there(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: the same error at the same place."""
    path = tmp_path / "l.sqlite"
    with Ledger(path) as ledger:
        add(ledger, 1)
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from polybius.errors import LedgerError\n"
        "from polybius.ledger.store import Ledger\n"
        "from tests.ledger.fill import add\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "path = Path(sys.argv[1]); size = path.stat().st_size\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size + 60_000, size + 60_000))\n"
        "kept = 0\n"
        "try:\n"
        "    with Ledger(path) as ledger:\n"
        "        for number in range(2, 400):\n"
        "            add(ledger, number); kept += 1\n"
        "except LedgerError as error:\n"
        "    print(kept, error)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    kept, _, said = run.stdout.partition(" ")
    assert "nothing of it was kept" in said
    with Ledger(path) as ledger:
        assert len(list(ledger.reports())) == 1 + int(kept)
        assert verify(ledger).faults == []
        add(ledger, 999)


def test_a_read_only_disk_is_told_in_a_sentence_and_changes_nothing() -> None:
    with tempfile.TemporaryDirectory(prefix="polybius-ro-") as scratch:
        path = Path(scratch) / "l.sqlite"
        with Ledger(path) as ledger:
            add(ledger, 1)
        before = path.read_bytes()
        path.chmod(0o444)
        path.parent.chmod(0o555)
        child = os.fork()
        if child == 0:
            try:
                if os.getuid() == 0:
                    # Root may write what is read-only.
                    os.setuid(65534)
                with Ledger(path) as ledger:
                    add(ledger, 2)
            except LedgerError as error:
                os._exit(0 if str(path) in str(error) else 2)
            finally:
                os._exit(1)
        status = os.waitpid(child, 0)[1]
        path.parent.chmod(0o755)
        path.chmod(0o644)
        assert os.waitstatus_to_exitcode(status) == 0
        assert path.read_bytes() == before
        with Ledger(path) as ledger:
            assert verify(ledger).faults == []


def test_a_torn_write_of_the_log_is_rolled_back(tmp_path: Path) -> None:
    """A power cut leaves any prefix of what was being written: cut the WAL everywhere."""
    path = tmp_path / "l.sqlite"
    with Ledger(path) as ledger:
        add(ledger, 1)
        raw = sqlite3.connect(path)
        raw.execute("PRAGMA wal_autocheckpoint = 0")
        raw.execute("SELECT count(*) FROM entry").fetchall()
        add(ledger, 2)
        wal = path.with_name("l.sqlite-wal").read_bytes()
        base = path.read_bytes()
        whole = len(list(ledger.reports()))
    raw.close()
    torn, sizes = tmp_path / "torn" / "l.sqlite", set()
    torn.parent.mkdir()
    for cut in (*range(0, len(wal), max(1, len(wal) // 40)), len(wal)):
        for each in torn.parent.iterdir():
            each.unlink()
        torn.write_bytes(base)
        torn.with_name("l.sqlite-wal").write_bytes(wal[:cut] + b"\x00" * min(512, len(wal) - cut))
        with Ledger(torn) as ledger:
            sizes.add(len(list(ledger.reports())))
            assert verify(ledger).faults == []
    assert sizes <= set(range(whole + 1))
    assert len(sizes) > 1


def test_a_connection_dropped_in_a_transaction_keeps_nothing_of_it(
    server: Server, template: str
) -> None:
    url = server.new_database(template)
    with Ledger(url) as ledger:
        add(ledger, 1)
        before = ledger.head()
        with pytest.raises(LedgerError), ledger.writing() as writer:
            writer.append("configuration", "x", {})
            server.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{url.rpartition('/')[2]}'"
            )
            writer.append("configuration", "y", {})
        assert ledger.head() == before
        add(ledger, 2)
        assert verify(ledger, before).faults == []


def test_twenty_writers_on_a_server_lose_and_double_nothing(server: Server, template: str) -> None:
    url, failures = server.new_database(template), []

    def write(worker: int) -> None:
        try:
            with Ledger(url) as mine:
                for number in (worker, 0, 1, 2):
                    add(mine, number)
        except LedgerError as error:
            failures.append(error)

    workers = [threading.Thread(target=write, args=(n,)) for n in range(3, 23)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    with Ledger(url) as ledger:
        assert len(list(ledger.reports())) == 23
        assert len(ledger.claims()) == 46
        assert verify(ledger).faults == []


def test_several_processes_on_one_file_lose_and_double_nothing(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    Ledger(path).close()
    children = []
    for worker in range(4):
        child = os.fork()
        if child == 0:
            try:
                with Ledger(path) as mine:
                    for number in (10 + worker, 0, 1, 2):
                        add(mine, number)
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0, 0]
    with Ledger(path) as ledger:
        assert len(list(ledger.reports())) == 7
        assert len(ledger.claims()) == 14
        assert verify(ledger).faults == []
