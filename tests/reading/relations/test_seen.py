"""What the trained heads add to the rules of relations."""

from __future__ import annotations

from collections.abc import Mapping

from polybius.codebook.entries import PartyEntry
from polybius.codebook.parties import Register
from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Span
from polybius.reading.layers import RelationMark, ToponymMark
from polybius.reading.names.find import find_names
from polybius.reading.relations.find import find_relations
from polybius.reading.relations.seen import rule
from tests.reading.neural_fakes import Told, at, told

register = Register(
    {
        code: PartyEntry(code=code, name=name, kind="armed_group")
        for code, name in (("ar.red", "Red Lantern"), ("ar.vale", "Vale Brigade"))
    }
)


def marks(
    text: str, ties: Mapping[tuple[str, str, str], float], place: str = ""
) -> list[tuple[str, str, str, str, str]]:
    parse = default_parser().parse(text)
    names = find_names(parse, register)
    start = text.index(place)
    toponyms = (ToponymMark(Span(start, start + len(place)), place),) if place else ()
    heads = Told({(kind, at(parse, a), at(parse, b)): p for (kind, a, b), p in ties.items()})
    found: tuple[RelationMark, ...] = find_relations(parse, names, toponyms, told(parse, heads))
    return [
        (m.relation, m.status, parse.words(m.a.span), parse.words(m.b.span), m.rule) for m in found
    ]


def test_a_relation_that_no_rule_knows_is_added_with_its_likelihood() -> None:
    text = "Red Lantern shares its camps with the Vale Brigade."
    ties = {("AlliesOf", "Lantern", "Brigade"): 0.9, ("AlliesOf", "Brigade", "Lantern"): 0.9}
    (found,) = marks(text, ties)
    assert found[0] == "allied_with"
    assert found[4] == rule


def test_the_words_above_give_the_status() -> None:
    text = "Red Lantern will share its camps with the Vale Brigade."
    ties = {("AlliesOf", "Lantern", "Brigade"): 0.9, ("AlliesOf", "Brigade", "Lantern"): 0.9}
    assert [m[1] for m in marks(text, ties)] == ["planned"]


def test_what_the_rules_have_is_not_said_again() -> None:
    text = "Red Lantern fought the Vale Brigade."
    ties = {
        ("FightingAgainst", "Lantern", "Brigade"): 0.9,
        ("FightingAgainst", "Brigade", "Lantern"): 0.9,
    }
    assert [(m[0], m[4] == rule) for m in marks(text, ties)] == [("fights", False)]


def test_being_in_charge_of_a_place_is_to_control_it() -> None:
    text = "The town of Ardo is in the grip of Red Lantern."
    found = marks(text, {("InChargeOf", "Lantern", "Ardo"): 0.8}, place="Ardo")
    assert ("controls", "Red Lantern", "Ardo") in {(m[0], m[2], m[3]) for m in found}


def test_an_unlikely_relation_is_left_out() -> None:
    text = "Red Lantern shares its camps with the Vale Brigade."
    assert marks(text, {("BelongsTo", "Lantern", "Brigade"): 0.4}) == []
