"""Linking: what joins, what must never join, and that order of arrival does not matter."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.linking.accounts import gather_accounts
from polybius.linking.incidents import find_incidents
from polybius.linking.matching import compare, contradicts, distance_km
from polybius.records import Claim, FieldSource, Party, Passage, Place, Report, Role, When
from tests import samples


def report(number: int, published: str = "2026-02-04") -> Report:
    return replace(samples.report(f"{samples.text} {number}"), published=published)


def place(name: str, latitude: float, longitude: float, precision: str = "exact") -> Place:
    at = Passage(0, 1, "T")
    return Place(name, at, precision, f"geonames:{name}", name, latitude, longitude, "XX", "North")


def account(
    of: Report,
    *,
    where: Place | None = None,
    day: str | None = "2026-02-03",
    event_type: str = "bombing",
    party: str = "xx.front",
    key: str = "h1",
) -> Claim:
    at = Passage(0, 1, "T")
    made = samples.occurrence_claim(of, event_type)
    when = None if day is None else When(day, at, day, day, "day")
    role = Role("perpetrator", Party("the Front", at, "armed_group", party))
    own = FieldSource("when", "circumstances.clause.v1")
    return samples.with_id(
        replace(made, place=where, when=when, roles=(role,), happening=key, sources=(own,), id="")
    )


marrowdale = place("Marrowdale", 10.5, 20.25)
dunmoor = place("Dunmoor", 14.0, 20.25)


def incidents_of(*claims: tuple[Report, Claim]) -> list[set[str]]:
    reports = {r.id: r for r, _ in claims}
    return [set(i.report_ids) for i in find_incidents([c for _, c in claims], reports)]


def test_two_reports_of_one_bombing_are_one_incident() -> None:
    one, two = report(1), report(2)
    found = incidents_of(
        (one, account(one, where=marrowdale)), (two, account(two, where=marrowdale))
    )
    assert found == [{one.id, two.id}]


def test_places_300_km_apart_with_precise_codes_never_join() -> None:
    one, two = report(1), report(2)
    assert 300 < (distance_km(marrowdale, dunmoor) or 0) < 450
    found = incidents_of((one, account(one, where=marrowdale)), (two, account(two, where=dunmoor)))
    assert len(found) == 2


def test_other_days_never_join_even_through_a_third_report() -> None:
    one, two, bridge = report(1), report(2), report(3)
    found = incidents_of(
        (one, account(one, where=marrowdale, day="2026-02-01")),
        (two, account(two, where=marrowdale, day="2026-02-03")),
        (bridge, account(bridge, where=marrowdale, day=None)),
    )
    assert all(not {one.id, two.id} <= reports for reports in found)


@pytest.mark.parametrize(
    ("where", "day", "event_type", "number"),
    [
        (marrowdale, "2026-02-03", "killing", 1),
        (None, None, "killing", 1),
        (dunmoor, "2026-02-03", "killing", 2),
        (marrowdale, "2026-02-01", "killing", 2),
        (marrowdale, "2026-02-03", "arrest", 2),
    ],
)
def test_a_report_returns_to_one_happening_unless_place_day_or_kind_differ(
    where: Place | None, day: str | None, event_type: str, number: int
) -> None:
    one = report(1)
    first = account(one, where=marrowdale)
    second = account(one, where=where, day=day, key="h9", event_type=event_type)
    assert len(incidents_of((one, first), (one, second))) == number


def test_fighting_in_general_is_no_incident() -> None:
    one = report(1)
    vague = replace(account(one, where=marrowdale), sources=())
    assert incidents_of((one, samples.with_id(replace(vague, id="")))) == []


def test_talks_are_no_incident() -> None:
    one = report(1)
    assert incidents_of((one, account(one, event_type="negotiation"))) == []


def test_an_undated_account_is_taken_to_be_of_the_days_before_publication() -> None:
    one, late = report(1), report(2, published="2026-03-20")
    found = incidents_of(
        (one, account(one, where=marrowdale)), (late, account(late, where=marrowdale, day=None))
    )
    assert len(found) == 2


def test_one_country_only_is_not_enough() -> None:
    one, two = report(1), report(2)
    country = place("Xland", 12, 20, "country")
    a = account(one, where=country, party="xx.front")
    b = account(two, where=country, party="xx.other", event_type="shelling")
    assert len(incidents_of((one, a), (two, b))) == 2


places = st.sampled_from([marrowdale, dunmoor, place("North", 11, 20.5, "adm1"), None])
accounts = st.lists(
    st.tuples(
        places,
        st.sampled_from(["2026-02-02", "2026-02-03", None]),
        st.sampled_from(["bombing", "attack", "abduction"]),
        st.sampled_from(["xx.front", "xx.army"]),
    ),
    min_size=1,
    max_size=9,
)


@given(accounts, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_arrival_does_not_matter_and_nothing_contradicts_inside(
    drawn: list[tuple[Place | None, str | None, str, str]], random: object
) -> None:
    reports = [report(n) for n in range(len(drawn))]
    claims = [
        account(r, where=w, day=d, event_type=e, party=p)
        for r, (w, d, e, p) in zip(reports, drawn, strict=True)
    ]
    by_id = {r.id: r for r in reports}
    found = find_incidents(claims, by_id)
    shuffled = list(claims)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert find_incidents(shuffled, by_id) == found
    assert sorted(c for i in found for c in i.claim_ids) == sorted(c.id for c in claims)
    for incident in found:
        members = gather_accounts([c for c in claims if c.id in incident.claim_ids], by_id)
        assert not any(contradicts(a, b) for a, b in combinations(members, 2))


@given(accounts)
@settings(max_examples=60, deadline=None)
def test_comparison_is_symmetric(
    drawn: list[tuple[Place | None, str | None, str, str]],
) -> None:
    reports = [report(n) for n in range(len(drawn))]
    claims = [
        account(r, where=w, day=d, event_type=e, party=p)
        for r, (w, d, e, p) in zip(reports, drawn, strict=True)
    ]
    gathered = gather_accounts(claims, {r.id: r for r in reports})
    for a, b in combinations(gathered, 2):
        assert compare(a, b) == compare(b, a)
