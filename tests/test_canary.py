"""No restricted word leaves the house by a public door: planted canaries, over every command.

Private names stand wherever a record can hold one, and in the coordinates' last decimals. A
command is either public, and then nothing that it prints or writes may hold a canary; or inner,
for whoever may read the ledger, and then its errors may not. A new command fails here until it
is put down as one of the two.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from polybius import records, running
from polybius.commands.exporting import names as formats
from polybius.ledger.store import Ledger
from polybius.records import Change, Claim, Decision, Report, Ruling
from polybius.weighing.deriving import current
from tests import samples
from tests.commands import commands, run
from tests.fakes import FakeReader, unreadable

canary = "Quenby Starling"
exact = "10.56789"
"""A latitude that leads to one house."""
forms = ("table", "json", "csv")

inner = {
    "accounts add": "keeps the desk's accounts, which are no part of the ledger",
    "accounts list": "keeps the desk's accounts, which are no part of the ledger",
    "accounts role": "keeps the desk's accounts, which are no part of the ledger",
    "claims": "prints the ledger; --public is tested as public",
    "compare": "compares two datasets that its user has",
    "demo": "reads the shipped examples into a ledger of its own",
    "diff": "prints the ledger; --public is tested as public",
    "disputes": "prints the ledger; --public is tested as public",
    "explain": "prints the words of reports",
    "export": "writes the ledger; --public is tested as public",
    "import": "prints counts, and which of its user's rows were refused",
    "incidents": "prints the ledger; --public is tested as public",
    "lineage": "prints the words of reports",
    "matrix": "prints the names of outlets, which are restricted",
    "parties": "prints the ledger; --public is tested as public",
    "prove": "the proof holds the record that it proves",
    "read": "prints what it reads",
    "serve": "opens the review desk to those who may sign in",
    "show": "prints the words of reports",
    "sources": "prints the names of voices and outlets, which are restricted",
}
"""Commands for those who may read the ledger, and why."""


texts = {
    0: f"The governor said that 17 officers, {canary} among them, were killed in Marrowdale on "
    "Tuesday.",
    30: "People on the market square of Marrowdale counted ambulances all day. The governor had "
    f"come on Tuesday; no, she said to {canary}, it was not 17 officers but many more.",
}


def planted(number: int) -> tuple[Report, tuple[Claim, ...]]:
    """Return a report and a claim of each kind, with a canary in all that is not public."""
    body = texts[number]
    report = replace(
        samples.report(body, address=f"https://example.org/{canary}/{number}"),
        title=canary,
        author=canary,
        publisher=canary,
        date_candidates=(records.DateCandidate("2026-02-04", canary, canary),),
    )
    words = samples.passage(canary, body)
    lost = (records.Rejected(canary, canary, 0.5, canary),)
    place = records.Place(
        canary, words, "exact", "geonames:1", "Marrowdale", float(exact), 20.25, "XX", rejected=lost
    )
    party = records.Party(canary, words, "person", rejected=lost)
    when = records.When(canary, words, "2026-02-03", "2026-02-03", "day", rejected=lost)
    voice = records.Voice("witness", f"{canary} {number}", "named", words, canary, canary, None)
    count = samples.count_claim(report, 17 + number, voice=canary)
    assert isinstance(count.body, records.Count)
    bodies: tuple[records.Body, ...] = (
        replace(count.body, words=words, subject=words, key=canary, part_of=f"{canary} in all"),
        records.Occurrence("attack", words),
        records.Relation("fights", "active", party, party, (party,), words),
        records.Outlook(words, words, 0.1, 0.2, when),
        records.Appeal(words, party),
        records.Statement(words),
    )
    whole = replace(
        count,
        voice=replace(voice, through=voice, kind="government", party_id=f"side.{number}"),
        stance=records.Stance("asserts", words),
        standings=(records.Standing("verified", words),),
        roles=(records.Role("victim", party),),
        place=place,
        when=when,
        happening=canary,
        sources=(records.FieldSource("voice", "voices.rules.v1", words),),
    )
    return report, tuple(samples.with_id(replace(whole, id="", body=each)) for each in bodies)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a ledger of planted reports that dispute one another, ruled upon."""
    folder = tmp_path_factory.mktemp("desk")
    with Ledger(folder / "polybius.ledger.sqlite") as ledger:
        for number in (0, 30):
            report, claims = planted(number)
            flag = records.Flag("near_miss_party", claims[0].passage, canary)
            reading = replace(samples.reading(report, *claims), flags=(flag,))
            ledger.append(report, report.text.encode(), reading)
        for claim in claims[:2]:
            ledger.decide(Decision("", Ruling.ACCEPT, (claim.id,), canary, "", canary))
        change = Change("voice.role", f'"{canary} of Marrowdale"')
        corrected = Decision(
            "", Ruling.CORRECT, (claims[0].id,), canary, "", canary, changes=(change,)
        )
        ledger.decide(corrected)
        gone = samples.report(f"{canary} was here.", address=canary)
        ledger.append(gone, gone.text.encode(), records.Reading(gone.id, "reader.test.v1", ()))
        derived = current(ledger)
        assert derived.disputes, "a dispute names voices"
        assert canary in repr(derived.disputes)
        assert canary in repr(derived.incidents)
    return folder


