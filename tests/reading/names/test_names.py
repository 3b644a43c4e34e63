from __future__ import annotations

import pytest

from polybius.codebook.entries import PartyEntry
from polybius.codebook.parties import Register
from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Parse
from polybius.reading.layers import EntityMark, Names
from polybius.reading.names.find import find_names


def party(code: str, name: str, kind: str, **more: tuple[str, ...]) -> PartyEntry:
    return PartyEntry(code=code, name=name, kind=kind, **more)


register = Register(
    {
        entry.code: entry
        for entry in (
            party("state.ar", "Arvenia", "state", adjectives=("Arvenian",), metonyms=("Velport",)),
            party("ar.brf", "Blue Ridge Front", "armed_group", abbreviations=("BRF",)),
            party("ar.kha", "Lashkar-e-Khar", "armed_group", abbreviations=("LK",)),
            party("one.rsf", "Rapid Support Forces", "force", abbreviations=("RSF",)),
            party("two.rsf", "Reporters sans frontières", "organisation", abbreviations=("RSF",)),
        )
    }
)


def read(text: str) -> tuple[Parse, Names]:
    parse = default_parser().parse(text)
    return parse, find_names(parse, register)


def entity(names: Names, name: str) -> EntityMark:
    return next(e for e in names.entities if e.name == name)


def mentions(parse: Parse, names: Names, name: str) -> list[str]:
    position = names.entities.index(entity(names, name))
    marks = (m for m in names.mentions if m.entity == position)
    return [parse.words(parse.span(m.first, m.last)) for m in marks]


def test_register_forms_are_one_entity() -> None:
    parse, names = read("The Blue Ridge Front attacked a post. The BRF later left.")
    assert entity(names, "Blue Ridge Front").party_id == "ar.brf"
    assert mentions(parse, names, "Blue Ridge Front") == ["Blue Ridge Front", "BRF"]


def test_hyphenated_name_is_found_though_the_parser_splits_it() -> None:
    _, names = read("Fighters of Lashkar-e-Khar crossed the river on Monday.")
    assert entity(names, "Lashkar-e-Khar").kind == "armed_group"


def test_title_gives_role_and_body() -> None:
    _, names = read("Arvenian Defence Minister Tomas Brel said two posts were lost.")
    brel = entity(names, "Tomas Brel")
    assert brel.role == "Defence Minister"
    assert brel.body is not None
    assert names.entities[brel.body].party_id == "state.ar"


def test_apposition_gives_role() -> None:
    _, names = read("Tomas Brel, the defence minister, denied the report.")
    assert entity(names, "Tomas Brel").role == "defence minister"


def test_surname_and_pronoun_go_to_the_full_name() -> None:
    parse, names = read("Governor Ada Kirsch spoke on Monday. Kirsch said she had seen the list.")
    assert mentions(parse, names, "Ada Kirsch")[-2:] == ["Kirsch", "she"]


def test_a_person_named_again_is_found_where_the_parser_sees_no_name() -> None:
    # Regression: the parser took no name for "Beedle" the second time, and "he" for Ramsey.
    text = (
        "Police say Ramsey met Miles Beedle in the alley and stabbed him. Beedle stumbled out of "
        "the alley and collapsed at the corner, police said. He was pronounced dead."
    )
    parse, names = read(text)
    assert mentions(parse, names, "Miles Beedle") == ["Miles Beedle", "him", "Beedle", "He"]
    parse, names = read("Officer Darren White fired. White residents of the city protested.")
    assert mentions(parse, names, "Darren White") == ["Officer", "Darren White"]


def test_he_is_no_woman_spoken_of_before() -> None:
    # Regression: "he thought" was the woman's word, as no noun told of a gender.
    text = "Oscar Brand met a woman on Monday. He thought of a fire."
    parse, names = read(text)
    assert mentions(parse, names, "a woman") == ["a woman"]
    assert mentions(parse, names, "Oscar Brand") == ["Oscar Brand", "He"]


def test_the_group_is_the_armed_group_last_in_view() -> None:
    parse, names = read("The BRF attacked a post. The group said it had lost no one.")
    assert mentions(parse, names, "BRF") == ["BRF", "The group", "it"]


def test_another_official_is_somebody_else() -> None:
    parse, names = read(
        "An official said the road was cut. Another official said it was open. "
        "The official asked not to be named."
    )
    assert mentions(parse, names, "Another official") == ["Another official", "The official"]


def test_expansion_unlike_the_register_leaves_the_party_open() -> None:
    _, names = read("The Blue River Front (BRF) attacked a post. The BRF left.")
    front = entity(names, "Blue River Front")
    assert front.expansion == ("Blue River Front", "BRF")
    assert front.party_id is None
    assert [c.value for c in front.candidates] == ["ar.brf"]


def test_ambiguous_abbreviation_keeps_its_candidates() -> None:
    _, names = read("The RSF condemned the arrest.")
    assert entity(names, "RSF").party_id is None
    assert [c.value for c in entity(names, "RSF").candidates] == ["one.rsf", "two.rsf"]


def test_full_name_decides_an_ambiguous_abbreviation() -> None:
    _, names = read("The Rapid Support Forces (RSF) withdrew. The RSF left no guards.")
    assert entity(names, "Rapid Support Forces").party_id == "one.rsf"


def test_a_capital_names_its_state_only_for_want_of_another_word() -> None:
    # Regression: those who were attacked were named "Velport".
    _, names = read("Velport said that gunmen had attacked Arvenian villages.")
    [state] = [e for e in names.entities if e.party_id == "state.ar"]
    assert state.name == "Arvenian"
    _, names = read("Velport said that its troops had left.")
    [state] = [e for e in names.entities if e.party_id == "state.ar"]
    assert state.name == "Velport"


def test_territory_is_no_party() -> None:
    _, names = read("Floods closed roads in Arvenia.")
    assert not names.entities


def test_capital_that_speaks_is_its_state() -> None:
    _, names = read("Velport rejected the accusation. Rain fell in Velport.")
    assert [e.party_id for e in names.entities] == ["state.ar"]


@pytest.mark.parametrize("text", ["", "   \n\n", "He said.", "(", "A (B) [C"])
def test_odd_texts_are_read(text: str) -> None:
    parse, names = read(text)
    assert all(0 <= m.first < m.last <= len(parse.tokens) for m in names.mentions)


def test_reading_twice_gives_the_same() -> None:
    text = "BRF commander Ilan Dor told the army that the group would fight on. He left."
    assert read(text)[1] == read(text)[1]


def test_a_subject_pronoun_is_the_subject_of_the_clause_around_it() -> None:
    # Regression: the one who reported the killing was taken for the one who killed.
    parse, names = read("Minister Robert Kirsch said General David Brel fled when he was shot.")
    assert "he" in mentions(parse, names, "David Brel")
    parse, names = read("Minister David Brel said that he had fled.")
    assert "he" in mentions(parse, names, "David Brel")


def test_an_object_is_not_the_subject_of_its_own_verb_under_another_word() -> None:
    parse, names = read("Police found two rebels. The police said they had killed them.")
    entity_of = {parse.tokens[m.head].lower: m.entity for m in names.mentions}
    assert entity_of["they"] == entity_of["police"]
    assert entity_of["them"] == entity_of["rebels"]
