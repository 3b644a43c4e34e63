"""The shipped model: whole windows, the same answers on any number of threads, honest files."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.errors import ModelError
from polybius.reading.grammar.parser import default_parser
from polybius.reading.neural.encoder import Encoder, default_encoder
from polybius.reading.neural.windows import longest

model = Path(str(files("polybius.reading.neural") / "model"))
report = """The governor of Kesta said on Monday that nine villagers were killed near the bridge.

"We heard firing until dawn," a resident told the radio. The rebels have denied it."""


@settings(max_examples=25)
@given(st.text(st.sampled_from("ab .,\n’é—中"), max_size=200))
def test_each_token_of_any_text_is_in_one_window(text: str) -> None:
    encoded = default_encoder().encode(default_parser().parse(text))
    covered = [i for w in encoded.windows for i in range(w.first, w.last)]
    assert covered == list(range(len(encoded.parse.tokens)))
    for window, vectors in zip(encoded.windows, encoded.vectors, strict=True):
        assert len(vectors) == window.last - window.first


def test_a_sentence_longer_than_a_window_is_cut() -> None:
    """A list of names without a full stop would else be dropped or crash the encoder."""
    encoded = default_encoder().encode(default_parser().parse("Kesta, Arral, " * 300))
    assert len(encoded.windows) > 1
    assert max(len(w.pieces) for w in encoded.windows) <= longest + 2


def test_one_thread_and_many_give_the_same_vectors() -> None:
    parse = default_parser().parse(report)
    one, many = (Encoder(model, threads=n).encode(parse) for n in (1, 4))
    for a, b in zip(one.vectors, many.vectors, strict=True):
        assert np.array_equal(a, b)


def test_a_file_that_is_not_the_cards_is_refused(tmp_path: Path) -> None:
    shutil.copytree(model, tmp_path / "model")
    heads = tmp_path / "model" / "heads.npz"
    heads.write_bytes(heads.read_bytes() + b"x")
    with pytest.raises(ModelError, match=r"heads\.npz"):
        Encoder(tmp_path / "model")


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"card\.json"):
        Encoder(tmp_path)


def test_the_model_is_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in model.iterdir()) < 95_000_000
