from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.reading.counts.bounds import Bounded, read_bounded
from polybius.reading.counts.numbers import read_exact, read_number, tens, units

unit_words = {value: word for word, value in units.items()}
ten_words = {value: word for word, value in tens.items()}


def spell(n: int) -> str:
    """Return ``n`` below a thousand million in English words, hyphens as their own tokens."""
    if n < 20:
        return unit_words[n]
    if n < 100:
        rest = f" - {unit_words[n % 10]}" if n % 10 else ""
        return ten_words[n - n % 10] + rest
    for size, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= size:
            rest = n % size
            joint = " and " if 0 < rest < 100 else " "
            return spell(n // size) + f" {name}" + (joint + spell(rest) if rest else "")
    raise AssertionError(n)


def first(text: str) -> Bounded | None:
    words = text.lower().split()
    found = (read_bounded(words, i) for i in range(len(words)))
    return next(filter(None, found), None)


@given(st.integers(0, 10**6))
def test_every_integer_spelled_out_reads_back(n: int) -> None:
    words = spell(n).split()
    found = read_exact(words, 0)
    assert found is not None
    assert (found.low, found.high, found.last) == (n, n, len(words))


@given(st.integers(0, 10**9))
def test_every_figure_reads_back_with_and_without_commas(n: int) -> None:
    for figure in (str(n), f"{n:,}"):
        found = read_exact([figure], 0)
        assert found is not None
        assert found.exact == n


@given(
    st.sampled_from(
        ["at least", "more than", "up to", "fewer than", "about", "nearly", "some", ""]
    ),
    st.integers(1, 10**5),
    st.sampled_from(["", "or more", "or so"]),
)
def test_bounds_keep_the_interval_ordered(before: str, n: int, after: str) -> None:
    found = first(f"{before} {n} {after}")
    assert found is not None
    number = found.number
    assert number.low >= 0
    if number.best is not None:
        assert number.low <= number.best
        assert number.high is None or number.best <= number.high
    assert number.high is None or number.low <= number.high


@pytest.mark.parametrize(
    ("text", "low", "high", "best"),
    [
        ("at least 20", 20, None, 20),
        ("no fewer than seven", 7, None, 7),
        ("more than 40", 41, None, 41),
        ("over 1,200", 1201, None, 1201),
        ("more than a dozen", 13, None, 13),
        ("up to 15", 1, 15, 15),
        ("as many as 200", 1, 200, 200),
        ("fewer than 15", 1, 14, 14),
        ("between 10 and 12", 10, 12, None),
        ("10 to 12", 10, 12, None),
        ("10 - 12", 10, 12, None),
        ("10–12", 10, 12, None),
        ("two or three hundred", 200, 300, None),
        ("3 to 4 million", 3_000_000, 4_000_000, None),
        ("some 30", 27, 33, 30),
        ("30 or so", 27, 33, 30),
        ("nearly 30", 27, 30, 30),
        ("a hundred and five", 105, 105, 105),
        ("1.2 million", 1_200_000, 1_200_000, 1_200_000),
        ("1.2m", 1_200_000, 1_200_000, 1_200_000),
        ("three lakh", 300_000, 300_000, 300_000),
        ("half a million", 500_000, 500_000, 500_000),
        ("both", 2, 2, 2),
        ("tens of thousands", 20_000, 99_999, None),
        ("several hundred thousand", 200_000, 999_000, None),
        ("a dozen", 10, 14, 12),
    ],
)
def test_numbers_with_their_bounds(text: str, low: int, high: int | None, best: int | None) -> None:
    found = first(text)
    assert found is not None
    assert (found.number.low, found.number.high, found.number.best) == (low, high, best)
    assert (found.first, found.last) == (0, len(text.split()))


def test_vague_words_stand_for_the_codebooks_intervals() -> None:
    found = read_number(["dozens", "of", "people"], 0)
    assert found is not None
    assert found.low >= 20
    assert found.exact is None


def test_a_telephone_number_is_no_range() -> None:
    # "1-877" once read as "from 1 to 877".
    assert first("1-877") is None
