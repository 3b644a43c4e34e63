"""The whole program on real reports, which are not part of the project."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from polybius.cli import app

root = Path(__file__).parent.parent.parent
gold = Path(os.environ.get("POLYBIUS_GOLD", root / ".." / "shared" / "gold"))
reports = gold.parent / "reports"

pytestmark = [
    pytest.mark.gold,
    pytest.mark.skipif(not gold.is_dir(), reason=f"no gold corpora at {gold}"),
]


def read(ledger: Path, *arguments: str) -> list[dict[str, Any]]:
    """Return the lines of ``polybius read --json``, which must not have failed anywhere."""
    call = ["read", *arguments, "--json", "--ledger", str(ledger)]
    result = CliRunner().invoke(app, call, prog_name="polybius")
    assert result.exit_code == 0, (result.exception, result.stderr)
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["muc4", "isaf", "re3d"])
def test_a_hundred_documents_go_through(name: str, tmp_path: Path) -> None:
    table = tmp_path / f"{name}.jsonl"
    with (gold / name / "dev.jsonl").open(encoding="utf-8") as lines:
        table.write_text("".join(itertools.islice(lines, 100)), encoding="utf-8")
    documents = table.read_text("utf-8").count("\n")
    lines_out = read(tmp_path / "ledger.sqlite", str(table))
    summary = lines_out[-1]
    assert summary["read"] + summary["unread"] + summary["known"] == documents
    assert summary["failed"] == 0
    assert summary["claims"] > documents
    kinds = {c["body"]["kind"] for line in lines_out[:-1] for c in line["claims"]}
    assert {"occurrence", "count", "statement"} <= kinds


Claims = list[dict[str, Any]]


@pytest.fixture(scope="module")
def herof(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The line of one report on a group's attack, its figures disputed."""
    ledger = tmp_path_factory.mktemp("herof") / "ledger.sqlite"
    line, _ = read(ledger, str(reports / "herof.txt"), "--published", "2026-02-04")
    return line


def meeting(line: dict[str, Any], meets: Callable[[dict[str, Any]], bool]) -> Claims:
    return [claim for claim in line["claims"] if meets(claim)]


def killed(claim: dict[str, Any], victim_class: str) -> bool:
    body = claim["body"]
    return (body.get("category"), body.get("victim_class")) == ("killed", victim_class)


def test_the_two_figures_stand_against_each_other(herof: dict[str, Any]) -> None:
    (dispute,) = [d for d in herof["disputes"] if d["question"] == "killed:security_forces"]
    assert sorted(position["value"] for position in dispute["positions"]) == ["17", "200"]
    assert len({position["voice"] for position in dispute["positions"]}) == 2
    counts = meeting(herof, lambda c: killed(c, "security_forces"))
    by_figure = {claim["body"]["best"]: claim for claim in counts}
    assert set(by_figure) == {17, 200}
    assert by_figure[17]["voice"]["kind"] == "government"
    assert by_figure[200]["voice"]["kind"] == "armed_group"
    standings = {standing["code"] for standing in by_figure[200]["standings"]}
    assert standings == {"not_verified", "preliminary"}
    assert by_figure[17]["standings"] == []


def test_the_tally_is_open_between_them(herof: dict[str, Any]) -> None:
    (tally,) = [
        t
        for t in herof["tallies"]
        if (t["category"], t["victim_class"]) == ("killed", "security_forces")
    ]
    assert (tally["low"], tally["best"], tally["high"]) == (17, None, 200)
    assert tally["contested"]


def test_civilians(herof: dict[str, Any]) -> None:
    (claim,) = meeting(herof, lambda c: killed(c, "civilians"))
    assert (claim["body"]["low"], claim["body"]["best"], claim["body"]["high"]) == (31, 31, 31)


def test_the_defence_minister_acknowledges(herof: dict[str, Any]) -> None:
    acknowledged = meeting(herof, lambda c: c["stance"]["code"] == "acknowledges")
    roles = {(c["voice"]["role"] or c["voice"]["name"]).lower() for c in acknowledged}
    assert any("defence minister" in role for role in roles), roles


def test_the_failed_plan_is_a_relation_with_its_sponsors(herof: dict[str, Any]) -> None:
    plans = meeting(herof, lambda c: c["body"].get("relation") == "allied_with")
    failed = [claim for claim in plans if claim["body"]["status"] == "failed"]
    assert failed
    assert all(claim["body"]["sponsors"] for claim in failed)


def test_outlooks_have_bands(herof: dict[str, Any]) -> None:
    outlooks = meeting(herof, lambda c: c["body"]["kind"] == "outlook")
    assert len(outlooks) >= 3
    bands = {(c["body"]["low"], c["body"]["high"]) for c in outlooks}
    assert all(0 <= low < high <= 1 for low, high in bands)
    assert len(bands) >= 2


def test_the_unusual_expansion_is_flagged(herof: dict[str, Any]) -> None:
    flags = [flag for flag in herof["flags"] if flag["code"] == "expansion_mismatch"]
    assert [flag["candidates"][0]["value"] for flag in flags] == ["pk.bla"]
