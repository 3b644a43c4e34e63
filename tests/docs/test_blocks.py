"""No block and no command of the manual goes untested: each page's blocks have a test that runs
them, and every command that stands elsewhere is one that there is."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import click
import pytest
import yaml

from polybius.cli import app
from tests.docs.blocks import Block, blocks, pages, root
from tests.docs.test_readme import manual

run_by = {
    **{(page, "bash"): "docs/test_readme.py" for each in manual for page in each},
    ("CONTRIBUTING.md", "bash"): "docs/test_blocks.py",
    ("docs/ledger.md", "bash"): "docs/test_ledger_page.py",
    ("docs/api.md", "console"): "web/test_api.py",
    ("docs/api.md", "json"): "web/test_api.py",
    ("docs/desk.md", "console"): "docs/test_blocks.py",
    ("docs/serving.md", "console"): "docs/test_blocks.py",
    ("docs/exports.md", "bash"): "export/test_export_pages.py",
    ("docs/exports.md", "python"): "export/test_export_pages.py",
    ("docs/extending.md", "yaml"): "docs/test_blocks.py",
    ("docs/imports.md", "bash"): "docs/test_imports.py",
    ("docs/imports.md", "yaml"): "docs/test_imports.py",
    ("docs/intake.md", "python"): "docs/test_blocks.py",
    ("docs/python.md", "python"): "public/test_surface.py",
}
"""Which test runs or checks all blocks of a language on a page."""
shown = ("text", "")
"""Languages of what is shown and not run: output, pictures made of letters, a cell of a table."""
long_runs = ("docs/measured.md", "docs/reader-errors.md")
"""Pages whose text blocks are commands that take the corpora, and up to hours."""
starts = re.compile(r"^(\$ |polybius |python |pip |curl |export |[a-z]+=\$\()")


def test_every_block_has_a_test_or_is_only_shown() -> None:
    found = {(b.page, b.language) for page in pages for b in blocks(page)}
    assert {pair for pair in found if pair[1] not in shown} == set(run_by)


@pytest.mark.parametrize("test", sorted(set(run_by.values())))
def test_the_test_of_a_page_is_there_and_names_it(test: str) -> None:
    text = (root / "tests" / test).read_text("utf-8")
    for (page, _), named in run_by.items():
        known = {page, page.removeprefix("docs/"), f'"{Path(page).name}"'}
        assert named != test or any(name in text for name in known) or "guides" in page, page


def test_what_is_only_shown_holds_no_command() -> None:
    for page in pages:
        if page not in (*long_runs, "docs/commands.md"):
            for block in blocks(page):
                if block.language in shown:
                    assert not re.search(starts.pattern, block.text, re.MULTILINE), block.where


# --- commands that are checked, not run ------------------------------------------------------


def commands() -> Iterator[tuple[str, str]]:
    """Yield each command in running text, in blocks of consoles and of long runs, with its place.

    Of the page of commands only what people wrote: the rest is the program's own help.
    """
    for page in pages:
        text = re.sub(r"```.*?```", "", (root / page).read_text("utf-8"), flags=re.DOTALL)
        for span in re.findall(r"`((?:polybius|python -m) [^`]+)`", text):
            yield page, span
        if page in long_runs or page in ("docs/desk.md", "docs/serving.md"):
            for block in blocks(page):
                yield from ((block.where, line) for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    joined = block.text.replace("\\\n", " ")
    for line in joined.splitlines():
        command = re.sub(r"^\$ |^[A-Z_]+=\S+ ", "", line)
        if command.startswith(("polybius ", "python ")):
            yield command.split(" > ")[0].split(" >> ")[0].split(" | ")[0]


@pytest.mark.parametrize(("where", "command"), sorted(set(commands())))
def test_a_command_that_is_named_exists_with_its_options(where: str, command: str) -> None:
    program, *words = shlex.split(command.replace("…", ""))
    if program == "python":
        module = words[1] if words[0] == "-m" else words[0].removesuffix(".py").replace("/", ".")
        name = re.sub(r"\.(<\w+>|[A-Z]+)$", "", module)
        assert find_spec(name) is not None, f"{where}: {command}"
        return
    found: click.Command = app
    while isinstance(found, click.Group) and words and words[0].isidentifier() | ("-" in words[0]):
        name = words[0].split("|")[0]
        if name.startswith("-") or name.isupper():
            break
        assert name in found.commands, f"{where}: {command}"
        found, words = found.commands[name], words[1:]
    known = {name for each in found.params for name in (*each.opts, *each.secondary_opts)}
    named = {word.split("=")[0].rstrip(",.") for word in words if re.match(r"--?[a-z]", word)}
    assert named <= known | {"--help", "-h"}, f"{where}: {command}"


# --- blocks that need no page of tests of their own ------------------------------------------


def test_what_contributors_are_told_to_run_exists() -> None:
    for block in blocks("CONTRIBUTING.md", "bash"):
        for line in block.text.splitlines():
            assert (root / line.split()[0]).exists(), line


def test_the_register_of_the_page_on_parties_is_read(tmp_path: Path) -> None:
    from polybius.codebook import load_register  # noqa: PLC0415 - the register takes a second

    (block,) = blocks("docs/extending.md", "yaml")
    # The page's parties stand beside others of an invented country.
    others = {
        "state.xx": {"name": "Xandria", "kind": "state", "countries": ["XX"]},
        "force.xx.army": {"name": "Xandrian Army", "kind": "force", "parents": ["state.xx"]},
    }
    path = tmp_path / "parties.yaml"
    path.write_text(block.text + yaml.safe_dump(others), "utf-8")
    (entry,) = load_register((path,)).by_name("Front of the North")
    assert (entry.code, entry.name, entry.kind) == ("xx.front", "Northern Front", "armed_group")


def test_the_code_of_the_page_on_intake_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (block,) = blocks("docs/intake.md", "python")
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.txt").write_text("The army said that 12 soldiers died.", "utf-8")
    monkeypatch.chdir(tmp_path)
    exec(block.text.replace("https://herald.example/rss", "no-such-file.txt"), {})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[1:] == ["2026-02-04", "36"]
    assert "no-such-file.txt" in lines[1]
