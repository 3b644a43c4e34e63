"""Learns the stacked models: what rules' scores and trained chances together amount to.

Fitted on the documents that the encoder has not seen (`lessons_muc4.is_kept_back`), since it
is surer than it should be of those that it has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import expit

from benchmarks.common import Tally
from benchmarks.muc4_candidates import Candidate, described
from benchmarks.muc4_evidence import Evidence, document_evidence, filler_evidence
from benchmarks.muc4_keys import Key, Mentions, keys_of_type, role_slots
from benchmarks.muc4_reading import Read
from benchmarks.muc4_scoring import covers
from benchmarks.muc4_templates import offered, ruled_labels, same_words
from benchmarks.muc4_view import View
from benchmarks.muc4_weights import Model, labels

folds = 5
penalties = {"document": 6.0, "filler": 3.0}
slots = {**role_slots, described: "HUM TGT: DESCRIPTION"}
grid = [n / 50 for n in range(4, 36)]
about = 0.01
"""F1 by which a threshold may be worse than the best."""
least_of_label = 0.3
"""No rarer type is taken at less: with few examples the best threshold is chance."""


@dataclass(frozen=True)
class Sample:
    """One kept-back document."""

    docid: str
    found: Read
    view: View
    keys: list[Key]

    @property
    def fold(self) -> int:
        """Which fold it is in."""
        return int(hashlib.sha256(f"fold {self.docid}".encode()).hexdigest(), 16) % folds

    def has(self, label: str) -> bool:
        """Tell whether a label is right: relevant, or an incident of that type."""
        return bool(self.keys) if label == "relevant" else bool(self.of_type(label))

    def of_type(self, kind: str) -> list[Key]:
        """Return the keys of an incident type."""
        return keys_of_type(self.keys, kind)

    def gold(self, role: str) -> list[Mentions]:
        """Return the distinct entities of a role, over all incidents."""
        fillers = (f for key in self.keys for f in key.slots[slots[role]])
        return list(
            dict.fromkeys(f.values for f in fillers if role != described or not f.refers_to)
        )


@dataclass
class Example:
    """What speaks for something, and whether it is so."""

    name: str
    fold: int
    evidence: Evidence
    right: bool
    weight: float = 1.0


def fit_numbers(examples: Sequence[Example], penalty: float) -> dict[str, float]:
    """Return the weight of each piece of evidence, with an L2 ``penalty``, by L-BFGS."""
    columns = {f: n for n, f in enumerate(sorted({f for e in examples for f in e.evidence}))}
    pointers, indices, values = [0], [], []
    for example in examples:
        for name in sorted(example.evidence):
            indices.append(columns[name])
            values.append(example.evidence[name])
        pointers.append(len(indices))
    rows = csr_matrix((values, indices, pointers), shape=(len(examples), len(columns)))
    y = np.array([float(e.right) for e in examples])
    scale = np.array([e.weight for e in examples])
    free = np.array([0.01 if f == "bias" else penalty for f in columns])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        p = np.clip(expit(rows @ w), 1e-9, 1 - 1e-9)
        value = -np.sum(scale * (y * np.log(p) + (1 - y) * np.log(1 - p)))
        return float(value + free @ (w * w) / 2), rows.T @ (scale * (p - y)) + free * w

    found = minimize(
        loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B", options={"maxiter": 400}
    )
    return {f: round(float(found.x[n]), 3) for f, n in columns.items()}


def fit_all(examples: Sequence[Example], without: int | None = None) -> dict[str, dict[str, float]]:
    """Return the weights of every stacked model, learned without a fold's documents."""
    names = sorted({e.name for e in examples})
    return {
        name: fit_numbers(
            [e for e in examples if e.name == name and e.fold != without],
            penalties[name.split()[0]],
        )
        for name in names
    }


def document_examples(samples: Sequence[Sample], model: Model) -> list[Example]:
    """Return what speaks for each label of each document."""
    found = []
    for sample in samples:
        evidence = document_evidence(sample.view, ruled_labels(sample.found, model))
        found += [Example(f"document {la}", sample.fold, evidence, sample.has(la)) for la in labels]
    return found


def outside(
    examples: Sequence[Example],
    by_fold: Mapping[int, Mapping[str, Mapping[str, float]]],
    model: Model,
) -> list[float]:
    """Return each example's chance from the models that did not see its document."""
    models = {fold: replace(model, stacked=stacked) for fold, stacked in by_fold.items()}
    return [models[e.fold].chance(e.name, e.evidence) for e in examples]


@dataclass
class Offered:
    """A sample's candidates with what speaks for them."""

    sample: Sample
    candidates: list[Candidate]
    examples: list[Example]


def offers_of(
    samples: Sequence[Sample], model: Model, likely: Sequence[Mapping[str, float]]
) -> list[Offered]:
    """Return the candidates of each document; ``likely`` holds its labels' outside chances."""
    found = []
    for sample, document in zip(samples, likely, strict=True):
        rules = ruled_labels(sample.found, model)
        candidates, ruled = offered(sample.found, sample.view, rules, model)
        evidence = filler_evidence(candidates, ruled, sample.view, document)
        gold = {role: sample.gold(role) for role in slots}
        examples = [
            Example(
                f"filler {c.role}", sample.fold, own,
                any(covers(entity, (c.text,)) for entity in gold[c.role]),
            )
            for c, own in zip(candidates, evidence, strict=True)
        ]  # fmt: skip
        found.append(Offered(sample, candidates, examples))
    return found


def filler_threshold(
    offers: Sequence[Offered], chances: Sequence[Sequence[float]], role: str
) -> tuple[float, float]:
    """Return the threshold with the best outside F1 of a role, and that F1."""
    scored, gold = [], []
    for offer, own in zip(offers, chances, strict=True):
        best: list[tuple[float, str, bool]] = []
        clusters: set[str] = set()
        for n in sorted(range(len(own)), key=lambda n: (-own[n], n)):
            candidate = offer.candidates[n]
            if candidate.role != role or candidate.cluster in clusters:
                continue
            if any(same_words(text, candidate.text) for _, text, _ in best):
                continue
            clusters.add(candidate.cluster)
            best.append((own[n], candidate.text, offer.examples[n].right))
            if len(best) == 12:
                break
        scored.append(best)
        gold.append(len(offer.sample.gold(role)))
    return best_threshold(scored, gold)


def label_threshold(
    samples: Sequence[Sample], likely: Sequence[Mapping[str, float]], label: str
) -> tuple[float, float]:
    """Return the threshold with the best outside F1 of a label, and that F1."""
    scored = [[(s[label], "", x.has(label))] for x, s in zip(samples, likely, strict=True)]
    return best_threshold(scored, [int(x.has(label)) for x in samples], least_of_label)


def best_threshold(
    scored: Sequence[Sequence[tuple[float, str, bool]]], gold: Sequence[int], least: float = 0.0
) -> tuple[float, float]:
    """Return the middle of the thresholds, ``least`` or more, with about the best F1, and its F1.

    The very best is often the luck of a few documents.
    """

    def f1_at(threshold: float) -> float:
        taken = [[right for p, _, right in listed if p >= threshold] for listed in scored]
        right = sum(min(sum(t), g) for t, g in zip(taken, gold, strict=True))
        return Tally(right, sum(map(len, taken)), sum(gold)).f1

    reached = {t: f1_at(t) for t in grid if t >= least}
    near = [t for t, f in reached.items() if f >= max(reached.values()) - about]
    middle = near[(len(near) - 1) // 2]
    return middle, reached[middle]
