from __future__ import annotations

import pytest

from benchmarks.geo import annotated
from polybius.reading.grammar.syntax import Span
from polybius.reading.toponyms.spans import mark_spans

geowebnews = {"toponyms": [{"type": "Literal"}]}
lexicon = {"toponyms": [{"fclass": "A"}]}


@pytest.mark.parametrize(
    ("name", "document", "counted"),
    [
        ("South Florida", geowebnews, "South Florida"),
        ("South Florida", lexicon, "Florida"),
        ("South Korea", lexicon, "South Korea"),
    ],
)
def test_each_set_is_measured_by_its_own_spans(
    name: str, document: dict[str, list[dict[str, str]]], counted: str
) -> None:
    text = f"They met in {name} in May."
    start = text.index(name)
    [mark] = mark_spans(text, [Span(start, start + len(name))])
    own = annotated(mark, document)
    assert text[own.start : own.end] == counted
