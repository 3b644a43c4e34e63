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
from benchmarks.muc4_keys import Incident, Key, Mentions, keys_of_type, parse_key, role_slots
from benchmarks.muc4_reading import Read, read
from benchmarks.muc4_scoring import (
    Template,
    ceaf_ree,
    covers,
    slot_tallies,
    template_counts,
    template_f1,
)
from benchmarks.muc4_several import several_traits
from benchmarks.muc4_templates import fill_templates, marks_of, reduced_templates
from benchmarks.muc4_view import View, view_of
from benchmarks.muc4_weights import Model, labels, probability, weights_file
from training.lessons_muc4 import is_kept_back
from training.logistic import Examples, fit
from training.muc4_choosers import Asked, learn_choosers, questions_of
from training.muc4_stack import (
    Sample,
    document_examples,
    filler_threshold,
    fit_all,
    folds,
    label_threshold,
    offers_of,
    outside,
    slots,
)

rule_folds = 5
document_fit = {"least": 4, "penalty": 4.0}
filler_fit = {"least": 4, "penalty": 3.0}
several_fit = {"least": 4, "penalty": 3.0}
set_thresholds = {"several": 0.45, "effect": 0.15}
"""Chosen by the cross-validation of whole answers."""
smallest_weight = 0.03

Scores = dict[str, float]


@dataclass(frozen=True)
class Lesson:
    """One document: its features, its candidates, what it asks, and its keys."""

    fold: int
    features: frozenset[str]
    candidates: list[Candidate]
    asked: list[Asked]
    several: list[tuple[frozenset[str], bool]]
    """For each type of incident in it: what speaks for two of it, and whether there are."""
    keys: list[Key]

    def has(self, label: str) -> bool:
        """Tell whether a label is right: relevant, or an incident of that type."""
        if label == "relevant":
            return bool(self.keys)
        return any(label in f.values for k in self.keys for f in k.slots["INCIDENT: TYPE"])

    def gold(self, role: str) -> list[Mentions]:
        """Return the distinct entities of a role, over all incidents."""
        return [f.values for key in self.keys for f in key.slots[slots[role]] if not f.refers_to]


def lesson_of(document: dict[str, Any], found: Read, view: View | None) -> Lesson:
    """Return what a document teaches; ``view`` is None if the encoder has seen it."""
    digest = hashlib.sha256(str(document["docid"]).encode()).hexdigest()
    keys = [parse_key(t) for t in document["templates"]]
    candidates = candidates_of(found)
    return Lesson(
        int(digest, 16) // 7 % rule_folds,
        document_features(found),
        candidates,
        questions_of(found, candidates, keys, view),
        [
            (several_traits(found, kind, marks_of(found, kind)), len(own) > 1)
            for kind in labels[1:]
            if (own := keys_of_type(keys, kind))
        ],
        keys,
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


def fit_several(lessons: Sequence[Lesson]) -> Scores:
    """Return the weights of the model of two incidents of a type."""
    taught = [pair for each in lessons for pair in each.several]
    right = np.array([float(two) for _, two in taught])
    examples = Examples([traits for traits, _ in taught], right, np.ones(len(taught)))
    return fit(examples, least=int(several_fit["least"]), penalty=several_fit["penalty"])


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
    """Return the rules' models; the stacked ones and the choosers are empty yet."""
    likely = outside_labels(lessons)
    return Model(
        documents={label: pruned(w) for label, w in fit_documents(lessons).items()},
        fillers={role: pruned(fit_fillers(lessons, likely, role)) for role in slots},
        stacked={},
        choosers={},
        several=pruned(fit_several(lessons)),
        thresholds={},
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
    for fold in range(folds):
        by_fold[fold] |= fit_all(fillers, fold)
    thresholds: Scores = {}
    for label in labels:
        thresholds[label], reached = label_threshold(samples, likely, label)
        print(f"{label}: threshold {thresholds[label]}, F1 {reached:.3f}", flush=True)
    found = [outside(offer.examples, by_fold, rules) for offer in offered]
    for role in slots:
        thresholds[role], reached = filler_threshold(offered, found, role)
        print(f"{role}: threshold {thresholds[role]}, F1 {reached:.3f}", flush=True)
    thresholds |= set_thresholds
    stacked = fit_all([*documents, *fillers])
    return Learned(
        replace(rules, stacked=stacked, thresholds=thresholds),
        {fold: replace(rules, stacked=own, thresholds=thresholds) for fold, own in by_fold.items()},
    )


def with_choosers(
    learned: Learned,
    seen: Sequence[Lesson],
    kept: Sequence[Lesson],
    samples: Sequence[Sample],
) -> Learned:
    """Add what chooses dates, places and values; ``kept`` are the lessons of ``samples``."""

    def choosers(without: int | None) -> dict[str, Scores]:
        others = [x for x, own in zip(kept, samples, strict=True) if own.fold != without]
        asked = [question for each in (*seen, *others) for question in each.asked]
        return {name: pruned(w) for name, w in learn_choosers(asked).items()}

    return Learned(
        replace(learned.model, choosers=choosers(None)),
        {n: replace(model, choosers=choosers(n)) for n, model in learned.by_fold.items()},
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
    seen = [lesson_of(d, read(d["text"]), None) for d in documents if not is_kept_back(d["docid"])]
    samples, kept = [], []
    for document in documents:
        if is_kept_back(document["docid"]):
            found = read(document["text"])
            samples.append(sample(document, found, view_of(encode(found.parse))))
            kept.append(lesson_of(document, found, samples[-1].view))
    learned = with_choosers(learn_stack(samples, learn_rules(seen)), seen, kept, samples)
    for name, reached in cross_validated(samples, learned).items():
        print(f"{name}: {reached:.3f}", flush=True)
    # The stack is fitted on texts that neither rules nor heads have seen; what is written has the
    # rules of the whole part, which are the better ones.
    whole = learn_rules([*seen, *kept])
    write(
        replace(
            learned.model,
            documents=whole.documents,
            fillers=whole.fillers,
            several=whole.several,
        )
    )


def write(model: Model) -> None:
    """Write the model beside `benchmarks.muc4_weights`."""
    data = {
        "documents": model.documents,
        "fillers": model.fillers,
        "stacked": model.stacked,
        "choosers": model.choosers,
        "several": model.several,
        "thresholds": model.thresholds,
    }
    raw = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    weights_file.parent.mkdir(exist_ok=True)
    weights_file.write_bytes(gzip.compress(raw, 9, mtime=0))
    print(f"{weights_file.name}: {weights_file.stat().st_size} bytes")


if __name__ == "__main__":
    main()
