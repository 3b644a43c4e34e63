from __future__ import annotations

import pytest

from benchmarks.muc4_choices import Choice, choose, dates, locations, written
from benchmarks.muc4_reading import Read, read
from benchmarks.muc4_several import cut_of, several_traits
from benchmarks.muc4_targets import nobody_hurt
from benchmarks.muc4_templates import Filler, marks_of, parts_of
from benchmarks.muc4_values import Target, effects_of
from benchmarks.muc4_weights import Model
from benchmarks.muc4_where import place_names
from training.choosing import Question, fit_choices

dispatch = (
    "   LIMA, 3 JAN 90 (AGENCIA) -- [TEXT] TERRORISTS OF THE RED DAWN MOVEMENT [RDM]\n"
    "KILLED THREE PEASANTS IN HUARAZ LAST NIGHT, THE POLICE REPORTED.  THE GOVERNOR OF\n"
    "THE PROVINCE SPOKE ON THE RADIO.  HE ASKED FOR CALM.  ON 28 DECEMBER GUNMEN KILLED A\n"
    "TEACHER NEAR THE TOWN OF QUILLAY.\n"
)


@pytest.fixture(scope="module")
def found() -> Read:
    return read(dispatch)


def test_dates_are_those_of_the_dateline_and_of_the_text(found: Read) -> None:
    offered = {c.value: c.traits for c in dates(found, "ATTACK", marks_of(found, "ATTACK"))}
    assert list(offered)[:2] == ["- 03 JAN 90", "03 JAN 90"]
    # "Last night" is, to the keys, the day before or the two days that the night is part of.
    assert {"02 JAN 90", "02 JAN 90 - 03 JAN 90"} <= set(offered)
    # A day without a year that would lie ahead is the last one.
    assert "28 DEC 89" in offered
    assert "near=day:0" in offered["28 DEC 89"]
    assert "ATTACK form=dateline" in offered["03 JAN 90"]
    assert dates(read("LIMA -- AN ATTACK TOOK PLACE."), "ATTACK", ()) == []


def test_places_are_the_country_and_what_the_text_names(found: Read) -> None:
    marks = marks_of(found, "ATTACK")
    offered = {c.value: c.traits for c in locations(found, None, "ATTACK", marks)}
    assert next(iter(offered)) == "PERU"
    assert "near=0" in offered["PERU: HUARAZ (CITY)"]
    # The gazetteer need not know a place that follows a preposition.
    assert "quillay" in place_names(found, None)


def test_a_country_is_written_alone() -> None:
    assert written("PERU", "chile") == "CHILE"
    assert written("PERU", "huaraz") == "PERU: HUARAZ (CITY)"
    assert written(None, "huaraz") == "HUARAZ"


def test_the_choice_that_most_speaks_for_is_taken_and_of_equals_the_first() -> None:
    choices = [Choice("a", frozenset("x")), Choice("b", frozenset("xy")), Choice("c", frozenset())]
    assert choose(choices, {"x": 1.0, "y": 0.5}) == "b"
    assert choose(choices, {"x": 1.0}) == "a"
    assert choose([], {}) is None


def test_values_carry_what_the_text_says_of_the_target(found: Read) -> None:
    heads = [t.i for t in found.parse.tokens if t.lower == "peasants"]
    hit = Target("THREE PEASANTS", heads)
    offered = {c.value: c.traits for c in effects_of(found, None, hit, "ATTACK")}
    assert "DEATH & ruled=DEATH" in offered["DEATH"]
    assert "- & said=kill" in offered["-"]


def test_bombs_that_hurt_nobody() -> None:
    assert nobody_hurt("THERE WERE NO CASUALTIES OR DAMAGE.")
    assert nobody_hurt("Nor was anyone in the building hurt.")
    assert not nobody_hurt("THE BOMB INJURED FIVE PEOPLE.")


def test_a_conditional_logit_learns_which_choice_is_right() -> None:
    questions = [
        Question([frozenset(("good", f"n={n % 3}")), frozenset(("bad",))], [1.0, 0.0])
        for n in range(12)
    ]
    weights = fit_choices([*questions, Question([frozenset("z")], [0.0])], least=2, penalty=1.0)
    assert weights["good"] > 0.5 > -0.5 > weights["bad"]
    assert "z" not in weights


def test_a_second_incident_begins_after_the_widest_gap() -> None:
    assert cut_of([0, 1, 5, 6]) == 5
    assert cut_of([0, 2, 4]) == 2
    assert cut_of([3, 3]) is None


def test_what_was_hit_goes_with_its_incident_and_who_did_it_with_both(found: Read) -> None:
    marks = marks_of(found, "ATTACK")
    at = {t.lower: t.i for t in found.parse.tokens}
    fillers = [
        Filler("Described", "THREE PEASANTS", (at["peasants"],), 0.9),
        Filler("Described", "TEACHER", (at["teacher"],), 0.9),
        Filler("PerpOrg", "RED DAWN MOVEMENT", (at["movement"],), 0.9),
    ]
    two = Model({}, {}, {}, {}, {"bias": 5.0}, {"several": 0.5})
    assert "type=ATTACK" in several_traits(found, "ATTACK", marks)
    (_, first), (_, second) = parts_of(found, two, "ATTACK", (marks, fillers))
    assert [f.text for f in first] == ["THREE PEASANTS", "RED DAWN MOVEMENT"]
    assert [f.text for f in second] == ["TEACHER", "RED DAWN MOVEMENT"]
    one = Model({}, {}, {}, {}, {"bias": -5.0}, {"several": 0.5})
    assert parts_of(found, one, "ATTACK", (marks, fillers)) == ((marks, fillers),)
