"""The lexical encoder."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from polybius.linking.encoding import LexicalEncoder, ReadingEncoder

encoder = LexicalEncoder()


@given(st.lists(st.text(max_size=30), min_size=1, max_size=6))
def test_a_text_has_the_same_vector_whatever_stands_beside_it(texts: list[str]) -> None:
    together = encoder.embed(texts)
    alone = np.stack([encoder.embed([text])[0] for text in texts])
    assert np.array_equal(together, alone)


def test_forms_of_a_word_are_nearer_than_other_words() -> None:
    rows = encoder.embed(["explosion", "explosions", "harvest"])
    assert rows[0] @ rows[1] > 0.6
    assert rows[0] @ rows[2] < 0.3


def test_vectors_have_length_one_or_none() -> None:
    assert np.allclose(np.linalg.norm(encoder.embed(["a bridge", "!"]), axis=1), [1, 0])


def test_a_readers_vector_does_not_depend_on_the_texts_beside_it() -> None:
    encoder = ReadingEncoder()
    alone = encoder.embed(["A bomb killed four people."])
    beside = ReadingEncoder().embed(["The council met.", "A bomb killed four people."])
    assert np.array_equal(alone[0], beside[1])


def test_words_are_told_apart_by_where_they_stand() -> None:
    text = "The strike hit the depot; the strike of the bus drivers goes on."
    first, second = ReadingEncoder().embed_within([text, text], [[(4, 10)], [(30, 36)]])
    assert text[4:10] == text[30:36] == "strike"
    assert 0 < first @ second < 0.99
