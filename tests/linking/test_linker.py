"""Linking: order and batches do not matter, decisions hold and can be undone, odd input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from polybius.ledger import schema
from polybius.ledger.workings import Workings, renew
from polybius.linking import updating_accounts
from polybius.linking.accounts import Account
from polybius.linking.bulk import link_all
from polybius.linking.encoding import LexicalEncoder
from polybius.linking.profiles import Member, Profile
from polybius.linking.rulings import Bounds
from polybius.records import Claim, Decision, Ruling
from tests import samples

day = 735_000
towns = {
    "Marrowdale": (10.5, 20.25, "XX", "North"),
    "Marrowdale Bridge": (10.55, 20.3, "XX", "North"),
    "Dunmoor": (14.0, 20.25, "XX", "South"),
    "Port Ash": (10.5, 21.0, "YY", "Coast"),
}


def profile(
    number: int,
    town: str | None = "Marrowdale",
    *,
    on: int | None = day,
    until: int | None = None,
    dated: bool = True,
    precise: bool = True,
    parties: Sequence[str] = ("xx.front",),
    dead: int = 0,
    kind: str = "bombing",
    key: str = "h0",
) -> Profile:
    at = towns.get(town or "", (None, None, None, None))
    scene = town in towns and precise
    return Profile(
        member=("2013-05-10", f"r{number:04}", key),
        family="violence",
        event_types=frozenset({kind}),
        first=on,
        last=until or on,
        dated=dated,
        place=town,
        resolved=town in towns,
        pinpoint=scene,
        country=at[2],
        admin1=at[3],
        latitude=at[0] if scene else None,
        longitude=at[1] if scene else None,
        parties=frozenset(parties),
        figures=frozenset({("killed", "civilians", dead)} if dead > 1 else ()),
    )


def linked(*batches: Sequence[Profile], bounds: Bounds | None = None) -> list[tuple[Member, ...]]:
    return link_all([each for batch in batches for each in batch], bounds=bounds)


class Stepwise:
    """Links step by step through the store, as the ledger does; each account has one claim."""

    def __init__(self, workings: Workings) -> None:
        self._workings = workings
        self.profiles: dict[Member, Profile] = {}

    def change(
        self,
        come: Sequence[Profile] = (),
        gone: Sequence[Profile] = (),
        decisions: Sequence[Decision] = (),
    ) -> None:
        """Take accounts in and out; those that decisions came or went on are given as come."""
        self.profiles |= {each.member: each for each in come}
        for each in gone:
            del self.profiles[each.member]
        reports = {each.member[1] for each in (*come, *gone)}
        accounts = [
            Account(report, published, key, (claim(published, report, key),))
            for published, report, key in sorted(self.profiles)
            if report in reports
        ]
        encoder = LexicalEncoder()
        found = updating_accounts.relink(self._workings, reports, accounts, decisions, encoder)
        renew(self._workings.connection, found.renewals, {"entries": "0"})

    def clusters(self) -> list[tuple[Member, ...]]:
        """Return all clusters by their first member."""
        found: dict[str, list[Member]] = {}
        for row in self._workings.connection.execute(select(schema.account)):
            found.setdefault(row.incident_id, []).append((row.published, row.report_id, row.key))
        return sorted(tuple(sorted(members)) for members in found.values())


def claim(*member: str) -> Claim:
    return replace(samples.occurrence_claim(samples.report()), id="/".join(member))


def claims_in(_: object, ids: Iterable[str], __: object) -> list[Claim]:
    return [claim(each) for each in ids]


@contextmanager
def stepwise() -> Iterator[Stepwise]:
    with create_engine("sqlite://").begin() as connection, pytest.MonkeyPatch.context() as patch:
        schema.metadata.create_all(connection, tables=[*schema.workings, schema.derivation])
        steps = Stepwise(Workings(connection))
        patch.setattr(updating_accounts, "profile_of", lambda a: steps.profiles[a.order])
        patch.setattr(updating_accounts, "claims_in", claims_in)
        yield steps


drawn_profiles = st.lists(
    st.builds(
        lambda town, on, dated, precise, parties, dead, kind: (
            town, on, dated, precise, parties, dead, kind,
        ),
        st.sampled_from([*towns, None, "the old mill"]),
        st.sampled_from([None, day, day + 1, day + 2, day + 3]),
        st.booleans(),
        st.booleans(),
        st.sampled_from([(), ("xx.front",), ("xx.army",), ("xx.front", "xx.army")]),
        st.sampled_from([0, 3, 17]),
        st.sampled_from(["bombing", "killing"]),
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip


def made(drawn: Sequence[tuple[object, ...]]) -> list[Profile]:
    return [
        profile(n, t, on=o, dated=d, precise=p, parties=parties, dead=dead, kind=k)  # type: ignore[arg-type]
        for n, (t, o, d, p, parties, dead, k) in enumerate(drawn)
    ]


@given(drawn_profiles, st.randoms(use_true_random=False), st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_any_order_and_batches_give_what_a_full_rebuild_gives(
    drawn: list[tuple[object, ...]], random: object, size: int
) -> None:
    shuffled = made(drawn)
    whole = linked(shuffled)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert linked(shuffled) == whole
    with stepwise() as steps:
        for n in range(0, len(shuffled), size):
            steps.change(shuffled[n : n + size])
        assert steps.clusters() == whole


@given(drawn_profiles, drawn_profiles)
@settings(max_examples=40, deadline=None)
def test_what_came_and_went_leaves_no_trace(
    kept: list[tuple[object, ...]], passing: list[tuple[object, ...]]
) -> None:
    stay = made(kept)
    gone = [replace(p, member=(*p.member[:2], "h9")) for p in made(passing)]
    with stepwise() as steps:
        steps.change([*gone, *stay])
        steps.change(gone=gone)
        assert steps.clusters() == linked(stay)


@given(drawn_profiles, st.data())
@settings(max_examples=40, deadline=None)
def test_decisions_hold_and_undoing_them_gives_the_state_before(
    drawn: list[tuple[object, ...]], data: st.DataObject
) -> None:
    profiles = made(drawn)
    if len(profiles) < 2:
        return
    one, other = data.draw(st.sampled_from(list(combinations(profiles, 2))))
    pair = {one.member, other.member}
    groups = tuple((claim(*each).id,) for each in sorted(pair))
    merge, split = (
        Decision("", kind, ("i",), "analyst", "", "read it", groups=groups)
        for kind in (Ruling.MERGE, Ruling.SPLIT)
    )
    with stepwise() as steps:
        steps.change(profiles)
        before = steps.clusters()
        steps.change([one, other], decisions=[merge])
        assert any(pair <= {*c} for c in steps.clusters())
        steps.change([one, other], decisions=[merge, split])
        assert not any(pair <= {*c} for c in steps.clusters())
        steps.change([one, other])
        assert steps.clusters() == before


def test_a_merge_holds_when_more_reports_arrive() -> None:
    one, far = profile(1), profile(2, "Dunmoor", dead=17)
    pair = (one.member, far.member)
    bounds = Bounds(frozenset([pair]), frozenset(), dict.fromkeys(pair, pair))
    more = [profile(n, "Marrowdale") for n in range(3, 6)]
    assert [len(c) for c in linked([one], [far], more, bounds=bounds)] == [5]


def test_a_split_holds_though_a_third_report_matches_both() -> None:
    one, two = profile(1), profile(2)
    pair = (one.member, two.member)
    bounds = Bounds(frozenset(), frozenset([pair]), dict.fromkeys(pair, pair))
    clusters = linked([one, two], [profile(3), profile(4)], bounds=bounds)
    assert sorted(map(len, clusters)) == [1, 3]


def test_a_thousand_reports_about_one_incident_are_one() -> None:
    assert [len(c) for c in linked([profile(n) for n in range(1000)])] == [1000]


def test_one_report_about_forty_incidents_keeps_them_apart() -> None:
    listed = [profile(1, on=day + 3 * n, key=f"h{n}") for n in range(40)]
    echoes = [profile(n + 2, on=day + 3 * n) for n in range(40)]
    clusters = linked(listed, echoes)
    assert [len(c) for c in clusters] == [2] * 40


def test_one_report_never_joins_its_own_accounts() -> None:
    assert len(linked([profile(1, key="h0"), profile(1, key="h1")])) == 2


def test_contradictory_dates_never_join() -> None:
    assert len(linked([profile(1, dead=17), profile(2, on=day + 2, dead=17)])) == 2


def test_outlets_whose_clocks_differ_by_a_day_join_on_a_shared_party_and_figure() -> None:
    late = profile(2, on=day + 1, dead=17)
    assert len(linked([profile(1, dead=17)], [late])) == 1


def test_skew_does_not_chain_days_together() -> None:
    chain = [profile(n, on=day + n, dead=17) for n in range(4)]
    assert all(len(cluster) <= 2 for cluster in linked(chain))


def test_unknown_places_join_by_day_party_and_figure_only() -> None:
    seen = profile(1, None, dead=17)
    assert len(linked([seen, profile(2, None, dead=17)])) == 1
    assert len(linked([seen, profile(2, None, dead=3)])) == 2
    assert len(linked([seen, profile(2, "Marrowdale", dead=17)])) == 1


def test_places_in_two_countries_never_join() -> None:
    assert len(linked([profile(1, dead=17), profile(2, "Port Ash", dead=17)])) == 2


def test_places_over_300_km_apart_never_join_through_a_third() -> None:
    vague = profile(3, "Marrowdale", precise=False, dead=17)
    vague = replace(vague, admin1=None)
    clusters = linked([profile(1, dead=17), profile(2, "Dunmoor", dead=17)], [vague])
    assert max(map(len, clusters)) == 2


def test_an_account_without_any_date_stays_alone() -> None:
    assert len(linked([profile(1), profile(2, on=None)])) == 2
