from __future__ import annotations

from collections.abc import Sequence

import pytest

from polybius.codebook.entries import PartyEntry
from polybius.codebook.parties import Register
from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Span
from polybius.reading.layers import ToponymMark
from polybius.reading.names.find import find_names
from polybius.records import Flag, Rejected
from polybius.resolving.checks import find_flags

register = Register(
    {
        entry.code: entry
        for entry in (
            PartyEntry(
                code="ar.brf",
                name="Blue Ridge Front",
                kind="armed_group",
                abbreviations=("BRF",),
                aliases=("Jabhat al-Tilal al-Zarqa",),
            ),
            PartyEntry(code="ar.council", name="Northern Harbour Council", kind="organisation"),
        )
    }
)


def flags(text: str, toponyms: Sequence[ToponymMark] = ()) -> tuple[Flag, ...]:
    parse = default_parser().parse(text)

    def near(name: str) -> tuple[Rejected, ...]:
        known = {"Velprot": "Velport"}
        return (Rejected("x:1", known[name], 0.9, "near"),) if name in known else ()

    return find_flags(parse, find_names(parse, register), register, toponyms, near)


def test_unusual_expansion_is_flagged_with_the_known_party() -> None:
    (flag,) = flags("The Blue River Front (BRF) attacked a post. The BRF left.")
    assert flag.code == "expansion_mismatch"
    assert flag.passage.text == "Blue River Front"
    assert [c.value for c in flag.candidates] == ["ar.brf"]
    assert "Blue Ridge Front" in flag.message


@pytest.mark.parametrize(
    "text",
    [
        "The Blue Ridge Front (BRF) attacked a post.",
        "The Jabhat al-Tilal al-Zarqa (BRF) attacked a post.",
        "The Blue Ridges Front (BRF) attacked a post.",
        "The Bakers and Retailers Federation (BRF) raised prices.",
    ],
)
def test_known_other_spellings_and_namesakes_raise_no_mismatch(text: str) -> None:
    assert not [f for f in flags(text) if f.code == "expansion_mismatch"]


def test_misspelt_party_is_flagged_once() -> None:
    found = flags("The Northern Harbuor Council met. Later the Northern Harbuor Council dissolved.")
    assert [(f.code, f.passage.start) for f in found] == [("near_miss_party", 4)]


@pytest.mark.parametrize(
    "text",
    [
        "The Northern Harbour Councils met.",
        "The Southern Harbour Council met.",
        "The Northern Harbour Council met.",
    ],
)
def test_plurals_and_other_bodies_are_no_misspellings(text: str) -> None:
    assert not flags(text)


def test_misspelt_place_is_flagged_by_the_look_up() -> None:
    mark = ToponymMark(Span(9, 16), "Velprot")
    (flag,) = flags("Shots in Velprot were heard.", (mark,))
    assert (flag.code, flag.passage.text) == ("near_miss_place", "Velprot")
    assert flag.candidates[0].label == "Velport"
