"""Learns which relations re3d's readers see between two mentions of a sentence.

    python -m training.re3d [--gold ../shared/gold]

Learns from the documents of re3d's training part that may be learned from, and from the sentences
of M2E2 whose relations we marked (`corpus/standoff`); prints F1 on the former by cross-validation
by document, and writes ``benchmarks/data/re3d.npz``. Each label has its own logistic model, with
an L2 penalty; our marks count less, and what is particular to re3d's has weights of its own. The
trained heads are left out: they have seen these texts.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from benchmarks.common import Tally, parse, read_jsonl
from benchmarks.re3d import match
from benchmarks.re3d_model import Model, labels, save_model, turned
from benchmarks.re3d_pairs import Pair, pairs
from benchmarks.re3d_scheme import Triple, by_rules, chosen, labelled, reader
from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.layers import Names, ToponymMark
from polybius.reading.neural.heads import Floats
from polybius.reading.neural.relations import phrase, types, undirected
from training.encoders import minilm
from training.lessons_attribution import marked_by_hand

folds = 4
share = 0.3
"""Weight of a pair of ours beside one of re3d's."""
kept = 0.2
"""Share of our pairs without a relation that are learned from; they count the more."""
penalty = 0.2
"""Inverse of the L2 penalty's strength."""
rarest = 3
sizes = (60, 250)
"""Numbers of groups of like words."""
steps = (0.07, 0.1, 0.15, 0.2, 0.25, 0.3)
"""Probabilities tried as the level from which on a label is taken."""
own_mark = "re3d:"
particular = frozenset(
    ("C", "p", "r", "T", "aty", "bty", "g", "lca", "al", "bl", "conj", "lr", "rule", "first", "CJv")
)


@dataclass
class Document:
    """A text with its relations, its pairs and the labels that hold for them."""

    parse: Parse
    names: Names
    toponyms: tuple[ToponymMark, ...]
    ruled: list[Triple]
    gold: list[Triple]
    ours: bool
    """Whether the relations are our marks and not re3d's."""
    pairs: list[Pair] = field(default_factory=list)
    holds: list[frozenset[str]] = field(default_factory=list)
    unsure: list[frozenset[str]] = field(default_factory=list)
    """Labels of a gold relation that a pair overlaps without having the same heads."""


def documents(gold: Path) -> Iterator[Document]:
    """Yield re3d's documents that may be learned from, and ours."""
    for row in read_jsonl(gold / "re3d/train.jsonl"):
        if "evaluate" not in row["use"]:
            relations = [
                (r["type"], Span(*r["source"]), Span(*r["target"]))
                for r in row["relations"]
                if r["confidence"] >= 0.5
            ]
            yield _document(row["text"], relations, False)
    for marked in marked_by_hand(gold / "m2e2/train.jsonl", Path("corpus/standoff")):
        if marked.relations is not None:
            yield _document(marked.text, marked.relations, True)


def _document(text: str, relations: Sequence[tuple[str, Span, Span]], ours: bool) -> Document:
    parsed = parse(text)
    marks = reader().mark_parsed(parsed)
    gold = [Triple(*r) for r in relations]
    return Document(parsed, marks.names, marks.toponyms, by_rules(parsed, marks), gold, ours)


def pair_up(document: Document, groups: dict[str, list[str]]) -> None:
    """Find the pairs of a document and which labels hold for them."""
    d = document
    ruled = labelled(d.parse, d.ruled)
    true = labelled(d.parse, d.gold)
    by_sentence: dict[int, list[Triple]] = defaultdict(list)
    for triple in d.gold:
        top = d.parse.top_of(triple.source)
        if top is not None:
            by_sentence[top.sentence].append(triple)
    for pair in pairs(d.parse, d.names, d.toponyms, ruled, groups):
        holds = frozenset(true.get((pair.a, pair.b), ()))
        near = by_sentence[d.parse.tokens[pair.a].sentence]
        unsure = frozenset(_overlapping(d.parse, pair, near)) - holds
        d.pairs.append(pair)
        d.holds.append(holds)
        d.unsure.append(unsure)


