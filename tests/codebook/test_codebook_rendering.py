from __future__ import annotations

from pathlib import Path

from polybius.codebook.loading import load, shapes
from polybius.codebook.rendering import render

DOCS = Path(__file__).parents[2] / "docs" / "codebook.md"


def test_the_manual_is_what_the_data_say() -> None:
    assert DOCS.read_text("utf-8") == render(), (
        "run: python -m polybius.codebook.rendering > docs/codebook.md"
    )


def test_every_code_and_source_stands_in_the_manual() -> None:
    page = render()
    for name in shapes:
        for code, entry in getattr(load(), name).items():
            assert f"| `{code}` | {entry.label} |" in page
            assert f"- `{code}`. Source: {entry.source}." in page
