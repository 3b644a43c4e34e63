from __future__ import annotations

import numpy as np
import pytest

from benchmarks.muc4_candidates import Candidate
from benchmarks.muc4_evidence import filler_evidence, odds, step
from benchmarks.muc4_reading import Read, read
from benchmarks.muc4_tagged import all_candidates
from benchmarks.muc4_templates import take, types_of
from benchmarks.muc4_view import View, runs, seen_types, tagged
from benchmarks.muc4_weights import Model, labels
from polybius.reading.neural.encoded import Encoded
from polybius.reading.neural.heads import Heads
from polybius.reading.neural.windows import Window
from training.muc4_stack import Example, best_threshold, fit_numbers

dispatch = (
    "   LIMA, 3 JAN 90 (AGENCIA) -- [TEXT] MASKED RAIDERS YESTERDAY KILLED ANA SOLIS IN HUARAZ.\n"
    "THE RAIDERS FLED.\n"
)


@pytest.fixture(scope="module")
def found() -> Read:
    return read(dispatch)


def seeing(found: Read, role: str, words: str) -> View:
    """Return a view that is sure of one filler, wherever its words stand, and of an attack."""
    size = len(found.parse.tokens)
    outside = np.tile(np.array([1.0, 0.0, 0.0], np.float32), (size, 1))
    tags = {r: outside.copy() for r in tagged}
    types = np.zeros((1, len(seen_types)), np.float32)
    types[0, 0] = 0.9
    window = Window(0, size, (), ())
    vectors = np.zeros((size, 4), np.float32)
    weights = {
        f"spans.{head}.{part}": np.zeros((n, 8) if part == "weight" else n, np.float32)
        for head, n in (("muc4_effect", 5), ("muc4_confidence", 5))
        for part in ("weight", "bias")
    }
    encoded = Encoded(found.parse, (window,), (vectors,), Heads(weights))
    view = View(found.parse, tags, types, [0] * size, encoded)
    for first, last in view.ranges_of(words):
        tags[role][first:last] = (0.05, 0.0, 0.95)
        tags[role][first] = (0.1, 0.9, 0.0)
    return view


def test_a_string_is_found_across_line_breaks_and_case(found: Read) -> None:
    view = seeing(found, "Victim", "ANA SOLIS")
    assert len(view.ranges_of("raiders")) == 2
    assert len(view.ranges_of("huaraz.  the".replace("  ", " "))) == 1
    assert view.ranges_of("raider") == ()


def test_the_exact_chance_falls_where_a_tag_goes_on(found: Read) -> None:
    view = seeing(found, "Victim", "ANA SOLIS")
    ((first, last),) = view.ranges_of("ana solis")
    assert view.exact("Victim", (first, last)) == pytest.approx(0.9 * 0.95)
    assert view.exact("Victim", (first, first + 1)) == pytest.approx(0.9 * 0.05)
    assert list(runs(view, "Victim", 0.5)) == [(first, last)]
    assert list(runs(view, "Weapon", 0.5)) == []


def test_tags_add_candidates_that_the_marks_lack(found: Read) -> None:
    view = seeing(found, "Weapon", "HUARAZ")
    added = {(c.role, c.text.lower()) for c in all_candidates(found, view)}
    assert ("Weapon", "huaraz") in added
    assert len({(c.role, c.cluster, c.text) for c in all_candidates(found, view)}) == len(
        all_candidates(found, view)
    )


def test_evidence_prefers_what_is_tagged(found: Read) -> None:
    view = seeing(found, "Victim", "ANA SOLIS")
    candidates = [Candidate("Victim", "#1", "Ana Solis"), Candidate("Victim", "#2", "Huaraz")]
    own, other = filler_evidence(candidates, [0.5, 0.5], view, dict.fromkeys(labels, 0.5))
    assert own["exact"] > other["exact"]
    assert (own["better=0"], other["better=1"]) == (1.0, 1.0)


def test_steps_and_odds_rise_with_the_chance() -> None:
    chances = [0.0, 0.01, 0.1, 0.4, 0.6, 0.9, 1.0]
    assert [odds(c) for c in chances] == sorted(odds(c) for c in chances)
    assert (step(0.0), step(1.0)) == (0, 7)


def test_one_of_a_cluster_and_of_nested_strings_is_taken() -> None:
    model = Model({}, {}, {}, {}, {}, {"Victim": 0.5})
    candidates = [
        Candidate("Victim", "#1", "Ana Solis"),
        Candidate("Victim", "#1", "Ana"),
        Candidate("Victim", "solis", "the Solis"),
        Candidate("Victim", "#2", "Juan Rey"),
    ]
    taken = take(candidates, [0.9, 0.8, 0.7, 0.4], model)
    assert [f.text for f in taken] == ["Ana Solis"]


def test_a_relevant_text_has_a_type() -> None:
    likely = {"relevant": 0.9, "ATTACK": 0.2, "BOMBING": 0.3} | dict.fromkeys(labels[3:], 0.0)
    thresholds = dict.fromkeys(labels, 0.5)
    assert types_of(likely, thresholds) == ("BOMBING",)
    assert types_of(likely | {"ATTACK": 0.6, "BOMBING": 0.7}, thresholds) == ("BOMBING", "ATTACK")
    assert types_of(likely | {"relevant": 0.4}, thresholds) == ()


def test_weights_follow_the_evidence() -> None:
    examples = [
        Example("x", n % 3, {"bias": 1.0, "sign": 1.0 if n % 2 else -1.0}, bool(n % 2))
        for n in range(40)
    ]
    weights = fit_numbers(examples, 1.0)
    assert weights["sign"] > 1 > abs(weights["bias"])


def test_the_threshold_parts_right_from_wrong() -> None:
    threshold, reached = best_threshold([[(0.9, "a", True), (0.3, "b", False)]], [1])
    assert 0.3 < threshold <= 0.7
    assert reached == 1.0
