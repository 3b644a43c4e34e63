"""Errors: one tree, drawn as it is, and messages that say where, what and what to do."""

from __future__ import annotations

import inspect
import re

import pytest

from polybius import errors
from polybius.errors import PolybiusError, UnknownId, Where


def drawn() -> dict[str, str | None]:
    """Return class → parent as the module's docstring draws them."""
    tree: dict[str, str | None] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"    ([│├└─\s]*)([A-Z]\w+)  ", line)
        if match:
            depth = len(match[1]) // 4
            above = [*above[:depth], match[2]]
            tree[match[2]] = above[depth - 1] if depth else None
    return tree


def written() -> dict[str, str | None]:
    """Return class → parent as they are."""
    classes = [c for _, c in inspect.getmembers(errors, inspect.isclass)]
    return {
        c.__name__: None if c is PolybiusError else c.__bases__[0].__name__
        for c in classes
        if issubclass(c, PolybiusError)
    }


def test_the_tree_is_drawn_as_it_is() -> None:
    assert drawn() == written()
    assert len(drawn()) > 10, "the drawing was not understood"


@pytest.mark.parametrize("name", sorted(written()))
def test_every_error_says_in_one_line_what_it_means(name: str) -> None:
    doc = inspect.getdoc(getattr(errors, name)) or ""
    assert doc.splitlines()[0].endswith(".")


@pytest.mark.parametrize(
    ("where", "hint", "message"),
    [
        (None, None, "it broke."),
        (Where("a.pdf"), None, "a.pdf: it broke."),
        (Where("a.jsonl", line=3), "Mend it.", "a.jsonl:3: it broke. Mend it."),
        (Where("a.txt", offset=12), "Mend it.", "a.txt@12: it broke. Mend it."),
        (Where("a.txt", line=1, offset=12), None, "a.txt:1: it broke."),
        (None, "Mend it.", "it broke. Mend it."),
    ],
)
def test_messages_say_where_what_and_what_to_do(
    where: Where | None, hint: str | None, message: str
) -> None:
    error = UnknownId("it broke.", where=where, hint=hint)
    assert str(error) == message == error.args[0]
    assert (error.what, error.where, error.hint) == ("it broke.", where, hint)
