"""The recorder's matrix: lists of independent outlets, and what they share."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.errors import SettingsError
from polybius.records import Incident, Report
from polybius.weighing.matrix import inclusion, outlet
from tests import samples


def paper(name: str | None, n: int, address: str = "a.txt") -> Report:
    return replace(samples.report(f"{samples.text} {name} {n}", address), publisher=name)


def incident(n: int, *reports: Report) -> Incident:
    ids = tuple(sorted(r.id for r in reports))
    return Incident(f"i{n}", "attack", (), ids, start=f"2026-02-{n + 1:02d}")


gazette, harbour, copy = paper("Gazette", 1), paper("Harbour", 2), paper("Copyist", 3)
by_id = {r.id: r for r in (gazette, harbour, copy)}


def test_a_copy_counts_for_the_outlet_that_it_copies() -> None:
    def root(report_id: str) -> str:
        return gazette.id if report_id == copy.id else report_id

    made = inclusion([incident(1, gazette, copy), incident(2, copy, harbour)], by_id, root)
    assert made.sources == ("Gazette", "Harbour")
    assert made.rows == ((1, 0), (1, 1))
    assert made.overlaps == {("Gazette", "Harbour"): 1}
    assert made.sizes == {"Gazette": 2, "Harbour": 1}


def test_a_report_without_publisher_is_on_no_list_and_is_counted() -> None:
    nameless = paper(None, 4)
    made = inclusion([incident(1, nameless, harbour)], {**by_id, nameless.id: nameless})
    assert (made.sources, made.unplaced) == (("Harbour",), 1)


def test_the_site_stands_in_for_a_publisher() -> None:
    assert outlet(paper(None, 1, "https://www.gazette.example/a?b=1")) == "gazette.example"
    assert outlet(paper("The  Gazette", 1)) == "The Gazette"


def test_histories_leave_out_what_none_of_the_chosen_has() -> None:
    made = inclusion([incident(1, gazette), incident(2, harbour, gazette)], by_id)
    assert made.histories(["Gazette", "Harbour"]) == {(1, 0): 1, (1, 1): 1}
    assert made.histories(["Harbour"]) == {(1,): 1}


@pytest.mark.parametrize("chosen", [["Nobody"], ["Gazette", "Gazette"]])
def test_a_source_that_is_not_there_or_twice_is_refused(chosen: list[str]) -> None:
    made = inclusion([incident(1, gazette)], by_id)
    with pytest.raises(SettingsError, match="longest are: Gazette"):
        made.histories(chosen)


@given(st.lists(st.sets(st.sampled_from(range(4)), min_size=1), max_size=12), st.randoms())
def test_the_matrix_agrees_with_counting_and_not_with_order(
    having: list[set[int]], shuffler: object
) -> None:
    papers = [paper(f"P{n}", n) for n in range(4)]
    reports = {r.id: r for r in papers}
    happened = [incident(n, *(papers[p] for p in ps)) for n, ps in enumerate(having)]
    made = inclusion(happened, reports)
    assert made == inclusion(happened[::-1], reports)
    for (a, b), n in made.overlaps.items():
        assert n == sum(1 for ps in having if {int(a[1]), int(b[1])} <= ps)
    assert sum(made.histories(made.sources).values()) == len(having) if made.sources else not having
