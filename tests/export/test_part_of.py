"""Where incidents are listed it stands which is a part of which, so that none counts twice."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from polybius.cli import app
from polybius.export.formats.exporting import export
from polybius.export.formats.state import State
from polybius.ledger.store import Ledger
from polybius.weighing.deriving import current
from tests import samples
from tests.linking.test_parts import offensive_and


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    claims, reports = offensive_and(12)
    with Ledger(tmp_path / "l.sqlite") as opened:
        for of in reports.values():
            made = (c for c in claims if c.report_id == of.id)
            opened.append(of, of.text.encode(), samples.reading(of, *made))
        yield opened


def parts(rows: list[dict[str, str]]) -> dict[str, str]:
    return {row["incident_id"]: row["part_of"] for row in rows}


def test_lists_and_exports_name_the_whole(ledger: Ledger, tmp_path: Path) -> None:
    (link,) = current(ledger).parts
    expected = {link.whole_id: "", link.part_id: link.whole_id}
    call = ["incidents", "--format", "csv", "--ledger", str(tmp_path / "l.sqlite")]
    printed = CliRunner().invoke(app, call)
    assert printed.exit_code == 0, printed.output
    assert parts(list(csv.DictReader(io.StringIO(printed.stdout)))) == expected
    export(ledger, "csv", tmp_path / "out")
    with (tmp_path / "out" / "incidents.csv").open(newline="", encoding="utf-8-sig") as table:
        assert parts(list(csv.DictReader(table))) == expected


@pytest.mark.parametrize("past", [{"known": "2026-02-10"}, {"public": True}])
def test_past_and_public_states_name_it_too(ledger: Ledger, past: dict[str, object]) -> None:
    (link,) = current(ledger).parts
    found = {c.incident.id: c.part_of for c in State(ledger, **past).cases()}  # type: ignore[arg-type]
    assert found == {link.whole_id: None, link.part_id: link.whole_id}
