"""Trains the reader's network: one encoder, all heads.

    python -m training.reader [--gold ../shared/gold] [--out build/reader] [--epochs 4]

Prints a line for each epoch and keeps what it has after each (``OUT/state.pt``), so that a run that
was stopped goes on where it was. ``python -m training.reader --export`` writes the model that is
there into the package.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch

from polybius.reading.neural.attributions import parts
from training.encoders import Pretrained, minilm
from training.lessons import (
    attribution_set,
    certainties,
    confidences,
    cutter,
    effects,
    factuality_set,
    incident_types,
    muc4_roles,
    muc4_set,
    polarities,
    police_classes,
    police_set,
    re3d_set,
    relation_types,
)
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
        "certainty": len(certainties),
        "polarity": len(polarities),
    },
    pairs={"attribution": len(parts), "relation": len(relation_types)},
)
weights = {
    "cue": 20.0, "attribution": 0.02, "relation": 1.0, "police": 3.0, "certainty": 1.0,
    "polarity": 1.0, **{f"muc4_{role}": 6.0 for role in muc4_roles},
}  # fmt: skip
"""How much a head's loss counts: the rarer what it finds, the more."""


def lessons_of(gold: Path, start: Pretrained) -> list[Lesson]:
    """Return every lesson, in a fixed order."""
    cutting = cutter(start.tokenizer, start.ends)
    corpus = Path("corpus")
    sets = {
        "attributions, relations": attribution_set(
            cutting, gold / "m2e2/train.jsonl", corpus / "standoff", corpus / "corpus.jsonl"
        ),
        "MUC-4": muc4_set(cutting, gold / "muc4/train.jsonl", random.Random(seed)),
        "police": police_set(cutting, Path("training/written/police.txt")),
        "MEANTIME": factuality_set(cutting, gold / "meantime/meantime_en.jsonl"),
        "re3d": re3d_set(cutting, gold / "re3d/train.jsonl"),
    }
    for name, lessons in sets.items():
        pieces = sum(len(x.window.pieces) for x in lessons)
        print(f"{name}: {len(lessons)} windows, {pieces} pieces", flush=True)
    return [lesson for lessons in sets.values() for lesson in lessons]


def batches(lessons: Sequence[Lesson], generator: random.Random) -> Iterator[list[Lesson]]:
    """Yield lessons of about one length together, in random order."""
    order = sorted(lessons, key=lambda x: len(x.window.pieces) + generator.random() * 40)
    groups = [order[i : i + batch] for i in range(0, len(order), batch)]
    generator.shuffle(groups)
    yield from groups


def train(net: Net, start: Pretrained, lessons: Sequence[Lesson], epochs: int, out: Path) -> None:
    """Train ``net``, from where the state in ``out`` stands."""
    inner = {id(p) for p in net.encoder.parameters()}
    groups = [
        {"params": [p for p in net.parameters() if id(p) in inner], "lr": encoder_rate},
        {"params": [p for p in net.parameters() if id(p) not in inner], "lr": head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * -(-len(lessons) // batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1.0, (s + 1) / (0.06 * steps)) * max(0.02, 1 - s / steps)
    )
    done, state = 0, out / "state.pt"
    if state.exists():
        kept = torch.load(state, weights_only=True)
        net.load_state_dict(kept["net"])
        optimizer.load_state_dict(kept["optimizer"])
        schedule.load_state_dict(kept["schedule"])
        done = kept["epoch"]
    net.train()
    for epoch in range(done, epochs):
        began, total, count = time.monotonic(), 0.0, 0
        for group in batches(lessons, random.Random(seed + epoch)):
            loss = net.loss(group, start.pad, weights)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, count = total + loss.item(), count + 1
            if count % 50 == 0:
                print(f"  {count} of {-(-len(lessons) // batch)}: {total / count:.3f}", flush=True)
        print(
            f"epoch {epoch + 1}: {total / count:.4f}, {time.monotonic() - began:.0f} s", flush=True
        )
        kept = {
            "net": net.state_dict(), "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(), "epoch": epoch + 1,
        }  # fmt: skip
        torch.save(kept, state.with_suffix(".part"))
        state.with_suffix(".part").replace(state)


def main() -> None:
    """Train, or export what was trained."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    options.add_argument("--out", type=Path, default=Path("build/reader"))
    options.add_argument("--epochs", type=int, default=4)
    options.add_argument("--init", type=Path, help="weights to start from")
    chosen = options.parse_args()
    torch.manual_seed(seed)
    start = minilm()
    net = Net(start.model, shape)
    if chosen.init:
        mine = net.state_dict()
        given = torch.load(chosen.init, weights_only=True)
        given = given.get("net", given)
        fitting = {k: v for k, v in given.items() if k in mine and v.shape == mine[k].shape}
        net.load_state_dict(fitting, strict=False)
    chosen.out.mkdir(parents=True, exist_ok=True)
    train(net, start, lessons_of(chosen.gold, start), chosen.epochs, chosen.out)


if __name__ == "__main__":
    main()
