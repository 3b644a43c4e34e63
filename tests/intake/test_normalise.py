from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from polybius.intake.normalise import normalise, one_line

_TRICKY = st.sampled_from(
    [
        *"aeo \t\n\r\x00\x0b\x0c\x85\xa0\xad\u200b\u200e\u202e\u2028\u2066\u3000\ufeff\ufffe",
        "\u0301",
        "\u0323",
        "\u0338",
        "\ud800",
        "\u1100",
        "\u1161",
        "\u11a8",
        "é",
        "Å",
        "ཱི",
        "क़",
    ]
)
_TEXTS = st.lists(st.one_of(_TRICKY, st.characters()), max_size=60).map("".join)
_LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"


def _may_become(original: str, at: int, clean: str) -> bool:
    char = original[at]
    if char == clean:
        return True
    if clean == " ":
        return unicodedata.category(char) == "Zs"
    if clean == "\n":
        return char in _LINE_ENDS
    if clean == "\ufffd":
        return "\ud800" <= char <= "\udfff"
    return unicodedata.normalize("NFD", clean).startswith(unicodedata.normalize("NFD", char))


@given(_TEXTS)
@example("a\r\n \r\nb\n\n\n\n\nc  ")
@example("e\u0301\u0323 e\u200b\u0301")
@example("   \n\t ")
def test_every_mapped_character_is_the_original_one(text: str) -> None:
    clean = normalise(text)
    for start, original, length in clean.text_map.pieces:
        for step in range(length):
            assert _may_become(text, original + step, clean.text[start + step])


@given(_TEXTS)
def test_the_map_is_monotone_and_covers_the_clean_text(text: str) -> None:
    clean = normalise(text)
    offsets = [clean.text_map.back(at) for at in range(len(clean.text))]
    known = [offset for offset in offsets if offset is not None]
    assert len(known) == len(offsets)
    assert known == sorted(set(known))
    runs = clean.text_map.pieces
    assert all(a[0] + a[2] <= b[0] and a[1] + a[2] <= b[1] for a, b in pairwise(runs))


@given(_TEXTS)
def test_normalising_twice_changes_nothing(text: str) -> None:
    clean = normalise(text).text
    again = normalise(clean)
    assert again.text == clean
    assert again.text_map.pieces == (((0, 0, len(clean)),) if clean else ())


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("co\xadoperate \u200fعربي\u200e", "cooperate عربي"),
        ("at\xa0least\u202f20", "at least 20"),
        ("cafe\u0301", "café"),
        ("a  \nb\t\n\n\n\n\nc", "a\nb\n\n\nc"),
        ("\ufeffx\x00y\x1b", "xy"),
        ("“quoted” – dashes — stay", "“quoted” – dashes — stay"),
        ("ALL CAPITALS STAY", "ALL CAPITALS STAY"),
        ("â€œnot repairedâ€\x9d", "â€œnot repairedâ€"),
    ],
)
def test_normalise(text: str, clean: str) -> None:
    assert normalise(text).text == clean


def test_long_runs_of_blanks_take_linear_time() -> None:
    # A search for trailing blanks that backtracks would need minutes here.
    text = "a" + " " * 300_000 + "b"
    assert normalise(text).text == text


def test_one_line() -> None:
    assert one_line(" A\n title \u200b ") == "A title"
    assert one_line(" \n ") is None
    assert one_line(None) is None
