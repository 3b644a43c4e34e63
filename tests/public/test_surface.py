"""The documented surface is the exported one, its code runs, and importing it is cheap."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import polybius as pb

page = Path(__file__).parents[2] / "docs" / "python.md"


def test_the_documented_surface_is_the_exported_one() -> None:
    headings = set(re.findall(r"^## `(\w+)`$", page.read_text("utf-8"), re.MULTILINE))
    assert headings == set(pb.__all__) - {"__version__"}
    assert dir(pb) == sorted(pb.__all__)
    assert all(getattr(pb, name) is not None for name in pb.__all__)


def test_documented_methods_of_a_ledger_are_its_public_ones() -> None:
    text = page.read_text("utf-8")
    section = text[text.index("| method |") : text.index("## `Frame`")]
    first_cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    told = {name for cell in first_cells for name in re.findall(r"`(\w+)", cell)}
    public = {name for name in dir(pb.Ledger) if not name.startswith("_")}
    assert told == public | {"failures"}


def test_what_is_no_public_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = pb.nothing  # type: ignore[attr-defined]


def test_code_of_the_page_runs(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    assert len(blocks) > 3
    run = subprocess.run(
        [sys.executable, "-c", "\n".join(blocks)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "killed" in run.stdout
    assert "missing.sqlite" in run.stdout


def test_importing_loads_no_library() -> None:
    code = (
        "import sys, polybius; heavy = {'spacy', 'numpy', 'pyarrow', 'sqlalchemy', 'onnxruntime',"
        " 'pandas', 'polars', 'scipy', 'yaml'}; print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
