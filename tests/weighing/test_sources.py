"""A source's record: acknowledged, contradicted, or too little to tell."""

from __future__ import annotations

from dataclasses import replace
from itertools import count as numbers

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.codebook.entries import PartyEntry
from polybius.codebook.parties import Register
from polybius.ledger.derived import Derived
from polybius.records import Claim, Count, Incident, Party, Passage, Report, Role, Voice
from polybius.weighing import sources_bias
from polybius.weighing.bias_claims import LossFigure
from polybius.weighing.disputes import find_disputes
from polybius.weighing.sources import SourceRecord, share, source_records
from polybius.weighing.sources_bias import incident_figures, source_biases
from polybius.weighing.standings import standing_figures
from tests import samples

register = Register(
    {
        e.code: e
        for e in (
            PartyEntry(code="state.xx", name="Xland", kind="state"),
            PartyEntry(
                code="force.xx.army", name="Xland army", kind="force", parents=("state.xx",)
            ),
            PartyEntry(
                code="xx.front", name="Front", kind="armed_group", adversaries=("state.xx",)
            ),
        )
    }
)
number = numbers()


def said(of: Report, figure: int, side: str | None, hit: str | None = None, **more: str) -> Claim:
    made = samples.count_claim(of, figure, side=side, **more)
    voice = Voice("government", str(side), "named", made.voice.passage, party_id=side)
    assert isinstance(made.body, Count)
    roles = (Role("victim", Party(hit, Passage(0, 1, "T"), "force", hit)),) if hit else ()
    body = replace(made.body, key=f"c{next(number)}")
    return samples.with_id(replace(made, voice=voice, roles=roles, body=body, id=""))


def story(n: int, day: str = "2026-02-04", publisher: str = "Gazette") -> Report:
    made = samples.report(f"{samples.text} {n} {day} {publisher}", f"{publisher}-{n}.txt")
    return replace(made, published=day, publisher=publisher)


def records(*incidents: list[tuple[Report, Claim]]) -> dict[str, SourceRecord]:
    claims = [claim for pairs in incidents for _, claim in pairs]
    reports = {report.id: report for pairs in incidents for report, _ in pairs}
    made, disputes = [], []
    for n, pairs in enumerate(incidents):
        own = [claim for _, claim in pairs]
        ids = tuple(sorted(claim.id for claim in own))
        made.append(Incident(f"i{n}", "attack", ids, tuple(sorted({r.id for r, _ in pairs}))))
        disputes += find_disputes(f"i{n}", own, standing_figures(own, reports))
    derived = Derived(tuple(made), (), tuple(disputes), ())
    found = source_records(claims, reports, derived, register)
    assert found == source_records(claims[::-1], reports, derived, register)
    return {record.key: record for record in found}


def pair(n: int, first: int, second: int, *, later: bool = True) -> list[tuple[Report, Claim]]:
    one, other = story(n), story(n, "2026-02-05" if later else "2026-02-03", "Harbour")
    return [(one, said(one, first, "xx.front")), (other, said(other, second, "state.xx"))]


def test_what_the_other_side_later_says_too_is_acknowledged() -> None:
    made = records(*(pair(n, 9, 9) for n in range(3)), *(pair(n, 20, 9) for n in range(3, 6)))
    front = made["party:xx.front"]
    assert front.acknowledged is not None
    assert (front.acknowledged.hits, front.acknowledged.of) == (3, 6)
    assert front.contradicted is not None
    assert front.contradicted.hits == 3
    assert front.side == "xx.front"


def test_what_the_other_side_said_before_is_no_acknowledgement() -> None:
    made = records(*(pair(n, 9, 9, later=False) for n in range(5)))
    front = made["party:xx.front"]
    assert front.acknowledged is not None
    assert front.acknowledged.hits == 0


