"""What the words of a sentence say outright of what police did, or failed to do."""

from __future__ import annotations

import pytest

from benchmarks.india_police_rules import acts, fails, kills
from polybius.reading.grammar.parser import default_parser


@pytest.mark.parametrize(
    "text",
    [
        "The police failed to reach the market in time.",
        "The council blamed the violence on police inaction.",
        "There was a long delay in moving the army to the old town.",
        "The state government did not provide any security to the camp.",
        "No complaint was registered at the station.",
        "Nothing was done to stop the crowd.",
        "Constables turned a deaf ear to the calls for help.",
        "The safety of the depot is the guards' concern, but they failed to protect it.",
        "He blamed the complete breakdown of law and order.",
    ],
)
def test_a_failure_to_act_is_seen_in_whatever_form_it_is_told(text: str) -> None:
    assert fails(default_parser().parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "The police stopped the crowd at the bridge.",
        "The team failed to score in the second half.",
        "The government failed to publish the budget.",
        "Nothing should be done in haste.",
        "The police would not help them, he feared.",
    ],
)
def test_what_others_fail_at_or_police_may_do_is_no_failure_of_theirs(text: str) -> None:
    assert not fails(default_parser().parse(text))


def test_people_who_die_of_police_fire_are_killed_by_police() -> None:
    parse = default_parser().parse
    assert kills(parse("Three people died in police firing near the mill."))
    assert kills(parse("He fell dead of the firing by constables."))
    assert not kills(parse("Three people died when the mill caught fire."))
    assert not kills(parse("Six people were hurt in police firing."))


def test_police_act_where_they_are_the_doer_of_an_actual_verb() -> None:
    parse = default_parser().parse
    assert acts(parse("The police searched every house in the lane."))
    assert not acts(parse("The crowd stoned the police."))
    assert not acts(parse("The police did not search the house."))
    assert not acts(parse("The police will search the house."))
