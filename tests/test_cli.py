"""The command line: what it prints, where, and the status it leaves with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from polybius import __version__, running
from polybius.cli import app
from polybius.export.schema import shipped_schema
from tests.fakes import FakeReader, unreadable

english = "The governor said that 17 people were killed in Marrowdale on Tuesday night."
more = "A witness said that 3 people were killed at the market of the town on Friday."
french = "Le gouverneur a dit que dix-sept personnes ont été tuées à Marrowdale mardi soir."

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run the command line in an empty folder, with a reader that costs nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(running, "make_reader", lambda *_: FakeReader())

    def run(*arguments: str, typed: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(app, arguments, input=typed, prog_name="polybius")
        unforeseen = result.exception and not isinstance(result.exception, SystemExit)
        assert not unforeseen, repr(result.exception)
        return result

    return run


def json_lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


# --- help ------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [None, *sorted(app.commands)])
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_has_help(call: Call, command: str | None, flag: str) -> None:
    result = call(*([command] if command else []), flag)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: polybius {command or ''}".rstrip())
    if command:
        assert (app.commands[command].help or "").split("\n")[0].split()[0] in result.stdout
    else:
        assert all(name in result.stdout for name in app.commands)


def test_help_does_not_wait_for_the_parser() -> None:
    code = "import sys, polybius.cli; print(sorted({'spacy', 'rich'} & {*sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_version_and_schema(call: Call) -> None:
    assert call("--version").stdout == f"polybius, version {__version__}\n"
    assert call("schema").stdout == shipped_schema()


# --- read: what comes in, and the status -----------------------------------------------------


def test_reads_a_file_into_the_default_ledger(call: Call) -> None:
    Path("a.txt").write_text(english)
    result = call("read", "a.txt")
    assert result.exit_code == 0
    assert "killed: civilians" in result.stdout
    assert "17" in result.stdout
    assert result.stderr.startswith("1 read (2 claims), 0 known already, 0 stored unread, 0 failed")
    assert Path("polybius.ledger.sqlite").exists()


def test_reads_a_folder_a_pattern_and_standard_input(call: Call) -> None:
    Path("in/deeper").mkdir(parents=True)
    Path("in/a.txt").write_text(english)
    Path("in/deeper/b.txt").write_text(more)
    assert [line["type"] for line in json_lines(call("read", "in", "--json"))] == [
        "report",
        "report",
        "summary",
    ]
    pattern = json_lines(call("read", "in/**/b*.txt", "--json", "-l", "two.sqlite"))
    assert [line.get("source") for line in pattern] == ["in/deeper/b.txt", None]
    piped = json_lines(call("read", "-", "--json", "-l", "three.sqlite", typed=english))
    assert piped[0]["report"]["address"] == "-"
    assert piped[-1] == {
        "type": "summary",
        "read": 1,
        "known": 0,
        "unread": 0,
        "failed": 0,
        "claims": 2,
    }


def test_some_failures_are_status_1_and_all_are_2(call: Call) -> None:
    Path("a.txt").write_text(english)
    Path("b.pdf").write_bytes(b"%PDF-1.7 broken off")
    some = call("read", "b.pdf", "missing.txt", "a.txt")
    assert some.exit_code == 1
    assert "failed: missing.txt: cannot be opened: No such file or directory." in some.stderr
    assert "failed: b.pdf: " in some.stderr
    assert "2 failed" in some.stderr
    assert call("read", "b.pdf", "missing.txt", "-l", "new.sqlite").exit_code == 2


def test_a_report_the_reader_refuses_is_status_1(call: Call) -> None:
    Path("a.txt").write_text(english)
    Path("b.txt").write_text(f"This text is {unreadable}, and everybody is to know it.")
    result = call("read", "a.txt", "b.txt", "--json")
    assert result.exit_code == 1
    failure = json_lines(result)[1]
    assert (failure["type"], failure["error"]) == ("failure", "ReadingError")


def test_another_language_is_stored_unread_with_a_message(call: Call) -> None:
    Path("a.txt").write_text(french)
    result = call("read", "a.txt")
    assert result.exit_code == 0
    assert "stored, not read: it is in another language than English (fr)" in result.stdout
    assert "1 stored unread" in result.stderr
    assert json_lines(call("read", "a.txt", "--json", "-l", "b.sqlite"))[0]["status"] == "unread"


def test_quiet_prints_the_summary_and_what_failed_and_no_more(call: Call) -> None:
    Path("a.txt").write_text(english)
    result = call("read", "a.txt", "missing.txt", "--quiet")
    assert result.stdout == ""
    assert [line.split()[0] for line in result.stderr.splitlines()] == ["1", "failed:"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["read"], "Missing argument"),
        (["read", "a.txt", "--published", "soon"], "is not a date"),
        (["read", "a.txt", "--encoding", "klingon"], "not a character encoding"),
        (["read", "a.txt", "--ledger", "no/such/folder.sqlite"], "the folder does not exist"),
        (["read", "a.txt", "--ledger", "."], "is a directory"),
        (["claims", "--format", "xml"], "xml"),
        (["claims", "--ledger", "none.sqlite"], "there is no ledger here. Make one with: polybius"),
        (["rebuild", "--ledger", "none.sqlite"], "there is no ledger here"),
        (["shout"], "No such command"),
    ],
)
def test_a_wrong_call_is_status_2(call: Call, arguments: list[str], words: str) -> None:
    Path("a.txt").write_text(english)
    result = call(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""


def test_a_register_file_that_is_missing_is_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["read", "a.txt", "--register", "none.yaml"])
    assert result.exit_code == 2
    assert "none.yaml" in result.stderr


@pytest.mark.parametrize("command", [["read", "a.txt"], ["claims"], ["show", "abcdef"]])
def test_a_file_that_is_no_ledger_is_refused_and_left_alone(call: Call, command: list[str]) -> None:
    Path("a.txt").write_text(english)
    Path("notes.sqlite").write_text("no database at all, " * 300)
    before = Path("notes.sqlite").read_bytes()
    result = call(*command, "--ledger", "notes.sqlite")
    assert result.exit_code == 2
    assert result.stderr == "polybius: notes.sqlite: this file is not an SQLite database.\n"
    assert Path("notes.sqlite").read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_status_2(call: Call) -> None:
    Path("a.txt").write_text(english)
    Path("locked").mkdir(mode=0o500)
    result = call("read", "a.txt", "--ledger", "locked/ledger.sqlite")
    assert result.exit_code == 2
    assert "the ledger can't be opened" in result.stderr


def test_the_ledger_in_a_folder_is_not_taken_for_a_report(call: Call) -> None:
    # `polybius read .` once failed on the ledger that it had just made.
    Path("a.txt").write_text(english)
    for _ in range(2):
        result = call("read", ".")
        assert (result.exit_code, "0 failed" in result.stderr) == (0, True)
    assert call("read", "polybius.ledger.sqlite").exit_code == 2, "named itself, it is refused"


def test_names_of_files_may_hold_any_bytes(call: Call) -> None:
    # A name that is no UTF-8 could be put neither in the ledger nor in JSON.
    with open(b"caf\xe9.txt", "w") as file:  # noqa: PTH123 - pathlib takes no bytes
        file.write(english)
    result = call("read", ".", "missing\udcff.txt", "--json")
    assert [line["type"] for line in json_lines(result)] == ["report", "failure", "summary"]
    assert json_lines(result)[0]["report"]["address"] == "caf\\udce9.txt"
    assert call("read", "http://127.0.0.1:9/\udcff", "--json").exit_code == 2


def test_names_of_files_are_not_taken_for_markup(call: Call) -> None:
    Path("a[").mkdir()
    Path("a[/b].txt").write_text(english)
    Path("[red]c.txt").write_text(more)
    result = call("read", ".")
    assert result.exit_code == 0
    assert "a[/b].txt" in result.stdout
    assert "[red]c.txt" in result.stdout


def test_a_second_run_adds_nothing(call: Call) -> None:
    Path("a.txt").write_text(english)
    first = json_lines(call("read", "a.txt", "--json"))
    claims, incidents = call("claims", "-f", "json").stdout, call("incidents", "-f", "json").stdout
    again = json_lines(call("read", "a.txt", "--json"))
    assert (first[0]["status"], again[0]["status"]) == ("read", "known")
    assert {**again[0], "status": "read"} == first[0], "a known report is shown as when it was read"
    assert again[-1]["known"] == 1
    assert call("claims", "-f", "json").stdout == claims
    assert call("incidents", "-f", "json").stdout == incidents


# --- queries on what nobody need read ---------------------------------------------------------


def test_unknown_codes_list_those_that_there_are(call: Call) -> None:
    Path("a.txt").write_text(english)
    call("read", "a.txt")
    for command in ("claims", "incidents", "disputes", "parties"):
        result = call(command, "--stance", "shouts")
        assert result.exit_code == 2
        assert "'shouts' is not in the codebook. Use one of: asserts, " in result.stderr
    result = call("claims", "--kind", "rumour")
    assert result.exit_code == 2
    assert "occurrence, count, relation, outlook, appeal, statement." in result.stderr


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--since", "yesterday", "is not a date. Use YYYY-MM-DD."),
        ("--until", "2026-2-4", "is not a date"),
        ("--until", "20260204", "is not a date"),
    ],
)
def test_filters_that_are_no_dates_are_refused(
    call: Call, option: str, value: str, words: str
) -> None:
    Path("a.txt").write_text(english)
    call("read", "a.txt")
    result = call("claims", option, value)
    assert (result.exit_code, words in result.stderr) == (2, True)


def test_days_out_of_order_are_refused(call: Call) -> None:
    Path("a.txt").write_text(english)
    call("read", "a.txt")
    result = call("incidents", "--since", "2026-03-04", "--until", "2026-03-03")
    assert result.exit_code == 2
    assert "later than" in result.stderr


@pytest.mark.parametrize("command", ["claims", "incidents", "disputes", "parties"])
def test_where_nothing_is_found_only_csv_has_a_header(call: Call, command: str) -> None:
    Path("a.txt").write_text(english)
    call("read", "a.txt")
    table = call(command, "--voice", "nobody at all")
    assert (table.exit_code, table.stdout) == (0, "")
    assert table.stderr == "Nothing in the ledger meets this.\n"
    (head,) = json_lines(call(command, "--voice", "nobody at all", "-f", "json"))
    assert head["type"] == "head"
    assert call(command, "--voice", "nobody at all", "-f", "csv").stdout.count("\n") == 1


@pytest.mark.parametrize("command", ["show", "explain"])
@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("ffffffffff", "nothing in this ledger has the id 'ffffffffff'"),
        ("abc", "'abc' is too short. Give 6 digits."),
        ("%%%%%%", "nothing in this ledger"),
    ],
)
def test_unknown_ids_are_status_1(call: Call, command: str, entry: str, words: str) -> None:
    Path("a.txt").write_text(english)
    call("read", "a.txt")
    result = call(command, entry)
    assert (result.exit_code, words in result.stderr) == (1, True)


@pytest.mark.parametrize("command", ["show", "explain"])
def test_a_prefix_of_several_ids_asks_for_more(
    call: Call, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("a.txt").write_text(english)
    call("read", "a.txt")
    claims = [line["claim"]["id"] for line in json_lines(call("claims", "-f", "json"))[:-1]]
    monkeypatch.setattr("polybius.ledger.inquiries.shortest_prefix", 0)
    result = call(command, "")
    assert result.exit_code == 1
    assert "begins several ids" in result.stderr
    assert "Give more digits." in result.stderr
    assert claims[0][:16] in result.stderr
