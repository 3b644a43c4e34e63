"""The whole program on the examples that ship with it, in processes of their own."""

from __future__ import annotations

import csv
import io
import json
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from polybius.export import columns
from polybius.export.schema import shipped_schema
from polybius.ledger.store import Ledger
from tests.acceptance.programs import ask, examples, marenga, start, without_head

reports = sorted((examples / "reports").iterdir())
queries = ("claims", "incidents", "disputes", "parties")


@dataclass(frozen=True)
class Run:
    """What a finished ``polybius read --json`` left behind."""

    ledger: str
    lines: list[dict[str, Any]]
    stderr: str
    status: int

    def by_report(self) -> dict[str, dict[str, Any]]:
        return {line["report"]["id"]: line for line in self.lines if line["type"] == "report"}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    """Two runs at once: other hash seeds, other order of files."""
    folder = tmp_path_factory.mktemp("runs")
    started = []
    for number, paths in enumerate((reports, reports[::-1]), 1):
        ledger = str(folder / f"{number}.sqlite")
        files = [str(path) for path in paths]
        arguments = ("read", *files, "--json", "--ledger", ledger, *marenga)
        started.append((ledger, start(*arguments, cwd=folder, hash_seed=str(number))))
    done = []
    for ledger, process in started:
        out, error = process.communicate()
        lines = [json.loads(line) for line in out.splitlines()]
        done.append(Run(ledger, lines, error, process.returncode))
    return done[0], done[1]


@pytest.fixture
def ledger(runs: tuple[Run, Run]) -> str:
    return runs[0].ledger


def test_all_eight_reports_are_read(runs: tuple[Run, Run]) -> None:
    for run in runs:
        assert (run.status, run.stderr) == (0, "")
        assert len(run.by_report()) == len(reports)
        summary = run.lines[-1]
        assert summary["read"] == len(reports)
        assert summary["claims"] == sum(len(line["claims"]) for line in run.by_report().values())


def test_every_line_is_valid_against_the_shipped_schema(runs: tuple[Run, Run]) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(shipped_schema()))
    for line in runs[0].lines:
        validator.validate(line)
    for query in queries:
        for line in ask(query, "-f", "json", "-l", runs[0].ledger).splitlines():
            validator.validate(json.loads(line))


def test_offsets_are_true(runs: tuple[Run, Run]) -> None:
    def passages(value: Any) -> Iterator[dict[str, Any]]:
        if isinstance(value, dict):
            if set(value) == {"start", "end", "text"}:
                yield value
            value = list(value.values())
        if isinstance(value, list):
            for item in value:
                yield from passages(item)

    with Ledger(runs[0].ledger) as opened:
        texts = {report.id: report.text for report in opened.reports()}
    for report_id, line in runs[0].by_report().items():
        found = [p for claim in line["claims"] for p in passages(claim)]
        assert found
        assert all(texts[report_id][p["start"] : p["end"]] == p["text"] for p in found)


def test_hash_seed_and_order_of_files_change_no_byte(runs: tuple[Run, Run]) -> None:
    one, other = runs
    assert one.by_report() == other.by_report()
    for query in queries:
        for form in ("json", "csv", "table"):
            printed = [ask(query, "-f", form, "-l", run.ledger) for run in runs]
            assert without_head(printed[0]) == without_head(printed[1])


def test_the_two_sides_figures_stand_as_a_dispute(ledger: str) -> None:
    found = [
        json.loads(line)["dispute"]
        for line in ask("disputes", "-f", "json", "-l", ledger).splitlines()[:-1]
    ]
    killed = [d for d in found if d["question"] == "killed:security_forces"]
    assert killed
    values = {position["value"] for dispute in killed for position in dispute["positions"]}
    assert any(value.startswith("24") for value in values), values
    assert any(value.startswith("11") for value in values), values


# --- queries ----------------------------------------------------------------------------------


