from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from polybius.codebook.register import load_register
from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.names.find import find_names
from polybius.reading.neural.attributions import Told, parts
from polybius.reading.neural.heads import Floats
from polybius.reading.neural.stretches import likeliest
from polybius.reading.voices.contents import survey
from polybius.reading.voices.extents import Around, choices_of, settled, shipped, spans_of
from polybius.reading.voices.find import find_all
from polybius.reading.voices.findings import Finding


def only(text: str) -> tuple[Parse, Finding]:
    """Return a text with the one attribution that the rules find in it."""
    parse = default_parser().parse(text)
    (finding,) = find_all(survey(parse, find_names(parse, load_register())))
    return parse, finding


def told(parse: Parse, finding: Finding, inside: Sequence[int]) -> Around:
    """Return heads that see the content in the tokens ``inside``, and nothing else."""
    return heads_of(finding, seen(parse, inside))


def seen(parse: Parse, inside: Sequence[int]) -> Floats:
    """Return the probabilities that heads give which see a content in some tokens."""
    chances = np.full((len(parts), len(parse.tokens)), 0.02, np.float32)
    chances[6, list(inside)] = 0.97
    chances[7, inside[0]] = chances[8, inside[-1]] = 0.97
    return chances


def heads_of(finding: Finding, chances: Floats) -> Around:
    """Return what heads say that give these probabilities."""
    taken = np.stack(
        [likeliest(*chances[None, 3 * n : 3 * n + 3].swapaxes(0, 1))[0] for n in range(3)]
    )
    return Around(Told(0, finding.cue_head, chances, taken), frozenset())


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
    narrow = heads_of(finding, heads.told.chances[:, :10])
    (as_found, *_) = choices_of(parse, finding, narrow)
    assert "end unseen" in as_found.traits


def test_no_content_grows_over_another_anchor() -> None:
    parse, finding = only("The minister said the test was late, and that guards had locked it.")
    heads = told(parse, finding, range(3, 7))
    short = replace(finding, content=(parse.span(3, 7),))
    locked = next(t.i for t in parse.tokens if t.text == "locked")
    longest = max(c.extent[-1][1] for c in choices_of(parse, short, heads))
    assert longest > locked
    warned = Around(heads.told, frozenset({locked}))
    assert max(c.extent[-1][1] for c in choices_of(parse, short, warned)) <= locked


def test_positions_are_the_texts_where_the_window_begins_later() -> None:
    parse, finding = only("It rained. " + text)
    whole = heads_of(finding, seen(parse, range(6, 12)))
    later = heads_of(finding, seen(parse, range(6, 12))[:, 3:])
    moved = replace(later, told=replace(later.told, first=3))
    assert choices_of(parse, finding, moved) == choices_of(parse, finding, whole)
