from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.errors import IntakeError
from polybius.importers.days import Span, days_of, parse_days, precision_of


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2026-02-03", "2026-02-03", "2026-02-03"),
        ("2026-02-03 00:00:00.000", "2026-02-03", "2026-02-03"),
        ("2026-02-03T08:15:00Z", "2026-02-03", "2026-02-03"),
        ("03 February 2026", "2026-02-03", "2026-02-03"),
        ("13/02/2026", "2026-02-13", "2026-02-13"),
        ("02-13-2026", "2026-02-13", "2026-02-13"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2026", "2026-01-01", "2026-12-31"),
    ],
)
def test_days_as_tables_write_them(cell: str, first: str, last: str) -> None:
    assert parse_days(cell) == Span(date.fromisoformat(first), date.fromisoformat(last))


@given(st.dates(date(1945, 1, 1), date(2060, 1, 1)))
def test_a_spreadsheets_serial_number_is_its_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert parse_days(str(serial)) == parse_days(f"{serial}.25") == Span(day, day)


def test_what_may_be_two_days_is_refused_until_the_mapping_says_which() -> None:
    with pytest.raises(IntakeError, match="two days"):
        parse_days("03/04/2026")
    assert parse_days("03/04/2026", day_first=True).first == date(2026, 4, 3)
    assert parse_days("03/04/2026", day_first=False).first == date(2026, 3, 4)


@pytest.mark.parametrize("cell", ["", "soon", "2026-02-30", "1/2/26", "31/02/2026", "99"])
def test_what_is_no_day_is_refused(cell: str) -> None:
    with pytest.raises(IntakeError, match="is no date"):
        parse_days(cell)


def test_a_day_of_0_is_any_of_the_month() -> None:
    assert days_of("2026", "2", "0") == Span(date(2026, 2, 1), date(2026, 2, 28))
    assert days_of("2026", "0", "0") == Span(date(2026, 1, 1), date(2026, 12, 31))
    with pytest.raises(IntakeError, match="is no date"):
        days_of("2026", "13", "1")


@pytest.mark.parametrize(
    ("days", "code"),
    [(1, "day"), (2, "days"), (6, "days"), (7, "week"), (31, "month"), (40, "year")],
)
def test_precision_is_the_length_of_the_span(days: int, code: str) -> None:
    first = date(2026, 1, 1)
    assert precision_of(Span(first, first + timedelta(days=days - 1))) == code
