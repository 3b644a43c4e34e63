"""Trains the reader's network: one encoder, all heads.

    python -m training.reader [--gold ../shared/gold] [--out build/reader]
                              [--model src/polybius/reading/neural/model] [--bf16]
                              [--more EPOCHS --name NAME | --teacher EPOCHS]

It learns attribution first, then everything together, then everything with the marks in news and
reports and the written texts. Prints a line for each epoch and keeps what it has after each
(``OUT``), so that a run that was stopped goes on where it was; then writes the model. About six
hours on two cores, less with ``--bf16`` on a processor that multiplies in bfloat16.

With ``--more`` the shipped model goes through everything so many times more, as after texts were
added, and gets another name. With ``--teacher`` a larger network learns the same lessons for so
many epochs first, and the small one at last goes through them with what the large one says. What
ships was made without.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import torch

from polybius.reading.neural.attributions import parts
from polybius.reading.neural.deeds import classes as police_classes
from polybius.reading.neural.relations import types as relation_types
from training.cutting import cutter
from training.distilling import same_windows, softened
from training.encoders import Pretrained, minilm, minilm_digest, mpnet, mpnet_digest
from training.export import export
from training.lessons_attribution import (
    attribution_set,
    laid_over,
    marked_by_hand,
    marked_news,
    marked_reports,
    own_corpus,
)
from training.lessons_muc4 import confidences, effects, incident_types, muc4_roles, muc4_set
from training.lessons_police import police_set
from training.lessons_relations import re3d_set
from training.lessons_written import folder as written_texts
from training.lessons_written import written_news
from training.net import Hidden, Lesson, Net, Shape
from training.shipped_weights import load_shipped
from training.teacher import Teacher, batches, rate, train_teacher

name = "reader.minilm.v5"
seed = 7
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


without_news = ("attributions, relations", "own corpus", "MUC-4", "police", "re3d")
phases = (without_news[:2], without_news, None, None)
"""Which sets each phase goes through; all where None."""
everything, taught_too = 2, 3
"""The phase that goes through all, and the one that learns from the teacher as well."""
epochs = (6, 4, 16, 3)
"""How often."""
hidden_share = 0.1
"""Share of word pieces that the phase of everything hides at first; none in its last quarter."""
encoder_rates, head_rates = (1.2e-4, 1.2e-4, 1e-4, 8e-5), (1e-3, 1e-3, 7e-4, 4e-4)
"""How fast encoder and heads learn in each phase."""


def lessons_of(gold: Path, start: Pretrained) -> dict[str, list[Lesson]]:
    """Return the lessons of each set, in a fixed order."""
    cutting = cutter(start.tokenizer, start.ends)
    marks = Path("corpus/standoff")
    of = {name: gold / path for name, path in learned_from.items()}
    sets = {
        "attributions, relations": attribution_set(cutting, marked_by_hand(of["M2E2"], marks)),
        "attributions in news": attribution_set(
            cutting, marked_news((of["ECB+"], of["MEANTIME"]), marks)
        ),
        "own corpus": attribution_set(cutting, own_corpus(Path("corpus/corpus.jsonl"))),
        "written news": attribution_set(cutting, written_news(written_texts, kept=False)),
        "MUC-4": muc4_set(cutting, of["MUC-4"], random.Random(seed)),
        "written incidents": muc4_set(cutting, written_incidents, random.Random(seed)),
        "police": police_set(cutting, Path("training/written/police.txt")),
        "re3d": re3d_set(cutting, of["re3d"]),
    }
    reports = attribution_set(cutting, marked_reports((of["MUC-4"], of["re3d"]), marks))
    sets["attributions in reports"] = laid_over(reports, (*sets["MUC-4"], *sets["re3d"]))
    for name, lessons in sets.items():
        pieces = sum(len(x.window.pieces) for x in lessons)
        print(f"{name}: {len(lessons)} windows, {pieces} pieces", flush=True)
    return sets


@dataclass(frozen=True)
class Course:
    """Lessons to go through a number of times."""

    phase: int
    lessons: Sequence[Lesson]
    epochs: int

    @property
    def steps(self) -> int:
        """Return how many batches that are, about."""
        return self.epochs * sum(1 for _ in batches(self.lessons, random.Random(seed)))

    def hides(self, done: float) -> float:
        """Return the share of word pieces to hide when a share of the course is done, 0 to 1."""
        return hidden_share * max(0.0, 1 - done / 0.75) if self.phase == everything else 0.0


def train(net: Net, start: Pretrained, course: Course, state: Path) -> None:
    """Take ``net`` through a course, from where the file ``state`` stands."""
    inner = {id(p) for p in net.encoder.parameters()}
    own = [p for p in net.parameters() if id(p) not in inner]
    groups = [
        {"params": list(net.encoder.parameters()), "lr": encoder_rates[course.phase]},
        {"params": own, "lr": head_rates[course.phase]},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = course.steps
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: rate(s, steps))
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
    spared = frozenset((*start.ends, start.pad))
    for epoch in range(done, course.epochs):
        began, losses = time.monotonic(), []
        for group in batches(course.lessons, random.Random(seed + epoch)):
            share = course.hides(schedule.last_epoch / steps)
            net.hidden = Hidden(share, start.mask, spared)
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


def main() -> None:
    """Train, and write the model."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    options.add_argument("--out", type=Path, default=Path("build/reader"))
    options.add_argument("--model", type=Path, default=shipped)
    options.add_argument("--bf16", action="store_true")
    way = options.add_mutually_exclusive_group()
    way.add_argument("--more", type=int, default=0, metavar="EPOCHS")
    way.add_argument("--teacher", type=int, default=0, metavar="EPOCHS")
    options.add_argument("--name", default=name)
    chosen = options.parse_args()
    if chosen.more and chosen.name == name:
        raise SystemExit("--more makes another model: give it a --name of its own.")
    chosen.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    start = minilm()
    net = Net(start.model, shape)
    net.in_bfloat16 = chosen.bf16
    sets = lessons_of(chosen.gold, start)
    if chosen.more:
        made = card(chosen.gold) | go_on(net, start, sets, chosen)
    else:
        made = card(chosen.gold) | from_the_start(net, start, sets, chosen)
    export(net, start, chosen.model, made | {"name": chosen.name})


