from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.common import Tally
from benchmarks.muc4_keys import (
    Incident,
    as_answer,
    days_of,
    normal,
    parse_filler,
    parse_key,
    places_of,
    split_outside,
)
from benchmarks.muc4_scoring import (
    align,
    ceaf_ree,
    harmonic,
    size_of,
    slot_tallies,
    template_counts,
    template_points,
)

raw = {
    "MESSAGE: ID": ["X-1"],
    "MESSAGE: TEMPLATE": ["1"],
    "INCIDENT: DATE": ["(- 03 JAN 90) / 02 JAN 90"],
    "INCIDENT: LOCATION": ["ATLANTIS: EAST (DEPARTMENT): PORT ONE (CITY) / PORT (TOWN)"],
    "INCIDENT: TYPE": ["BOMBING"],
    "INCIDENT: STAGE OF EXECUTION": ["ACCOMPLISHED / ATTEMPTED"],
    "INCIDENT: INSTRUMENT ID": ['"BOMB" / "TWO \\"BIG\\" BOMBS"'],
    "PERP: INDIVIDUAL ID": ['? "REBELS"'],
    "PERP: ORGANIZATION ID": ['"RED FRONT" / "RF"'],
    "PERP: ORGANIZATION CONFIDENCE": ['CLAIMED OR ADMITTED / POSSIBLE: "RED FRONT" / "RF"'],
    "PHYS TGT: ID": ["-"],
    "HUM TGT: NAME": ["*"],
    "HUM TGT: NUMBER": ['2: "GUARDS"', '6-8: "-"'],
    "HUM TGT: EFFECT OF INCIDENT": ['INJURY: "GUARDS"'],
}


def key(optional: bool = False, **changes: list[str]):
    slots = dict(raw) | {"MESSAGE: TEMPLATE": ["1 (OPTIONAL)" if optional else "1"]}
    return parse_key(slots | {name.replace("_", ": "): value for name, value in changes.items()})


def test_notation() -> None:
    filler = parse_filler('? SUSPECTED / POSSIBLE: "A: B" / "C / \\"D\\""', refers=True)
    assert filler is not None
    assert filler.optional
    assert filler.values == ("SUSPECTED", "POSSIBLE")
    assert filler.refers_to == ("A: B", 'C / "D"')
    assert parse_filler(" - ", refers=True) is None
    assert parse_filler("*", refers=False) is None
    assert parse_filler('NO INJURY: "-"', refers=True).refers_to == ()
    assert parse_filler('?"X"/"Y"', refers=False).values == ("X", "Y")
    # Some keys put the alternatives in brackets.
    assert parse_filler('(INJURY / DEATH): "X"', refers=True).values == ("INJURY", "DEATH")


def test_dates_and_places() -> None:
    assert days_of("-03 JAN 90") == days_of("- 03 JAN 90") == ("", "03 JAN 90")
    assert days_of("02 JAN 90 - 03 JAN 90") == ("02 JAN 90", "03 JAN 90")
    assert days_of("03 JAN 90") == ("03 JAN 90", "03 JAN 90")
    # A few keys write a day without its nought or the month in full.
    assert days_of("3 JANUARY 90 - 4 JAN 90") == days_of("03 JAN 90 - 04 JAN 90")
    assert places_of("A: B (CITY): C-D (TOWN)") == ("cd",)
    assert set(places_of("A: B (CITY) - C (TOWN)")) == {"b", "c", "b c"}


@given(st.lists(st.sampled_from(["a", "(b/c)", '"d/e"', ""]), min_size=1, max_size=5))
def test_splitting_keeps_brackets_and_quotes_whole(parts: list[str]) -> None:
    assert split_outside("/".join(parts), "/") == parts


def test_normal_form() -> None:
    assert normal('The "Front" of  a Place') == "front of place"


def test_perfect_answers_score_one() -> None:
    keys = [key(), key(INCIDENT_TYPE=["ARSON"], HUM_TGT=["-"])]
    for name, tally in slot_tallies([as_answer(k) for k in keys], keys).items():
        assert tally.f1 == 1.0 or tally == Tally(), name


