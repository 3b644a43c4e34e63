from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from polybius.codebook.register import load_register
from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.names.find import find_names
from polybius.reading.neural.attributions import Told, parts
from polybius.reading.voices.contents import survey
from polybius.reading.voices.extents import choices_of, settled, shipped, spans_of
from polybius.reading.voices.find import find_all
from polybius.reading.voices.findings import Finding


def only(text: str) -> tuple[Parse, Finding]:
    """Return a text with the one attribution that the rules find in it."""
    parse = default_parser().parse(text)
    (finding,) = find_all(survey(parse, find_names(parse, load_register())))
    return parse, finding


def told(parse: Parse, finding: Finding, inside: Sequence[int]) -> Told:
    """Return heads that see the content in the tokens ``inside``, and nothing else."""
    chances = np.full((len(parts), len(parse.tokens)), 0.02, np.float32)
    chances[6, list(inside)] = 0.97
    chances[7, inside[0]] = chances[8, inside[-1]] = 0.97
    return Told(0, finding.cue_head, chances)


def words(parse: Parse, spans: Sequence[Span]) -> str:
    return " | ".join(map(parse.words, spans))


text = "The minister said the test was the biggest yet, although it may take days to be sure."


def test_the_first_choice_is_as_it_was_found() -> None:
    parse, finding = only(text)
    choices = choices_of(parse, finding, told(parse, finding, range(3, 9)))
    assert spans_of(parse, choices[0].extent) == finding.content


def test_a_last_clause_may_be_cut() -> None:
    parse, finding = only(text)
    offered = {
        words(parse, spans_of(parse, c.extent))
        for c in choices_of(parse, finding, told(parse, finding, range(3, 17)))
    }
    assert "the test was the biggest yet" in offered
    assert words(parse, finding.content) in offered


def test_what_the_heads_see_is_offered_and_named() -> None:
    parse, finding = only(text)
    choices = choices_of(parse, finding, told(parse, finding, range(3, 9)))
    sharp = [c for c in choices if "raw" in c.traits]
    assert [words(parse, spans_of(parse, c.extent)) for c in sharp] == [
        "the test was the biggest yet"
    ]


def test_no_extent_takes_in_cue_or_source() -> None:
    parse, finding = only("The test was the biggest yet, the minister said on Friday.")
    own = {t.i for s in (*finding.cue, *finding.source) for t in parse.tokens_in(s)}
    choices = choices_of(parse, finding, told(parse, finding, range(6)))
    assert len(choices) > 1
    for choice in choices:
        assert not own & {i for a, b in choice.extent for i in range(a, b)}


def test_weights_decide_and_without_any_the_content_stays() -> None:
    parse, finding = only(text)
    heads = told(parse, finding, range(3, 9))
    assert settled(parse, finding, heads, {}) == finding.content
    assert words(parse, settled(parse, finding, heads, {"raw": 1.0})) == (
        "the test was the biggest yet"
    )


def test_shipped_weights_follow_heads_that_are_sure() -> None:
    parse, finding = only(text)
    heads = told(parse, finding, range(3, 9))
    assert words(parse, settled(parse, finding, heads, shipped())) == (
        "the test was the biggest yet"
    )


def test_an_end_outside_the_window_is_no_error() -> None:
    parse, finding = only(text)
    heads = told(parse, finding, range(3, 9))
    narrow = Told(0, finding.cue_head, heads.chances[:, :10])
    assert choices_of(parse, finding, narrow)
