"""Learns from MUC-4's training part which incidents count there and who fills their slots.

    python -m training.muc4 [--gold ../shared/gold/muc4]

Writes ``benchmarks/data/muc4.json.gz`` (logistic weights and thresholds, see
`benchmarks.muc4_weights`) and prints what five-fold cross-validation gives on the documents that
are kept back from the encoder. The rules' models are learned from the documents that the encoder
has seen, the stacked ones, which weigh them against the trained heads, from those kept back.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.common import encode, f1, read_jsonl
from benchmarks.muc4 import merged_entities
from benchmarks.muc4_candidates import Candidate, candidates_of, with_document
from benchmarks.muc4_documents import document_features
from benchmarks.muc4_keys import Incident, Key, Mentions, parse_key, role_slots
from benchmarks.muc4_reading import Read, read, read_happenings
from benchmarks.muc4_scoring import (
    Template,
    ceaf_ree,
    covers,
    slot_tallies,
    template_counts,
    template_f1,
)
from benchmarks.muc4_templates import fill_templates, reduced_templates
from benchmarks.muc4_view import View, view_of
from benchmarks.muc4_weights import Model, labels, probability, weights_file
from training.lessons_muc4 import is_kept_back
from training.logistic import Examples, fit
from training.muc4_stack import (
    Sample,
    choice_examples,
    document_examples,
    filler_threshold,
    fit_all,
    folds,
    label_threshold,
    offers_of,
    outside,
    slots,
    value_examples,
)

rule_folds = 5
document_fit = {"least": 4, "penalty": 4.0}
filler_fit = {"least": 4, "penalty": 3.0}
smallest_weight = 0.03

Scores = dict[str, float]


@dataclass(frozen=True)
class Lesson:
    """One document that the encoder has seen: its features, its candidates and its keys."""

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
        return [f.values for key in self.keys for f in key.slots[slots[role]] if not f.refers_to]


def lesson(document: dict[str, Any]) -> Lesson:
    """Return what one document of the training part teaches the rules' models."""
    found = read_happenings(document["text"])
    digest = hashlib.sha256(str(document["docid"]).encode()).hexdigest()
    keys = [parse_key(t) for t in document["templates"]]
    return Lesson(
        int(digest, 16) // 7 % rule_folds, document_features(found), candidates_of(found), keys
    )


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


def outside_labels(lessons: Sequence[Lesson]) -> list[Scores]:
    """Return each document's probabilities from models that did not see it."""
    found: list[Scores] = [{} for _ in lessons]
    for fold in range(rule_folds):
        models = fit_documents([x for x in lessons if x.fold != fold])
        for n, each in enumerate(lessons):
            if each.fold == fold:
                found[n] = {la: probability(w, each.features) for la, w in models.items()}
    return found


def learn_rules(lessons: Sequence[Lesson]) -> Model:
    """Return the rules' models; the stacked ones are empty yet."""
    likely = outside_labels(lessons)
    return Model(
        {label: pruned(w) for label, w in fit_documents(lessons).items()},
        {role: pruned(fit_fillers(lessons, likely, role)) for role in slots},
        {},
        {},
    )


def pruned(weights: Scores) -> Scores:
    """Leave out weights too small to matter; round the others."""
    return {f: round(w, 2) for f, w in weights.items() if abs(w) >= smallest_weight}


@dataclass(frozen=True)
class Learned:
    """The model from all kept-back documents, and those that leave out a fold each."""

    model: Model
    by_fold: dict[int, Model]


