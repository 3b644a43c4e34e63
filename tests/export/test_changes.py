"""The change list between two versions."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from polybius.cli import app
from polybius.export.formats.changes import (
    Difference,
    case_differences,
    compare,
    matched,
)
from polybius.export.formats.state import Case
from polybius.ledger.store import Ledger
from polybius.records import Change, Incident, Ruling, Tally
from polybius.weighing.deriving import rebuild
from tests.export.ledgers import canary, fill, open_filled
from tests.export.test_lines import validator
from tests.ledger.fill import rule


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_filled(tmp_path / "l.sqlite") as opened:
        yield opened


def case(name: str, *claims: str, best: int | None = None) -> Case:
    incident = Incident(name, "attack", claims, ())
    found = Tally(name, "killed", "person", 1, best, 9, False, (), (), (), "tally.polybius.v1")
    return Case(incident, (found,) if best is not None else ())


def test_a_version_differs_from_itself_in_nothing(ledger: Ledger) -> None:
    head = str(ledger.head())
    assert compare(ledger, head, head).differences == ()


def test_a_new_report_adds_claims_and_changes_figures(ledger: Ledger) -> None:
    old = str(ledger.head())
    before = {claim.id for claim in ledger.claims()}
    fill(ledger, (2,))
    made = compare(ledger, old, str(ledger.head()))
    added = {d.id for d in made.differences if (d.kind, d.what) == ("claim", "added")}
    assert added == {claim.id for claim in ledger.claims()} - before
    assert made.counts["claim"] == {"added": len(added), "gone": 0, "changed": 0}
    back = compare(ledger, str(ledger.head()), old)
    assert back.counts["claim"] == {"added": 0, "gone": len(added), "changed": 0}


def test_a_correction_and_a_rejection_are_told_with_old_and_new_values(ledger: Ledger) -> None:
    old = str(ledger.head())
    counts = [c for c in ledger.claims() if c.kind == "count"]
    corrected = next(c for c in counts if getattr(c.body, "low", 0) == 31)
    rule(ledger, Ruling.CORRECT, corrected, changes=(Change("body.low", "12"),))
    rejected = next(c for c in counts if c.id != corrected.id)
    rule(ledger, Ruling.REJECT, rejected)
    rebuild(ledger)
    found = compare(ledger, old, str(ledger.head())).differences
    assert Difference("claim", corrected.id, None, "changed", "body.low", "31", "12") in found
    assert Difference("claim", rejected.id, None, "gone") in found
    lows = [d for d in found if d.kind == "tally" and d.field and d.field.endswith("civilians.low")]
    assert [(d.old, d.new) for d in lows] == [("31", "12")]


def test_an_incident_that_was_renamed_is_found_by_its_claims() -> None:
    old = {"a": case("a", "1", "2", "3"), "b": case("b", "4"), "c": case("c", "5")}
    new = {"d": case("d", "2", "3"), "b": case("b", "1", "4"), "e": case("e", "6")}
    assert matched(old, new) == {"b": "b", "d": "a"}


def test_of_a_merge_the_larger_part_is_the_same_incident() -> None:
    old = [case("a", "1", best=2), case("b", "2", "3", best=3)]
    found = list(case_differences(old, [case("c", "1", "2", "3", best=5)]))
    assert Difference("incident", "c", "b", "changed", "id", "b", "c") in found
    assert Difference("incident", "a", None, "gone") in found
    best = "tally-polybius-v1:killed:person.best"
    assert Difference("tally", "c", "b", "changed", best, "3", "5") in found


def test_a_public_change_list_tells_no_canary(ledger: Ledger) -> None:
    old = str(ledger.head())
    claim = ledger.claims()[0]
    change = Change("voice.name", json.dumps(f"Captain {canary}"))
    rule(ledger, Ruling.CORRECT, claim, changes=(change,))
    fill(ledger, (2,))
    new = str(ledger.head())
    assert canary in repr(compare(ledger, old, new).differences)
    assert canary not in repr(compare(ledger, old, new, public=True).differences)


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_diff_prints_what_changed(ledger: Ledger, tmp_path: Path, form: str) -> None:
    old = str(ledger.head())
    fill(ledger, (2,))
    new = str(ledger.head())
    done = CliRunner().invoke(
        app, ["diff", old, new, "--ledger", str(tmp_path / "l.sqlite"), "--format", form]
    )
    assert done.exit_code == 0, done.output
    first = done.stdout.splitlines()[0]
    if form == "json":
        made = [json.loads(line) for line in done.stdout.splitlines()]
        for each in made:
            validator.validate(each)
        last = made[-1]
        assert json.loads(first)["type"] == "difference"
        assert last == {"type": "versions", "old_head": old, "new_head": new}
    elif form == "csv":
        rows = list(csv.DictReader(done.stdout.splitlines()))
        assert first == "kind,id,was,what,field,old,new,old_head,new_head"
        assert {(row["old_head"], row["new_head"]) for row in rows} == {(old, new)}
    else:
        assert "claim: 6 added, 0 gone, 0 changed" in done.stdout


def test_export_writes_a_folder_logs_it_and_names_the_version(
    ledger: Ledger, tmp_path: Path
) -> None:
    head = ledger.head()
    call = ["export", "csv", "--ledger", str(tmp_path / "l.sqlite"), "--out", str(tmp_path / "o")]
    done = CliRunner().invoke(app, [*call, "--public", "--author", "Recorders"])
    assert done.exit_code == 0, done.output
    assert f"head {head}" in done.stdout
    assert (tmp_path / "o" / "incidents.csv").exists()
    assert ledger.head().size == head.size + 1, "the export is in the log"
    again = CliRunner().invoke(app, call)
    assert (again.exit_code, "there already" in again.stderr) == (2, True)
