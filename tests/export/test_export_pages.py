"""The pages on exports: their commands and code run, their columns exist, their lists are whole."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from polybius.cli import app
from polybius.export.formats.exporting import formats
from polybius.export.formats.state import State
from polybius.export.formats.writers import tables_of
from polybius.weighing.tallies import rules
from tests.export.ledgers import open_filled

docs = Path(__file__).parent.parent.parent / "docs"
page = (docs / "exports.md").read_text("utf-8")
columns_page = (docs / "which-column.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", page, flags=re.DOTALL)


def test_commands_run_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_filled(tmp_path / "demo.sqlite").close()
    lines = "".join(blocks("bash")).splitlines()
    assert {shlex.split(line)[2] for line in lines if " export " in line} == set(formats)
    for line in lines:
        done = CliRunner().invoke(app, shlex.split(line)[1:])
        assert done.exit_code == 0, (line, done.output)


def test_the_code_runs_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_filled(tmp_path / "demo.sqlite").close()
    made: dict[str, object] = {}
    for block in blocks("python"):
        exec(block, made)
    assert (tmp_path / "out" / "incidents.geojson").exists()
    assert made["frame"].num_rows > 0  # type: ignore[attr-defined]


def test_the_page_lists_what_each_format_cannot_carry() -> None:
    section = page.partition("## What each format can't carry")[2].partition("\n## ")[0]
    listed = {
        name: tuple(line[2:] for line in body.splitlines() if line.startswith("- "))
        for name, body in re.findall(r"### .*? \(`(\w+)`\)\n(.*?)(?=###|\Z)", section, re.DOTALL)
    }
    assert listed == {name: made.lacking for name, made in formats.items()}


def test_every_column_that_is_advised_exists(tmp_path: Path) -> None:
    with open_filled(tmp_path / "l.sqlite") as ledger:
        held = {table.name: set(table.header) for table, _ in tables_of(State(ledger))}
    named = re.findall(r"`(\w+)\.(\w+)`", columns_page)
    assert len(named) > 10
    assert [f"{t}.{c}" for t, c in named if t in held and c not in held[t]] == []
    assert {table for table, _ in named} <= {*held, "tally", "DICTIONARY"}
    assert all(rule in columns_page for rule in rules)
