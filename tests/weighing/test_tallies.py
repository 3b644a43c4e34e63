"""Tallies, disputes and grades: each rule on the smallest case that shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.records import Claim, Count, Party, Passage, Report, Role, Stance, Voice
from polybius.weighing.deriving import derive
from polybius.weighing.disputes import find_disputes
from polybius.weighing.grades import grade_incident
from polybius.weighing.standings import Figure, root_class, standing_figures
from polybius.weighing.tallies import tally_incident
from tests import samples


def figure(low: int, high: int | None, voice: str, *, attributed: bool = True) -> Figure:
    best = low if high is None or high == low else None
    return Figure(
        "killed", "civilians", low, best, high, voice, voice, None, attributed, (f"claim-{voice}",)
    )


def count(
    of: Report, low: int, voice: str, side: str | None, *, stance: str = "asserts", **more: object
) -> Claim:
    made = samples.count_claim(of, low, stance=stance)
    speaker = Voice("government", voice, "named", made.voice.passage, party_id=side)
    assert isinstance(made.body, Count)
    body = replace(made.body, **more)  # type: ignore[arg-type]
    return samples.with_id(replace(made, voice=speaker, body=body, id=""))


def test_two_sides_figures_are_contested_and_never_averaged() -> None:
    (tally,) = tally_incident("i", [figure(17, 17, "state"), figure(200, 200, "group")])
    assert (tally.low, tally.best, tally.high, tally.contested) == (17, None, 200, True)
    assert tally.low_claims == ("claim-state",)
    assert tally.high_claims == ("claim-group",)


def test_agreeing_intervals_give_the_figure_most_voices_allow() -> None:
    figures = [figure(31, 31, "a"), figure(31, 35, "b"), figure(20, None, "c")]
    (tally,) = tally_incident("i", figures)
    assert (tally.low, tally.best, tally.high, tally.contested) == (20, 31, None, False)


def test_outlets_that_differ_give_a_range_not_a_dispute() -> None:
    figures = [figure(12, 12, "a", attributed=False), figure(14, 14, "b", attributed=False)]
    (tally,) = tally_incident("i", figures)
    assert (tally.low, tally.best, tally.high, tally.contested) == (12, 12, 14, False)


figures = st.lists(
    st.builds(
        lambda low, more, voice, said: figure(
            low, None if more is None else low + more, voice, attributed=said
        ),
        st.integers(0, 300),
        st.none() | st.integers(0, 50),
        st.sampled_from("abcdef"),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda f: f.voice,
)


@given(figures)
def test_a_tally_holds_every_figure_and_its_best_stands_in_a_text(drawn: list[Figure]) -> None:
    (tally,) = tally_incident("i", drawn)
    assert tally.low == min(f.low for f in drawn)
    highs = [f.high for f in drawn]
    assert tally.high == (None if None in highs else max(h for h in highs if h is not None))
    assert tally.contested == any(
        not a.agrees(b) for a in drawn for b in drawn if a.attributed and b.attributed
    )
    if tally.best is not None:
        assert tally.best in {f.best for f in drawn} | {f.low for f in drawn}
    assert (tally.best is None) == tally.contested


def test_a_voices_later_report_replaces_its_earlier_figure() -> None:
    early = samples.report()
    late = replace(samples.report(f"{samples.text} Later."), published="2026-02-06")
    claims = [count(early, 9, "Korrow", "state.xx"), count(late, 11, "Korrow", "state.xx")]
    (stands,) = standing_figures(claims, {early.id: early, late.id: late})
    assert stands.best == 11


def test_within_a_report_the_whole_stands_not_its_part() -> None:
    of = samples.report()
    whole = count(of, 31, "medic", None)
    part = count(of, 40, "medic", None, victim_class="security_forces", part_of="c1")
    (stands,) = standing_figures([whole, part], {of.id: of})
    assert stands.best == 31


@pytest.mark.parametrize("stance", ["denies", "doubts", "predicts", "warns", "appeals"])
def test_figures_that_nobody_puts_forward_do_not_count(stance: str) -> None:
    of = samples.report()
    assert standing_figures([count(of, 5, "x", None, stance=stance)], {of.id: of}) == []


def test_children_are_counted_under_civilians() -> None:
    assert root_class("children") == "civilians"
    assert root_class("soldiers") == "security_forces"
    assert root_class("person") == "person"


def occurrence(of: Report, voice: Voice, stance: str, perpetrator: str) -> Claim:
    at = Passage(0, 1, "T")
    made = samples.occurrence_claim(of)
    role = Role("perpetrator", Party(perpetrator, at, "armed_group", perpetrator))
    return samples.with_id(replace(made, voice=voice, stance=Stance(stance), roles=(role,), id=""))


police = Voice("police", "the police", "unnamed", party_id="force.xx.police")
front = Voice("armed_group", "the Front", "named", party_id="xx.front")
medic = Voice("medic", "a doctor", "unnamed")
resident = Voice("resident", "a resident", "unnamed")


def test_an_accusation_and_a_denial_are_a_dispute_over_responsibility() -> None:
    of = samples.report()
    claims = [
        occurrence(of, police, "accuses", "xx.front"),
        occurrence(of, front, "denies", "xx.front"),
    ]
    (dispute,) = find_disputes("i", claims, [])
    assert dispute.question == "responsibility"
    assert {p.value for p in dispute.positions} == {"xx.front did it", "xx.front did not"}


def test_no_dispute_where_nobody_contradicts() -> None:
    of = samples.report()
    claims = [occurrence(of, police, "accuses", "xx.front")]
    assert find_disputes("i", claims, [figure(3, 3, "a"), figure(3, 5, "b")]) == ()


@pytest.mark.parametrize(
    ("stances", "grade"),
    [
        ([(police, "accuses"), (front, "denies")], "contested"),
        ([(police, "accuses"), (front, "claims_responsibility")], "confirmed"),
        ([(medic, "asserts"), (resident, "asserts")], "fair"),
        ([(medic, "asserts")], "weak"),
        ([(police, "denies")], "discounted"),
    ],
)
def test_grades_follow_the_published_scale(stances: list[tuple[Voice, str]], grade: str) -> None:
    claims = [
        occurrence(samples.report(f"{samples.text} {n}"), voice, stance, "xx.front")
        for n, (voice, stance) in enumerate(stances)
    ]
    disputes = find_disputes("i", claims, [])
    assert grade_incident("i", claims, disputes).grade == grade


def test_what_is_derived_does_not_depend_on_the_order_of_claims() -> None:
    one, two = samples.report(), samples.report(f"{samples.text} Again.")
    claims = [*samples.reading(one).claims, *samples.reading(two).claims]
    reports = {one.id: one, two.id: two}
    assert derive(claims, reports) == derive(claims[::-1], reports)
