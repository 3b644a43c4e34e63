"""Trains the reader's network: one encoder, all heads.

    python -m training.reader [--gold ../shared/gold] [--out build/reader]

It learns attribution first and then everything together. Prints a line for each epoch and keeps
what it has after each (``OUT/state.pt``), so that a run that was stopped goes on where it was; then
writes the model into the package. About an hour and a half on two cores.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import torch

from polybius.reading.neural.attributions import parts
from polybius.reading.neural.deeds import classes as police_classes
from polybius.reading.neural.relations import types as relation_types
from training.cutting import cutter
from training.encoders import Pretrained, minilm, minilm_digest
from training.export import export
from training.lessons_attribution import attribution_set
from training.lessons_muc4 import confidences, effects, incident_types, muc4_roles, muc4_set
from training.lessons_police import police_set
from training.lessons_relations import re3d_set
from training.net import Lesson, Net, Shape

seed = 7
batch = 8
encoder_rate, head_rate = 1.2e-4, 1e-3
shape = Shape(
    tags={"cue": 2, **{f"muc4_{role}": 3 for role in muc4_roles}},
    spans={
        "muc4_effect": len(effects),
        "muc4_confidence": len(confidences),
        "muc4_type": len(incident_types),
        "police": len(police_classes),
    },
    pairs={"attribution": len(parts), "relation": len(relation_types)},
)
weights = {
    "cue": 20.0, "attribution": 0.02, "relation": 1.0, "police": 3.0,
    **{f"muc4_{role}": 6.0 for role in muc4_roles},
}  # fmt: skip
"""How much a head's loss counts: the rarer what it finds, the more."""


phases = (("attributions, relations",), None)
"""Which sets each phase learns from; all where None."""
epochs = (6, 4)
"""How often each phase goes through them."""


def lessons_of(gold: Path, start: Pretrained) -> dict[str, list[Lesson]]:
    """Return the lessons of each set, in a fixed order."""
    cutting = cutter(start.tokenizer, start.ends)
    corpus = Path("corpus")
    sets = {
        "attributions, relations": attribution_set(
            cutting, gold / "m2e2/train.jsonl", corpus / "standoff", corpus / "corpus.jsonl"
        ),
        "MUC-4": muc4_set(cutting, gold / "muc4/train.jsonl", random.Random(seed)),
        "police": police_set(cutting, Path("training/written/police.txt")),
        "re3d": re3d_set(cutting, gold / "re3d/train.jsonl"),
    }
    for name, lessons in sets.items():
        pieces = sum(len(x.window.pieces) for x in lessons)
        print(f"{name}: {len(lessons)} windows, {pieces} pieces", flush=True)
    return sets


def batches(lessons: Sequence[Lesson], generator: random.Random) -> Iterator[list[Lesson]]:
    """Yield lessons of about one length together, in random order."""
    order = sorted(lessons, key=lambda x: len(x.window.pieces) + generator.random() * 40)
    groups = [order[i : i + batch] for i in range(0, len(order), batch)]
    generator.shuffle(groups)
    yield from groups


@dataclass(frozen=True)
class Course:
    """Lessons to go through a number of times."""

    phase: int
    lessons: Sequence[Lesson]
    epochs: int

    @property
    def steps(self) -> int:
        """Return how many batches that are."""
        return self.epochs * -(-len(self.lessons) // batch)


def train(net: Net, start: Pretrained, course: Course, state: Path) -> None:
    """Take ``net`` through a course, from where the file ``state`` stands."""
    inner = {id(p) for p in net.encoder.parameters()}
    groups = [
        {"params": [p for p in net.parameters() if id(p) in inner], "lr": encoder_rate},
        {"params": [p for p in net.parameters() if id(p) not in inner], "lr": head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: _rate(s, course.steps))
    done = 0
    if state.exists():
        kept = torch.load(state, weights_only=True)
        if kept["phase"] > course.phase:
            return
        net.load_state_dict(kept["net"])
        if kept["phase"] == course.phase:
            optimizer.load_state_dict(kept["optimizer"])
            schedule.load_state_dict(kept["schedule"])
            done = kept["epoch"]
    net.train()
    for epoch in range(done, course.epochs):
        began, losses = time.monotonic(), []
        for group in batches(course.lessons, random.Random(seed + epoch)):
            loss = net.loss(group, start.pad, weights)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
            if len(losses) % 50 == 0:
                print(f"  {len(losses)} batches: {mean(losses):.3f}", flush=True)
        seconds = time.monotonic() - began
        print(f"phase {course.phase}, epoch {epoch + 1}: {mean(losses):.4f}, {seconds:.0f} s")
        kept = {
            "net": net.state_dict(), "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(), "phase": course.phase, "epoch": epoch + 1,
        }  # fmt: skip
        torch.save(kept, state.with_suffix(".part"))
        state.with_suffix(".part").replace(state)


def _rate(step: int, steps: int) -> float:
    """Return the learning rate's share: up in the first sixteenth, then down to nearly nothing."""
    return min(1.0, (step + 1) / (0.06 * steps)) * max(0.02, 1 - step / steps)


def main() -> None:
    """Train, and write the model."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    options.add_argument("--out", type=Path, default=Path("build/reader"))
    chosen = options.parse_args()
    torch.manual_seed(seed)
    start = minilm()
    net = Net(start.model, shape)
    sets = lessons_of(chosen.gold, start)
    chosen.out.mkdir(parents=True, exist_ok=True)
    for number, names in enumerate(phases):
        lessons = [x for name, own in sets.items() if not names or name in names for x in own]
        train(net, start, Course(number, lessons, epochs[number]), chosen.out / "state.pt")
    export(net, start, shipped, card(chosen.gold))


def card(gold: Path) -> dict[str, Any]:
    """Return what the model's card says of its making."""
    files = [gold / name for name in learned_from] + [Path(name) for name in own_text]
    return {
        "name": "reader.minilm.v1",
        "encoder": {"model": "all-MiniLM-L6-v2", "licence": "Apache-2.0", "sha256": minilm_digest},
        "seed": seed,
        "epochs": list(epochs),
        "data": {
            "/".join(path.parts[-2:]): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
        },
    }


learned_from = (
    "m2e2/train.jsonl", "muc4/train.jsonl", "re3d/train.jsonl",
)  # fmt: skip
own_text = (
    "corpus/corpus.jsonl", "corpus/standoff/attributions.jsonl", "corpus/standoff/relations.jsonl",
    "training/written/police.txt",
)  # fmt: skip
shipped = Path("src/polybius/reading/neural/model")

if __name__ == "__main__":
    main()
