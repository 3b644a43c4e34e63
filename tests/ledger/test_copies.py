"""Copies, backups and erasures: the head stays, ids stay, and what was erased is nowhere."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from polybius.errors import Erased, LedgerError, SettingsError
from polybius.ledger import copying
from polybius.ledger.erasing import erase
from polybius.ledger.filters import Filter
from polybius.ledger.opening import Target
from polybius.ledger.store import Ledger
from polybius.ledger.verifying import verify
from polybius.weighing.deriving import current
from tests import samples
from tests.ledger.fill import add, fill
from tests.ledger.servers import Server


def holdings(ledger: Ledger) -> object:
    return ledger.claims(), list(ledger.reports()), ledger.decisions(), ledger.head()


def test_a_copy_between_stores_and_back_keeps_ids_and_head(server: Server, tmp_path: Path) -> None:
    url = server.new_database()
    with Ledger(tmp_path / "a.sqlite") as first:
        fill(first)
        copying.copy(first, url)
        with Ledger(url) as second:
            assert holdings(second) == holdings(first)
            assert verify(second).faults == []
            add(second, 9)
            copying.copy(second, tmp_path / "b.sqlite")
            with Ledger(tmp_path / "b.sqlite") as third:
                assert holdings(third) == holdings(second)
                assert verify(third, first.head()).faults == []


def test_a_copy_never_goes_onto_something(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.sqlite") as first:
        Ledger(tmp_path / "b.sqlite").close()
        with pytest.raises(LedgerError, match="already"):
            copying.copy(first, tmp_path / "b.sqlite")


def test_restore_drill_while_the_ledger_is_in_use(ledger: Ledger, tmp_path: Path) -> None:
    fill(ledger)
    stop = threading.Event()

    def write() -> None:
        with Ledger(ledger.target) as mine:
            number = 100
            while not stop.is_set():
                add(mine, number)
                number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        head = copying.back_up(ledger, tmp_path / "b.sqlite", tmp_path / "b.keys")
    finally:
        stop.set()
        writer.join()
    copying.restore(tmp_path / "b.sqlite", tmp_path / "b.keys", tmp_path / "r.sqlite")
    with Ledger(tmp_path / "r.sqlite") as restored:
        assert restored.head() == head
        assert verify(restored).faults == []
        assert restored.claims() == ledger.claims(size=head.size)
    assert verify(ledger, head).faults == []


def test_a_backup_alone_tells_nothing(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.sqlite") as first:
        fill(first)
        copying.back_up(first, tmp_path / "b.sqlite", tmp_path / "b.keys")
    data = (tmp_path / "b.sqlite").read_bytes()
    for word in (b"Marrowdale", b"officers", b"governor", b"report-1.txt"):
        assert word not in data
    with Ledger(tmp_path / "c.sqlite") as other:
        copying.back_up(other, tmp_path / "d.sqlite", tmp_path / "d.keys")
    with pytest.raises(SettingsError, match="another ledger"):
        copying.restore(tmp_path / "b.sqlite", tmp_path / "d.keys", tmp_path / "e.sqlite")


def test_what_is_erased_is_gone_and_the_log_holds(ledger: Ledger) -> None:
    kept, gone = add(ledger, 1), add(ledger, 2)
    claims = ledger.claims(Filter(report=gone.id))
    current(ledger)
    before = ledger.head()
    erase(ledger, "report", gone.id, "keeper", "AZ 12/26")
    assert verify(ledger, before).faults == []
    assert list(ledger.reports()) == [kept]
    assert ledger.claims(Filter(report=gone.id)) == ()
    assert {c.report_id for c in ledger.claims()} == {kept.id}
    assert all(set(i.report_ids) == {kept.id} for i in current(ledger).incidents)
    for ask in (ledger.report, ledger.original):
        with pytest.raises(Erased):
            ask(gone.id)
    with pytest.raises(Erased):
        ledger.claim(claims[0].id)
    with pytest.raises(Erased):
        ledger.append(gone, gone.text.encode(), samples.reading(gone))
    with pytest.raises(Erased):
        erase(ledger, "report", gone.id, "keeper", "AZ 12/26")
    assert ledger.is_erased(gone.id)


def test_no_trace_is_left_in_the_file_and_new_keys_do_not_open_old_backups(
    tmp_path: Path,
) -> None:
    path, canary = tmp_path / "l.sqlite", "Quenby Starling"
    text = f"{samples.text} Among them was {canary}."
    report = samples.report(text, address=f"{canary}.txt")
    with Ledger(path) as ledger:
        add(ledger, 1)
        ledger.append(report, text.encode(), samples.reading(report))
        current(ledger)
        copying.back_up(ledger, tmp_path / "old.sqlite", tmp_path / "old.keys")
        erase(ledger, "report", report.id, "keeper", "AZ 12/26")
        copying.back_up(ledger, tmp_path / "new.sqlite", tmp_path / "new.keys")
    for each in tmp_path.glob("l.sqlite*"):
        assert canary.encode() not in each.read_bytes()
        assert b"Starling" not in each.read_bytes()
        assert b"starling" not in each.read_bytes()
    copying.restore(tmp_path / "old.sqlite", tmp_path / "new.keys", tmp_path / "r.sqlite")
    with Ledger(tmp_path / "r.sqlite") as restored:
        assert len(list(restored.reports())) == 1
        with pytest.raises(Erased):
            restored.original(report.id)


def test_only_reports_and_decisions_are_erased(store: Target) -> None:
    with Ledger(store) as ledger, pytest.raises(SettingsError, match="by itself"):
        erase(ledger, "claim", "f" * 64, "keeper", "AZ 1")
