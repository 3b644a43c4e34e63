"""What time expressions are found, and what they mean on a given publication date."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from polybius.reading.grammar.parser import default_parser
from polybius.reading.layers import TimeMark
from polybius.reading.times.find import find_times

published = "2012-05-16"
"""A Wednesday."""


def times(text: str, on: str | None = published) -> list[tuple[str, str]]:
    parse = default_parser().parse(text)
    return [(parse.words(m.span), m.value) for m in find_times(parse, on)]


def only(text: str, on: str | None = published) -> TimeMark:
    (mark,) = find_times(default_parser().parse(text), on)
    return mark


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("Rebels shelled the port on 3 March 2010.", "3 March 2010", "2010-03-03"),
        ("Rebels shelled the port on March 3, 2010.", "March 3, 2010", "2010-03-03"),
        ("Rebels shelled the port on March 03 , 2010 .", "March 03 , 2010", "2010-03-03"),
        ("Rebels shelled the port on the 3rd of March, 2010.", "the 3rd of March, 2010",
         "2010-03-03"),
        ("Rebels shelled the port on Friday, 4 May.", "Friday, 4 May", "2012-05-04"),
        ("Rebels shelled the port on 2010-03-03.", "2010-03-03", "2010-03-03"),
        ("PORT ALBA, 3 JAN 90 -- REBELS SHELLED THE PORT.", "3 JAN 90", "1990-01-03"),
        ("REBELS SHELLED THE PORT IN JANUARY 1990.", "JANUARY 1990", "1990-01"),
        ("Rebels shelled the port in 1990.", "1990", "1990"),
        ("Rebels held the port in the 1990s.", "the 1990s", "199"),
        ("Rebels held the port in the 19th century.", "the 19th century", "18"),
        ("Attacks fell in Q3 2009.", "Q3 2009", "2009-Q3"),
        ("Attacks fell in the fourth quarter of 2008.", "the fourth quarter of 2008", "2008-Q4"),
        ("Attacks fell in the first quarter of last year.", "the first quarter of last year",
         "2011-Q1"),
        ("Attacks fell in the first half of 2011.", "the first half of 2011", "2011-H1"),
        ("Attacks fell in the summer of 2011.", "the summer of 2011", "2011-SU"),
        ("Spending rose in fiscal year 2009.", "fiscal year 2009", "FY2009"),
        ("Rebels shelled the port in early 2011.", "early 2011", "2011"),
        ("Rebels shelled the port in mid-March.", "mid-March", "2012-03"),
        ("Rebels shelled the port in the last week of March.", "the last week of March",
         "2012-W13"),
        ("Rebels shelled the port since January.", "January", "2012-01"),
        ("Rebels shelled the port in October.", "October", "2011-10"),
        ("Rebels will leave the port in October.", "October", "2012-10"),
        ("Rebels shelled the port last month.", "last month", "2012-04"),
        ("Rebels shelled the port last week.", "last week", "2012-W19"),
        ("Rebels shelled the port last year.", "last year", "2011"),
        ("Rebels shelled the port today.", "today", "2012-05-16"),
        ("Rebels shelled the port yesterday.", "yesterday", "2012-05-15"),
        ("Rebels shelled the port the day before yesterday.", "the day before yesterday",
         "2012-05-14"),
        ("Rebels may return tomorrow.", "tomorrow", "2012-05-17"),
        ("Rebels shelled the port overnight.", "overnight", "2012-05-15TNI"),
        ("Rebels shelled the port last night.", "last night", "2012-05-15TNI"),
        ("Rebels shelled the port this morning.", "this morning", "2012-05-16TMO"),
        ("Rebels shelled the port on Monday evening.", "Monday evening", "2012-05-14TEV"),
        ("Rebels shelled it on the night of 3 March.", "the night of 3 March", "2012-03-03TNI"),
        ("The raid began at 8 p.m. on Monday.", "8 p.m. on Monday", "2012-05-14T20:00"),
        ("The raid began on Monday at 08:30 GMT.", "Monday at 08:30 GMT", "2012-05-14T08:30Z"),
        ("The raid began at 1000 hours on Monday.", "1000 hours on Monday", "2012-05-14T10:00"),
        ("Three months ago the raid began.", "Three months ago", "2012-02"),
        ("The raid began ten days ago.", "ten days ago", "2012-05-06"),
        ("They held the port for more than 40 hours.", "more than 40 hours", "PT40H"),
        ("They held the port for five years.", "five years", "P5Y"),
        ("They held the port for a decade.", "a decade", "P10Y"),
        ("They held the port for half an hour.", "half an hour", "PT30M"),
        ("They held the port for two and a half years.", "two and a half years", "P2.5Y"),
        ("They held the port for months.", "months", "PXM"),
        ("Patrols leave every day.", "every day", "P1D"),
        ("Patrols leave every Tuesday.", "every Tuesday", "XXXX-WXX-2"),
        ("The pay was 40 dollars a month.", "a month", "P1M"),
        ("In recent weeks attacks fell.", "recent weeks", "PAST_REF"),
        ("The port is now quiet.", "now", "PRESENT_REF"),
        ("They may return in the future.", "the future", "FUTURE_REF"),
        ("The attacks of 9 May were the worst since the September 11 attacks.", "the September 11",
         "2001-09-11"),
    ],
)  # fmt: skip
def test_reads_expressions(text: str, words: str, value: str) -> None:
    assert (words, value) in times(text)


@pytest.mark.parametrize(
    "text",
    [
        "The 27-year-old driver was unhurt.",
        "A boy aged 12 and a girl who is 9 years old were unhurt.",
        "The army may march on the port.",
        "It was the second convoy to reach the port.",
        "Resolution 1973 was adopted against the Red Lantern.",
        "The convoy carried 2000 people to the port.",
        "Theresa May spoke to reporters.",
        "The army paid $ 0.37 for each.",
        "There is no time to lose, he said.",
    ],
)
def test_leaves_other_numbers_and_names_alone(text: str) -> None:
    assert times(text) == []


@pytest.mark.parametrize(
    ("text", "value", "lost"),
    [
        ("Rebels met on Tuesday.", "2012-05-15", "2012-05-22"),
        ("Rebels will meet on Tuesday.", "2012-05-22", "2012-05-15"),
        ("Rebels plan to meet on Tuesday.", "2012-05-22", "2012-05-15"),
        ("A meeting is scheduled for Tuesday.", "2012-05-22", "2012-05-15"),
    ],
)
def test_tense_decides_the_week_and_the_other_reading_is_kept(
    text: str, value: str, lost: str
) -> None:
    mark = only(text)
    assert (mark.value, [r.value for r in mark.rejected]) == (value, [lost])


def test_a_weekday_is_the_day_of_publication_itself_where_they_agree() -> None:
    assert only("Rebels met on Wednesday.").value == published


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Last Friday's attack killed two.", "2012-05-11"),
        ("Last Wednesday's attack killed two.", "2012-05-09"),
        ("They meet next Friday.", "2012-05-18"),
        ("They met on Friday of last week.", "2012-05-11"),
    ],
)
def test_words_before_a_weekday_choose_the_week(text: str, value: str) -> None:
    assert only(text).value == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The raid began on 3 March. The following day it ended.", ["2012-03-03", "2012-03-04"]),
        ("The raid began on 3 March. Two days later it ended.", ["2012-03-03", "2012-03-05"]),
        ("The raid began on 3 March. It ended the same day.", ["2012-03-03", "2012-03-03"]),
        ("The raid began on 3 March. It ended that night.", ["2012-03-03", "2012-03-03TNI"]),
    ],
)
def test_the_narrative_is_an_anchor(text: str, values: list[str]) -> None:
    assert [value for _, value in times(text)] == values


def test_a_stretch_up_to_now_has_its_days() -> None:
    mark = only("Ten were killed in the past 40 hours.")
    assert (mark.timex, mark.value) == ("DURATION", "PT40H")
    assert (mark.start, mark.end, mark.precision) == ("2012-05-14", published, "days")


def test_an_open_number_of_days_gives_the_days_it_may_mean() -> None:
    mark = only("The raid began several days ago.")
    assert mark.value == "PAST_REF"
    assert (mark.start, mark.end) == ("2012-05-06", "2012-05-13")


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("It began on 3 March.", "day"),
        ("It began between 3 and 5 March.", "days"),
        ("It began last week.", "week"),
        ("It began in late March.", "month"),
        ("It began in March.", "month"),
        ("It began in 2009.", "year"),
        ("It began in the 1990s.", "unresolved"),
        ("It began recently.", "unresolved"),
    ],
)
def test_precision_says_how_narrow_the_days_are(text: str, precision: str) -> None:
    assert only(text).precision == precision


def test_without_a_publication_date_the_dateline_is_the_anchor() -> None:
    text = "PORT ALBA, 3 JAN 90 (AGENCY) -- REBELS SHELLED THE PORT YESTERDAY."
    assert ("YESTERDAY", "1990-01-02") in times(text, None)


def test_without_any_anchor_the_value_leaves_the_week_open() -> None:
    mark = only("Rebels met on Tuesday.", None)
    assert (mark.value, mark.start, mark.precision) == ("XXXX-WXX-2", None, "unresolved")


def test_a_month_of_publication_dates_months_but_not_weekdays() -> None:
    assert times("Rebels met on Tuesday and last month.", "2012-05") == [
        ("Tuesday", "XXXX-WXX-2"),
        ("last month", "2012-04"),
    ]


def test_a_day_inside_the_month_of_publication_is_not_a_year_back() -> None:
    assert only("Rebels met on 16 July.", "2010-07").value == "2010-07-16"


def test_no_length_leads_out_of_the_calendar() -> None:
    text = (
        "Three million years ago, 2000 years earlier and in the 1st century, nobody fought here. "
    )
    text += "The previous century was quiet, as were the past 900,000,000 days."
    assert ("Three million years ago", "PAST_REF") in times(text)


days = st.dates(date(1950, 1, 1), date(2040, 12, 31))
styles = (
    "%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b. %d, %Y", "%B %d , %Y", "%Y-%m-%d", "%A, %d %B %Y",
    "%A, %B %d, %Y", "the %d of %B %Y",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(days, st.sampled_from(styles), st.booleans())
def test_a_written_date_reads_back_as_itself(day: date, style: str, capitals: bool) -> None:
    assume(day.month != 5 or "%b." not in style)  # Nobody cuts May short.
    text = f"The port was shelled on {day.strftime(style)} by rebels."
    marks = times(text.upper() if capitals else text)
    assert [value for _, value in marks] == [day.isoformat()]


weekday_names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@settings(max_examples=40, deadline=None)
@given(days, st.sampled_from(weekday_names), st.sampled_from(("met", "will meet", "meet")))
def test_a_weekday_lies_within_a_week_of_publication(on: date, name: str, verb: str) -> None:
    found = date.fromisoformat(only(f"The rebels {verb} on {name}.", on.isoformat()).value)
    assert found.strftime("%A") == name
    assert abs(found - on) <= timedelta(days=7)


calendar_words = st.sampled_from(
    [
        "the",
        "last",
        "next",
        "this",
        "same",
        "first",
        "second",
        "third",
        "half",
        "of",
        "in",
        "on",
        "at",
        "before",
        "after",
        "to",
        "and",
        "-",
        ",",
        ".",
        "3",
        "29",
        "31",
        "1999",
        "12:30",
        "p.m.",
        "February",
        "March",
        "Monday",
        "day",
        "week",
        "month",
        "quarter",
        "year",
        "century",
        "nights",
        "hours",
        "early",
        "late",
        "mid",
        "end",
        "period",
        "ago",
        "earlier",
        "later",
        "few",
        "several",
        "million",
        "every",
        "spring",
        "morning",
        "night",
        "past",
        "following",
        "previous",
        "Q3",
        "'82",
        "1990s",
        "overnight",
        "tomorrow",
        "(",
    ]
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(calendar_words, min_size=3, max_size=25),
    st.booleans(),
    st.sampled_from((None, "2012-02-29", "2012", "1000-01-01")),
)
def test_no_row_of_words_breaks_the_rules(row: list[str], capitals: bool, on: str | None) -> None:
    text = " ".join(row).upper() if capitals else " ".join(row)
    for mark in find_times(default_parser().parse(text), on):
        assert mark.value
        assert mark.start is None or mark.end is None or mark.start <= mark.end


phrases = st.sampled_from(
    ["last week", "in early March", "the past 40 hours", "three days ago", "on 29 February",
     "in the next two months", "at 8 p.m. on Monday", "the first half of 2011", "that night",
     "in the last week of June", "late last year", "this weekend", "since 1998"]
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(phrases, min_size=1, max_size=4), days)
def test_marks_stand_where_they_say_and_end_after_they_start(parts: list[str], on: date) -> None:
    text = " ".join(f"Rebels fought {part}." for part in parts)
    parse = default_parser().parse(text)
    marks = find_times(parse, on.isoformat())
    assert marks
    for mark in marks:
        assert text[mark.span.start : mark.span.end] == parse.words(mark.span) != ""
        assert mark.start is None or mark.end is None or mark.start <= mark.end
    assert [m.span.start for m in marks] == sorted(m.span.start for m in marks)
    assert all(a.span.end <= b.span.start for a, b in pairwise(marks))


def test_what_an_attack_aimed_at_does_not_put_its_day_ahead() -> None:
    # "Aimed" plans no date, unlike "planned for Saturday".
    text = "Troops held men during raids aimed at capturing rebels throughout Westland Saturday."
    assert only(text).value == "2012-05-12"
