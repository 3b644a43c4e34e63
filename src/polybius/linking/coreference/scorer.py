"""The learned scorer of pairs: two small networks, applied with numpy alone.

``training.coreference`` makes the weights; each file holds for one encoder's vectors.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from polybius.errors import ModelError
from polybius.linking.coreference.mentions import EventMention
from polybius.linking.coreference.pairs import Floats, Pairs
from polybius.linking.coreference.support import names as support_names
from polybius.linking.coreference.support import support

rule = "coreference.pairs.v1"
farthest = 6.0
"""A feature counts as at most so many standard deviations from its mean."""


@dataclass(frozen=True)
class Network:
    """A committee of networks with one hidden layer each, over standardised features."""

    names: tuple[str, ...]
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
    """Both looks at a pair, and the mean probability at which clusters join."""

    encoder: str
    alone: Network
    """Judges a pair by itself."""
    among: Network
    """Judges it again among the other pairs."""
    join_at: float

    def probability(self, mentions: Sequence[EventMention], pairs: Pairs) -> Floats:
        """Return the probability of each pair to be one event.

        Raises:
            ModelError: the weights were learned on other features.
        """
        if pairs.names != self.alone.names:
            raise ModelError("the weights of coreference are of another version of its features.")
        if not len(pairs.first):
            return np.zeros(0, np.float32)
        look = self.alone.probability(pairs.features)
        again = self.among.probability(second_features(mentions, pairs, look))
        made: Floats = (look + again) / np.float32(2)
        return made


def second_features(mentions: Sequence[EventMention], pairs: Pairs, look: Floats) -> Floats:
    """Return what the second network sees: a pair's own features and those of `support`."""
    made: Floats = np.hstack([pairs.features, support(mentions, pairs, look)])
    return made


def second_names(pairs: Pairs) -> tuple[str, ...]:
    """Return the names of `second_features`."""
    return pairs.names + support_names


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
    return Scorer(encoder, _network(data["alone"]), _network(data["among"]), data["join_at"])


def _network(data: dict[str, object]) -> Network:
    def floats(value: object) -> Floats:
        return np.array(value, np.float32)

    return Network(
        tuple(data["names"]),  # type: ignore[arg-type]
        floats(data["mean"]),
        floats(data["scale"]),
        tuple(
            (floats(hidden), floats(bias), floats(out), float(last))
            for hidden, bias, out, last in data["members"]  # type: ignore[attr-defined]
        ),
    )
