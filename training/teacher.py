"""The larger encoder that teaches the shipped one: MPNet, of which the upper layers learn.

The lower layers stay as they were pretrained, so that each window goes through them once, whatever
the number of epochs: most of the cost of training on a processor is in them.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import mean

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.encoders import Pretrained
from training.net import Lesson, Net, Shape

frozen = 8
"""Layers, from below, that don't learn."""
upper_rate, head_rate = 7e-5, 1e-3
together = 1800
"""Word pieces that are computed on at once."""


class Teacher(Net):
    """MPNet with heads; its lower layers are applied once to each window."""

    def __init__(self, start: Pretrained, shape: Shape) -> None:
        super().__init__(start.model, shape)
        self._pad = start.pad
        self._lower: dict[tuple[int, ...], NDArray[np.float16]] = {}
        for name, weight in self.encoder.named_parameters():
            weight.requires_grad = any(name.startswith(f"encoder.layer.{n}.") for n in self._upper)

    @property
    def _upper(self) -> range:
        return range(frozen, len(self.encoder.encoder.layer))

    def forward(self, lessons: Sequence[Lesson], pad: int) -> list[Tensor]:
        """Return the token vectors of each window, shape (tokens, size)."""
        self.prepare([x for x in lessons if x.window.pieces not in self._lower])
        low = [self._lower[x.window.pieces] for x in lessons]
        hidden = torch.zeros((len(low), max(map(len, low)), low[0].shape[1]))
        mask = torch.zeros(hidden.shape[:2])
        for n, own in enumerate(low):
            hidden[n, : len(own)] = torch.from_numpy(own.astype(np.float32))
            mask[n, : len(own)] = 1
        hidden = self._through(hidden, mask, self._upper)
        return [self.drop(hidden[n, list(x.window.starts)]) for n, x in enumerate(lessons)]

    def prepare(self, lessons: Sequence[Lesson]) -> None:
        """Apply the lower layers to the windows of lessons, and keep what comes out."""
        for group in batches(lessons, random.Random(0)):
            longest = max(len(x.window.pieces) for x in group)
            ids = torch.full((len(group), longest), self._pad)
            mask = torch.zeros(ids.shape)
            for n, lesson in enumerate(group):
                ids[n, : len(lesson.window.pieces)] = torch.tensor(lesson.window.pieces)
                mask[n, : len(lesson.window.pieces)] = 1
            with torch.no_grad():
                found = self.encoder.embeddings(input_ids=ids)
                found = self._through(found, mask, range(frozen)).to(torch.float16).numpy()
            for n, lesson in enumerate(group):
                pieces = lesson.window.pieces
                self._lower[pieces] = found[n, : len(pieces)].copy()

    def _through(self, hidden: Tensor, mask: Tensor, layers: range) -> Tensor:
        inner = self.encoder.encoder
        with torch.no_grad():
            bias = inner.compute_position_bias(hidden)
        hide = ((1 - mask) * -1e9)[:, None, None, :]
        for n in layers:
            hidden = inner.layer[n](hidden, hide, bias)[0]
        return hidden

    def learnt(self) -> dict[str, Tensor]:
        """Return the weights that training changes."""
        changing = {k for k, v in self.named_parameters() if v.requires_grad}
        return {k: v for k, v in self.state_dict().items() if k in changing}


def batches(lessons: Sequence[Lesson], generator: random.Random) -> Iterator[list[Lesson]]:
    """Yield lessons of about one length together, in random order."""
    groups: list[list[Lesson]] = []
    for lesson in sorted(lessons, key=lambda x: len(x.window.pieces) + generator.random() * 40):
        if not groups or (len(groups[-1]) + 1) * len(lesson.window.pieces) > together:
            groups.append([])
        groups[-1].append(lesson)
    generator.shuffle(groups)
    yield from groups


def train_teacher(
    net: Teacher, lessons: Sequence[Lesson], weights: Mapping[str, float], epochs: int, state: Path
) -> None:
    """Train ``net``, from where the file ``state`` stands."""
    parameters = [(k, p) for k, p in net.named_parameters() if p.requires_grad]
    groups = [
        {"params": [p for k, p in parameters if k.startswith("encoder.")], "lr": upper_rate},
        {"params": [p for k, p in parameters if not k.startswith("encoder.")], "lr": head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * sum(1 for _ in batches(lessons, random.Random(0)))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: rate(s, steps))
    done = 0
    if state.exists():
        kept = torch.load(state, weights_only=True)
        net.load_state_dict(kept["net"], strict=False)
        optimizer.load_state_dict(kept["optimizer"])
        schedule.load_state_dict(kept["schedule"])
        done = kept["epoch"]
    net.train()
    for epoch in range(done, epochs):
        began, losses = time.monotonic(), []
        for group in batches(lessons, random.Random(epoch)):
            loss = net.loss(group, 0, weights)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_([p for _, p in parameters], 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        print(f"teacher, epoch {epoch + 1}: {mean(losses):.3f}, {time.monotonic() - began:.0f} s")
        kept = {
            "net": net.learnt(), "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(), "epoch": epoch + 1,
        }  # fmt: skip
        torch.save(kept, state.with_suffix(".part"))
        state.with_suffix(".part").replace(state)


def rate(step: int, steps: int) -> float:
    """Return the learning rate's share: up in the first sixteenth, then down to nearly nothing."""
    return min(1.0, (step + 1) / (0.06 * steps)) * max(0.02, 1 - step / steps)
