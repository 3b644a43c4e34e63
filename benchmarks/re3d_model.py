"""How likely each of re3d's relations is between two mentions, learned from what is told of them.

``data/re3d.npz`` holds one logistic model for each label; ``python -m training.re3d`` makes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.re3d_pairs import Groups, Pair
from polybius.reading.neural.heads import Floats
from polybius.reading.neural.relations import types, undirected

weights_file = Path(__file__).parent / "data" / "re3d.npz"
turned = "<"
"""Marks the label of a relation whose source stands after its target."""
labels = (*types, *(name + turned for name in types if name not in undirected))


@dataclass(frozen=True)
class Model:
    """Weights by feature and label."""

    numbers: Mapping[str, int]
    """Feature → row of ``weights``."""
    weights: Floats
    """Shape (features, labels)."""
    bias: Floats
    groups: Groups
    """Lemma → groups of like words."""
    levels: Floats
    """Log odds from which on a label is taken."""

    def odds(self, pairs: Sequence[Pair]) -> Floats:
        """Return the log odds of each label for each pair, shape (pairs, labels)."""
        found = np.zeros((len(pairs), len(labels)), np.float32)
        for n, pair in enumerate(pairs):
            rows = sorted(self.numbers[f] for f in pair.features if f in self.numbers)
            found[n] = self.bias + self.weights[rows].sum(axis=0, dtype=np.float32)
        return found


@cache
def load_model() -> Model:
    """Return the model beside this file."""
    with np.load(weights_file) as stored:
        told = json.loads(stored["words"].tobytes())
        weights = np.zeros(tuple(stored["shape"]), np.float32)
        weights[stored["rows"], stored["columns"]] = stored["values"].astype(np.float32)
        numbers = {feature: n for n, feature in enumerate(told["features"])}
        return Model(numbers, weights, stored["bias"], told["groups"], stored["levels"])


def save_model(model: Model, least: float = 0.02) -> None:
    """Write a model without weights under ``least``."""
    rows, columns = np.nonzero(np.abs(model.weights) >= least)
    told = {
        "features": list(model.numbers),
        "groups": {k: list(v) for k, v in model.groups.items()},
    }
    np.savez_compressed(
        weights_file,
        words=np.frombuffer(json.dumps(told, ensure_ascii=False).encode(), np.uint8),
        shape=np.array(model.weights.shape),
        rows=rows.astype(np.int32),
        columns=columns.astype(np.int8),
        values=model.weights[rows, columns].astype(np.float16),
        bias=model.bias,
        levels=model.levels,
    )
