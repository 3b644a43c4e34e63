from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.intake.calendar_words import parse_date
from polybius.intake.datelines import agency, datelines
from polybius.intake.dates import RANKS, choose
from polybius.records import DateCandidate

NOW = "2026-02-05T12:00:00Z"


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("2011-01-27", "2011-01-27"),
        ("2011-01-27T09:05:11.123Z", "2011-01-27T09:05Z"),
        ("2011-01-27 09:05:11 +0530", "2011-01-27T09:05+05:30"),
        ("20110127", "2011-01-27"),
        ("1296119111", "2011-01-27T09:05Z"),
        ("Thu, 27 Jan 2011 09:05:11 +0000", "2011-01-27T09:05+00:00"),
        ("Thu, 27 Jan 2011 09:05:11 GMT", "2011-01-27T09:05Z"),
        ("27th January, 2011", "2011-01-27"),
        ("Jan. 27, 2011", "2011-01-27"),
        ("March 1, 2008, Saturday", "2008-03-01"),
        ("Saturday, March 1, 2008 at 3:45 PM EST", "2008-03-01T15:45"),
        ("3 JAN 90", "1990-01-03"),
        ("3 Jan 26", "2026-01-03"),
        ("27/01/2011", "2011-01-27"),
        ("01/27/2011", "2011-01-27"),
        ("03/03/2011", "2011-03-03"),
        ("2011/1/27", "2011-01-27"),
        ("January 2011", "2011-01"),
        ("2011-01", "2011-01"),
        ("2011", "2011"),
        ("03/04/2011", None),
        ("2011-02-30", None),
        ("2011-13", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_parse_date(words: str, value: str | None) -> None:
    found = parse_date(words, 2026)
    assert (found.value if found else None) == value


@given(st.dates(min_value=date(1000, 1, 1)))
def test_iso_dates_come_back(day: date) -> None:
    found = parse_date(day.isoformat(), 2026)
    assert found is not None
    assert (found.value, found.precision, found.first_day) == (day.isoformat(), "day", day)


@given(st.text(alphabet="0123456789-/: TZ+JanMarch,.apm", max_size=40))
def test_parse_date_never_raises(words: str) -> None:
    found = parse_date(words, 2026)
    assert found is None or found.first_day.year == found.year


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("PORT ALBA, Westland (Jan. 27, 2011) - Troops", "2011-01-27"),
        ("SAN MIRAN, 3 JAN 90 (AGENCY) -- [TEXT] TROOPS", "1990-01-03"),
        ("SAN MIRAN (WESTLAND), 11 DEC 89 (RADIO ALBA) -- [NEWS CONFERENCE]", "1989-12-11"),
        ("2011-01-S-048", "2011-01"),
        ("2011-01-PR-048 For Immediate Release", "2011-01"),
        ("2011-01-PR–048", "2011-01"),
        ("Apr. 22: Operations in eastern and southern Westland", "--04-22"),
        ("Evening Operational Update June 13, 2011", "2011-06-13"),
        ("Situation report as of 13 June 2011", "2011-06-13"),
        ("PORT ALBA, Westland (Nov. 1. 2011)", "2011-11-01"),
        ("The army sent its report. On June 13, 2011", None),
        ("Seven were killed on June 13, 2011", None),
        ("March 1, 2008", "2008-03-01"),
        ("Published: Saturday, 1 March 2008 | Updated 3 March 2008", "2008-03-01"),
        ("PORT ALBA, Jan. 27 (Agency) - Troops", "--01-27"),
        ("Port Alba, 27 January 2011: Troops", "2011-01-27"),
        ("The minister said in Port Alba, on 3 January 2011, that", None),
        ("On 3 January 2011 the army said", None),
        ("20110127", None),
        ("2011", None),
        ("17", None),
    ],
)
def test_datelines(line: str, value: str | None) -> None:
    found = [candidate.value for candidate in datelines(f"A headline\n{line}\nText.", 2026)]
    assert found == ([value] if value else [])


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("PORT ALBA, 3 JAN 90 (RADIO WESTLAND) -- [TEXT] TROOPS", "RADIO WESTLAND"),
        ("PORT ALBA (WESTLAND), 3 JAN 90 (PRENSA ALBA) -- TROOPS", "PRENSA ALBA"),
        ("PORT ALBA, Jan. 27 (Agency) - Troops", "Agency"),
        ("PORT ALBA (Reuters) - Troops", "Reuters"),
        ("Port Alba (Alba News) — Troops", "Alba News"),
        ("PORT ALBA (Westland) - Troops", None),
        ("PORT ALBA, Westland (Jan. 27, 2011) - Troops", None),
        ("PORT ALBA, 3 JAN 90 (DOMESTIC SERVICE) -- TROOPS", None),
        ("The army (Radio Westland) - and others - said", None),
        ("PORT ALBA - Troops (Reuters) - said", None),
    ],
)
def test_the_agency_of_a_dateline(line: str, name: str | None) -> None:
    assert agency(f"A headline\n{line}\nText.") == name