def _overlapping(parsed: Parse, pair: Pair, near: Sequence[Triple]) -> Iterator[str]:
    a, b = phrase(parsed, pair.a), phrase(parsed, pair.b)
    for triple in near:
        if a.overlaps(triple.source) and b.overlaps(triple.target):
            yield triple.type
        if a.overlaps(triple.target) and b.overlaps(triple.source):
            yield triple.type + ("" if triple.type in undirected else turned)


def thinned(document: Document, generator: np.random.Generator) -> None:
    """Leave most pairs without a relation out of one of our documents."""
    d = document
    stays = [
        bool(h or u) or generator.random() < kept for h, u in zip(d.holds, d.unsure, strict=True)
    ]
    d.pairs = [x for x, s in zip(d.pairs, stays, strict=True) if s]
    d.holds = [x for x, s in zip(d.holds, stays, strict=True) if s]
    d.unsure = [x for x, s in zip(d.unsure, stays, strict=True) if s]


def told(document: Document, pair: Pair) -> Iterator[str]:
    """Yield the features of a pair, those that only re3d's pairs have included."""
    for feature in sorted(pair.features):
        yield feature
        if not document.ours and feature.split("=")[0] in particular:
            yield own_mark + feature


@dataclass
class Table:
    """All pairs as rows: features, labels, and how much each counts."""

    numbers: dict[str, int]
    rows: csr_matrix
    holds: np.ndarray
    unsure: np.ndarray
    weights: np.ndarray
    owner: np.ndarray
    """Position of the document of each row."""


def table(found: Sequence[Document]) -> Table:
    """Return the rows of all documents."""
    counts: Counter[str] = Counter()
    for d in found:
        for pair in d.pairs:
            counts.update(told(d, pair))
    numbers = {f: n for n, f in enumerate(sorted(f for f, c in counts.items() if c >= rarest))}
    pointers, indices = [0], []
    for d in found:
        for pair in d.pairs:
            indices += sorted(numbers[f] for f in told(d, pair) if f in numbers)
            pointers.append(len(indices))
    shape = (len(pointers) - 1, len(numbers))
    rows = csr_matrix((np.ones(len(indices), np.float32), indices, pointers), shape=shape)
    sets = [(h, u) for d in found for h, u in zip(d.holds, d.unsure, strict=True)]
    holds = np.array([[name in h for name in labels] for h, _ in sets])
    unsure = np.array([[name in u for name in labels] for _, u in sets])
    owner = np.repeat(np.arange(len(found)), [len(d.pairs) for d in found])
    ours = np.array([d.ours for d in found])[owner]
    empty = ~holds.any(axis=1) & ~unsure.any(axis=1)
    weights = np.where(ours, share, 1.0) * np.where(ours & empty, 1 / kept, 1.0)
    return Table(numbers, rows, holds, unsure, weights, owner)


def fit(data: Table, chosen_rows: np.ndarray) -> tuple[Floats, Floats]:
    """Return weights, shape (features, labels), and bias."""
    weights = np.zeros((len(data.numbers), len(labels)), np.float32)
    bias = np.full(len(labels), -12.0, np.float32)
    for n in range(len(labels)):
        rows = chosen_rows & ~data.unsure[:, n]
        truth = data.holds[rows, n]
        if truth.sum() >= rarest:
            model = LogisticRegression(C=penalty, solver="liblinear", max_iter=30, tol=0.02)
            model.fit(data.rows[rows], truth, data.weights[rows])
            weights[:, n], bias[n] = model.coef_[0], model.intercept_[0]
    return weights, bias


def validated(found: Sequence[Document], data: Table) -> tuple[dict[int, Floats], list[int]]:
    """Return the log odds of re3d's documents by models that have not seen them, and which."""
    theirs = [n for n, d in enumerate(found) if not d.ours]
    odds: dict[int, Floats] = {}
    for fold in range(folds):
        out = theirs[fold::folds]
        weights, bias = fit(data, ~np.isin(data.owner, out))
        for n in out:
            odds[n] = np.asarray(data.rows[data.owner == n] @ weights + bias, np.float32)
    return odds, theirs


def scores(found: Sequence[Document], odds: dict[int, Floats], levels: Floats) -> dict[str, Tally]:
    """Return the tallies of each type over re3d's documents."""
    totals = {name: Tally() for name in types}
    for n, own in odds.items():
        d = found[n]
        triples = chosen(d.parse, d.pairs, own, levels)
        for name in types:
            totals[name] += match(name, triples, d.gold)
    return totals


