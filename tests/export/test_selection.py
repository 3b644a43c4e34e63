"""Exports of some incidents: what they hold, what they are called, what is refused."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import polybius as pb
from polybius.cli import app
from polybius.errors import SettingsError
from polybius.export.formats.exporting import export, formats
from polybius.export.formats.selection import Selection
from polybius.export.formats.state import State
from polybius.ledger.store import Ledger
from tests.export.ledgers import fill, open_filled


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_filled(tmp_path_factory.mktemp("filled") / "l.sqlite") as opened:
        yield opened


def types(ledger: Ledger, **conditions: str) -> set[str]:
    state = State(ledger, selection=Selection(**conditions))
    return {case.incident.event_type for case in state.cases()}


def test_conditions_leave_the_incidents_that_meet_them_all(ledger: Ledger) -> None:
    protest, clash = {"protest"}, {"armed_clash"}
    assert types(ledger) == protest | clash
    assert types(ledger, since="2026-02-01") == clash
    assert types(ledger, until="2026-01-31") == protest
    assert types(ledger, place="PK") == clash
    assert types(ledger, place="marrow") == clash
    assert types(ledger, party="pk.bla") == clash
    assert types(ledger, event_type="protest") == protest
    assert types(ledger, event_type="protest", since="2026-02-01") == set()
    grades = {c.incident.event_type: c.grade for c in State(ledger).cases()}
    grade = grades["armed_clash"]
    assert grade is not None
    assert clash <= types(ledger, grade=grade.grade)
    others = {"confirmed", "fair", "weak", "contested"} - {g.grade for g in grades.values() if g}
    assert types(ledger, grade=min(others)) == set()


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def test_tables_hold_what_belongs_to_the_selected_incidents_and_no_more(
    ledger: Ledger, tmp_path: Path
) -> None:
    export(ledger, "csv", tmp_path / "o", selection=Selection(event_type="protest"))
    incidents, claims = rows(tmp_path / "o", "incidents"), rows(tmp_path / "o", "claims")
    assert {row["event_type"] for row in incidents} == {"protest"}
    assert {row["claim_id"] for row in claims} == {
        claim_id for row in incidents for claim_id in row["claim_ids"].split("; ")
    }
    assert {row["report_id"] for row in claims} <= {
        row["report_id"] for row in rows(tmp_path / "o", "reports")
    }
    assert {row["voice_id"] for row in claims} == {
        row["voice_id"] for row in rows(tmp_path / "o", "voices")
    }
    assert rows(tmp_path / "o", "tallies") == []


def test_the_selection_is_in_version_citation_and_package(ledger: Ledger, tmp_path: Path) -> None:
    whole = export(ledger, "ucdp", tmp_path / "whole")
    part = export(ledger, "ucdp", tmp_path / "part", selection=Selection(place="PK"))
    assert part.version.name.startswith(f"{whole.version.name}-part-")
    assert "incidents of place PK" in (tmp_path / "part" / "CITATION.txt").read_text("utf-8")
    described = json.loads((tmp_path / "part" / "datapackage.json").read_bytes())
    assert described["polybius"]["selection"] == "place PK"
    assert described["version"] == part.version.name
    again = export(ledger, "ucdp", tmp_path / "again", selection=Selection(place="PK"))
    assert again.version == part.version


def test_every_format_takes_a_selection_also_of_a_past_state(tmp_path: Path) -> None:
    wanted = Selection(party="pk.bla", since="2026-02-01")
    with open_filled(tmp_path / "l.sqlite") as own:
        head = str(own.head())
        for form in formats:
            export(own, form, tmp_path / "1" / form, selection=wanted)
        fill(own, (2,))
        for form in formats:
            export(own, form, tmp_path / "2" / form, selection=wanted, as_of=head)
    made = [path for path in sorted((tmp_path / "1").rglob("*")) if path.is_file()]
    assert len(made) > 4 * len(formats)
    for path in made:
        later = tmp_path / "2" / path.relative_to(tmp_path / "1")
        assert path.read_bytes() == later.read_bytes(), path


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--type", "battle", "event type 'battle' is not in the codebook"),
        ("--grade", "sure", "grade 'sure' is not in the codebook"),
        ("--since", "2026", "not a date"),
    ],
)
def test_a_condition_that_can_select_nothing_is_refused(
    ledger: Ledger, tmp_path: Path, option: str, value: str, told: str
) -> None:
    call = ["export", "csv", "--ledger", ledger.name, "--out", str(tmp_path / "o"), option, value]
    done = CliRunner().invoke(app, call)
    assert done.exit_code == 2
    assert told in done.stderr
    assert not (tmp_path / "o").exists()


def test_the_command_and_python_select_alike(tmp_path: Path) -> None:
    open_filled(tmp_path / "l.sqlite").close()
    call = ["export", "csv", "--ledger", str(tmp_path / "l.sqlite"), "--out", str(tmp_path / "o")]
    with pb.Ledger(tmp_path / "l.sqlite") as opened:
        opened.export("csv", tmp_path / "p", until="2026-01-31", event_type="protest")
        with pytest.raises(SettingsError):
            opened.export("csv", tmp_path / "q", grade="sure")
    done = CliRunner().invoke(app, [*call, "--until", "2026-01-31", "--type", "protest"])
    assert done.exit_code == 0, done.output
    for name in ("incidents", "claims", "reports"):
        assert rows(tmp_path / "o", name) == rows(tmp_path / "p", name) != []
