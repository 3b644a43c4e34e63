"""Looking back, and lineage, through the command line over a ledger of invented reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from polybius import running
from polybius.cli import app
from tests.fakes import FakeReader

first = "Gunmen killed 9 people at the ford of Marrowdale on Tuesday and fled over the hills."
later = "By Thursday 14 people were known to be dead at Marrowdale, the clinic's register shows."
story = """Smoke stood over the harbour of Pell as crews pulled hoses across the icy quay.
A ferry had caught fire below deck while passengers slept in their cars.
Fishermen lifted families into rowing boats and counted heads by torchlight.
The captain stayed aboard until the last lamp went out near four in the morning.
Insurers sent two inspectors, who photographed a burst fuel line behind the galley."""


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(running, "make_reader", lambda *_: FakeReader())
    path = tmp_path / "l.sqlite"
    texts = (("1", first), ("2", later), ("3", story), ("4", f"NIGHT OF FIRE\n{story[:330]}"))
    for name, text in texts:
        (tmp_path / f"{name}.txt").write_text(text)
        day = f"2026-02-0{int(name) + 2}"
        made = call("read", str(tmp_path / f"{name}.txt"), "-l", str(path), "--published", day)
        assert made.exit_code == 0
    return path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, prog_name="polybius")


def answers(result: Result) -> list[dict[str, Any]]:
    """Return the lines of a query but for the last, which names the head."""
    *lines, head = map(json.loads, result.stdout.splitlines())
    assert head["type"] == "head"
    return lines


def lows(result: Result) -> set[int]:
    return {tally["low"] for line in answers(result) for tally in line["tallies"]}


def test_known_by_a_day_leaves_out_what_was_published_later(ledger: Path) -> None:
    options = ("incidents", "-l", str(ledger), "-f", "json")
    assert lows(call(*options, "--known-by", "2026-02-03")) == {9}
    assert 14 in lows(call(*options, "--known-by", "2026-02-04"))
    assert answers(call(*options, "--known-by", "2026-02-02")) == []


def test_a_ledger_younger_than_the_day_asked_for_says_so(ledger: Path) -> None:
    result = call("incidents", "-l", str(ledger), "--as-of", "2020-01-01")
    assert result.exit_code == 1
    assert "begins on" in result.stderr


def test_as_of_now_is_what_stands(ledger: Path) -> None:
    options = ("incidents", "-l", str(ledger), "-f", "json")
    assert call(*options, "--as-of", "2999-01-01").stdout == call(*options).stdout


def test_a_rule_is_chosen_and_an_unknown_one_refused(ledger: Path) -> None:
    result = call("incidents", "-l", str(ledger), "-f", "json", "--rule", "acled")
    tallies = [t for line in answers(result) for t in line["tallies"]]
    assert {t["rule"] for t in tallies} == {"tally.acled.v1"}
    refused = call("incidents", "-l", str(ledger), "--rule", "mean")
    assert refused.exit_code == 2
    assert "no rule for tallies" in refused.stderr


def test_a_past_incident_is_explained_as_it_was(ledger: Path) -> None:
    options = ("-l", str(ledger), "--known-by", "2026-02-03")
    (line,) = answers(call("incidents", *options, "-f", "json"))
    entry = line["incident"]["id"]
    result = call("explain", entry, *options)
    assert result.exit_code == 0
    assert "9" in result.stdout
    said = result.stdout.partition("\nHead ")[0]
    assert "14" not in said.replace(entry, "").split("claims")[0]


def test_lineage_shows_dates_and_what_a_copy_changed(ledger: Path) -> None:
    from polybius.ledger.store import Ledger  # noqa: PLC0415

    with Ledger(ledger) as opened:
        ids = {report.published: report.id for report in opened.reports()}
    result = call("lineage", ids["2026-02-06"], "-l", str(ledger))
    assert "2026-02-05" in result.stdout
    assert "trimmed: 100%" in result.stdout or "trimmed: 9" in result.stdout
    assert "+ NIGHT OF FIRE" in result.stdout
    alone = call("lineage", ids["2026-02-03"], "-l", str(ledger))
    assert "No copy of this report" in alone.stdout


def test_lineage_of_a_claim_names_whom_it_is_independent_of(ledger: Path) -> None:
    listed = call("claims", "-l", str(ledger), "-f", "csv", "--kind", "count").stdout
    claim_id = listed.splitlines()[1].split(",")[0]
    result = call("lineage", claim_id, "-l", str(ledger))
    assert result.exit_code == 0
    assert "lineage.voices.v1" in result.stdout
    incident = answers(call("incidents", "-l", str(ledger), "-f", "json"))[0]
    refused = call("lineage", incident["incident"]["id"], "-l", str(ledger))
    assert refused.exit_code == 2
    assert "Give a report's or a claim's" in refused.stderr
