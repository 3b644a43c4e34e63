"""What is told of two mentions, and how likely relations are chosen."""

from __future__ import annotations

import numpy as np

from benchmarks.re3d_model import labels, load_model
from benchmarks.re3d_pairs import Pair, mentions, pairs
from benchmarks.re3d_scheme import Triple, chosen, labelled
from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.layers import Names

text = "On Monday the strikes engaged a patrol, destroyed a bridge and damaged three trucks."
nobody = Names((), (), {})


def at(parse: Parse, word: str) -> int:
    return next(t.i for t in parse.tokens if t.text == word)


def features(parse: Parse, a: str, b: str) -> frozenset[str]:
    told = {(at(parse, a), at(parse, b)): ["AlliesOf"]}
    found = pairs(parse, nobody, (), told, {"bridge": ["like.works"]})
    return next(p.features for p in found if (p.a, p.b) == (at(parse, a), at(parse, b)))


def test_what_is_destroyed_hangs_on_the_strikes_like_what_is_engaged() -> None:
    parse = default_parser().parse(text)
    first, second = features(parse, "strikes", "patrol"), features(parse, "strikes", "bridge")
    assert "r=nsubj/dobj" in first & second
    assert "lr=destroynsubj/dobj" in second - first


def test_rules_and_groups_of_like_words_are_told() -> None:
    parse = default_parser().parse(text)
    found = features(parse, "strikes", "bridge")
    assert {"rule=AlliesOf", "blike.works"} <= found


def test_numbers_and_modifiers_with_names_are_mentions() -> None:
    parse = default_parser().parse("Several Syrian towns were taken here by two groups.")
    words = {parse.tokens[i].text for i in mentions(parse)}
    assert {"Several", "towns", "here", "two", "groups"} <= words


def test_of_two_that_overlap_the_likelier_stands_and_direction_is_kept() -> None:
    parse = default_parser().parse("The Vale Brigade belongs to the Red Lantern.")
    one, other = at(parse, "Brigade"), at(parse, "Lantern")
    odds = np.full((2, len(labels)), -9.0, np.float32)
    odds[0, labels.index("BelongsTo<")] = 2.0
    odds[1, labels.index("BelongsTo<")] = 1.0
    found = [Pair(one, other, frozenset()), Pair(one, other, frozenset())]
    (kept,) = chosen(parse, found, odds, np.zeros(len(labels), np.float32))
    assert (parse.words(kept.source), parse.words(kept.target)) == (
        "the Red Lantern",
        "The Vale Brigade",
    )
    assert labelled(parse, [kept]) == {(one, other): {"BelongsTo<"}}


def test_undirected_relations_have_one_label_whichever_way_they_are_given() -> None:
    parse = default_parser().parse("Tarnia met Arvenia.")
    ends = Span(0, 6), Span(11, 18)
    both = [Triple("CommWith", *ends), Triple("CommWith", *ends[::-1])]
    assert labelled(parse, both) == {(0, 2): {"CommWith"}}


def test_the_shipped_weights_know_every_label() -> None:
    model = load_model()
    assert model.weights.shape == (len(model.numbers), len(labels))
    assert np.isfinite(model.odds([Pair(0, 1, frozenset({"r=nsubj/dobj"}))])).all()
