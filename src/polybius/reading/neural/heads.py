"""Applies the trained heads to token vectors: labels of tokens and spans, parts of anchors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Floats: TypeAlias = NDArray[np.float32]

_edges = np.array([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96])
bucket_count = 2 * len(_edges) + 1
"""How many distances between anchor and token a pair head tells apart."""


def bucket_of(offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the bucket of each distance in tokens (token − anchor); 0 has the middle one."""
    size = np.searchsorted(_edges, np.abs(offsets), side="right")
    return len(_edges) + np.sign(offsets) * size


@dataclass(frozen=True)
class Heads:
    """Weights by name, as `training` writes them: ``tags.NAME.weight`` and so on."""

    weights: Mapping[str, Floats]

    def tag(self, name: str, vectors: Floats) -> Floats:
        """Return the probability of each label of each token, shape (tokens, labels)."""
        scores = vectors @ self.weights[f"tags.{name}.weight"].T + self.weights[f"tags.{name}.bias"]
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        return _single(odds / odds.sum(axis=1, keepdims=True))

    def span(self, name: str, vectors: Floats, spans: Sequence[tuple[int, int]]) -> Floats:
        """Return the probability that each label holds of each range, shape (spans, labels)."""
        weight = self.weights[f"spans.{name}.weight"]
        if not spans:
            return np.zeros((0, len(weight)), np.float32)
        seen = np.stack(
            [np.concatenate([vectors[a:b].mean(0), vectors[a:b].max(0)]) for a, b in spans]
        )
        return _chance(seen @ weight.T + self.weights[f"spans.{name}.bias"])

    def pair(self, name: str, vectors: Floats, anchors: Sequence[int]) -> Floats:
        """Return the probability that each token has each part, shape (anchors, parts, tokens)."""
        own = {k: self.weights[f"pairs.{name}.{k}"] for k in ("between", "distance")}
        if not len(anchors):
            return np.zeros((0, len(own["between"]), len(vectors)), np.float32)
        left = self._side(f"pairs.{name}.anchor", vectors[list(anchors)])
        right = self._side(f"pairs.{name}.token", vectors)
        middle = np.einsum("ad,pde->ape", left, own["between"])
        offsets = np.arange(len(vectors))[None, :] - np.array(anchors)[:, None]
        near = own["distance"][:, bucket_of(offsets)].transpose(1, 0, 2)
        return _chance(middle @ right.T + near)

    def _side(self, name: str, vectors: Floats) -> Floats:
        found = vectors @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        ones = np.ones((len(found), 1), np.float32)
        return np.concatenate([np.maximum(found, 0), ones], axis=1)


def one_thread() -> AbstractContextManager[object]:
    """Have NumPy multiply in one thread: matrices of a text are small, and threads wait busily."""
    limited: AbstractContextManager[object] = _pools().limit(limits=1, user_api="blas")
    return limited


@cache
def _pools() -> ThreadpoolController:
    return ThreadpoolController()


def _chance(scores: Floats) -> Floats:
    return _single(1 / (1 + np.exp(-np.clip(scores, -60, 60))))


def _single(values: NDArray[np.floating]) -> Floats:
    return values.astype(np.float32)
