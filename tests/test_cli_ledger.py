"""The commands that keep a ledger, called as a user calls them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from polybius.cli import app
from polybius.ledger.store import Ledger
from polybius.weighing.deriving import rebuild
from tests.ledger.fill import add


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a ledger of three reports under the default name."""
    monkeypatch.chdir(tmp_path)
    with Ledger(tmp_path / "polybius.ledger.sqlite") as ledger:
        for number in range(3):
            add(ledger, number)
        rebuild(ledger)
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def ok(*arguments: str) -> str:
    result = call(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def answers(query: str) -> list[str]:
    """Return the lines of a query but for the last, which names the head."""
    return ok(query, "--format", "json").splitlines()[:-1]


def claim_id() -> str:
    with Ledger("polybius.ledger.sqlite") as ledger:
        return next(c.id for c in ledger.claims() if c.kind == "count")


def test_verify_tells_a_whole_ledger_from_a_broken_one(desk: Path) -> None:
    assert "verified. Head: 7:" in ok("verify")
    with sqlite3.connect(desk / "polybius.ledger.sqlite") as raw:
        raw.execute("DROP TRIGGER report_no_update")
        raw.execute("UPDATE report SET record = zeroblob(80) WHERE seq = 3")
    broken = call("verify")
    assert broken.exit_code == 1
    assert "BROKEN, first at entry 3" in broken.output


def test_a_derived_row_that_the_rules_do_not_make_is_found(desk: Path) -> None:
    with sqlite3.connect(desk / "polybius.ledger.sqlite") as raw:
        raw.execute("UPDATE tally SET record = replace(record, '17', '71')")
    broken = call("verify")
    assert broken.exit_code == 1
    assert "rebuild" in broken.output


def test_proofs_are_written_and_checked(desk: Path) -> None:
    head = ok("heads").split()[0]
    ok("prove", claim_id()[:12], "--out", "claim.json")
    assert "was written by entry" in ok("verify-proof", "claim.json", "--head", head)
    ok("prove", "#3", "--out", "entry.json")
    assert "entry 3" in ok("verify-proof", "entry.json")
    ok("sign", "--key", "key.pem", "--new-key")
    ok("prove", head, "--out", "since.json")
    assert "nothing before it was changed" in ok("verify-proof", "since.json")
    assert "extend" not in ok("verify", "--head", head)
    (desk / "claim.json").write_text((desk / "claim.json").read_text().replace("17", "71"))
    assert call("verify-proof", "claim.json").exit_code == 2


def test_decisions_are_taken_listed_and_undone(desk: Path) -> None:
    before = answers("incidents"), answers("claims")
    by = ("--person", "A. Nalyst", "--reason", "read the report")
    made = ok("decide", "correct", claim_id(), "--set", "body.low=3", *by)
    assert answers("claims") != before[1]
    decision = made.split()[1].rstrip(":")
    ok("undo", decision, *by)
    assert (answers("incidents"), answers("claims")) == before
    assert ok("log", "--kind", "decision").count("decision") == 2
    incident = ok("incidents").split()[0]
    assert call("decide", "accept", incident, *by).exit_code == 2
    twice = call("decide", "merge", incident, incident, *by)
    assert (twice.exit_code, "names an entry twice" in twice.stderr) == (2, True)


def test_copies_backups_and_bundles_come_back(desk: Path) -> None:
    head = ok("heads").split()[0]
    assert head in ok("copy", "copy.sqlite")
    assert head in ok("verify", "--ledger", "copy.sqlite")
    head = ok("heads").split()[0]
    ok("backup", "backup.sqlite")
    assert head in ok("restore", "backup.sqlite", "--ledger", "restored.sqlite")
    incident = ok("incidents").split()[0]
    ok("bundle", incident, "--out", "bundle.zip")
    assert "reports read back" in ok("restore", "bundle.zip", "--ledger", "from-bundle.sqlite")


def test_an_erased_report_is_gone_from_every_answer(desk: Path) -> None:
    with Ledger("polybius.ledger.sqlite") as ledger:
        report = next(iter(ledger.reports()))
    ok("erase", report.id[:12], "--person", "keeper", "--demand", "AZ 12/26")
    assert "verified" in ok("verify")
    shown = call("show", report.id[:12])
    assert shown.exit_code == 2
    assert "was erased" in shown.output
    assert "AZ 12/26" in ok("log", "--kind", "erasure")