def test_a_date_far_down_is_no_dateline() -> None:
    assert list(datelines("Text here.\n" * 20 + "March 1, 2008", 2026)) == []


def test_the_order_of_origins_decides() -> None:
    days = [DateCandidate(f"2011-01-{n:02d}", f"{o}:x") for n, o in enumerate(RANKS, start=1)]
    for first in range(len(days)):
        chosen = choose(reversed(days[first:]), NOW)
        assert chosen.published == days[first].value


def test_later_than_retrieval_is_refused_and_kept() -> None:
    found = choose(
        [DateCandidate("2026-02-07", "meta:date"), DateCandidate("2026-02-03", "url")], NOW
    )
    assert (found.published, found.precision) == ("2026-02-03", "day")
    assert found.candidates[0].refused == "later than retrieval"


@given(st.integers(min_value=-400, max_value=400))
def test_no_chosen_date_lies_more_than_a_zone_ahead(days: int) -> None:
    day = date(2026, 2, 5) + timedelta(days=days)
    chosen = choose([DateCandidate(day.isoformat(), "column:date")], NOW)
    assert (chosen.published is not None) == (day <= date(2026, 2, 6))


def test_a_month_gives_way_to_a_day_within_it() -> None:
    found = choose(
        [
            DateCandidate("2011-01", "url"),
            DateCandidate("2011-02-03", "text:dateline"),
            DateCandidate("2011-01-27", "text:dateline"),
        ],
        NOW,
    )
    assert found.published == "2011-01-27"


@pytest.mark.parametrize(
    ("known", "completed"),
    [("2011", "2011-12-31"), ("2011-01-02", "2010-12-31"), ("2010-12", "2010-12-31")],
)
def test_a_missing_year_comes_from_another_candidate(known: str, completed: str) -> None:
    found = choose([DateCandidate("--12-31", "text:dateline"), DateCandidate(known, "url")], NOW)
    assert found.candidates[0] == DateCandidate(completed, "text:dateline")


def test_a_missing_year_alone_is_refused() -> None:
    found = choose([DateCandidate("--01-27", "text:dateline")], NOW)
    assert found.published is None
    assert found.candidates[0].refused == "no year is given"


def test_what_is_no_date_or_the_zero_of_clocks_is_refused() -> None:
    found = choose(
        [DateCandidate("soon", "meta:date"), DateCandidate("1970-01-01T00:00Z", "feed:published")],
        NOW,
    )
    assert found.published is None
    assert all(candidate.refused for candidate in found.candidates)


def test_a_minute_is_kept_in_the_candidate_and_the_day_published() -> None:
    found = choose([DateCandidate("2026-02-04T23:30:00-05:00", "meta:date")], NOW)
    assert (found.published, found.precision) == ("2026-02-04", "minute")
    assert found.candidates[0].value == "2026-02-04T23:30-05:00"
