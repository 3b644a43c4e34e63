"""Lessons that teach what a larger network holds likely, beside what was marked (Hinton 2015).

A label becomes a probability: the mean of what was marked and of what the teacher says. Where
nothing was marked for a head, the teacher's word alone is taught.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from polybius.reading.neural.attributions import anchor_head, parts_head
from polybius.reading.neural.heads import Floats, Heads
from training.net import Lesson, Net
from training.teacher import Teacher, batches

trust = 0.5
"""The teacher's share of a label."""
noticed = 0.1
"""How likely the teacher must hold an anchor for its parts to be taught."""


def heads_of(net: Net) -> Heads:
    """Return a network's heads as the reader applies them."""
    own = {k: v.detach().numpy() for k, v in net.state_dict().items() if not _inner(k)}
    return Heads(own)


def softened(lessons: Sequence[Lesson], teacher: Teacher) -> list[Lesson]:
    """Return lessons with what ``teacher`` says of them."""
    teacher.eval()
    heads, found = heads_of(teacher), {}
    for group in batches(lessons, random.Random(0)):
        with torch.no_grad():
            vectors = [v.numpy() for v in teacher(group, 0)]
        for lesson, own in zip(group, vectors, strict=True):
            found[id(lesson)] = _softened(lesson, own, heads)
    return [found[id(lesson)] for lesson in lessons]


def same_windows(told: Sequence[Lesson], lessons: Sequence[Lesson]) -> list[Lesson]:
    """Return what is told of the same windows, in another encoder's word pieces."""
    for one, other in zip(told, lessons, strict=True):
        if (one.window.first, one.window.last) != (other.window.first, other.window.last):
            raise ValueError("the encoders cut texts at different places")
    return [replace(a, window=b.window) for a, b in zip(told, lessons, strict=True)]


def _softened(lesson: Lesson, vectors: Floats, heads: Heads) -> Lesson:
    tags: dict[str, NDArray[np.int64] | NDArray[np.float32]] = {}
    for name, gold in lesson.tags.items():
        told = heads.tag(name, vectors)
        tags[name] = _mixed(np.eye(told.shape[1], dtype=np.float32)[gold], told)
    spans = {
        name: _spans(own, heads.span(name, vectors, [(a, b) for a, b, _ in own]))
        for name, own in lesson.spans.items()
    }
    pairs = {
        name: _pairs(own, heads.pair(name, vectors, [a for a, _ in own]))
        for name, own in lesson.pairs.items()
    }
    if anchor_head not in tags:
        tags[anchor_head] = heads.tag(anchor_head, vectors)
        anchors = [int(i) for i in np.flatnonzero(tags[anchor_head][:, 1] >= noticed)]
        told = heads.pair(parts_head, vectors, anchors)
        pairs[parts_head] = list(zip(anchors, told, strict=True))
    return replace(lesson, tags=tags, spans=spans, pairs=pairs)


def _spans(
    own: Iterable[tuple[int, int, NDArray[np.float32]]], told: Floats
) -> list[tuple[int, int, NDArray[np.float32]]]:
    return [(a, b, _mixed(gold, said)) for (a, b, gold), said in zip(own, told, strict=True)]


def _pairs(
    own: Iterable[tuple[int, NDArray[np.float32]]], told: Floats
) -> list[tuple[int, NDArray[np.float32]]]:
    return [(a, _mixed(gold, said)) for (a, gold), said in zip(own, told, strict=True)]


def _mixed(gold: NDArray[np.float32], told: Floats) -> NDArray[np.float32]:
    return ((1 - trust) * gold + trust * told).astype(np.float32)


def _inner(name: str) -> bool:
    return name.startswith("encoder.")
