"""The statistics that turn marks into MUC-4's templates: what counts as an incident there.

``data/muc4.json.gz`` holds the weights of small logistic models and the thresholds;
``python -m training.muc4`` makes it from the training part. Those over features of the marks are
the *rules*' models; the *stacked* ones weigh what they and the trained heads say. The pipeline's
marks depend on neither: they stand for MUC-4's guidelines (which incidents are relevant, which of
those who take part fill a slot).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

weights_file = Path(__file__).parent / "data" / "muc4.json.gz"

Weights = Mapping[str, float]

labels = ("relevant", "ATTACK", "BOMBING", "KIDNAPPING", "ARSON", "ROBBERY")
"""What the document models tell: an incident at all, and one of each common type."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of features and thresholds of probability."""

    documents: Mapping[str, Weights]
    """One of `labels` → the rules' weights."""
    fillers: Mapping[str, Weights]
    """Role → the rules' weights."""
    stacked: Mapping[str, Weights]
    """What is told (``document ATTACK``, ``filler Victim``) → weights."""
    choosers: Mapping[str, Weights]
    """Slot (``date``, ``location``, ``effect``) → weights of traits."""
    several: Weights
    """What speaks for two incidents of a type in a text that has one."""
    thresholds: Weights
    """Role, one of `labels`, or ``several`` → probability from which it is taken."""

    def chance(self, name: str, evidence: Mapping[str, float]) -> float:
        """Return the probability that a stacked model gives."""
        weights = self.stacked[name]
        return logistic(sum(weights.get(f, 0.0) * evidence[f] for f in sorted(evidence)))


def logistic(total: float) -> float:
    """Return the probability of log odds."""
    return 1 / (1 + exp(-max(min(total, 30.0), -30.0)))


def probability(weights: Weights, features: Iterable[str]) -> float:
    """Return the logistic of the features' weights."""
    return logistic(sum(weights.get(f, 0.0) for f in sorted(features)))


@cache
def load_model() -> Model:
    """Return the model beside this file."""
    raw = json.loads(gzip.decompress(weights_file.read_bytes()))
    return Model(
        raw["documents"],
        raw["fillers"],
        raw["stacked"],
        raw["choosers"],
        raw["several"],
        raw["thresholds"],
    )