def test_a_voice_of_the_same_side_is_no_witness() -> None:
    def both(n: int) -> list[tuple[Report, Claim]]:
        one, other = story(n), story(n, "2026-02-05", "Harbour")
        return [(one, said(one, 9, "force.xx.army")), (other, said(other, 9, "state.xx"))]

    army = records(*(both(n) for n in range(5)))["party:force.xx.army"]
    assert army.acknowledged is not None
    assert army.acknowledged.hits == 0


def test_an_outlet_has_a_record_of_all_that_its_reports_carry() -> None:
    made = records(*(pair(n, 9, 9) for n in range(5)))
    gazette = made["outlet:Gazette"]
    assert (gazette.kind, gazette.name, gazette.claims, gazette.incidents) == (
        "outlet",
        "Gazette",
        5,
        5,
    )
    assert gazette.acknowledged is not None
    assert gazette.acknowledged.hits == 5


def test_a_handful_of_incidents_gives_no_share() -> None:
    front = records(*(pair(n, 9, 9) for n in range(4)))["party:xx.front"]
    assert (front.acknowledged, front.contradicted) == (None, None)
    assert front.too_little == "it speaks of 4 incidents, and a share takes 5"


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilsons_interval_holds_the_share_and_stays_between_none_and_all(
    pair_: tuple[int, int],
) -> None:
    made = share(*pair_)
    assert 0 <= made.low <= made.value + 1e-12
    assert made.value - 1e-12 <= made.high <= 1


def test_wilsons_interval_as_newcombe_1998_prints_it() -> None:
    made = share(81, 263)
    assert (round(made.low, 4), round(made.high, 4)) == (0.2553, 0.3662)


@pytest.mark.parametrize(
    ("side", "hit", "target"),
    [
        ("force.xx.army", "state.xx", "own"),
        ("xx.front", "force.xx.army", "adversary"),
        ("xx.front", None, "other"),
        ("yy.unknown", "state.xx", "other"),
    ],
)
def test_whose_loss_a_voice_counts(side: str, hit: str | None, target: str) -> None:
    of = story(1)
    claim = said(of, 7, side, hit)
    happened = Incident("i", "attack", (claim.id,), (of.id,))
    (made,) = incident_figures({claim.id: claim}, {of.id: of}, [happened], register)
    assert (made.source, made.target, made.figure) == (f"party:{side}", target, 7)


@pytest.mark.parametrize(
    ("high", "best", "figure", "bound"), [(7, 7, 7, ""), (None, 7, 7, "least"), (12, None, 9, "")]
)
def test_what_a_range_and_a_lower_bound_count_as(
    high: int | None, best: int | None, figure: int, bound: str
) -> None:
    of = story(1)
    made = said(of, 7, "xx.front")
    assert isinstance(made.body, Count)
    claim = samples.with_id(replace(made, body=replace(made.body, high=high, best=best), id=""))
    happened = Incident("i", "attack", (claim.id,), (of.id,))
    (found,) = incident_figures({claim.id: claim}, {of.id: of}, [happened], register)
    assert (found.figure, found.bound) == (figure, bound)


def figures(source: str, n: int) -> list[LossFigure]:
    return [LossFigure(source, "own", "killed", f"i{k}", 1, 1, 10 + k) for k in range(n)]


@pytest.mark.parametrize(
    ("kept", "why"),
    [
        ([*figures("a", 9), *figures("b", 9)], "2 sources can be compared"),
        ([*figures("a", 4), *figures("b", 4), *figures("c", 4)], "no source has 5"),
    ],
)
def test_too_little_is_said_and_nothing_is_sampled(
    kept: list[LossFigure], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources_bias, "estimate_rates", None)
    made = source_biases(kept)
    assert made
    assert all(b.rate is None and b.too_little and why in b.too_little for b in made)


def test_without_the_extra_the_record_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources_bias, "installed", lambda modules: False)
    made = source_biases([*figures("a", 6), *figures("b", 6), *figures("c", 6)])
    assert {b.too_little for b in made} == {
        "the library for it is not installed: pip install 'polybius[weigh]'"
    }