@pytest.mark.parametrize("query", queries)
def test_every_query_has_three_forms_that_agree(ledger: str, query: str) -> None:
    header = {
        "claims": columns.claim_columns,
        "incidents": columns.incident_columns,
        "disputes": columns.dispute_columns,
        "parties": columns.party_columns,
    }[query]
    *lines, head = map(json.loads, ask(query, "-f", "json", "-l", ledger).splitlines())
    rows = list(csv.DictReader(io.StringIO(ask(query, "-f", "csv", "-l", ledger))))
    assert {line["type"] for line in lines} == {query.removesuffix("s").replace("partie", "party")}
    assert list(rows[0]) == [*(column.name for column in header), "head", "known_by"]
    assert {row["head"] for row in rows} == {head["head"]}
    if query == "parties":
        assert [row["name"] for row in rows] == [line["name"] for line in lines]
        return
    kind = query.removesuffix("s")
    assert list(dict.fromkeys(row[f"{kind}_id"] for row in rows)) == [
        line[kind]["id"] for line in lines
    ]
    table = ask(query, "-l", ledger)
    assert all(line[kind]["id"][:10] in table for line in lines)


def claims(ledger: str, *filters: str) -> list[dict[str, Any]]:
    printed = ask("claims", "-f", "json", "-l", ledger, *filters)
    return [json.loads(line)["claim"] for line in printed.splitlines()[:-1]]


def names(claim: dict[str, Any]) -> str:
    body = claim["body"]
    parties = [role["party"] for role in claim["roles"]]
    parties += [body[end] for end in ("a", "b") if end in body] + body.get("sponsors", [])
    parties += [body["addressee"]] if body.get("addressee") else []
    return " | ".join(f"{p['party_id']} {p['name']}" for p in parties)


