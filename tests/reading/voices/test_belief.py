from __future__ import annotations

import numpy as np
import pytest

from polybius.codebook.register import load_register
from polybius.reading.grammar.parser import default_parser
from polybius.reading.names.find import find_names
from polybius.reading.neural.attributions import Told, parts
from polybius.reading.voices.belief import probability, shipped, traits_of
from polybius.reading.voices.contents import survey
from polybius.reading.voices.find import find_all

text = "The minister said that the road was closed."


def traits(chance: float, inside: float) -> frozenset[str]:
    """Return the traits of the one attribution of the text, under what heads say of it."""
    parse = default_parser().parse(text)
    (finding,) = find_all(survey(parse, find_names(parse, load_register())))
    size = len(parse.tokens)
    chances = np.full((len(parts), size), inside, np.float32)
    told = Told(0, finding.cue_head, chances, np.zeros((3, size), bool))
    return traits_of(parse, finding, chance, told)


def test_traits_name_rule_cue_and_how_sure_the_heads_are() -> None:
    found = traits(0.9, 0.9)
    assert {"rule=clause", "cue=say", "chance>=2", "content>=2", "source NOUN"} <= found
    assert "chance>=3" not in found


def test_without_weights_a_finding_is_as_likely_as_not() -> None:
    assert probability(traits(0.9, 0.9), {}) == pytest.approx(0.5)


def test_what_the_heads_hold_likelier_is_believed_more() -> None:
    for weights in (shipped().kept, shipped().right):
        likely, unlikely = (probability(traits(x, x), weights) for x in (0.97, 0.03))
        assert unlikely < 0.5 < likely


def test_certainties_are_no_error() -> None:
    assert 0.0 < probability(traits(1.0, 0.0), shipped().kept) < 1.0
