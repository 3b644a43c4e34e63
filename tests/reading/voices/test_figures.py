from __future__ import annotations

import pytest

from polybius.reader import Reader
from polybius.records import Count
from tests import samples


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def of(reader: Reader, text: str) -> list[tuple[int, str | None]]:
    """Return each count with its voice; None is the outlet."""
    claims = reader.read(samples.report(text)).claims
    return [
        (c.body.low, None if c.voice.kind == "outlet" else c.voice.name)
        for c in claims
        if isinstance(c.body, Count)
    ]


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        # Regression: all of these were the outlet's figures.
        ("The government put the toll at 9.", "The government"),
        ("The Red Cross recorded 9 deaths.", "Red Cross"),
        ("The observatory counted 9 bodies.", "The observatory"),
        ("The ministry gave a death toll of 9.", "The ministry"),
        ("The ministry raised the death toll to 9 from 6.", "The ministry"),
        ("Police revised the toll down to 9.", "Police"),
        ("The death toll was put at 9 by the government.", "the government"),
    ],
)
def test_whoever_gives_a_figure_vouches_for_it(reader: Reader, text: str, voice: str) -> None:
    assert (9, voice) in of(reader, text)


@pytest.mark.parametrize("text", ["Kenya recorded 9 deaths.", "The toll was raised to 9."])
def test_a_country_that_suffers_deaths_says_nothing(reader: Reader, text: str) -> None:
    assert of(reader, text) == [(9, None)]