@pytest.mark.parametrize(
    ("filters", "meets"),
    [
        (["--stance", "denies"], lambda c: c["stance"]["code"] == "denies"),
        (["--kind", "count"], lambda c: c["body"]["kind"] == "count"),
        (["--voice", "ministry"], lambda c: "ministry" in c["voice"]["name"].lower()),
        (["--place", "marrowdale"], lambda c: "marrowdale" in c["place"]["name"].lower()),
        (["--party", "front"], lambda c: "front" in names(c).lower()),
        (["--since", "2026-03-03"], lambda c: c["when"]["end"] >= "2026-03-03"),
        (["--until", "2026-03-02"], lambda c: c["when"]["start"] <= "2026-03-02"),
        (["--text", "mortar"], lambda c: "mortar" in c["passage"]["text"].lower()),
        (
            ["--kind", "count", "--stance", "asserts"],
            lambda c: (c["body"]["kind"], c["stance"]["code"]) == ("count", "asserts"),
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_filters_leave_what_meets_them_and_nothing_else(
    ledger: str, filters: list[str], meets: Any
) -> None:
    every, found = claims(ledger), claims(ledger, *filters)
    assert 0 < len(found) < len(every)
    assert all(map(meets, found))
    kept = {claim["id"] for claim in found}
    missed = [c for c in every if c["id"] not in kept and _safely(meets, c)]
    assert not missed


def _safely(meets: Any, claim: dict[str, Any]) -> bool:
    """Whether ``claim`` meets it; a claim without place or days meets no condition on them."""
    try:
        return bool(meets(claim))
    except TypeError:
        return False


@pytest.mark.parametrize(
    "filters", [["--party", "front"], ["--place", "marrowdale"], ["--since", "2026-03-03"]]
)
def test_incidents_and_disputes_are_those_of_the_claims_that_meet(
    ledger: str, filters: list[str]
) -> None:
    meeting = {claim["id"] for claim in claims(ledger, *filters)}
    every = answers(ledger, "incident")
    expected = {i["id"] for i in every if meeting & set(i["claim_ids"])}
    assert expected
    assert {i["id"] for i in answers(ledger, "incident", *filters)} == expected
    assert {d["incident_id"] for d in answers(ledger, "dispute", *filters)} <= expected


def answers(ledger: str, kind: str, *filters: str) -> list[dict[str, Any]]:
    """Return what a list holds, without the head that it ends with."""
    lines = ask(f"{kind}s", "-f", "json", "-l", ledger, *filters).splitlines()
    *found, head = map(json.loads, lines)
    assert head["type"] == "head"
    return [line[kind] for line in found]


# --- show and explain ---------------------------------------------------------------------------


def first(ledger: str, query: str) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(ask(query, "-f", "json", "-l", ledger).splitlines()[0])
    return line


def test_show_and_explain_a_report(runs: tuple[Run, Run]) -> None:
    ledger = runs[0].ledger
    line = next(line for line in runs[0].by_report().values() if line["claims"])
    shown = ask("show", line["report"]["id"][:10], "-l", ledger)
    assert all(claim["id"][:10] in shown for claim in line["claims"])
    with_text = ask("show", line["report"]["id"], "--text", "-l", ledger)
    body, head = shown.rstrip("\n").rsplit("\n", 1)
    assert with_text.startswith(body.rstrip("\n"))
    assert with_text.rstrip("\n").endswith(head)
    assert len(with_text) > len(shown) + 200
    explained = ask("explain", line["report"]["id"][:6], "-l", ledger)
    assert "published 2026-03-" in explained
    assert "read by reader.minilm" in explained


def test_explain_names_a_rule_for_every_field_of_every_claim(runs: tuple[Run, Run]) -> None:
    for line in list(runs[0].by_report().values())[:2]:
        for claim in line["claims"][:5]:
            explained = ask("explain", claim["id"], "-l", runs[0].ledger)
            fields = [row for row in explained.splitlines() if row.endswith("]") and ": " in row]
            assert len(fields) >= 3
            assert "[]" not in explained, explained
            assert " ".join(claim["passage"]["text"].split())[:40] in " ".join(explained.split())


def test_show_a_claim(ledger: str) -> None:
    claim = first(ledger, "claims")["claim"]
    shown = ask("show", claim["id"][:12], "-l", ledger)
    assert claim["id"][:10] in shown
    assert " ".join(claim["passage"]["text"].split()) in " ".join(shown.split())


def test_show_and_explain_an_incident(ledger: str) -> None:
    incident = first(ledger, "incidents")["incident"]
    shown = ask("show", incident["id"][:10], "-l", ledger)
    explained = ask("explain", incident["id"][:10], "-l", ledger)
    for claim_id in incident["claim_ids"]:
        assert claim_id[:10] in shown
        assert claim_id[:10] in explained
    assert "grade: " in explained


def test_show_and_explain_a_dispute(ledger: str) -> None:
    dispute = first(ledger, "disputes")["dispute"]
    assert dispute["id"][:10] in ask("show", dispute["id"][:10], "-l", ledger)
    explained = ask("explain", dispute["id"][:10], "-l", ledger)
    for position in dispute["positions"]:
        assert position["voice"] in explained
        assert all(claim_id[:10] in explained for claim_id in position["claim_ids"])


def test_rebuild_makes_the_same_again(ledger: str) -> None:
    before = [ask(query, "-f", "json", "-l", ledger) for query in queries]
    assert "disputes" in ask("rebuild", "-l", ledger)
    assert [ask(query, "-f", "json", "-l", ledger) for query in queries] == before


# --- what befalls a run ---------------------------------------------------------------------------


def test_killed_in_the_middle_nothing_is_lost_and_nothing_twice(
    runs: tuple[Run, Run], tmp_path: Path
) -> None:
    arguments = ("read", str(examples / "reports"), "--json", "--ledger", "l.sqlite", *marenga)
    killed = start(*arguments, cwd=tmp_path)
    assert killed.stdout is not None
    seen = [json.loads(killed.stdout.readline()) for _ in range(3)]
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    ledger = str(tmp_path / "l.sqlite")
    kept = {claim["id"] for claim in claims(ledger)}
    assert kept >= {claim["id"] for line in seen for claim in line["claims"]}, "a report was lost"
    assert len(kept) < len(claims(runs[0].ledger)), "it was killed too late to tell"

    out, _ = start(*arguments, cwd=tmp_path).communicate()
    summary = json.loads(out.splitlines()[-1])
    assert summary["known"] >= len(seen)
    assert summary["known"] + summary["read"] == len(reports)
    for query in queries:
        whole = ask(query, "-f", "json", "-l", runs[0].ledger)
        resumed = ask(query, "-f", "json", "-l", ledger)
        assert without_head(resumed) == without_head(whole)


def test_the_demo_runs_anywhere_and_shows_disputes(tmp_path: Path) -> None:
    process = start("demo", cwd=tmp_path)
    out, error = process.communicate()
    assert process.returncode == 0, error
    disputes = out.rpartition("\nDisputes\n")[2]
    assert "killed security forces" in disputes
    assert "against" in disputes
    assert "8 read" in error
    assert list(tmp_path.iterdir()) == [], "the demo leaves nothing behind"