def test_optional_fillers_and_templates_cost_nothing_when_absent() -> None:
    assert slot_tallies([], [key(optional=True)])["type"] == Tally()
    answer = Incident("BOMBING", "ACCOMPLISHED")
    assert slot_tallies([answer], [key()])["PerpInd"] == Tally()
    named = Incident("BOMBING", "ACCOMPLISHED", entities={"PerpInd": (("rebels",),)})
    assert slot_tallies([named], [key()])["PerpInd"] == Tally(1, 1, 1)


def test_any_alternative_is_right_and_surplus_costs() -> None:
    answer = Incident(
        "BOMBING",
        "ATTEMPTED",
        "02 JAN 90",
        "ATLANTIS: PORT (TOWN)",
        responsible=(("RF", "POSSIBLE"), ("OTHERS", "POSSIBLE")),
        numbers=(("2", "WRONG"),),
        effects=(("DEATH", "GUARDS"),),
    )
    found = slot_tallies([answer], [key()])
    for name in ("date", "location", "type", "stage"):
        assert found[name] == Tally(1, 1, 1), name
    assert found["responsible"] == Tally(1, 2, 1)
    assert found["number"] == Tally(1, 1, 2)
    assert found["number_referred"] == Tally(0, 1, 2)
    assert found["effect"] == Tally(0, 1, 1)


def test_alignment_takes_the_most_matches_and_no_empty_pair() -> None:
    keys = [key(INCIDENT_TYPE=["ARSON"]), key()]
    answers = [Incident("BOMBING", "ACCOMPLISHED", "02 JAN 90"), Incident("ROBBERY", "NONE")]
    assert align(answers, keys) == {0: 1}


def test_entities_align_one_to_one() -> None:
    gold = {"Victim": (("juan", "juan perez"), ("ana",))}
    answer = {"Victim": (("Juan",), ("the juan perez",), ("luis",))}
    assert ceaf_ree(answer, gold)["Victim"] == Tally(1, 3, 2)
    # A predicted entity must lie wholly in the gold one (Du et al. 2021a, phi strict).
    assert ceaf_ree({"Victim": (("juan", "ana"),)}, gold)["Victim"] == Tally(0, 1, 2)


entity = st.lists(st.sampled_from("abcd"), min_size=1, max_size=2, unique=True).map(tuple)
template = st.tuples(
    st.sampled_from(["attack", "bombing"]),
    st.fixed_dictionaries({"Victim": st.lists(entity, max_size=2).map(tuple)}),
)


@given(st.lists(entity, max_size=4), st.lists(entity, max_size=4))
def test_entities_against_brute_force(mine: list, keys: list) -> None:
    found = ceaf_ree({"Weapon": tuple(mine)}, {"Weapon": tuple(keys)})["Weapon"]
    wide = [*mine, *[None] * len(keys)]
    best = max(
        sum(m is not None and set(m) <= set(k) for m, k in zip(order, keys, strict=False))
        for order in permutations(wide, len(keys))
    )
    assert found == Tally(best, len(mine), len(keys))


@given(st.lists(template, max_size=3), st.lists(template, max_size=3))
def test_templates_against_brute_force(answers: list, gold: list) -> None:
    found = template_counts(answers, gold)
    total, keys = sum(map(size_of, answers)), sum(map(size_of, gold))
    scores = []
    for order in permutations([*range(len(gold)), *[None] * len(answers)], len(answers)):
        pairs = [(a, gold[n]) for a, n in zip(answers, order, strict=True) if n is not None]
        points = [template_points(*pair) or (0, 0) for pair in pairs]
        right, recalled = sum(p for p, _ in points), sum(r for _, r in points)
        scores.append(harmonic(right, total, recalled, keys))
    assert harmonic(*found) == pytest.approx(max(scores))


def test_template_types_must_agree_and_joined_types_allow_both() -> None:
    assert template_points(("attack", {}), ("bombing", {})) is None
    assert template_points(("attack", {}), ("attack / bombing", {})) == (1, 1)
