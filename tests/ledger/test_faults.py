"""Crashes and faults: after each the ledger verifies and holds all that was acknowledged."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from polybius.errors import LedgerError
from polybius.ledger.opening import Target
from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify
from tests.ledger import crashes
from tests.ledger.fill import add, numbered
from tests.ledger.full_disk import add_large
from tests.ledger.servers import Server, running_server

points = 40
"""Kills on files in every run of the tests; 500 and more by command: see `tests.ledger.crashes`."""


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """Start a server to crash, and no file of which grows over 16 MB, as files of its log must.

    What others do on the shared one must not be cut off.
    """
    with running_server(largest=16 << 20) as mine:
        yield mine


def assert_sound(found: crashes.Count, kills: int) -> None:
    assert found.kills == kills
    assert found.inside, "no kill met an append under way"
    assert (found.lost, found.halves, found.faults) == (0, 0, 0)


@pytest.mark.slow
def test_a_kill_at_any_point_loses_nothing_and_leaves_no_half() -> None:
    assert_sound(crashes.on_files(points), points)


@pytest.mark.slow
def test_a_kill_of_a_writer_to_a_server_loses_nothing_and_leaves_no_half(
    server: Server, template: str
) -> None:
    assert_sound(crashes.run(10, lambda: server.new_database(template)), 10)


@pytest.mark.slow
def test_a_crash_of_the_server_itself_loses_nothing_and_leaves_no_half(
    own_server: Server,
) -> None:
    assert_sound(crashes.crash_server(own_server, 3), 3)


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


def test_a_full_disk_under_a_server_keeps_what_was_there(own_server: Server) -> None:
    """As above; `tests.ledger.full_disk` fills a real one."""
    target = own_server.new_database()
    with Ledger(target) as ledger:
        add(ledger, 1)
        with pytest.raises(LedgerError, match="nothing of it was kept: could not extend"):
            add_large(ledger, 2, 20 << 20)
        add(ledger, 3)
        assert len(list(ledger.reports())) == 2
        assert verify(ledger).faults == []


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


def sectors_lost(data: bytes, kept: int, generator: random.Random) -> bytes:
    """Return ``data`` after a power cut: of what lies behind ``kept``, any sectors are missing.

    A missing one is zeros or what lay there before, and the file may end anywhere.
    """
    lost = bytearray(data[: generator.randrange(kept, len(data) + 1)])
    for at in range(kept, len(lost), 512):
        if generator.random() < 0.3:
            filler = generator.choice((b"\x00", b"\xa5"))
            lost[at : at + 512] = filler * len(lost[at : at + 512])
    return bytes(lost)


def test_a_torn_write_keeps_what_was_acknowledged_and_no_half_of_the_rest(tmp_path: Path) -> None:
    """What was synced stays; of what was written after it, a power cut leaves any part."""
    path, generator = tmp_path / "l.sqlite", random.Random(11)
    with Ledger(path) as ledger:
        add(ledger, 1)
        wal = path.with_name("l.sqlite-wal")
        synced, known = wal.stat().st_size, ledger.head()
        add(ledger, 2)
        log, base = wal.read_bytes(), path.read_bytes()
    torn, sizes = tmp_path / "torn" / "l.sqlite", set()
    torn.parent.mkdir()
    assert len(log) > synced > 0
    for cut in range(60):
        for each in torn.parent.iterdir():
            each.unlink()
        torn.write_bytes(base)
        left = log if cut == 0 else sectors_lost(log, synced, generator)
        torn.with_name("l.sqlite-wal").write_bytes(left)
        with Ledger(torn) as ledger:
            sizes.add(len(list(ledger.reports())))
            assert len(ledger.claims()) == 2 * len(list(ledger.reports()))
            assert verify(ledger, known).faults == []
    assert sizes == {1, 2}


def test_a_power_cut_while_the_log_is_folded_in_is_repaired_from_it(tmp_path: Path) -> None:
    """In a checkpoint any pages of the file may be new, old or torn: the log has them all."""
    path, generator = tmp_path / "l.sqlite", random.Random(12)
    with Ledger(path) as ledger:
        for number in range(3):
            add(ledger, number)
        known, before = ledger.head(), path.read_bytes()
        log = path.with_name("l.sqlite-wal").read_bytes()
    after = path.read_bytes()
    assert len(after) > len(before)
    torn = tmp_path / "torn" / "l.sqlite"
    torn.parent.mkdir()
    for _ in range(30):
        for each in torn.parent.iterdir():
            each.unlink()
        old = before.ljust(len(after), b"\x00")
        sectors = [
            generator.choice((old, after))[at : at + 512] for at in range(0, len(after), 512)
        ]
        torn.write_bytes(b"".join(sectors))
        torn.with_name("l.sqlite-wal").write_bytes(log)
        with Ledger(torn) as ledger:
            assert len(list(ledger.reports())) == 3
            assert verify(ledger, known).faults == []


def test_a_connection_dropped_in_a_transaction_keeps_nothing_of_it(
    server: Server, template: str, caplog: pytest.LogCaptureFixture
) -> None:
    url = server.new_database(template)
    with Ledger(url) as ledger:
        add(ledger, 1)
        before = ledger.head()
        with pytest.raises(LedgerError) as caught, ledger.writing() as writer:
            writer.append("configuration", "x", {})
            server.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{url.rpartition('/')[2]}'"
            )
            writer.append("configuration", "y", {"canary": "Quenby Starling"})
        assert ledger.head() == before
        assert "nothing of it was kept" in str(caught.value)
        # What was being written must not come out by way of the error, its causes or a log.
        told = "".join(traceback.format_exception(caught.value)) + caplog.text
        assert "insert(schema.entry)" in told
        assert "Starling" not in told
        add(ledger, 2)
        assert verify(ledger, before).faults == []


def write_in_processes(target: Target, workers: int) -> None:
    """Have forked processes append at once: four reports of their own, and three that all do."""
    children = []
    for worker in range(workers):
        child = os.fork()
        if child == 0:
            try:
                with Ledger(target) as mine:
                    for number in range(4):
                        add(mine, 100 * (worker + 1) + number)
                        add(mine, number % 3)
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * workers


def assert_all_there_once(target: Target, workers: int) -> None:
    with Ledger(target) as ledger:
        kept = [report.id for report in ledger.reports()]
        wanted = [*range(3), *(100 * (w + 1) + n for w in range(workers) for n in range(4))]
        assert sorted(kept) == sorted(numbered(number).id for number in wanted)
        assert len(ledger.claims()) == 2 * len(kept)
        # The first entry, and for each report one for itself and one for its reading.
        assert ledger.head().size == 1 + 2 * len(kept)
        assert verify(ledger).faults == []


def test_twenty_writers_on_a_server_lose_and_double_nothing(server: Server, template: str) -> None:
    url = server.new_database(template)
    write_in_processes(url, 20)
    assert_all_there_once(url, 20)


def test_several_processes_on_one_file_lose_and_double_nothing(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    Ledger(path).close()
    write_in_processes(path, 6)
    assert_all_there_once(path, 6)


def test_a_forked_process_does_not_use_its_parents_connection(store: Target) -> None:
    # Two processes on one connection mix their answers, and on a file they undo their locks.
    with Ledger(store) as ledger:
        add(ledger, 1)
        child = os.fork()
        if child == 0:
            try:
                add(ledger, 2)
                os._exit(0)
            finally:
                os._exit(1)
        assert os.waitpid(child, 0)[1] == 0
        add(ledger, 3)
        assert len(list(ledger.reports())) == 3
        assert verify(ledger).faults == []