def best_levels(found: Sequence[Document], odds: dict[int, Floats]) -> Floats:
    """Return for each type the level at which its F1 is best, in log odds; one for all if rare."""
    tried = {p: np.full(len(labels), np.log(p / (1 - p)), np.float32) for p in steps}
    tallies = {p: scores(found, odds, level) for p, level in tried.items()}
    joint = max(steps, key=lambda p: sum(tallies[p].values(), Tally()).f1)
    levels = tried[joint].copy()
    for n, name in enumerate(labels):
        kind = name.removesuffix(turned)
        if tallies[joint][kind].gold >= 30:
            levels[n] = tried[max(steps, key=lambda p: tallies[p][kind].f1)][n]
    return levels


def like_words(found: Sequence[Document]) -> dict[str, list[str]]:
    """Return of each word the groups of like words that it is in, by the untrained encoder."""
    words = {t.lemma.lower() for d in found for t in d.parse.tokens if t.pos in _grouped}
    stored = Path("src/polybius/reading/data/casing.json.gz")
    counts = json.loads(gzip.decompress(stored.read_bytes()))["words"]
    words |= {word for word, own in counts.items() if own[0] >= 1}
    listed = sorted(w for w in words if w.isalpha() and 2 < len(w) < 20)
    vectors = _vectors(listed)
    groups: dict[str, list[str]] = {word: [] for word in listed}
    for size in sizes:
        for word, group in zip(listed, _clusters(vectors, size), strict=True):
            groups[word].append(f"k{size}.{group}")
    return groups


_grouped = frozenset(("NOUN", "VERB", "ADJ", "PROPN"))


def _vectors(words: Sequence[str]) -> Floats:
    start, found = minilm(), []
    with torch.no_grad():
        for n in range(0, len(words), 256):
            ids = [start.tokenizer.encode(word).ids for word in words[n : n + 256]]
            longest = max(map(len, ids))
            padded = torch.tensor([i + [start.pad] * (longest - len(i)) for i in ids])
            mask = torch.tensor([[1] * len(i) + [0] * (longest - len(i)) for i in ids])
            hidden = start.model(input_ids=padded, attention_mask=mask).last_hidden_state
            mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            found.append(torch.nn.functional.normalize(mean, dim=1).numpy())
    return np.concatenate(found)


def _clusters(vectors: Floats, size: int, rounds: int = 10) -> list[int]:
    """Return each vector's cluster by spherical k-means."""
    start = np.random.default_rng(0).choice(len(vectors), size, replace=False)
    centres = vectors[start].copy()
    nearest = np.zeros(len(vectors), np.int64)
    for _ in range(rounds):
        nearest = (vectors @ centres.T).argmax(axis=1)
        for n in range(size):
            own = vectors[nearest == n]
            if len(own):
                middle = own.mean(axis=0)
                centres[n] = middle / np.linalg.norm(middle)
    return [int(n) for n in nearest]


def learn(found: Sequence[Document], groups: dict[str, list[str]]) -> Model:
    """Learn from documents, and print what cross-validation gives."""
    generator = np.random.default_rng(0)
    for document in found:
        pair_up(document, groups)
        if document.ours:
            thinned(document, generator)
    data = table(found)
    odds, _ = validated(found, data)
    levels = best_levels(found, odds)
    totals = scores(found, odds, levels)
    for name, tally in (*totals.items(), ("all", sum(totals.values(), Tally()))):
        print(f"{name}: F1 {tally.f1:.3f}, {tally}", flush=True)
    weights, bias = fit(data, np.ones(len(data.owner), bool))
    merged = {f: weights[n].copy() for f, n in data.numbers.items() if not f.startswith(own_mark)}
    for f, n in data.numbers.items():
        if f.startswith(own_mark):
            merged[f.removeprefix(own_mark)] += weights[n]
    names = sorted(merged)
    table_of_weights = np.stack([merged[f] for f in names])
    return Model({f: n for n, f in enumerate(names)}, table_of_weights, bias, groups, levels)


def main() -> None:
    """Learn, and write the model."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    found = list(documents(options.parse_args().gold))
    save_model(learn(found, like_words(found)))


if __name__ == "__main__":
    main()
