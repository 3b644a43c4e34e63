from __future__ import annotations

import pytest

from polybius.codebook.entries import PartyEntry
from polybius.codebook.parties import Register
from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Span
from polybius.reading.layers import ToponymMark
from polybius.reading.names.find import find_names
from polybius.reading.relations.find import find_relations
from polybius.reading.relations.presence import enclosing

register = Register(
    {
        "ar.red": PartyEntry(code="ar.red", name="Red Lantern", kind="armed_group"),
        "ar.brf": PartyEntry(code="ar.brf", name="Blue Ridge Front", kind="armed_group"),
    }
)


def toponyms(text: str, *places: str) -> tuple[ToponymMark, ...]:
    spans = (Span(text.index(p), text.index(p) + len(p)) for p in places)
    return tuple(ToponymMark(span, text[span.start : span.end]) for span in spans)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Red Lantern operates in Velport.", ("located_in", "Red Lantern", "Velport")),
        ("Red Lantern fighters reached Velport.", ("located_in", "Red Lantern", "Velport")),
        ("Residents of Velport fled.", ("located_in", "Residents", "Velport")),
        ("Red Lantern captured Velport on Monday.", ("controls", "Red Lantern", "Velport")),
        ("Velport is controlled by Red Lantern.", ("controls", "Red Lantern", "Velport")),
        (
            "The fight against Red Lantern in Velport went on.",
            ("located_in", "Red Lantern", "Velport"),
        ),
    ],
)
def test_who_is_where_and_holds_what(text: str, expected: tuple[str, str, str]) -> None:
    parse = default_parser().parse(text)
    marks = toponyms(text, "Velport")
    names = find_names(parse, register, marks)
    found = {
        (m.relation, names.entities[m.a.entity].name, parse.words(m.b.span))
        for m in find_relations(parse, names, marks)
        if m.a.entity is not None and m.b.entity is None
    }
    relation, who, where = expected
    assert any(r == relation and who in name and where == w for r, name, w in found)


def test_who_left_is_there_no_more() -> None:
    text = "Red Lantern withdrew from Velport."
    parse = default_parser().parse(text)
    marks = toponyms(text, "Velport")
    (found,) = find_relations(parse, find_names(parse, register, marks), marks)
    assert (found.relation, found.status) == ("located_in", "ended")


def test_who_only_speaks_of_a_place_is_not_there() -> None:
    text = "Red Lantern condemned the arrests in Velport."
    parse = default_parser().parse(text)
    marks = toponyms(text, "Velport")
    assert not find_relations(parse, find_names(parse, register, marks), marks)


def test_place_inside_a_wider_one_but_not_a_list() -> None:
    text = "Shots were heard in Velport in Arvenia, and in Dorn, Kell and Marrow."
    parse = default_parser().parse(text)
    marks = toponyms(text, "Velport", "Arvenia", "Dorn", "Kell", "Marrow")
    assert list(enclosing(marks, parse)) == [(0, 1)]


def test_a_preposition_that_governs_the_sentence_ends_the_climb() -> None:
    # Regression: a sentence that the parser hung from its preposition was climbed for ever.
    for text in ("Behind, in Velport.", "Before in Velport, under.", "From in Velport"):
        parse = default_parser().parse(text)
        marks = toponyms(text, "Velport")
        find_relations(parse, find_names(parse, register, marks), marks)
