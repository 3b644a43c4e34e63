from __future__ import annotations

import pytest

from polybius.reading.voices.speech import speaks
from tests.reading.said import read


def spoken(text: str) -> list[bool]:
    parse, _, found = read(text)
    return [speaks(parse, mark) for mark in found]


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said that the road was open.",
        "“The road is open,” the mayor said.",
        "Analysts believe that the truce will hold.",
        "The rebels vowed to fight on.",
        "The mayor denounced the attack.",
        "Reports that the bridge had fallen reached the town.",
        "The convoy was reportedly hit.",
        "The mayor could not confirm that the bridge had fallen.",
        "The front will not confirm that the bridge has fallen.",
    ],
)
def test_a_word_is_somebodys(text: str) -> None:
    assert any(spoken(text))


@pytest.mark.parametrize(
    "text",
    [
        # Regression: what was known, wanted, backed or decided was its holder's word.
        "The villagers knew that the bridge had fallen.",
        "The minister supports the attack on the town.",
        "The president refused to accept the offer.",
        "The army decided to shell the town.",
        "The ministers discussed the attack on the town.",
        # Regression: what must still be said was said already.
        "The mayor must say that the bridge has fallen.",
        "Many towns will reject the treaty.",
        # Regression: what somebody does not disclose was doubted by them.
        "The centre does not report its losses.",
        "They met a guild that calls itself honest.",
        "The town seems quiet.",
    ],
)
def test_a_state_of_mind_or_a_deed_is_no_word(text: str) -> None:
    assert not any(spoken(text))


def test_in_order_to_is_no_source() -> None:
    # Regression: the demand was that of an "order".
    _, _, (mark,) = read("The farmers closed the road in order to demand that the mayor resign.")
    assert mark.voice.name == "The farmers"
