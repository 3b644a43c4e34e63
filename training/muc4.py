"""Learns from MUC-4's training part which incidents count there and who fills their slots.

    python -m training.muc4 [--gold ../shared/gold/muc4]

Writes ``benchmarks/data/muc4.json.gz`` (logistic weights and thresholds, see
`benchmarks.muc4_weights`) and prints what five-fold cross-validation gives on the training part.
Thresholds and the document features of the fillers come from the folds that a document is not in.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.common import Tally, read_jsonl
from benchmarks.muc4_candidates import Candidate, candidates_of, described, with_document
from benchmarks.muc4_documents import document_features
from benchmarks.muc4_keys import Key, Mentions, parse_key, role_slots
from benchmarks.muc4_reading import read
from benchmarks.muc4_scoring import covers
from benchmarks.muc4_weights import labels, probability, weights_file
from training.logistic import Examples, fit

folds = 5
slots = {**role_slots, described: "HUM TGT: DESCRIPTION"}
document_fit = {"least": 4, "penalty": 4.0}
filler_fit = {"least": 4, "penalty": 3.0}
smallest_weight = 0.03
grid = [n / 50 for n in range(4, 31)]


@dataclass(frozen=True)
class Lesson:
    """One document: its features, its candidates and its keys."""

    fold: int
    features: frozenset[str]
    candidates: list[Candidate]
    keys: list[Key]

    def has(self, label: str) -> bool:
        """Tell whether a label is right: relevant, or an incident of that type."""
        if label == "relevant":
            return bool(self.keys)
        return any(label in f.values for k in self.keys for f in k.slots["INCIDENT: TYPE"])

    def gold(self, role: str) -> list[Mentions]:
        """Return the distinct entities of a role, over all incidents."""
        fillers = (f for key in self.keys for f in key.slots[slots[role]])
        return list(
            dict.fromkeys(f.values for f in fillers if role != described or not f.refers_to)
        )


Scores = dict[str, float]


def lesson(document: dict[str, object]) -> Lesson:
    """Read one document of the training part."""
    found = read(str(document["text"]))
    digest = hashlib.sha256(str(document["docid"]).encode()).hexdigest()
    keys = [parse_key(t) for t in document["templates"]]  # type: ignore[attr-defined]
    return Lesson(int(digest, 16) % folds, document_features(found), candidates_of(found), keys)


def fit_documents(lessons: Sequence[Lesson]) -> dict[str, Scores]:
    """Return the weights of each label's model."""
    sets = [lesson.features for lesson in lessons]
    ones = np.ones(len(sets))
    return {
        label: fit(
            Examples(sets, np.array([float(x.has(label)) for x in lessons]), ones),
            least=int(document_fit["least"]),
            penalty=document_fit["penalty"],
        )
        for label in labels
    }


def fit_fillers(lessons: Sequence[Lesson], likely: Sequence[Scores], role: str) -> Scores:
    """Return the weights of a role's model."""
    sets, right = [], []
    for each, document in zip(lessons, likely, strict=True):
        gold = each.gold(role)
        for candidate in each.candidates:
            if candidate.role == role:
                sets.append(with_document(candidate, document))
                right.append(float(any(covers(entity, (candidate.text,)) for entity in gold)))
    examples = Examples(sets, np.array(right), np.ones(len(sets)))
    return fit(examples, least=int(filler_fit["least"]), penalty=filler_fit["penalty"])


def outside(lessons: Sequence[Lesson]) -> list[Scores]:
    """Return each document's probabilities from models that did not see it."""
    found: list[Scores] = [{} for _ in lessons]
    for fold in range(folds):
        models = fit_documents([x for x in lessons if x.fold != fold])
        for n, each in enumerate(lessons):
            if each.fold == fold:
                found[n] = {la: probability(w, each.features) for la, w in models.items()}
    return found


def filler_threshold(
    lessons: Sequence[Lesson], likely: Sequence[Scores], role: str
) -> tuple[float, float]:
    """Return the threshold with the best cross-validated F1 of a role, and that F1."""
    scored: list[list[tuple[float, str, bool]]] = []
    gold = [each.gold(role) for each in lessons]
    models = {
        fold: fit_fillers(
            [x for x in lessons if x.fold != fold],
            [s for x, s in zip(lessons, likely, strict=True) if x.fold != fold],
            role,
        )
        for fold in range(folds)
    }
    for each, document, entities in zip(lessons, likely, gold, strict=True):
        best: dict[str, tuple[float, str, bool]] = {}
        for c in each.candidates:
            if c.role == role:
                p = probability(models[each.fold], with_document(c, document))
                right = any(covers(e, (c.text,)) for e in entities)
                best[c.cluster] = max(best.get(c.cluster, (0.0, "", False)), (p, c.text, right))
        scored.append(list(best.values()))
    return _best_threshold(scored, [len(g) for g in gold])


def label_threshold(
    lessons: Sequence[Lesson], likely: Sequence[Scores], label: str
) -> tuple[float, float]:
    """Return the threshold with the best cross-validated F1 of a label, and that F1."""
    scored = [[(s[label], "", x.has(label))] for x, s in zip(lessons, likely, strict=True)]
    return _best_threshold(scored, [int(x.has(label)) for x in lessons])


def _best_threshold(
    scored: Sequence[Sequence[tuple[float, str, bool]]], gold: Sequence[int]
) -> tuple[float, float]:
    def f1_at(threshold: float) -> float:
        taken = [[right for p, _, right in listed if p >= threshold] for listed in scored]
        right = sum(min(sum(t), g) for t, g in zip(taken, gold, strict=True))
        return Tally(right, sum(map(len, taken)), sum(gold)).f1

    best = max(grid, key=lambda t: (f1_at(t), -t))
    return best, f1_at(best)


def pruned(weights: Scores) -> Scores:
    """Leave out weights too small to matter; round the others."""
    return {f: round(w, 2) for f, w in weights.items() if abs(w) >= smallest_weight}


def main() -> None:
    """Learn, print the cross-validation, write the file."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gold", type=Path, default=Path("../shared/gold/muc4"))
    lessons = [lesson(d) for d in read_jsonl(options.parse_args().gold / "train.jsonl")]
    likely = outside(lessons)
    thresholds: Scores = {}
    for label in labels:
        thresholds[label], reached = label_threshold(lessons, likely, label)
        print(f"{label}: threshold {thresholds[label]}, F1 {reached:.3f}", flush=True)
    fillers = {}
    for role in slots:
        thresholds[role], reached = filler_threshold(lessons, likely, role)
        fillers[role] = pruned(fit_fillers(lessons, likely, role))
        print(f"{role}: threshold {thresholds[role]}, F1 {reached:.3f}", flush=True)
    documents = {label: pruned(w) for label, w in fit_documents(lessons).items()}
    data = {"documents": documents, "fillers": fillers, "thresholds": thresholds}
    raw = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    weights_file.parent.mkdir(exist_ok=True)
    weights_file.write_bytes(gzip.compress(raw, 9, mtime=0))
    print(f"{weights_file.name}: {weights_file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
