from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.reading.grammar.paragraphs import split_paragraphs
from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.titlecase import is_headline, restore_headlines

report = (
    "Rebel Leader Captured in Tarn After Night Raid\n\n"
    "PORT ALBA - Troops captured a rebel leader in Tarn on Monday. The Red Front said that the "
    "Harbour Guard had raided a farm.\n\n"
    "Harbour Guard Denies Raid on Farm\n\n"
    "A spokesman for the Harbour Guard denied it."
)


def restored(text: str) -> str:
    return restore_headlines(text, split_paragraphs(text))


def test_headlines_get_the_case_of_sentences_and_names_keep_theirs() -> None:
    lines = restored(report).split("\n\n")
    assert lines[0] == "Rebel leader captured in Tarn after night raid"
    assert lines[2] == "Harbour Guard denies raid on farm"


def test_nothing_else_changes() -> None:
    lines, before = restored(report).split("\n\n"), report.split("\n\n")
    assert (lines[1], lines[3]) == (before[1], before[3])


@pytest.mark.parametrize(
    "line",
    [
        "Troops captured a rebel leader in Tarn on Monday",
        "General Omar Teshk, Colonel Ada Kirsch, Robert Brel",
        "REBEL LEADER CAPTURED IN TARN",
        "Rebel Leader Captured in Tarn After Night Raid.",
        "Night Raid",
        "QORZAN, 3 Mar 25 -- [Communique] [General Command of the Tarn Front] [Text]",
        "",
    ],
)
def test_what_is_no_headline(line: str) -> None:
    assert not is_headline(line)


def test_acronyms_and_inner_capitals_stay() -> None:
    line = "NATO Confirms McArdle Met Rebel Leaders During Secret Talks"
    assert restored(line) == "NATO confirms McArdle met rebel leaders during secret talks"


def test_a_headline_s_words_are_no_names() -> None:
    # Regression: "Rebel Leader Captured" was somebody's name.
    parsed = default_parser().parse(report)
    named = {parsed.words(parsed.span(n.first, n.last)) for n in parsed.named}
    assert not any("Captured" in name or "Denies" in name for name in named)
    assert parsed.text == report


@given(st.text(alphabet="ABC abcdeÉß'.\n:-9", max_size=80))
def test_any_text_keeps_its_length(text: str) -> None:
    assert restored(text).lower() == text.lower()
