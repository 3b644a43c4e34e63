"""The learned scorer of pairs: small networks and boosted trees, applied with numpy alone.

``training.coreference`` makes the weights; each file holds for one encoder's vectors.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polybius.errors import ModelError
from polybius.linking.coreference.pairs import Floats, Pairs
from polybius.linking.coreference.trees import Tree, Trees

rule = "coreference.pairs.v2"
farthest = 6.0
"""A feature counts as at most so many standard deviations from its mean."""


@dataclass(frozen=True)
class Network:
    """A committee of networks with one hidden layer each, over standardised features."""

    mean: Floats
    scale: Floats
    members: tuple[tuple[Floats, Floats, Floats, float], ...]
    """Of each: hidden weights (hidden × features), hidden biases, output weights, output bias."""

    def probability(self, features: Floats) -> Floats:
        """Return the members' mean probability for each row."""
        rows = np.clip((features - self.mean) / self.scale, -farthest, farthest)
        votes = [
            1 / (1 + np.exp(-(np.tanh(rows @ hidden.T + bias) @ out + last)))
            for hidden, bias, out, last in self.members
        ]
        made: Floats = np.mean(votes, axis=0, dtype=np.float32)
        return made


@dataclass(frozen=True)
class Scorer:
    """Judges a pair by itself; networks and trees err on different pairs, and count alike."""

    encoder: str
    names: tuple[str, ...]
    """Of the features that it was learned on."""
    network: Network
    trees: Trees
    join_at: float
    """Least mean weight at which clusters join; of `resolve.clustered`."""

    def probability(self, pairs: Pairs) -> Floats:
        """Return the probability of each pair to be one event.

        Raises:
            ModelError: the weights were learned on other features.
        """
        if pairs.names != self.names:
            raise ModelError("the weights of coreference are of another version of its features.")
        if not len(pairs.first):
            return np.zeros(0, np.float32)
        return mean_probability(self.network, self.trees, pairs.features)


def mean_probability(network: Network, trees: Trees, features: Floats) -> Floats:
    """Return what networks and trees say of each row on average."""
    made: Floats = (network.probability(features) + trees.probability(features)) / np.float32(2)
    return made


@cache
def load_scorer(encoder: str) -> Scorer:
    """Return the shipped scorer for an encoder's vectors.

    Raises:
        ModelError: none is shipped for this encoder.
    """
    name = f"coreference.{encoder}.json.gz"
    path = files("polybius.linking") / "data" / name
    if not path.is_file():
        raise ModelError(
            f"no weights of coreference were learned for the encoder {encoder!r}.",
            hint="Run: python -m training.coreference",
        )
    data = json.loads(gzip.decompress(path.read_bytes()))
    return Scorer(
        encoder,
        tuple(data["names"]),
        _network(data["network"]),
        _trees(data["trees"]),
        data["join_at"],
    )


def _network(data: dict[str, Any]) -> Network:
    def floats(value: object) -> Floats:
        return np.array(value, np.float32)

    return Network(
        floats(data["mean"]),
        floats(data["scale"]),
        tuple(
            (floats(hidden), floats(bias), floats(out), float(last))
            for hidden, bias, out, last in data["members"]
        ),
    )


def _trees(data: dict[str, Any]) -> Trees:
    def whole(value: object) -> NDArray[np.intp]:
        return np.array(value, np.intp)

    def real(value: object) -> NDArray[np.float64]:
        return np.array(value, np.float64)

    return Trees(
        float(data["start"]),
        tuple(
            Tree(whole(feature), real(threshold), whole(left), whole(right), real(value))
            for feature, threshold, left, right, value in data["trees"]
        ),
    )
