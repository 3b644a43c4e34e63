"""The reader's network in training: an encoder with heads, and what each head is taught.

Three kinds of head share the encoder. A *tag* head gives each token one of a few labels. A *span*
head gives a range of tokens any of its labels. A *pair* head says of each token which parts it has
in what an anchor token stands for (Dozat and Manning 2017's biaffine scores, with a bias for the
distance). `polybius.reading.neural.heads` applies the same weights without a training library.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from polybius.reading.neural.heads import bucket_count, bucket_of
from polybius.reading.neural.windows import Window

width = 128
"""Width of the vectors that a pair head compares."""


@dataclass
class Lesson:
    """A window with what it teaches.

    Attributes:
        window: the window.
        tags: head → label number of each token, −100 where nothing is taught; or how likely each
            label is of each token, shape (tokens, labels).
        spans: head → ranges (first, last, in the window) with how likely each label holds.
        pairs: head → anchor token with the parts of each token, shape (parts, tokens).
    """

    window: Window
    tags: dict[str, NDArray[np.int64] | NDArray[np.float32]] = field(default_factory=dict)
    spans: dict[str, list[tuple[int, int, NDArray[np.float32]]]] = field(default_factory=dict)
    pairs: dict[str, list[tuple[int, NDArray[np.float32]]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Shape:
    """Which heads there are: name → number of labels (tags, spans) or parts (pairs)."""

    tags: Mapping[str, int]
    spans: Mapping[str, int]
    pairs: Mapping[str, int]


@dataclass(frozen=True)
class Hidden:
    """Word pieces hidden in training, so that names are not learned by heart."""

    share: float
    """From 0 to 1."""
    piece: int
    """What stands in their place."""
    spared: frozenset[int]
    """Pieces that are never hidden: those that open, close and fill up a window."""

    def laid_over(self, ids: Tensor) -> Tensor:
        """Return ``ids`` with a random share hidden."""
        if not self.share:
            return ids
        spared = torch.isin(ids, torch.tensor(sorted(self.spared)))
        return ids.masked_fill((torch.rand(ids.shape) < self.share) & ~spared, self.piece)


class Net(nn.Module):
    """Encoder and heads."""

    def __init__(self, encoder: Any, shape: Shape) -> None:
        super().__init__()
        self.encoder = encoder
        self.in_bfloat16 = False
        """Multiply in bfloat16: faster on a processor that has it."""
        self.hidden = Hidden(0.0, 0, frozenset())
        size = encoder.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.tags = nn.ModuleDict({k: nn.Linear(size, n) for k, n in shape.tags.items()})
        self.spans = nn.ModuleDict({k: nn.Linear(2 * size, n) for k, n in shape.spans.items()})
        self.pairs = nn.ModuleDict({k: Pair(size, n) for k, n in shape.pairs.items()})

    def forward(self, lessons: Sequence[Lesson], pad: int) -> list[Tensor]:
        """Return the token vectors of each window, shape (tokens, size)."""
        longest = max(len(x.window.pieces) for x in lessons)
        ids = torch.full((len(lessons), longest), pad)
        mask = torch.zeros((len(lessons), longest), dtype=torch.long)
        for n, lesson in enumerate(lessons):
            pieces = torch.tensor(lesson.window.pieces)
            ids[n, : len(pieces)] = pieces
            mask[n, : len(pieces)] = 1
        if self.training:
            ids = self.hidden.laid_over(ids)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.in_bfloat16):
            states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        states = states.float()
        return [
            self.drop(states[n, torch.tensor(lesson.window.starts)])
            for n, lesson in enumerate(lessons)
        ]

    def loss(self, lessons: Sequence[Lesson], pad: int, weights: Mapping[str, float]) -> Tensor:
        """Return the weighed sum of what every head gets wrong on ``lessons``."""
        vectors = self(lessons, pad)
        total = torch.zeros(())
        for name, head in self.tags.items():
            mine = [
                (v, x.tags[name]) for v, x in zip(vectors, lessons, strict=True) if name in x.tags
            ]
            if mine:
                scores = head(torch.cat([v for v, _ in mine]))
                gold = torch.from_numpy(np.concatenate([g for _, g in mine]))
                total = total + weights.get(name, 1.0) * functional.cross_entropy(scores, gold)
        for name, head in self.spans.items():
            rows, golds = [], []
            for v, x in zip(vectors, lessons, strict=True):
                for first, last, gold in x.spans.get(name, ()):
                    rows.append(pooled(v, first, last))
                    golds.append(gold)
            if rows:
                truth = torch.from_numpy(np.stack(golds))
                total = total + weights.get(
                    name, 1.0
                ) * functional.binary_cross_entropy_with_logits(head(torch.stack(rows)), truth)
        for name, head in self.pairs.items():
            parts = []
            for v, x in zip(vectors, lessons, strict=True):
                own = x.pairs.get(name, ())
                if own:
                    anchors = torch.tensor([a for a, _ in own])
                    scores = head(v, anchors)
                    truth = torch.from_numpy(np.stack([g for _, g in own]))
                    loss = functional.binary_cross_entropy_with_logits(
                        scores, truth, reduction="none"
                    )
                    parts.append(loss.sum(dim=(1, 2)))
            if parts:
                total = total + weights.get(name, 1.0) * torch.cat(parts).mean()
        return total


class Pair(nn.Module):
    """Says which parts a token has in what an anchor stands for."""

    def __init__(self, size: int, parts: int) -> None:
        super().__init__()
        self.anchor = nn.Linear(size, width)
        self.token = nn.Linear(size, width)
        self.between = nn.Parameter(torch.zeros(parts, width + 1, width + 1))
        self.distance = nn.Parameter(torch.zeros(parts, bucket_count))
        nn.init.normal_(self.between, std=1 / width)

    def forward(self, vectors: Tensor, anchors: Tensor) -> Tensor:
        """Return scores, shape (anchors, parts, tokens)."""
        one = torch.ones(1)
        left = functional.relu(self.anchor(vectors[anchors]))
        right = functional.relu(self.token(vectors))
        left = torch.cat([left, one.expand(len(left), 1)], 1)
        right = torch.cat([right, one.expand(len(right), 1)], 1)
        scores = torch.einsum("ad,pde,te->apt", left, self.between, right)
        offsets = np.arange(len(vectors))[None, :] - anchors.numpy()[:, None]
        buckets = torch.from_numpy(bucket_of(offsets))
        return scores + self.distance[:, buckets].permute(1, 0, 2)


def pooled(vectors: Tensor, first: int, last: int) -> Tensor:
    """Return what a span head sees of a range: the mean of its tokens, and their maximum."""
    own = vectors[first:last]
    return torch.cat([own.mean(0), own.max(0).values])