@pytest.fixture(autouse=True)
def inside(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    monkeypatch.setattr(running, "make_reader", lambda *_: FakeReader())


def public_calls(ids: dict[str, str]) -> dict[str, list[list[str]]]:
    """Return how each public command is called; in an order in which they can all go well."""
    who = ["--person", "keeper"]
    why = ["--reason", "read it"]
    listed = {
        name: [[name, "--public", "--format", form] for form in forms]
        for name in ("claims", "incidents", "disputes", "parties")
    }
    return {
        **listed,
        "heads": [["heads"]],
        "verify": [["verify"]],
        "schema": [["schema"]],
        "rebuild": [["rebuild"]],
        "sign": [["sign", "--key", "key.pem", "--new-key"]],
        "stamp": [["stamp", "--authority", "http://127.0.0.1:9/"]],
        "diff": [["diff", "1", "7", "--public", "--format", form] for form in forms],
        "export": [["export", form, "--public", "--out", f"export-{form}"] for form in formats],
        "bundle": [["bundle", ids["incident"], "--public", "--out", "public.zip"]],
        "backup": [["backup", "backup.sqlite", "--keys", "backup.keys"]],
        "restore": [["restore", "backup.sqlite", "--keys", "backup.keys", "-l", "restored.sqlite"]],
        "copy": [["copy", "copy.sqlite"]],
        "decide": [["decide", "reject", ids["claim"], *who, *why]],
        "undo": [["undo", ids["decision"], *who, *why]],
        "erase": [["erase", ids["gone"], *who, "--demand", "AZ 7"]],
        "verify-proof": [["verify-proof", "claim.json"]],
        "import-places": [["import-places", "no-such-dump.txt"]],
        "log": [["log", "--last", "1000"]],
    }


ledgers = ("polybius.ledger.sqlite", "restored.sqlite", "copy.sqlite")
for_readers = {"claim.json", *(f"{name}{end}" for name in ledgers for end in ("", "-wal", "-shm"))}
"""Files that hold the ledger itself, with its keys or its words."""


@pytest.fixture(scope="module")
def known(desk: Path) -> dict[str, str]:
    """Return an id of each kind, and of the report that is erased on the way."""
    with Ledger(desk / "polybius.ledger.sqlite") as ledger:
        return {
            "incident": current(ledger).incidents[0].id,
            "claim": next(c.id for c in ledger.claims() if c.kind == "count"),
            "decision": ledger.decisions()[0].id,
            "gone": next(r.id for r in ledger.reports() if r.title != canary),
            "report": next(r.id for r in ledger.reports() if r.title == canary),
        }


def has_canary(said: str | bytes) -> bool:
    data = said.encode() if isinstance(said, str) else said
    return any(word.encode() in data for word in (canary, *canary.split(), exact))


def test_every_command_is_public_or_says_for_whom_it_is() -> None:
    public = public_calls(dict.fromkeys(("incident", "claim", "decision", "gone"), "0" * 64))
    both = {"claims", "diff", "disputes", "export", "incidents", "parties"}
    assert set(public) & set(inner) == both
    assert set(commands()) - set(public) - set(inner) == set(), "put it down above"
    assert set(public) - set(commands()) == set()


def test_the_canaries_are_there_to_be_found(known: dict[str, str]) -> None:
    """Guards the test below: what is not public does hold them."""
    for name in ("claims", "incidents", "disputes", "parties", "sources"):
        assert has_canary(run(name, "--json").stdout), name
    for name in ("show", "explain", "lineage"):
        assert has_canary(run(name, known["report"]).stdout), name
    assert run("bundle", known["incident"], "--out", "whole.zip").exit_code == 0
    assert any(map(has_canary, contents(Path("whole.zip"))))
    Path("whole.zip").unlink()


def test_no_canary_comes_out_of_a_public_command_or_file(desk: Path, known: dict[str, str]) -> None:
    assert run("prove", known["claim"], "--out", "claim.json").exit_code == 0
    leaks = []
    for call in [call for calls in public_calls(known).values() for call in calls]:
        result = run(*call)
        assert result.exit_code == 0 or call[0] in ("stamp", "import-places"), result.output
        if has_canary(result.output):
            leaks.append(call)
    assert leaks == []
    files = (file for file in desk.rglob("*") if file.is_file())
    written = [file for file in files if file.name not in for_readers]
    assert {"public.zip", "backup.sqlite", "backup.keys", "key.pem"} <= {f.name for f in written}
    assert [file.name for file in written if any(map(has_canary, contents(file)))] == []


def contents(file: Path) -> Iterable[bytes]:
    """Return a file's bytes, and those of its members, which are compressed."""
    yield file.read_bytes()
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            yield from map(archive.read, archive.namelist())


@pytest.mark.parametrize("name", sorted(commands()))
def test_no_canary_comes_out_of_an_error(name: str, known: dict[str, str]) -> None:
    """Wrong ids, erased ids, rulings that don't fit: the message names ids, never words."""
    who = ("--person", "keeper", "--reason", "read it", "--demand", "AZ 8", "--out", "error.out")
    tried = [
        [name],
        [name, "ffffffff"],
        [name, known["report"]],
        [name, known["claim"], *who[-2:]],
        [name, known["decision"], *who[:2], *who[4:6]],
        [name, known["incident"], *who[:4]],
        [name, "reject", known["incident"], *who[:4]],
        [name, "correct", known["claim"], *who[:4], "--set", "body.low=many"],
        [name, "regrade", known["incident"], *who[:4], "--grade", "sure"],
        [name, "--text", '"'],
        [name, "--as-of", "1999-01-01"],
        [name, "--ledger", "no-such.sqlite"],
    ]
    if name in ("serve", "demo", "erase"):
        tried = [[name, "--no-such-option"], [name, "ffffffff", "--person", "", "--demand", ""]]
    for call in tried:
        result = run(*call)
        assert not has_canary(result.stderr), (call, result.stderr)
    assert not has_canary(run("log", "--last", "1000").output)


def test_no_canary_comes_out_of_a_failed_reading(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"The governor said that {canary} was killed. {unreadable}")
    result = run("read", str(path), "--ledger", str(tmp_path / "new.sqlite"))
    assert result.exit_code == 2
    assert "failed: " in result.stderr
    assert not has_canary(result.output)
    assert not has_canary(run("log", "--ledger", str(tmp_path / "new.sqlite")).output)


def test_offsets_are_withheld_with_the_words() -> None:
    """They would tell how long a private name is."""
    printed = run("claims", "--public", "--json").stdout
    claims = [json.loads(line)["claim"] for line in printed.splitlines()[:-1]]
    assert {tuple(claim["passage"].values()) for claim in claims} == {(0, 0, "")}
