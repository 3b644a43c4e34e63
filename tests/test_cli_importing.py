"""The commands that take in datasets and compare them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from polybius.cli import app
from tests.export.test_lines import validator
from tests.importers import invented
from tests.importers.invented import as_csv, written


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    bad = {**invented.ucdp, "id": "9002", "best": "15-Oct"}
    written(tmp_path, "ged.csv", as_csv(invented.ucdp, bad))
    written(tmp_path, "acled.csv", as_csv(invented.acled))
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    result = CliRunner().invoke(app, [*words, "--ledger", str(folder / "l.sqlite")])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def test_import_names_file_and_row_and_goes_on(folder: Path) -> None:
    path = str(folder / "ged.csv")
    first = run(folder, "import", "ucdp", path)
    assert first.exit_code == 1
    assert f"refused: {path}:3: best: '15-Oct' is a day" in first.stderr
    assert "1 rows imported" in first.stderr
    entry = run(folder, "log", "--kind", "import").stdout
    assert '"dataset":"UCDP GED"' in entry
    head = run(folder, "heads").stdout
    again = json.loads(run(folder, "import", "ucdp", path, "--json").stdout)
    validator.validate(again)
    assert (again["rows"], again["known"]) == (0, 1)
    assert [(r["file"], r["row"]) for r in again["refused"]] == [(path, 3)]
    assert run(folder, "heads").stdout == head
    assert run(folder, "verify").exit_code == 0


def test_import_of_nothing_or_without_a_mapping_is_a_wrong_call(folder: Path) -> None:
    assert run(folder, "import", "acled", str(folder / "missing.csv")).exit_code == 2
    result = run(folder, "import", "csv", str(folder / "ged.csv"))
    assert result.exit_code == 2
    assert "Give --mapping FILE." in result.stderr


def test_compare_takes_names_files_and_ledgers(folder: Path) -> None:
    for dataset, name in (("ucdp", "ged.csv"), ("acled", "acled.csv")):
        run(folder, "import", dataset, str(folder / name))
    named = json.loads(run(folder, "compare", "UCDP GED", "acled", "--json").stdout)
    validator.validate(named)
    assert (named["matched"], named["only_a"], named["only_b"]) == (1, 0, 0)
    assert named["events"][0]["b_killed_best"] == 10
    files = run(
        folder, "compare", f"ucdp:{folder}/ged.csv", f"acled:{folder}/acled.csv", "-f", "csv"
    )
    (row,) = csv.DictReader(io.StringIO(files.stdout))
    assert (row["status"], row["a_event"], row["b_event"]) == ("matched", "9001", "SDN9001")
    ledgers = run(folder, "compare", str(folder / "l.sqlite"), "acled")
    assert "Matched: 1." in ledgers.stdout
    assert "compare.link.v1" in ledgers.stdout


def test_compare_with_an_unknown_name_lists_what_there_is(folder: Path) -> None:
    run(folder, "import", "acled", str(folder / "acled.csv"))
    result = run(folder, "compare", "acled", "nobody")
    assert result.exit_code == 2
    assert "It has: ACLED." in result.stderr


def test_csv_of_a_comparison_is_safe_in_spreadsheets(folder: Path) -> None:
    evil = {**invented.acled, "event_id_cnty": "=1+1"}
    written(folder, "evil.csv", as_csv(evil))
    ends = (f"ucdp:{folder}/ged.csv", f"acled:{folder}/evil.csv")
    (row,) = csv.DictReader(io.StringIO(run(folder, "compare", *ends, "-f", "csv").stdout))
    assert row["b_event"] == "'=1+1"
