"""A ledger where nothing can be written, or by a role that only reads: asked, proved and verified.

The forked child gives up root's rights, as root may write what is read-only.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from polybius.errors import LedgerError
from polybius.ledger import proving
from polybius.ledger.noting import note_export
from polybius.ledger.opening import head_revision
from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify
from polybius.weighing.deriving import current
from polybius.weighing.states import open_state
from tests.commands import run
from tests.ledger.fill import add
from tests.ledger.servers import Server


@pytest.fixture
def shelf() -> Iterator[Path]:
    """Return a folder that anybody may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="polybius-ro-") as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)
        yield folder


@contextmanager
def sealed(folder: Path) -> Iterator[None]:
    files = list(folder.iterdir())
    for file in files:
        file.chmod(0o444)
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(0o755)
        for file in files:
            file.chmod(0o644)


def without_rights(action: Callable[[], bool]) -> bool:
    """Run ``action`` in a child that may not write what is read-only."""
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setuid(65534)
            os._exit(0 if action() else 3)
        finally:
            os._exit(4)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_closed_ledger_is_asked_proved_and_verified(shelf: Path) -> None:
    path = shelf / "l.sqlite"
    with Ledger(path) as ledger:
        report = add(ledger, 1)
        kept, head = current(ledger, "all"), ledger.head()
    before = {file.name: file.read_bytes() for file in shelf.iterdir()}

    def asked() -> bool:
        with open_state(path) as state:
            proof = proving.prove(state.ledger, "report", report.id)
            return (
                not state.ledger.writable
                and state.head == head
                and state.derived("all") == kept
                and note_export(state.ledger, report.id, "proof", head) is None
                and "in the log" in proving.check_proof(proof, report.text.encode())
                and verify(state.ledger).faults == []
                and run("verify", "--ledger", str(path)).exit_code == 0
                and run("incidents", "--ledger", str(path)).exit_code == 0
            )

    with sealed(shelf):
        assert without_rights(asked)
    assert {file.name: file.read_bytes() for file in shelf.iterdir()} == before


def test_what_is_derived_is_derived_where_it_can_not_be_kept(shelf: Path) -> None:
    path = shelf / "l.sqlite"
    with Ledger(path) as ledger:
        add(ledger, 1)
        made = current(ledger, "all")
        add(ledger, 2)

    def stale() -> bool:
        with Ledger(path, create=False) as ledger:
            return len(current(ledger, "all").incidents[0].report_ids) == 2 and (
                ledger.derived() == made
            )

    with sealed(shelf):
        assert without_rights(stale)


def test_a_ledger_with_its_log_beside_it_is_read_through_it(shelf: Path) -> None:
    """A writer was killed: the last entries stand in the write-ahead log alone."""
    path = shelf / "l.sqlite"
    with Ledger(path) as ledger:
        add(ledger, 1)
    writer = os.fork()
    if writer == 0:
        add(Ledger(path), 2)
        os._exit(0)
    os.waitpid(writer, 0)
    assert path.with_name("l.sqlite-wal").stat().st_size > 0

    def asked() -> bool:
        with Ledger(path, create=False) as ledger:
            return len(list(ledger.reports())) == 2 and verify(ledger).faults == []

    with sealed(shelf):
        assert without_rights(asked)


def test_a_write_is_refused_in_a_sentence(shelf: Path) -> None:
    path = shelf / "l.sqlite"
    with Ledger(path) as ledger:
        add(ledger, 1)

    def refused() -> bool:
        try:
            with Ledger(path) as ledger:
                add(ledger, 2)
        except LedgerError as error:
            return "nothing of it was kept" in str(error) and str(path) in str(error)
        return False

    with sealed(shelf):
        assert without_rights(refused)


def test_an_older_schema_is_refused_with_what_to_do(shelf: Path) -> None:
    path = shelf / "l.sqlite"
    Ledger(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0001'")
    raw.close()

    def refused() -> bool:
        try:
            Ledger(path, create=False).close()
        except LedgerError as error:
            return "must be migrated" in str(error) and "open the copy" in str(error)
        return False

    assert head_revision > "0001"
    with sealed(shelf):
        assert without_rights(refused)


def test_a_role_that_only_reads_can_ask_a_server(server: Server, template: str) -> None:
    url = server.new_database(template)
    with Ledger(url) as ledger:
        report = add(ledger, 1)
        kept = current(ledger)
        assert ledger.writable
    name = url.rpartition("/")[2]
    server.run("DROP ROLE IF EXISTS visitor")
    server.run("CREATE ROLE visitor LOGIN IN ROLE pg_read_all_data")
    try:
        with Ledger(url.replace("polybius@", "visitor@"), create=False) as ledger:
            assert not ledger.writable
            assert current(ledger) == kept
            assert verify(ledger).faults == []
            assert note_export(ledger, report.id, "proof", ledger.head()) is None
            with pytest.raises(LedgerError, match="nothing of it was kept"):
                add(ledger, 2)
    finally:
        server.run(f"DROP DATABASE {name} WITH (FORCE)")
        server.run("DROP ROLE visitor")