Sets = Mapping[str, Sequence[Lesson]]


def from_the_start(
    net: Net, start: Pretrained, sets: Sets, chosen: argparse.Namespace
) -> dict[str, Any]:
    """Train the pretrained encoder with new heads; return what the card says of it."""
    state = chosen.out / "state.pt"
    for phase, names in enumerate(phases[:taught_too]):
        lessons = [x for name, own in sets.items() if not names or name in names for x in own]
        train(net, start, Course(phase, lessons, epochs[phase]), state)
    if not chosen.teacher:
        return {"epochs": list(epochs[:taught_too])}
    lessons = [x for own in sets.values() for x in own]
    told = taught(chosen.gold, chosen.out / "teacher.pt", chosen.teacher)
    course = Course(taught_too, same_windows(told, lessons), epochs[taught_too])
    train(net, start, course, state)
    teacher = {"model": "all-mpnet-base-v2", "sha256": mpnet_digest}
    return {"epochs": list(epochs), "teacher": teacher}


def go_on(net: Net, start: Pretrained, sets: Sets, chosen: argparse.Namespace) -> dict[str, Any]:
    """Take the shipped model through everything again; return what the card says of it."""
    known = json.loads((shipped / "card.json").read_text(encoding="utf-8"))
    load_shipped(net, shipped)
    lessons = [x for own in sets.values() for x in own]
    state = chosen.out / f"{chosen.name}.pt"
    train(net, start, Course(everything, lessons, chosen.more), state)
    before = {"name": known["name"], "files": known["files"], "epochs": known["epochs"]}
    return {"epochs": [chosen.more], "from": before}


def taught(gold: Path, state: Path, often: int) -> list[Lesson]:
    """Train the larger network and return all lessons with what it says of them."""
    torch.manual_seed(seed)
    start = mpnet()
    teacher = Teacher(start, shape)
    lessons = [x for own in lessons_of(gold, start).values() for x in own]
    train_teacher(teacher, lessons, weights, often, state)
    return softened(lessons, teacher)


def card(gold: Path) -> dict[str, Any]:
    """Return what the card says of the data that the model is made from."""
    files = [gold / path for path in learned_from.values()] + [Path(path) for path in own_text]
    return {
        "encoder": {"model": "all-MiniLM-L6-v2", "licence": "Apache-2.0", "sha256": minilm_digest},
        "seed": seed,
        "data": {
            **{
                "/".join(path.parts[-2:]): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in files
            },
            "written/news": written_digest(),
        },
    }


def written_digest() -> str:
    """Return the SHA-256 of the written news: of the names and digests of all texts, in order."""
    lines = (
        f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n"
        for path in sorted(written_texts.glob("*.txt"))
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


learned_from = {
    "M2E2": "m2e2/train.jsonl",
    "ECB+": "ecbplus/train.jsonl",
    "MEANTIME": "meantime/meantime_en.jsonl",
    "MUC-4": "muc4/train.jsonl",
    "re3d": "re3d/train.jsonl",
}
written_incidents = Path("training/written/incidents.jsonl")
own_text = (
    "corpus/corpus.jsonl", "corpus/standoff/attributions.jsonl", "corpus/standoff/relations.jsonl",
    "corpus/standoff/news.jsonl", "corpus/standoff/reports.jsonl",
    "training/written/police.txt", "training/written/incidents.jsonl",
)  # fmt: skip
shipped = Path("src/polybius/reading/neural/model")

if __name__ == "__main__":
    main()
