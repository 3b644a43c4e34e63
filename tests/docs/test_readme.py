"""The README's and the manual's commands run as they are written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import docx
import pytest

root = Path(__file__).parent.parent.parent
guides = sorted((root / "docs" / "guides").glob("*.md"))
not_here = ("scripts/", "source ", "polybius read https://", "polybius import-places AF.zip")
"""Starts of lines that need the network, a download, or a set-up that the tests already have."""


def blocks(page: str) -> list[str]:
    text = (root / page).read_text("utf-8")
    return re.findall(r"```bash\n(.*?)```", text, flags=re.DOTALL)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return a folder with the files that the examples name."""
    reports = root / "examples" / "reports"
    shutil.copy(reports / "2-wire.html", tmp_path / "report.html")
    shutil.copy(root / "examples" / "parties.yaml", tmp_path)
    shutil.copy(root / "examples" / "places" / "XM.txt", tmp_path / "AF.txt")
    for folder in ("dispatches", "reports"):
        (tmp_path / folder).mkdir()
        shutil.copy(reports / "6-army.txt", tmp_path / folder)
    made = docx.Document()
    made.add_paragraph((reports / "4-ministry.txt").read_text("utf-8"))
    made.save(str(tmp_path / "notes.docx"))
    (tmp_path / "table.csv").write_text(
        'published,body\n2026-03-07,"Police said two farmers were killed near Dunmoor."\n'
    )
    return tmp_path


manual = [
    ["README.md"],
    ["docs/extending.md"],
    [
        "docs/tutorial.md",
        *(f"docs/guides/{page.name}" for page in guides),
        "docs/lineage.md",
        "docs/evidence.md",
    ],
]
"""Pages whose commands run one after another in one folder, as a reader would run them."""


@pytest.mark.slow
@pytest.mark.parametrize("pages", manual, ids=lambda pages: pages[0])
def test_commands_of_a_page_run_as_written(pages: list[str], desk: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for page in pages:
        lines = "\n".join(blocks(page)).splitlines()
        script = "\n".join(line for line in lines if not line.startswith(not_here))
        run = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=desk,
            env={**os.environ, "PATH": path, "POLYBIUS_GAZETTEER": str(desk / "gazetteer")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, f"{page}: {run.stderr}"
        assert "polybius" in script
        assert run.stdout


def test_the_manual_builds_without_a_broken_link(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "tutorial" / "index.html").exists()
    assert "https://fonts" not in (tmp_path / "index.html").read_text("utf-8")


def test_every_page_is_in_the_manual() -> None:
    listed = (root / "mkdocs.yml").read_text("utf-8")
    for page in (root / "docs").glob("*.md"):
        assert page.name in listed, f"{page.name} is not in mkdocs.yml"


def test_the_shell_completes_commands() -> None:
    run = subprocess.run(
        [str(Path(sys.executable).parent / "polybius")],
        env={**os.environ, "_POLYBIUS_COMPLETE": "bash_complete", "COMP_WORDS": "polybius inc",
             "COMP_CWORD": "1"},
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    assert run.stdout.strip() == "plain,incidents"


def test_linked_pages_exist() -> None:
    for page in [root / "README.md", root / "CONTRIBUTING.md", *(root / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
