"""Parts of incidents: what is one, what is not, and that nothing is counted twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from polybius.linking.parts import Extent, find_parts
from polybius.records import Claim, Count, Party, Passage, Place, Report, Role, When
from polybius.weighing.deriving import by_rule, derive
from tests import samples

whole = Extent(
    "w", True, "violence", "XX", "North", False, "2026-02-01", "2026-02-05", ("xx.front",),
    ("r1",), (("killed", "person", 40, 40),),
)  # fmt: skip
part = Extent(
    "p", False, "violence", "XX", "North", True, "2026-02-03", "2026-02-03", ("xx.front",),
    ("r2",), (("killed", "person", 12, 12),),
)  # fmt: skip


def test_an_attack_within_days_place_and_parties_of_an_offensive_is_a_part_of_it() -> None:
    (found,) = find_parts([part, whole])
    assert (found.whole_id, found.part_id) == ("w", "p")


@pytest.mark.parametrize(
    "change",
    [
        {"country": "YY"},
        {"admin1": "South"},
        {"first": "2026-01-31", "last": "2026-01-31"},
        {"last": "2026-02-06"},
        {"parties": ("xx.other",)},
        {"precise": False},
        {"family": "unrest"},
        {"is_whole": True},
        {"sizes": (("killed", "person", 41, 60),)},
    ],
)
def test_an_attack_elsewhere_later_by_others_or_larger_is_no_part(
    change: dict[str, object],
) -> None:
    assert find_parts([whole, replace(part, **change)]) == ()  # type: ignore[arg-type]


def test_one_report_of_both_ties_them_without_a_common_party() -> None:
    assert find_parts([whole, replace(part, parties=(), report_ids=("r1",))])


def test_of_several_wholes_the_narrowest_holds_the_part() -> None:
    wide = replace(whole, id="a", admin1=None)
    assert [p.whole_id for p in find_parts([wide, whole, part])] == ["w"]


offensive = "In the offensive 40 people were killed across five towns of the North."
towns = {"Ashwick": 10.4, "Dunmoor": 10.8, "Pell": 11.2}


def claim(of: Report, dead: int, town: str | None, day: str, until: str | None = None) -> Claim:
    at = Passage(0, 2, of.text[:2])
    made = samples.count_claim(samples.report(), dead)
    where = Place(
        town or "the North", at, "exact" if town else "adm1", f"geonames:{town}", town,
        towns.get(town or "", 11.0), 20.0, "XX", "North",
    )  # fmt: skip
    body = made.body
    assert isinstance(body, Count)
    return samples.with_id(
        replace(
            made,
            id="",
            report_id=of.id,
            passage=Passage(0, len(of.text), of.text),
            body=replace(body, victim_class="person", words=at, subject=None),
            voice=replace(made.voice, passage=None, name=f"the mayor of {town}", party_id=None),
            roles=(Role("perpetrator", Party("the Front", at, "armed_group", "xx.front")),),
            place=where,
            when=When(day, at, day, until or day, "day"),
        )
    )


def happened(of: Claim) -> Claim:
    made = samples.occurrence_claim(samples.report(), "attack")
    body = replace(made.body, trigger=of.passage)  # type: ignore[arg-type]
    return samples.with_id(replace(of, id="", body=body))


def offensive_and(*deaths: int) -> tuple[list[Claim], dict[str, Report]]:
    sums = replace(samples.report(offensive), published="2026-02-06")
    counted = [claim(sums, 40, None, "2026-02-01", "2026-02-05")]
    reports = [sums]
    for n, (town, dead) in enumerate(zip(towns, deaths, strict=False)):
        own = replace(samples.report(f"{dead} people died in {town}."), published="2026-02-05")
        reports.append(own)
        counted.append(claim(own, dead, town, f"2026-02-0{n + 2}"))
    return [each for c in counted for each in (c, happened(c))], {r.id: r for r in reports}


def test_towns_are_parts_of_the_offensive_and_raise_nothing_that_holds_them() -> None:
    derived = by_rule(derive(*offensive_and(12, 5)))
    assert len(derived.incidents) == 3
    assert len(derived.parts) == 2
    (whole_id,) = {p.whole_id for p in derived.parts}
    (own,) = [t for t in derived.tallies if t.incident_id == whole_id]
    assert (own.low, own.best, own.high, own.contested) == (40, 40, 40, False)


def test_parts_that_add_up_to_more_than_the_whole_contradict_it() -> None:
    derived = by_rule(derive(*offensive_and(20, 15, 10)))
    (whole_id,) = {p.whole_id for p in derived.parts}
    (own,) = [t for t in derived.tallies if t.incident_id == whole_id]
    assert (own.low, own.high, own.contested) == (40, 40, True)
    (dispute,) = [d for d in derived.disputes if d.question == "parts:killed:person"]
    assert {p.value for p in dispute.positions} == {"45 or more", "at most 40"}


def test_an_open_figure_for_the_whole_is_raised_to_what_the_parts_add_up_to() -> None:
    claims, reports = offensive_and(20, 15, 10)
    open_ended = [
        samples.with_id(replace(c, id="", body=replace(c.body, high=None)))
        if isinstance(c.body, Count) and c.body.low == 40
        else c
        for c in claims
    ]
    derived = by_rule(derive(open_ended, reports))
    (whole_id,) = {p.whole_id for p in derived.parts}
    (own,) = [t for t in derived.tallies if t.incident_id == whole_id]
    assert (own.low, own.best, own.high) == (45, 45, None)
