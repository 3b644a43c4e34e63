"""The calendar's units: their names, their first and last days, counting in them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.reading.times.calendar_periods import (
    duration,
    period,
    precision_of,
    season,
    shift,
    third,
)

days = st.dates(date(1700, 1, 1), date(2100, 12, 31))
units = ("day", "week", "weekend", "month", "quarter", "half", "season", "year", "decade")


@given(days, st.sampled_from([u for u in units if u != "weekend"]))
def test_a_period_holds_its_day_and_borders_on_the_next(day: date, unit: str) -> None:
    found = period(unit, day)
    assert found.start <= day <= found.end
    assert period(unit, found.end + timedelta(days=1)).start == found.end + timedelta(days=1)


@given(days, st.sampled_from(units))
def test_all_days_of_a_period_name_it_alike(day: date, unit: str) -> None:
    found = period(unit, day)
    assert period(unit, found.start) == period(unit, found.end) == found


@pytest.mark.parametrize(
    ("unit", "value", "start", "end"),
    [
        ("week", "2009-W53", "2009-12-28", "2010-01-03"),
        ("weekend", "2009-W53-WE", "2010-01-02", "2010-01-03"),
        ("month", "2010-01", "2010-01-01", "2010-01-31"),
        ("quarter", "2010-Q1", "2010-01-01", "2010-03-31"),
        ("season", "2009-WI", "2009-12-01", "2010-02-28"),
        ("decade", "201", "2010-01-01", "2019-12-31"),
        ("century", "20", "2000-01-01", "2099-12-31"),
    ],
)
def test_new_years_day_2010(unit: str, value: str, start: str, end: str) -> None:
    found = period(unit, date(2010, 1, 1))
    assert (found.value, found.start.isoformat(), found.end.isoformat()) == (value, start, end)


def test_a_month_after_31_january_is_the_last_of_february() -> None:
    assert shift("month", date(2011, 1, 31), 1) == date(2011, 2, 28)


@given(days, st.integers(-400, 400))
def test_days_and_weeks_are_counted_back_as_they_are_counted_on(day: date, number: int) -> None:
    for unit in ("day", "week", "fortnight"):
        assert shift(unit, shift(unit, day, number), -number) == day


@given(st.dates(), st.sampled_from(units), st.integers(-(10**7), 10**7))
def test_counting_never_leaves_the_calendar(day: date, unit: str, number: int) -> None:
    found = period(unit, shift(unit, day, number))
    assert found.start <= found.end


@given(days, st.integers(0, 1000))
def test_thirds_cover_a_stretch_without_overlap(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    parts = [third((start, end), which) for which in range(3)]
    assert parts[0][0] == start
    assert parts[2][1] == end
    assert all(a <= b for a, b in parts)
    if length >= 2:
        assert all(b[0] - a[1] == timedelta(days=1) for a, b in pairwise(parts))


@pytest.mark.parametrize(
    ("unit", "number", "value"),
    [
        ("hour", 40, "PT40H"),
        ("fortnight", 1, "P2W"),
        ("decade", 2, "P20Y"),
        ("year", 2.5, "P2.5Y"),
        ("month", None, "PXM"),
        ("minute", None, "PTXM"),
        ("decade", None, "PXDE"),
    ],
)
def test_durations(unit: str, number: float | None, value: str) -> None:
    assert duration(unit, number) == value


@pytest.mark.parametrize(
    ("days_long", "code"),
    [(1, "day"), (6, "days"), (7, "week"), (31, "month"), (366, "year"), (400, "unresolved")],
)
def test_precision(days_long: int, code: str) -> None:
    start = date(2010, 1, 1)
    assert precision_of(start, start + timedelta(days=days_long - 1)) == code


def test_a_winter_bears_the_year_in_which_it_begins() -> None:
    assert season("WI", 2009).end == date(2010, 2, 28)
