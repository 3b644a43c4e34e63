"""The shipped encoder: word pieces to vectors, on the CPU."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, overload

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from polybius.errors import ModelError
from polybius.reading.grammar.syntax import Parse
from polybius.reading.neural.encoded import Encoded
from polybius.reading.neural.heads import Floats, Heads
from polybius.reading.neural.windows import cut, longest


class Encoder:
    """Encodes parsed texts; loads in well under two seconds.

    Args:
        folder: holds ``encoder.onnx``, ``tokenizer.json``, ``heads.npz`` and ``card.json``, as
            `training` writes them.
        threads: threads to compute with; 0 is one for each core. Results don't depend on it.

    Raises:
        ModelError: the folder lacks a file, or one is not what the card says.
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        card = _card(folder)
        self.name = str(card["name"])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # Threads that wait busily take the core from the rules that run meanwhile.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        begin, end = card["ends"]
        self._ends = int(begin), int(end)
        with np.load(folder / "heads.npz") as stored:
            self.heads = Heads({k: stored[k].astype(np.float32) for k in stored.files})

    def encode(self, parse: Parse) -> Encoded:
        """Return a text with its tokens' vectors, which a thread computes until they are needed."""
        windows = cut(parse, self._tokenizer, self._ends)
        vectors = Coming(lambda: [self._run(w.pieces)[list(w.starts)] for w in windows])
        return Encoded(parse, windows, vectors, self.heads)

    def pieces_of(self, text: str) -> tuple[Floats, tuple[tuple[int, int], ...]]:
        """Return the vectors of a plain text's word pieces, and the characters that each is of.

        Shape (pieces, size); of a text longer than a window, its beginning.
        """
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        begin, end = self._ends
        vectors = self._run((begin, *encoded.ids[:longest], end))[1:-1]
        return vectors, tuple(encoded.offsets[:longest])

    def _run(self, pieces: tuple[int, ...]) -> Floats:
        ids = np.array([pieces], np.int64)
        (hidden,) = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids)})
        return np.asarray(hidden[0], np.float32)


class Coming(Sequence[Floats]):
    """What a thread computes; whoever looks at it waits for it, and gets its error if it fails."""

    def __init__(self, compute: Callable[[], list[Floats]]) -> None:
        # A pool for each: one kept for all would not survive a fork.
        pool = ThreadPoolExecutor(1)
        self._found = pool.submit(compute)
        pool.shutdown(wait=False)

    @overload
    def __getitem__(self, at: int) -> Floats: ...
    @overload
    def __getitem__(self, at: slice) -> list[Floats]: ...
    def __getitem__(self, at: int | slice) -> Floats | list[Floats]:
        """Return the vectors of a window."""
        return self._found.result()[at]

    def __len__(self) -> int:
        """Return the number of windows."""
        return len(self._found.result())


def _card(folder: Path) -> dict[str, Any]:
    try:
        card: dict[str, Any] = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        for name, digest in card["files"].items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                raise ModelError(f"{folder / name}: not the file that the model's card names")
    except OSError as error:
        raise ModelError(f"the trained reader can't be loaded: {error}") from error
    return card


@cache
def default_encoder() -> Encoder:
    """Return the encoder that ships with the package."""
    return Encoder(Path(str(files("polybius.reading.neural") / "model")))
