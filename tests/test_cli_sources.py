"""``polybius sources`` and ``polybius matrix``: from a ledger's claims to what is printed."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from polybius import running
from polybius.cli import app
from tests.fakes import FakeReader

words = "The governor said that 17 people were killed in Marrowdale on Tuesday night."
Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command on a ledger of two papers' reports."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(running, "make_reader", lambda *_: FakeReader())

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, arguments, prog_name="polybius", catch_exceptions=False)

    for name in ("Gazette", "Harbour"):
        path = tmp_path / f"{name}.txt"
        path.write_text(f"{words} The {name} has spoken to people in the town.", "utf-8")
        assert run("read", "-q", "--publisher", name, str(path)).exit_code == 0
    return run


def test_sources_says_that_there_is_too_little_to_tell(call: Call) -> None:
    result = call("sources")
    assert result.exit_code == 0
    assert "too little to tell" in result.stdout
    *found, head = map(json.loads, call("sources", "--json").stdout.splitlines())
    assert head["type"] == "head"
    outlets = {f["source"]["name"]: f for f in found if f["source"]["kind"] == "outlet"}
    assert set(outlets) == {"Gazette", "Harbour"}
    assert outlets["Gazette"]["source"]["acknowledged"] is None
    assert all(b["rate"] is None and b["too_little"] for f in found for b in f["biases"])


def test_the_matrix_as_csv_has_a_column_for_each_outlet(call: Call) -> None:
    header, *rows = csv.reader(call("matrix", "--format", "csv").stdout.splitlines())
    assert header[:6] == [
        "incident_id",
        "event_type",
        "first_day",
        "last_day",
        "country",
        "lists",
    ]
    assert header[-2:] == ["head", "known_by"]
    assert set(header[6:-2]) <= {"Gazette", "Harbour"}
    assert rows
    assert all(set(row[6:-2]) <= {"0", "1"} for row in rows)
    assert all(sum(map(int, row[6:-2])) == int(row[5]) for row in rows)


def test_the_matrix_gives_no_number_that_two_lists_cannot_carry(call: Call) -> None:
    assert "No number can be given" in call("matrix").stdout
    line, _ = call("matrix", "--json").stdout.splitlines()
    estimate = json.loads(line)["estimate"]
    assert estimate["total"] is None
    assert estimate["refused"]
    assert estimate["assumptions"]


def test_an_unknown_list_is_refused_with_those_that_there_are(call: Call) -> None:
    result = call("matrix", "--list", "Nobody")
    assert result.exit_code == 2
    assert "'Nobody' is not one source of the matrix" in result.stderr
