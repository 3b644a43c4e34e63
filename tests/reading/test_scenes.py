from __future__ import annotations

import pytest

from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Span
from polybius.reading.layers import Marks, Names
from polybius.reading.occurrences.find import find_occurrences
from polybius.reading.scenes import scenes
from polybius.reading.toponyms.spans import mark_spans

nobody = Names((), (), {})


def is_scene(text: str, name: str) -> bool:
    """Tell whether ``name`` is a scene in ``text``."""
    parse = default_parser().parse(text)
    spans = [Span(text.index(name), text.index(name) + len(name))]
    occurrences = find_occurrences(parse, nobody)
    return scenes(Marks(parse, nobody, occurrences=occurrences, toponyms=mark_spans(text, spans)))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rebels killed six people in Bree.", "Bree"),
        ("Rebels shelled Bree on Monday.", "Bree"),
        ("Troops stormed a house on the outskirts of Bree.", "Bree"),
        ("They met Tarn, where twelve people were shot.", "Tarn"),
        ("Six died in an attack at the Bree airport.", "Bree"),
        # Regression: the hyphens of the name itself were taken for that of "Bree-born".
        ("On Monday, in Qor-e Bree district, soldiers shot two men.", "Qor-e Bree"),
    ],
)
def test_where_something_happens(text: str, name: str) -> None:
    assert is_scene(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A teacher from Bree was killed.", "Bree"),
        ("The senator of Tarn denounced the attack.", "Tarn"),
        ("A Bree-based envoy spoke of an attack.", "Bree"),
        ("Leaders based in Bree planned the attack.", "Bree"),
        ("Tarn must end its attacks.", "Tarn"),
    ],
)
def test_where_somebody_is_from_is_no_scene(text: str, name: str) -> None:
    # Regression: such places were taken for the scene, and carried to the next sentences.
    assert not is_scene(text, name)
