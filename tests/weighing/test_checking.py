"""Derived rows are compared with what the rules make of the entries that they were made from."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from polybius.cli import app
from polybius.ledger.store import Ledger
from polybius.weighing import updating
from polybius.weighing.checking import derived_faults, made_by_other_rules
from polybius.weighing.updating import update
from tests.ledger import flips, invented
from tests.ledger.fill import add


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a ledger with something in every derived table, and a report that came since."""
    chance, made = Random(1), tmp_path / "l.sqlite"
    with Ledger(made) as ledger:
        for number in range(6):
            report = invented.report(chance, number)
            ledger.append(report, report.text.encode(), invented.reading(chance, report))
        update(ledger)
        add(ledger, 1)
    return made


def faults(path: Path, change: str) -> list[str]:
    with flips.unguarded(path) as connection:
        connection.execute(text(change))
    with Ledger(path) as ledger:
        return list(map(str, derived_faults(ledger)))


def test_what_is_derived_holds_though_reports_came_since(path: Path) -> None:
    with Ledger(path) as ledger:
        assert derived_faults(ledger) == []


@pytest.mark.parametrize(
    ("change", "table"),
    [
        ("UPDATE account SET profile = profile || ' '", "account"),
        ("DELETE FROM claim_voice", "claim_voice"),
        ("INSERT INTO joined_voice VALUES ('a', 'b')", "joined_voice"),
        ("UPDATE account_block SET specific = 3 WHERE specific", "account_block"),
        ("UPDATE text_sketch SET minima = zeroblob(8)", "text_sketch"),
    ],
)
def test_a_change_of_what_linking_keeps_is_found(path: Path, change: str, table: str) -> None:
    # Rows of these tables were once made anew only by a rebuild, and compared by nothing.
    found = faults(path, change)
    assert found
    assert all(f" of {table} is not what the rules make" in each for each in found)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE derivation SET value = value + 1 WHERE name = 'entries'",
        "UPDATE derivation SET value = 'x' WHERE name = 'rules'",
        "UPDATE derivation SET name = 'rule' WHERE name = 'rules'",
        "DELETE FROM derivation",
    ],
)
def test_what_was_derived_from_what_can_not_be_changed_unseen(path: Path, change: str) -> None:
    assert faults(path, change)
    with Ledger(path) as ledger:
        update(ledger)
        assert derived_faults(ledger) == []


def test_what_other_rules_made_is_said_not_to_be_compared(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updating, "rules", ("older.v1",))
    with Ledger(path) as ledger:
        update(ledger)
    monkeypatch.undo()
    with Ledger(path) as ledger:
        assert made_by_other_rules(ledger)
        assert derived_faults(ledger) == []
    answer = CliRunner().invoke(app, ["verify", "-l", str(path)])
    assert answer.exit_code == 0
    assert "was not compared" in answer.output


def test_verify_names_the_derived_row_at_fault(path: Path) -> None:
    with flips.unguarded(path) as connection:
        connection.execute(text("UPDATE incident SET grade = 'confirmed' WHERE rowid = 1"))
    answer = CliRunner().invoke(app, ["verify", "-l", str(path)])
    assert answer.exit_code == 1
    assert "of incident is not what the rules make of the claims" in answer.output
