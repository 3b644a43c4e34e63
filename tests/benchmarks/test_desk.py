"""The generated ledger answers as a real one does."""

from __future__ import annotations

from pathlib import Path

from benchmarks import desk_ledger
from polybius.ledger.filters import Filter
from polybius.ledger.store import Ledger
from polybius.web.settings import Settings
from polybius.web.shelves import Wanted
from polybius.web.state import State


def test_the_generated_ledger_is_read_by_the_desk_and_never_derived_anew(tmp_path: Path) -> None:
    desk_ledger.make(tmp_path / "a.sqlite", 60)
    state = State(Settings(ledger=tmp_path / "a.sqlite"), ())
    shelf = state.shelf(None, None)
    assert shelf.is_current
    page = shelf.page(Wanted(), limit=10)
    assert page.total == 60
    assert page.items[0].incident.rule == "link.generated.v1"
    assert page.items[0].tallies
    town = page.items[0].incident.place
    assert town is not None
    found = state.claims.page(Filter(text=town.name), None).items
    assert found
    assert all(town.name in one.claim.passage.text for one in found)
    state.close()


def test_the_generated_ledger_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a", "b"):
        desk_ledger.make(tmp_path / name, 20)
    with Ledger(tmp_path / "a") as a, Ledger(tmp_path / "b") as b:
        assert a.claims() == b.claims()
        assert a.derived() == b.derived()
