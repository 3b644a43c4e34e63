from __future__ import annotations

import pytest

from polybius.reading.episodes import captions, is_episode
from polybius.reading.grammar.parser import default_parser
from polybius.reading.layers import Marks, Names

nobody = Names((), (), {})


def told_as_episode(text: str, word: str) -> bool:
    """Tell whether ``word`` stands for one past happening in ``text``."""
    parse = default_parser().parse(text)
    token = next(t for t in parse.tokens if t.text == word)
    return is_episode(Marks(parse, nobody), token.i)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Two men were detained.", "detained"),
        ("Troops fired back, killing two rebels.", "killing"),
        ("Six people died in the attack.", "attack"),
        ("Troops detain two men in Bree", "detain"),
    ],
)
def test_one_happening_told_as_past(text: str, word: str) -> None:
    assert told_as_episode(text, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The cell plants mines along the road.", "plants"),
        ("Thousands have been killed.", "killed"),
        ("They went there to kill the mayor.", "kill"),
        ("He spoke of violence.", "violence"),
        ("It would be a crime to attack a guard.", "attack"),
    ],
)
def test_what_is_always_so_or_may_be_is_no_episode(text: str, word: str) -> None:
    # Regression: place and day of another happening were given to what has none of its own.
    assert not told_as_episode(text, word)


def test_captions_are_told_by_their_day_and_present() -> None:
    text = (
        "Troops patrol a street in Bree, May 3, 2024.\n\nFILE - A mayor speaks in Tarn.\n\n"
        "Troops patrolled the town on May 3, 2024."
    )
    assert captions(default_parser().parse(text)) == {0, 1}