def learn_stack(samples: Sequence[Sample], rules: Model) -> Learned:
    """Learn the stacked models and the thresholds, and print the outside F1 of each."""
    documents = document_examples(samples, rules)
    by_fold = {fold: fit_all(documents, fold) for fold in range(folds)}
    chances = outside(documents, by_fold, rules)
    likely = [
        dict(zip(labels, chances[n : n + len(labels)], strict=True))
        for n in range(0, len(chances), len(labels))
    ]
    offered = offers_of(samples, rules, likely)
    fillers = [example for offer in offered for example in offer.examples]
    rest = [*fillers, *choice_examples(samples), *value_examples(offered)]
    for fold in range(folds):
        by_fold[fold] |= fit_all(rest, fold)
    thresholds: Scores = {}
    for label in labels:
        thresholds[label], reached = label_threshold(samples, likely, label)
        print(f"{label}: threshold {thresholds[label]}, F1 {reached:.3f}", flush=True)
    found = [outside(offer.examples, by_fold, rules) for offer in offered]
    for role in slots:
        thresholds[role], reached = filler_threshold(offered, found, role)
        print(f"{role}: threshold {thresholds[role]}, F1 {reached:.3f}", flush=True)
    stacked = fit_all([*documents, *rest])
    return Learned(
        replace(rules, stacked=stacked, thresholds=thresholds),
        {fold: replace(rules, stacked=own, thresholds=thresholds) for fold, own in by_fold.items()},
    )


def cross_validated(samples: Sequence[Sample], learned: Learned) -> dict[str, float]:
    """Return the figures of whole answers, each from the models that did not see its document."""
    answers = [(x.keys, fill_templates(x.found, x.view, learned.by_fold[x.fold])) for x in samples]
    return figures(answers)


def figures(answers: Iterable[tuple[Sequence[Key], Sequence[Incident]]]) -> dict[str, float]:
    """Return CEAF-REE, template F1 and the slots' F1 of answers to raw keys."""
    listed = list(answers)
    found: dict[str, float] = {}
    slotted = [slot_tallies(mine, keys) for keys, mine in listed]
    for name in slotted[0]:
        found[f"{name}_f1"] = f1([t[name] for t in slotted])
    counts, entities = [], []
    for keys, mine in listed:
        gold = [_template(key) for key in keys]
        distinct = [t for n, t in enumerate(gold) if t not in gold[:n]]
        counts.append(template_counts(reduced_templates(mine), distinct))
        merged = {r: tuple(dict.fromkeys(e for _, t in gold for e in t[r])) for r in role_slots}
        entities.extend(ceaf_ree(merged_entities(mine), merged).values())
    return found | {"template_f1": template_f1(counts), "ceaf_ree_f1": f1(entities)}


def _template(key: Key) -> Template:
    kinds = " / ".join(v.lower() for f in key.slots["INCIDENT: TYPE"] for v in f.values)
    return kinds, {r: tuple(f.values for f in key.slots[slot]) for r, slot in role_slots.items()}


def sample(document: dict[str, Any], found: Read, view: View) -> Sample:
    """Return one kept-back document."""
    keys = [parse_key(t) for t in document["templates"]]
    return Sample(str(document["docid"]), found, view, keys)


def main() -> None:
    """Learn, print the cross-validation, write the file."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gold", type=Path, default=Path("../shared/gold/muc4"))
    documents = list(read_jsonl(options.parse_args().gold / "train.jsonl"))
    seen = [d for d in documents if not is_kept_back(d["docid"])]
    rules = learn_rules([lesson(d) for d in seen])
    samples = []
    for document in documents:
        if is_kept_back(document["docid"]):
            found = read(document["text"])
            samples.append(sample(document, found, view_of(encode(found.parse))))
    learned = learn_stack(samples, rules)
    for name, reached in cross_validated(samples, learned).items():
        print(f"{name}: {reached:.3f}", flush=True)
    # The stack is fitted on texts that neither rules nor heads have seen; what is written has the
    # rules of the whole part, which are the better ones.
    whole = learn_rules([lesson(d) for d in documents])
    write(replace(learned.model, documents=whole.documents, fillers=whole.fillers))


def write(model: Model) -> None:
    """Write the model beside `benchmarks.muc4_weights`."""
    data = {
        "documents": model.documents,
        "fillers": model.fillers,
        "stacked": model.stacked,
        "thresholds": model.thresholds,
    }
    raw = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    weights_file.parent.mkdir(exist_ok=True)
    weights_file.write_bytes(gzip.compress(raw, 9, mtime=0))
    print(f"{weights_file.name}: {weights_file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
