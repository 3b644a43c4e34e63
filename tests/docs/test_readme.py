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


@pytest.mark.slow
@pytest.mark.parametrize("page", ["README.md", "docs/extending.md"])
def test_commands_of_a_page_run_as_written(page: str, desk: Path) -> None:
    lines = "\n".join(blocks(page)).splitlines()
    script = "\n".join(line for line in lines if not line.startswith(not_here))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=desk,
        env={**os.environ, "PATH": path, "POLYBIUS_GAZETTEER": str(desk / "gazetteer")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "polybius" in script
    assert run.stdout


def test_linked_pages_exist() -> None:
    for page in [root / "README.md", root / "CONTRIBUTING.md", *(root / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
