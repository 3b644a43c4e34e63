"""Relations of nominals, from what the pair head says."""

from __future__ import annotations

import pytest

from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Parse
from polybius.reading.neural.relations import nominals, phrase, see_ties
from tests.reading.neural_fakes import Told, at, told, unlikely

text = "Red Lantern fought the small Vale Brigade. Its leader fled."


@pytest.fixture(scope="module")
def parse() -> Parse:
    return default_parser().parse(text)


def test_undirected_types_take_the_middle_of_both_directions(parse: Parse) -> None:
    a, b = at(parse, "Lantern"), at(parse, "Brigade")
    heads = Told({("FightingAgainst", a, b): 0.9, ("FightingAgainst", b, a): 0.5})
    (tie,) = see_ties(told(parse, heads), {"FightingAgainst": 0.6})
    assert (tie.type, tie.a, tie.b) == ("FightingAgainst", a, b)
    assert tie.likelihood == pytest.approx(0.75)


def test_directed_types_keep_their_direction(parse: Parse) -> None:
    a, b = at(parse, "Lantern"), at(parse, "Brigade")
    (tie,) = see_ties(told(parse, Told({("BelongsTo", b, a): 0.9})), {"BelongsTo": 0.5})
    assert (tie.a, tie.b) == (b, a)


def test_only_types_with_a_level_are_asked_for(parse: Parse) -> None:
    a, b = at(parse, "Lantern"), at(parse, "Brigade")
    assert see_ties(told(parse, Told({("BelongsTo", b, a): 0.9})), {"AlliesOf": 0.5}) == ()


def test_nominals_of_two_sentences_are_looked_at_only_if_asked(parse: Parse) -> None:
    a, b = at(parse, "Lantern"), at(parse, "leader")
    encoded = told(parse, Told({("InChargeOf", b, a): 0.9}))
    assert see_ties(encoded, {"InChargeOf": 0.5}) == ()
    assert [(t.a, t.b) for t in see_ties(encoded, {"InChargeOf": 0.5}, [(a, b)])] == [(b, a)]


def test_no_pair_reaches_over_two_windows(parse: Parse) -> None:
    a, b = at(parse, "Lantern"), at(parse, "leader")
    encoded = told(parse, Told(), cuts=[parse.sentences[1].first])
    pairs = {(t.a, t.b) for t in see_ties(encoded, {"InChargeOf": unlikely / 2}, [(a, b)])}
    assert pairs and (a, b) not in pairs


def test_a_phrase_ends_with_its_head_and_begins_with_its_modifiers(parse: Parse) -> None:
    assert parse.words(phrase(parse, at(parse, "Brigade"))) == "the small Vale Brigade"
    assert parse.words(phrase(parse, at(parse, "leader"))) == "Its leader"


def test_nominals_are_heads_of_noun_phrases(parse: Parse) -> None:
    words = [parse.tokens[i].text for i in nominals(parse, 0, len(parse.tokens))]
    assert words == ["Lantern", "Brigade", "Its", "leader"]
