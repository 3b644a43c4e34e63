from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.codebook.register import build_register
from polybius.records import Tally
from polybius.web.models.bars import month_bars
from polybius.web.models.figures import tally_views
from polybius.web.models.marks import marks_of
from polybius.web.models.networks import Tie, most_nodes, network
from polybius.web.models.ranges import plot_right, range_charts
from polybius.web.models.scales import Days, last_day, scale_for
from polybius.weighing.standings import Figure

nobody = build_register([])


def tally(low: int, best: int | None, high: int | None, *, contested: bool = False) -> Tally:
    return Tally("i", "killed", "civilians", low, best, high, contested, (), (), (), "r.v1")


def figure(low: int, high: int | None, voice: str, side: str | None = None) -> Figure:
    best = low if low == high or high is None else None
    return Figure("killed", "civilians", low, best, high, voice, voice, side, True, (voice,))


def test_sides_that_exclude_one_another_stand_apart_and_look_different() -> None:
    figures = [figure(9, 9, "ministry", "state.xx"), figure(40, 40, "front", "xx.front")]
    found = tally_views([tally(9, None, 40, contested=True)], figures, nobody, {})
    (chart,) = range_charts(found)
    ministry, front = chart.voices
    assert ministry.point < front.point
    assert ministry.y != front.y
    assert ministry.mark.shape != front.mark.shape
    assert ministry.mark.colour != front.mark.colour
    assert chart.tally.contested
    assert "ministry 9" in chart.said
    assert "front 40" in chart.said


def test_an_open_end_reaches_the_edge() -> None:
    found = tally_views([tally(20, 20, None)], [figure(20, None, "front")], nobody, {})
    (chart,) = range_charts(found)
    assert chart.voices[0].open_end
    assert chart.voices[0].high == plot_right
    assert chart.voices[0].mark.shape == "ring"


def test_every_mark_of_many_sides_is_another() -> None:
    marks = marks_of({f"s{n:02d}": f"side {n}" for n in range(30)})
    looks = {(m.shape, m.colour) for m in marks.values()}
    assert len(looks) == 31


def test_unregistered_sides_have_the_name_that_reports_give() -> None:
    figures = [figure(9, 9, "a", "xx.front")]
    (found,) = tally_views([tally(9, 9, 9)], figures, nobody, {"xx.front": "Tamar Front"})
    assert found.voices[0].side_label == "Tamar Front"


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=9))
def test_scales_keep_the_order_and_hold_all_numbers(numbers: list[int]) -> None:
    scale = scale_for(numbers, 10.0, 600.0)
    places = [scale.at(n) for n in sorted(numbers)]
    assert places == sorted(places)
    assert 10.0 <= places[0] <= places[-1] <= 600.0
    ticks = scale.ticks()
    assert 1 <= len(ticks) <= 12
    assert len({words for _, words in ticks}) == len(ticks)


@pytest.mark.parametrize(
    ("given_day", "wanted"),
    [("2026-02-03", "2026-02-03"), ("2026-02", "2026-02-28"), ("2024-12", "2024-12-31"),
     ("2023", "2023-12-31")],
)  # fmt: skip
def test_last_day(given_day: str, wanted: str) -> None:
    assert last_day(given_day) == wanted


def test_days_go_from_left_to_right() -> None:
    days = Days("2026-01-01", "2026-01-11", 0.0, 100.0)
    assert days.at("2026-01-06") == 50.0
    assert [words for _, words in days.ticks(3)] == ["2026-01-01", "2026-01-06", "2026-01-11"]


def test_bars_leave_room_for_months_without_incidents() -> None:
    found = month_bars([("2026-01", 2), ("2026-04", 1)], lambda a, b: f"{a}..{b}")
    assert [(b.name, b.address) for b in found.bars] == [
        ("2026-01", "2026-01-01..2026-01-31"),
        ("2026-04", "2026-04-01..2026-04-30"),
    ]
    assert found.bars[1].x == pytest.approx(3 * 160, abs=1)
    assert month_bars([], lambda a, b: a).bars == ()


def test_long_times_are_shown_by_year() -> None:
    counts = [(f"{year}-01", 1) for year in range(1990, 2026)]
    found = month_bars(counts, lambda a, b: f"{a}..{b}")
    assert [b.name for b in found.bars][:2] == ["1990", "1991"]
    assert found.bars[0].address == "1990-01-01..1990-12-31"


def test_network_says_in_words_what_it_shows_and_counts_what_it_leaves_out() -> None:
    ties = [Tie(f"p{n}", f"Party {n}", "fights", "active") for n in range(most_nodes + 2)]
    ties.append(Tie("p1", "Party 1", "fights", "active"))
    made = network("The front", ties)
    assert made.left_out == 2
    assert made.nodes[0].key == "p1"
    assert "Party 1: fights" in made.said
    assert made.edges[0].look == "fights"
    ended = network("The front", [Tie("p", "P", "allied_with", "ended")])
    assert ended.edges[0].look == "allied ended"
