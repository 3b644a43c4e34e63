"""What reaches a terminal: layouts that fit it, and no character that steers it."""

from __future__ import annotations

import io
import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text

from polybius import asking, running
from polybius.cli import app
from polybius.export import consoles, explaining, tables
from polybius.export.claim_lists import ClaimsList, narrowest_table
from polybius.intake import IntakeOptions
from polybius.records import Claim, Voice
from polybius.weighing.deriving import derive_report
from tests import samples
from tests.fakes import FakeReader


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def printed(content: RenderableType, width: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what a terminal of ``width`` columns is sent, without colours."""
    terminal = Terminal()
    for name, value in (("COLUMNS", str(width)), ("TERM", "xterm"), ("NO_COLOR", "1")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout", terminal)
    consoles.console().print(content, style=None)
    monkeypatch.undo()
    return Text.from_ansi(terminal.getvalue()).plain


def named(voice: str) -> Claim:
    claim = samples.count_claim(samples.report())
    return replace(claim, voice=replace(claim.voice, name=voice, role=None))


def test_a_narrow_terminal_gets_one_block_for_each_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = named("the governor")
    lines = printed(ClaimsList([claim]), 80, monkeypatch).splitlines()
    assert [line.rstrip() for line in lines] == [
        f"{claim.id[:10]}  the governor · asserts",
        "    killed: security forces 17",
        "    Marrowdale (XX, exact) · 2026-02-03",
    ]


def test_a_claim_without_circumstances_has_no_line_for_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    claim = samples.occurrence_claim(samples.report())
    lines = printed(ClaimsList([claim]), 80, monkeypatch).splitlines()
    assert [line.strip() for line in lines[1:]] == ["occurrence: attack"]


def test_a_wide_terminal_gets_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = named("the governor")
    head, row = printed(ClaimsList([claim]), narrowest_table, monkeypatch).splitlines()[:2]
    titles = ["Id", "Voice", "Stance", "What is claimed", "Count", "Place", "Date", "Standing"]
    assert head.split() == " ".join(titles).split()
    assert row.index("the governor") == head.index("Voice")
    assert row.index("17") == head.index("Count")


@pytest.mark.parametrize("width", [40, 80, narrowest_table - 1, narrowest_table, 200])
@pytest.mark.parametrize(
    "voice",
    [
        "المتحدث باسم وزارة الداخلية",
        "דובר הצבא",
        "国防部发言人",
        "x" * 500,
        "the spokesman of the " * 20,
    ],
    ids=["arabic", "hebrew", "chinese", "one long word", "many words"],
)
def test_no_name_breaks_the_layout(width: int, voice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    report = samples.report()
    claims = [named(voice), named("the governor")]
    derived = derive_report(report, claims)
    block = tables.report_block(replace(report, title=voice), claims, (), derived)
    for content in (block, tables.parties_table(asking.count_parties(claims))):
        lines = printed(content, width, monkeypatch).splitlines()
        assert max(map(cell_len, lines)) <= width
    shown = printed(ClaimsList(claims), width, monkeypatch)
    letters = "".join(shown.split())
    assert "".join(voice.split())[:20] in letters or width >= narrowest_table
    assert letters.count("killed:securityforces") == 2 or width >= narrowest_table


def test_an_entry_that_wraps_keeps_to_its_column(monkeypatch: pytest.MonkeyPatch) -> None:
    report = samples.report()
    claims = [
        samples.count_claim(report, 17, voice="the governor of the northern province"),
        samples.count_claim(report, 200, voice="the front of the north", side="xx.front"),
    ]
    occurrences = [samples.occurrence_claim(report)]
    derived = derive_report(report, [*claims, *occurrences])
    assert derived.disputes
    lines = printed(tables.disputes_list(derived.disputes), 50, monkeypatch).splitlines()
    assert len(lines) > 1
    assert lines[0].startswith(f"  {derived.disputes[0].id[:10]}  ")
    assert all(line.startswith(" " * 14) for line in lines[1:])


steering = "\x1b[31mred\x07\x08\x9b2J\u202eabc\u2066\x7f\x00\r"


@given(st.text(max_size=40))
def test_visible_keeps_length_and_leaves_nothing_that_steers(text: str) -> None:
    shown = consoles.visible(text)
    assert len(shown) == len(text)
    assert not {c for c in shown if unicodedata.category(c) in ("Cc", "Cs")} - set("\t\n")


def test_steering_characters_become_signs() -> None:
    assert consoles.visible("a\x1b[31mb\tc\nd") == "a␛[31mb\tc\nd"
    assert consoles.visible("\x7f\x9b\u202e\u2066\ud800") == "␡\ufffd\ufffd\ufffd\ufffd"


@pytest.mark.parametrize("width", [80, 200])
def test_no_control_character_reaches_the_terminal(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = f"The governor said that 17 officers{steering} were killed in Marrowdale on Tuesday."
    report = replace(samples.report(body), title=steering, publisher=steering)
    claim = samples.with_id(
        replace(samples.count_claim(report), voice=Voice("official", steering, "named"))
    )
    derived = derive_report(report, [claim])
    for content in (
        tables.report_block(report, [claim], (), derived),
        explaining.explain_claim(claim, report),
        explaining.explain_report(report, [(steering, "2026-02-05T08:00:00Z", steering)]),
        tables.parties_table(asking.count_parties([claim])),
        Text(steering),
        steering,
    ):
        monkeypatch.setenv("COLUMNS", str(width))
        terminal = Terminal()
        monkeypatch.setattr("sys.stdout", terminal)
        monkeypatch.setenv("TERM", "dumb")
        consoles.console().print(content)
        sent = terminal.getvalue()
        assert sent
        assert not {c for c in sent if not c.isprintable()} - set("\t\n")


def test_messages_of_failures_are_made_visible_too(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["claims", "-l", str(tmp_path / "a\x1b[2J.sqlite")])
    assert result.exit_code == 2
    assert "␛[2J" in result.stderr
    assert "\x1b" not in result.stderr


@pytest.mark.parametrize("form", ["json", "tables"])
def test_the_progress_bar_keeps_off_standard_output(
    form: running.Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The bar once took standard output over: JSON went to the terminal, the file stayed empty.
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        (tmp_path / "in" / f"{name}.txt").write_text(f"{name}: 17 people were killed in the town.")
    out, terminal = io.StringIO(), Terminal()
    monkeypatch.setattr(running, "make_reader", lambda *_: FakeReader())
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    running.run([str(tmp_path / "in")], IntakeOptions(), tmp_path / "l.sqlite", form)
    monkeypatch.undo()
    assert "reading" in terminal.getvalue()
    assert "0/2" in terminal.getvalue()
    assert "\x1b" not in out.getvalue()
    if form == "json":
        types = [json.loads(line)["type"] for line in out.getvalue().splitlines()]
        assert types == ["report", "report", "summary"]
    else:
        assert out.getvalue().count("killed: civilians") == 2


def test_the_progress_bar_takes_names_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # "[/b]" in a name was once taken for the end of a style, and the run broke off.
    (tmp_path / "a[").mkdir()
    for name in ("b].txt", "c].txt"):
        (tmp_path / "a[" / name).write_text(f"{name}: 17 people were killed in the town.")
    terminal = Terminal()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(running, "make_reader", lambda *_: FakeReader())
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    summary = running.run(["a["], IntakeOptions(), Path("l.sqlite"), "quiet")
    monkeypatch.undo()
    assert summary.read == 2
    assert "a[/c].txt" in terminal.getvalue()
