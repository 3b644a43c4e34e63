"""The manual's notebooks run from top to bottom, and are kept without outputs."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

folder = Path(__file__).parents[2] / "docs" / "notebooks"
notebooks = sorted(folder.glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    assert [path.stem for path in notebooks] == ["comparing", "tutorial"]


@pytest.mark.parametrize("path", notebooks, ids=lambda path: path.stem)
def test_notebooks_are_kept_without_outputs(path: Path) -> None:
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    assert all(cell.execution_count is None and cell.outputs == [] for cell in cells)


@pytest.mark.slow
@pytest.mark.parametrize("path", notebooks, ids=lambda path: path.stem)
def test_notebooks_run(path: Path, tmp_path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(tmp_path)}}
    made = NotebookClient(book, timeout=300, kernel_name="python3", resources=resources).execute()
    shown = [
        output
        for cell in made.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "text/html" in output.get("data", {})
    ]
    assert any("polybius-" in output["data"]["text/html"] for output in shown)
