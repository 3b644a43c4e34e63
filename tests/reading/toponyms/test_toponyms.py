from __future__ import annotations

import pytest

from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Span
from polybius.reading.layers import ToponymMark
from polybius.reading.toponyms.find import find_toponyms
from polybius.reading.toponyms.spans import mark_spans

fames = {
    "Afghanistan": 10.0,
    "Afghan": 10.0,
    "Boston": 6.8,
    "East Orange": 4.5,
    "Helmand": 5.5,
    "Kandahar": 6.0,
    "Lakemont": 4.0,
    "Lakemont County": 4.0,
    "Ohio": 6.7,
    "Qal-e ‘Alam": 5.0,
    "Raqqa": 5.5,
    "Syria": 10.0,
    "Syrian": 10.0,
    "Washington": 7.3,
}


def fame(name: str) -> float:
    """A small world: these places, in any case, and no others."""
    return max((f for known, f in fames.items() if known.lower() == name.lower()), default=0.0)


def find(text: str) -> list[ToponymMark]:
    return list(find_toponyms(default_parser().parse(text), fame))


def literal(text: str) -> list[str]:
    return [mark.name for mark in find(text) if mark.literal]


def marked(text: str, *names: str) -> list[ToponymMark]:
    return list(mark_spans(text, [Span(text.index(n), text.index(n) + len(n)) for n in names]))


@pytest.mark.parametrize(
    ("text", "inner", "outer"),
    [
        ("Fighting in Marja district of Helmand province went on.", "Marja", "Helmand"),
        ("A school in Raqqa, Syria, was hit.", "Raqqa", "Syria"),
        ("A school in Raqqa in northern Syria was hit.", "Raqqa", "Syria"),
        ("Syria's northern city of Raqqa was hit.", "Raqqa", "Syria"),
        ("Raqqa province, Syria, was calm.", "Raqqa", "Syria"),
    ],
)
def test_wider_places(text: str, inner: str, outer: str) -> None:
    by_name = {mark.name: mark for mark in marked(text, inner, outer)}
    assert by_name[inner].containers == (outer,)
    assert by_name[outer].containers == ()


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("They hid in the mountains of Syria.", None),
        ("The Islamic State of Syria said so.", None),
        ("They hid in the province of Syria.", "province"),
    ],
)
def test_a_word_before_of_may_only_lead_to_the_place(text: str, feature: str | None) -> None:
    # Regression: a country with "mountains of" before it was a town of like name elsewhere.
    assert marked(text, "Syria")[0].feature == feature


def test_wider_places_form_a_chain() -> None:
    text = "Guards in Lashkar Gah, Helmand province, Afghanistan, fled."
    marks = marked(text, "Lashkar Gah", "Helmand", "Afghanistan")
    assert marks[0].containers == ("Helmand", "Afghanistan")


@pytest.mark.parametrize(
    "text",
    [
        "Raqqa and Syria were named.",
        "Raqqa fell.\n\nSyria protested.",
        "Raqqa was quiet while, further west and by all accounts, Syria was not.",
    ],
)
def test_no_wider_place(text: str) -> None:
    assert [mark.containers for mark in marked(text, "Raqqa", "Syria")] == [(), ()]


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("in Helmand province today", "province"),
        ("in the province of Helmand today", "province"),
        ("in Helmand Province today", "province"),
        ("in Helmand today", None),
    ],
)
def test_feature_words(text: str, feature: str | None) -> None:
    assert marked(text, "Helmand")[0].feature == feature


def test_names_and_offsets() -> None:
    text = "Two soldiers were killed in Kandahar, Afghanistan, on Monday."
    marks = find(text)
    assert [m.name for m in marks] == ["Kandahar", "Afghanistan"]
    assert all(text[m.span.start : m.span.end] == m.name for m in marks)


def test_a_name_over_a_line_break_keeps_its_offsets() -> None:
    text = "The army entered Lakemont\nCounty."
    [mark] = marked(text, "Lakemont\nCounty")
    assert mark.name == "Lakemont County"
    assert text[mark.span.start : mark.span.end] == "Lakemont\nCounty"


def test_a_name_of_many_pieces() -> None:
    # Regression: "Qal" alone was found.
    text = "In Qal-e ‘Alam district, Helmand province, soldiers detained two men."
    assert literal(text) == ["Qal-e ‘Alam", "Helmand"]


def test_a_compass_word_with_a_capital_is_of_the_name() -> None:
    assert literal("Two men were shot in South Ohio on Friday.") == ["South Ohio"]
    assert literal("Two men were shot in southern Ohio on Friday.") == ["Ohio"]
    assert literal("Two men were shot in East Orange on Friday.") == ["East Orange"]


@pytest.mark.parametrize("word", ["province", "Province"])
def test_a_province_named_with_its_kind(word: str) -> None:
    # The parser's entity takes in "province", which the gazetteer's name lacks.
    text = f"Patrols searched houses in Qorzan district, Helmand {word}, yesterday."
    assert [m.split()[0] for m in literal(text)] == ["Qorzan", "Helmand"]


def test_adjectives_are_not_literal() -> None:
    marks = find("Afghan officials met Syrian officers.")
    assert [(m.name, m.literal) for m in marks] == [("Afghan", False), ("Syrian", False)]


def test_organisations_hold_places_that_are_not_literal() -> None:
    marks = {m.name: m.literal for m in find("She teaches at Boston University in Ohio.")}
    assert marks.get("Boston") is not True
    assert marks["Ohio"] is True


def test_a_person_is_no_place() -> None:
    text = "General Mark Lakemont spoke on Monday. Lakemont said that he would resign."
    assert literal(text) == []


def test_unknown_names_need_words_that_place_them() -> None:
    assert literal("Rebels attacked the base in Qorzan on Tuesday.") == ["Qorzan"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Police searched the village of Belmora on Tuesday.", "Belmora"),
        ("Rebels came from Belmora district before dawn.", "Belmora"),
        ("He was born in Belmora, Ohio, and grew up there.", "Belmora"),
    ],
)
def test_unknown_names_that_the_text_calls_places(text: str, name: str) -> None:
    # Most villages of a war are in no gazetteer; the parser takes them for persons.
    assert name in literal(text)


def test_two_capitals_inside_a_name_are_no_state() -> None:
    assert "OH" not in [m.name for m in find("Shares of Tarnwerk OH NV rose on Monday.")]


def test_a_street_is_no_town() -> None:
    assert "Washington" not in literal("He lives at 12 Washington Street in Ohio.")


def test_marks_do_not_overlap() -> None:
    marks = find("Kandahar, Helmand and Raqqa, Syria, and Lakemont County, Ohio, were visited.")
    ends = [m.span.end for m in marks]
    assert all(a <= m.span.start for a, m in zip(ends, marks[1:], strict=False))
    assert len(marks) >= 5


def test_text_in_capitals() -> None:
    assert "KANDAHAR" in literal("TWO SOLDIERS WERE KILLED IN KANDAHAR ON MONDAY, POLICE SAID.")


def test_an_unknown_name_is_a_place_only_where_it_stands_as_one() -> None:
    # Regression: one "in Zarkwen" made a place of every mention, the firm's among them.
    text = "Six people were hurt in Zarkwen, Ohio. Later Zarkwen said that it had been bought."
    found = [mark.span.start for mark in find(text) if mark.name == "Zarkwen"]
    assert text.rindex("Zarkwen") not in found
