"""The lexical encoder."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from polybius.linking.encoding import LexicalEncoder

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
