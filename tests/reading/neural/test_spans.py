"""Classes of sentences from what the span heads say."""

from __future__ import annotations

import pytest

from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Span
from polybius.reading.neural.deeds import see_deeds
from polybius.reading.neural.spans import see_spans
from tests.reading.neural_fakes import Told, told

parse = default_parser().parse("Police cleared the square. Nobody was hurt.")
first, second = (Span(s.start, s.end) for s in parse.sentences)


def test_to_kill_is_to_use_force_and_both_are_actions() -> None:
    heads = Told(spans={0: (0.9, 0.1, 0.3, 0.2, 0.4)}, labels=5)
    (found,) = see_deeds(told(parse, heads), [first])
    assert found == pytest.approx(
        {"KILL": 0.9, "ARREST": 0.1, "FAIL": 0.3, "FORCE": 0.9, "ANY_ACTION": 0.9}
    )


def test_a_failure_to_act_is_no_action() -> None:
    heads = Told(spans={0: (0.0, 0.0, 0.9, 0.0, 0.1)}, labels=5)
    assert see_deeds(told(parse, heads), [first])[0]["ANY_ACTION"] == pytest.approx(0.1)


def test_a_span_over_two_windows_has_the_likelier_of_its_parts() -> None:
    cut = parse.sentences[1].first
    heads = Told(spans={0: (0.2,), cut: (0.7,)})
    whole = Span(first.start, second.end)
    assert see_spans(told(parse, heads, cuts=[cut]), "police", [whole, first])[:, 0] == (
        pytest.approx([0.7, 0.2])
    )


def test_a_span_without_tokens_has_no_label() -> None:
    assert see_spans(told(parse, Told()), "police", [Span(3, 3)]).tolist() == [[0.0]]
