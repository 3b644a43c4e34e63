from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from polybius.codebook.register import load_register
from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.names.find import find_names
from polybius.reading.neural.attributions import parts
from polybius.reading.neural.encoded import Encoded
from polybius.reading.neural.heads import Floats, Heads
from polybius.reading.neural.windows import Window
from polybius.reading.voices import learned
from polybius.reading.voices.belief import Beliefs
from polybius.reading.voices.contents import survey
from polybius.reading.voices.find import find_all
from polybius.reading.voices.findings import Finding
from polybius.reading.voices.learned import joined

roles = ("cue", "source", "content")


class Sees(Heads):
    """Sees one attribution: its anchor, and the words of each role."""

    def __init__(self, anchor: int, words: Mapping[str, range]) -> None:
        super().__init__({})
        object.__setattr__(self, "anchor", anchor)
        object.__setattr__(self, "words", words)

    def tag(self, name: str, vectors: Floats) -> Floats:
        """Return that the anchor is one, and no other token."""
        chance = np.full(len(vectors), 0.05, np.float32)
        chance[self.anchor] = 0.9  # type: ignore[attr-defined]
        return np.stack([1 - chance, chance], 1)

    def pair(self, name: str, vectors: Floats, anchors: Sequence[int]) -> Floats:
        """Return which tokens are in each role, which begin and which end it."""
        found = np.full((len(anchors), len(parts), len(vectors)), 0.02, np.float32)
        for row, role in enumerate(roles):
            own = self.words.get(role, range(0))  # type: ignore[attr-defined]
            for i in own:
                found[:, 3 * row, i] = 0.95
                found[:, 3 * row + 1, i] = 0.95 if i == own[0] else 0.02
                found[:, 3 * row + 2, i] = 0.95 if i == own[-1] else 0.02
        return found


def seen(parse: Parse, anchor: int, words: Mapping[str, range]) -> list[tuple[str, str, str]]:
    """Return source, cue and content of what is found where only the heads see anything."""
    size = len(parse.tokens)
    vectors = (np.zeros((size, 1), np.float32),)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(learned, "beliefs", lambda: Beliefs({"chance>=0": 1.0}, {}))
        patch.setattr(learned, "extents", dict)
        found = joined(Encoded(parse, (Window(0, size, (), ()),), vectors, Sees(anchor, words)), [])
    return [(_text(parse, f.source), _text(parse, f.cue), _text(parse, f.content)) for f in found]


def of_rules(text: str, likely: bool) -> tuple[list[Finding], list[Finding]]:
    """Return what the rules find in a text, and what is left where the heads agree or don't."""
    parse = default_parser().parse(text)
    findings = find_all(survey(parse, find_names(parse, load_register())))
    size, (first, *_) = len(parse.tokens), findings
    own = {
        role: [t.i for span in getattr(first, role) for t in parse.tokens_in(span)]
        for role in roles
    }
    heads = Sees(first.cue_head, {r: range(i[0], i[-1] + 1) for r, i in own.items() if i})
    if not likely:
        heads = Sees(size - 1, {})
    windows = (Window(0, size, (), ()),)
    encoded = Encoded(parse, windows, (np.zeros((size, 1), np.float32),), heads)
    return findings, joined(encoded, findings)


def test_a_finding_is_kept_where_the_heads_agree_and_refused_where_they_do_not() -> None:
    text = "The minister said that the road was closed."
    (found,), (kept,) = of_rules(text, likely=True)
    assert (kept.source, kept.cue, kept.content) == (found.source, found.cue, found.content)
    assert kept.confidence != found.confidence
    assert of_rules(text, likely=False)[1] == []


def test_what_the_marks_leave_out_is_never_refused() -> None:
    (found,), kept = of_rules("The ministry put the toll at nine.", likely=False)
    assert found.rule == "figure"
    assert kept == [found]


def _text(parse: Parse, spans: Sequence[Span]) -> str:
    return " ".join(map(parse.words, spans))


def test_the_heads_alone_find_an_attribution() -> None:
    parse = default_parser().parse("The family is leaning hard toward a trial.")
    words = {"source": range(2), "cue": range(3, 6), "content": range(6, 8)}
    assert seen(parse, 3, words) == [("The family", "is leaning hard toward", "a trial")]


def test_the_subject_is_the_source_where_the_heads_see_none() -> None:
    # Regression: what the family leaned toward was nobody's word.
    parse = default_parser().parse("The family is leaning hard toward a trial.")
    words = {"cue": range(3, 6), "content": range(6, 8)}
    assert seen(parse, 3, words) == [("The family", "is leaning hard toward", "a trial")]


def test_who_is_spoken_of_in_the_passive_is_no_source() -> None:
    parse = default_parser().parse("The family was viewed as a threat.")
    words = {"cue": range(3, 5), "content": range(5, 7)}
    assert [source for source, _, _ in seen(parse, 3, words)] == [""]
    parse = default_parser().parse("The group was outlawed and described as a threat.")
    words = {"cue": range(5, 7), "content": range(7, 9)}
    assert [source for source, _, _ in seen(parse, 5, words)] == [""]
