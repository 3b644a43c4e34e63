"""What docs/imports.md shows is what is read."""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from polybius.cli import app
from polybius.errors import Where
from polybius.importers.mappings import load_mapping, parse_mapping
from polybius.importers.numbers import parse_number
from tests.importers import invented
from tests.importers.invented import as_csv, written

page = (Path(__file__).parents[2] / "docs" / "imports.md").read_text("utf-8")
valley = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)[0]
own_table = """no,day,village,district,lat,lon,country,what,by,killed,hurt_min,hurt_max,told_by
1,03/02/2026,Omdurman,Khartoum,15.64,32.48,Sudan,air,Eastern Air Force,10-12,3,,resident; teacher
2,04/02/2026,Omdurman,Khartoum,15.64,32.48,Sudan,other,,not given,-99,,
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    written(tmp_path, "GEDEvent.csv", as_csv(invented.ucdp))
    written(tmp_path, "valley.yaml", valley)
    written(tmp_path, "table.csv", own_table)
    book = openpyxl.Workbook()
    for row in csv.reader(as_csv(invented.acled).splitlines()):
        book.active.append(row)
    book.save(tmp_path / "export.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_pages_commands_run_as_written(desk: Path) -> None:
    lines = "".join(re.findall(r"```bash\n(.*?)```", page, re.DOTALL)).splitlines()
    assert len(lines) == 4
    # The release of the example is later than the clock of whoever runs this may be.
    for line in (each.replace("2026-06-01", "2026-03-01") for each in lines):
        result = CliRunner().invoke(app, shlex.split(line)[1:])
        assert result.exit_code == 0, (line, result.output)
    assert (desk / "polybius.ledger.sqlite").exists()


def test_the_pages_mapping_holds_and_says_all_that_it_may(desk: Path) -> None:
    assert parse_mapping(valley, Where("page")).dataset == "Valley Record"
    mapping = load_mapping(desk / "valley.yaml")
    mentioned = {field for field in mapping.__struct_fields__ if f"`{field}" in page}
    shown = {field for field in mapping.__struct_fields__ if f"\n{field}:" in f"\n{valley}"}
    assert mentioned | shown == set(mapping.__struct_fields__)


def test_the_pages_numbers_are_read_as_it_says() -> None:
    told = {
        "12.0": (12, 12, 12),
        "1 234": (1234, 1234, 1234),
        "10 to 15": (10, None, 15),
        "10+": (10, 10, None),
        "≤15": (1, 15, 15),
        "c. 100": (90, 100, 110),
    }
    for cell, ends in told.items():
        assert f"`{cell}`" in page
        found = parse_number(cell)
        assert found is not None
        assert (found.low, found.best, found.high) == ends
