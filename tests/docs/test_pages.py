"""Documentation that is made from code is the one that the code makes now."""

from __future__ import annotations

import pytest

from scripts.render_docs import docs, pages


@pytest.mark.parametrize("name", [name for name, _ in pages])
def test_made_pages_are_up_to_date(name: str) -> None:
    make = dict(pages)[name]
    assert (docs / name).read_text("utf-8") == make(), "run: python -m scripts.render_docs"
