from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.codebook.entries import PartyEntry
from polybius.codebook.parties import Register
from polybius.reading.grammar.parser import default_parser
from polybius.reading.names.find import find_names
from polybius.records import Passage, Place
from polybius.resolving.parties import (
    PartyContext,
    Resolution,
    context_of,
    resolve_entities,
    resolve_party,
)


def party(code: str, name: str, kind: str, country: str, **more: tuple[str, ...]) -> PartyEntry:
    return PartyEntry(code=code, name=name, kind=kind, countries=(country,), **more)


register = Register(
    {
        entry.code: entry
        for entry in (
            party("state.ar", "Arvenia", "state", "AR", adjectives=("Arvenian",)),
            party("state.br", "Brenmark", "state", "BR", adjectives=("Brenmarker",)),
            party("force.ar.military", "Arvenian Armed Forces", "force", "AR"),
            party("force.ar.police", "Arvenian National Police", "force", "AR"),
            party("ar.brf", "Blue Ridge Front", "armed_group", "AR", abbreviations=("BRF",)),
            party("br.brf", "Bay Rescue Federation", "organisation", "BR", abbreviations=("BRF",)),
            party("ar.red", "Red Lantern", "armed_group", "AR", adversaries=("ar.brf", "state.ar")),
        )
    }
)


def context(**more: object) -> PartyContext:
    return PartyContext(register, **more)  # type: ignore[arg-type]


def test_countries_decide_an_ambiguous_abbreviation() -> None:
    found, rejected = resolve_party("BRF", "unknown", context(countries={"AR": 3.0, "BR": 1.0}))
    assert found == "ar.brf"
    assert [r.value for r in rejected] == ["br.brf"]


def test_other_parties_decide_where_no_country_does() -> None:
    found, _ = resolve_party("BRF", "unknown", context(mentioned=frozenset({"ar.red"})))
    assert found == "ar.brf"


def test_without_context_nothing_is_decided_and_both_are_kept() -> None:
    found, rejected = resolve_party("BRF", "unknown", context())
    assert found is None
    assert {r.value for r in rejected} == {"ar.brf", "br.brf"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("the army", "force.ar.military"),
        ("police", "force.ar.police"),
        ("security forces", "force.ar.military"),
        ("the government", "state.ar"),
        ("17 provincial police", "force.ar.police"),
        ("the Brenmarker army", "state.br"),
        ("the government of Brenmark", "state.br"),
        ("the orchestra", None),
    ],
)
def test_common_nouns_are_their_country_s(name: str, expected: str | None) -> None:
    assert resolve_party(name, "force", context(countries={"AR": 1.0}))[0] == expected


def test_the_army_of_no_clear_country_stays_open() -> None:
    assert resolve_party("the army", "force", context(countries={"AR": 1.0, "BR": 1.0}))[0] is None


@settings(deadline=None)  # the machine may be busy
@given(
    name=st.text(max_size=30),
    weights=st.dictionaries(st.sampled_from(["AR", "BR", "XX"]), st.floats(0, 10)),
)
def test_any_name_is_resolved_to_a_party_of_the_register_or_none(
    name: str, weights: dict[str, float]
) -> None:
    found, rejected = resolve_party(name, "unknown", context(countries=weights))
    assert found is None or found in register.entries
    assert found not in {r.value for r in rejected}


def resolved(text: str, *places: Place) -> dict[str, Resolution]:
    names = find_names(default_parser().parse(text), register)
    found = resolve_entities(names, context_of(names, register, places))
    return {e.name: r for e, r in zip(names.entities, found, strict=True)}


def test_person_speaks_for_the_state_of_the_body() -> None:
    found = resolved("Arvenian Defence Minister Tomas Brel said two posts were lost.")
    assert found["Tomas Brel"] == Resolution(None, "state.ar")


def test_commander_is_on_the_side_of_the_group() -> None:
    found = resolved("Red Lantern commander Ilan Dor said the fight would go on.")
    assert found["Ilan Dor"].side == "ar.red"


def test_office_of_a_province_is_on_the_side_of_its_country() -> None:
    place = Place("Westvale", Passage(0, 8, "Westvale"), country="AR")
    found = resolved("Westvale Chief Minister Ada Kirsch said 17 people were killed.", place)
    assert found["Ada Kirsch"].side == "state.ar"


def test_expansion_against_the_register_is_not_resolved() -> None:
    found = resolved("The Blue River Front (BRF) attacked a post in Arvenia.")
    assert found["Blue River Front"].party_id is None
    assert [r.value for r in found["Blue River Front"].rejected] == ["ar.brf", "br.brf"]


@pytest.mark.parametrize(
    ("name", "party_id"),
    [
        ("the Maro administration", None),
        ("the Interior Ministry", "state.ar"),
        ("the government", "state.ar"),
    ],
)
def test_a_government_called_after_its_head_is_not_home(name: str, party_id: str | None) -> None:
    # Regression: "the Maro administration" was the government of the country reported on.
    assert resolve_party(name, "state", context(countries={"AR": 3.0}))[0] == party_id


@pytest.mark.parametrize("words", ["Arvenian people", "Arvenian separatists", "Arvenian allies"])
def test_who_lives_in_a_state_or_beside_it_is_not_the_state(words: str) -> None:
    # Regression: peoples, allies and separatists acted as the state they are called after.
    parse = default_parser().parse(f"{words} closed the road in Arvenia.")
    names = find_names(parse, register)
    found = resolve_entities(names, context_of(names, register))
    assert all(
        resolution.side is None
        for entity, resolution in zip(names.entities, found, strict=True)
        if words.rsplit(maxsplit=1)[-1] in entity.name
    )
