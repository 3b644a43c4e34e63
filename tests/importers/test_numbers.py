from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.errors import IntakeError
from polybius.importers.numbers import Number, parse_number


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12", Number(12, 12, 12)),
        ("12.0", Number(12, 12, 12)),
        ("1,234", Number(1234, 1234, 1234)),
        ("1 234", Number(1234, 1234, 1234)),
        ("10-15", Number(10, None, 15)),
        ("10 – 15", Number(10, None, 15)),
        ("10 to 15", Number(10, None, 15)),
        ("10-", Number(10, 10, None)),
        ("10+", Number(10, 10, None)),
        ("≥10", Number(10, 10, None)),
        ("> 10", Number(11, 11, None)),
        ("-15", Number(1, 15, 15)),
        ("<15", Number(1, 14, 14)),
        ("~100", Number(90, 100, 110)),
        ("at least 20", Number(20, 20, None)),
        ("twelve", Number(12, 12, 12)),
        ("dozens", Number(24, None, 99)),
        ("0", Number(0, 0, 0)),
    ],
)
def test_numbers_as_tables_write_them(cell: str, number: Number) -> None:
    assert parse_number(cell) == number


@pytest.mark.parametrize("cell", ["", "-", "Unknown", "n/a", " ? ", "NULL"])
def test_what_is_not_known_is_none_and_not_0(cell: str) -> None:
    assert parse_number(cell) is None


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("abc", "no number of people"),
        ("12 killed", "no number of people"),
        ("3,5", "no whole number"),
        ("1.234", "no whole number"),
        ("4.5", "no whole number"),
        ("15-10", "ends lower"),
        ("15-Oct", "is a day"),
        ("Oct-15", "is a day"),
        ("2026-10-15 00:00:00", "is a day"),
        ("-99", "may stand for an unknown"),
    ],
)
def test_what_is_no_number_is_refused(cell: str, says: str) -> None:
    with pytest.raises(IntakeError, match=says):
        parse_number(cell)


def test_a_decimal_comma_is_taken_where_the_mapping_says_so() -> None:
    assert parse_number("12,0", decimal=",") == Number(12, 12, 12)
    assert parse_number("1.234", decimal=",") == Number(1234, 1234, 1234)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_ranges_keep_their_ends(one: int, other: int) -> None:
    low, high = sorted((one, other))
    found = parse_number(f"{low}-{high}")
    assert found == Number(low, low if low == high else None, high)


@given(st.text(max_size=12))
def test_any_cell_is_a_number_unknown_or_refused(cell: str) -> None:
    try:
        found = parse_number(cell)
    except IntakeError:
        return
    if found is not None and found.high is not None:
        assert 0 <= found.low <= (found.best if found.best is not None else found.low) <= found.high
