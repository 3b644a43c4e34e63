"""Makes the weights that tell whether two mentions speak of one event.

``python -m training.coreference [--gold FOLDER]`` learns from ECB+'s train part
(Cybulska and Vossen 2014, CC BY 3.0), with fixed seeds, prints the cross-validated CoNLL F1 over
topics and writes ``src/polybius/linking/data/coreference.ENCODER.json.gz``, ENCODER being the
reader's own (`ReadingEncoder`): it is to be run again when that is trained anew. The networks are
trained with PyTorch and applied with numpy.

The topics are dealt into folds; documents of one fold are compared with each other alone, as a
reader's collection is. The second network learns from what the first says of folds that it did
not see.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.ecbplus import Gold, gold_clusters, read_gold
from benchmarks.ecbplus_scoring import conll, score
from polybius.linking.clustering import cluster
from polybius.linking.coreference import scorer as scoring
from polybius.linking.coreference.documents import collect
from polybius.linking.coreference.mentions import EventMention, make_mention
from polybius.linking.coreference.pairs import Floats, Pairs, make_pairs
from polybius.linking.coreference.resolve import faintest
from polybius.linking.coreference.scorer import Network, second_features, second_names
from polybius.linking.encoding import ReadingEncoder, SenseEncoder

folds = 3
seeds = (0, 1, 2)
hidden = 32
epochs = 14
batch = 512
rate = 4e-3
decay = 0.1
near_words = 0.3
thin = 4
"""Of pairs of no event in documents whose words are farther than ``near_words``, one in so many
is learned from, with so much weight."""
grid = [n / 100 for n in range(24, 54, 2)]
data_folder = Path(scoring.__file__).parents[1] / "data"


@dataclass(frozen=True)
class Lesson:
    """The documents of one fold."""

    gold: Gold
    mentions: list[EventMention]
    pairs: Pairs
    same: np.ndarray


def lesson(gold: Gold, encoder: SenseEncoder) -> Lesson:
    """Compare the mentions of a fold's documents."""
    mentions = [
        make_mention(document.parse, mention.spans, number)
        for number, document in enumerate(gold)
        for mention in document.mentions
    ]
    collection = collect([document.parse for document in gold], encoder)
    pairs = make_pairs(mentions, collection, encoder)
    chains = np.array([m.chain for document in gold for m in document.mentions], object)
    return Lesson(gold, mentions, pairs, chains[pairs.first] == chains[pairs.second])


def train(features: Sequence[Floats], same: Sequence[np.ndarray], names: Sequence[str]) -> Network:
    """Return a committee of networks, one a seed."""
    rows, labels = np.concatenate(features), np.concatenate(same).astype(np.float32)
    near = rows[:, list(names).index("document words")] > near_words
    kept = (labels > 0) | near | (np.random.default_rng(0).random(len(rows)) < 1 / thin)
    weights = np.where((labels == 0) & ~near, float(thin), 1.0)[kept]
    rows, labels = rows[kept], labels[kept]
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    standard = torch.tensor(np.clip((rows - mean) / scale, -scoring.farthest, scoring.farthest))
    examples = standard, torch.tensor(labels), torch.tensor(weights, dtype=torch.float32)
    return Network(tuple(names), mean, scale, tuple(_member(*examples, seed) for seed in seeds))


def _member(
    rows: torch.Tensor, labels: torch.Tensor, weights: torch.Tensor, seed: int
) -> tuple[Floats, Floats, Floats, float]:
    torch.manual_seed(seed)
    net = torch.nn.Sequential(
        torch.nn.Linear(rows.shape[1], hidden), torch.nn.Tanh(), torch.nn.Linear(hidden, 1)
    )
    steps = epochs * (len(rows) // batch)
    descent = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=decay)
    pace = torch.optim.lr_scheduler.OneCycleLR(descent, rate, total_steps=steps + 1)
    loss_of = torch.nn.functional.binary_cross_entropy_with_logits
    for _ in range(epochs):
        order = torch.randperm(len(rows))
        for start in range(0, len(rows) - batch + 1, batch):
            some = order[start : start + batch]
            loss = loss_of(net(rows[some])[:, 0], labels[some], weight=weights[some])
            descent.zero_grad()
            loss.backward()
            descent.step()
            pace.step()
    first, last = net[0], net[2]
    values = (first.weight, first.bias, last.weight[0])
    weights_of = [value.detach().numpy() for value in values]
    return weights_of[0], weights_of[1], weights_of[2], float(last.bias.detach()[0])


def scored(each: Lesson, probability: Floats, at: float) -> float:
    """Return CoNLL F1 of clustering a fold at a threshold."""
    columns = each.pairs.first, each.pairs.second, probability
    pairs = zip(*(column.tolist() for column in columns), strict=True)
    clusters = cluster(len(each.mentions), [p for p in pairs if p[2] >= faintest], at)
    keys = [(d.docid, m.id) for d in each.gold for m in d.mentions]
    found = [frozenset(keys[n] for n in members) for members in clusters]
    return conll(score(gold_clusters(each.gold), found, dict.fromkeys(keys, 0)))


def learn(lessons: Sequence[Lesson]) -> tuple[Network, Network, float, float]:
    """Return both networks, the best threshold, and its cross-validated CoNLL F1."""
    names = lessons[0].pairs.names
    features = [each.pairs.features for each in lessons]
    same = [each.same for each in lessons]

    def outside(rows: Sequence[Floats], of: Sequence[str]) -> list[Floats]:
        return [
            train(_without(rows, n), _without(same, n), of).probability(rows[n])
            for n in range(len(lessons))
        ]

    looks = outside(features, names)
    again = [
        second_features(each.mentions, each.pairs, look)
        for each, look in zip(lessons, looks, strict=True)
    ]
    seconds = outside(again, second_names(lessons[0].pairs))
    means = [(a + b) / 2 for a, b in zip(looks, seconds, strict=True)]
    reached = {
        at: float(np.mean([scored(e, p, at) for e, p in zip(lessons, means, strict=True)]))
        for at in grid
    }
    best = max(grid, key=lambda at: (reached[at], -at))
    alone = train(features, same, names)
    among = train(again, same, second_names(lessons[0].pairs))
    return alone, among, best, reached[best]


def _without(parts: Sequence[Any], left_out: int) -> list[Any]:
    return [part for n, part in enumerate(parts) if n != left_out]


def plain(network: Network) -> dict[str, Any]:
    """Return a network as JSON."""

    def rounded(values: Floats) -> Any:
        return np.round(values.astype(float), 4).tolist()

    members = [[*map(rounded, m[:3]), round(m[3], 4)] for m in network.members]
    return {
        "names": network.names,
        "mean": rounded(network.mean),
        "scale": [float(f"{x:.6g}") for x in network.scale],
        "members": members,
    }


def main() -> None:
    """Learn, print the cross-validation, write the file."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gold", type=Path, default=Path("../shared/gold/ecbplus"))
    given = options.parse_args()
    torch.set_num_threads(1)
    encoder = ReadingEncoder()
    gold = read_gold([given.gold / "train.jsonl"])
    topics = sorted({document.topic for document in gold})
    parts = [[d for d in gold if d.topic in topics[n::folds]] for n in range(folds)]
    alone, among, at, reached = learn([lesson(part, encoder) for part in parts])
    print(f"{encoder.name}: join at {at}, cross-validated CoNLL F1 {reached:.4f}")
    data = {"alone": plain(alone), "among": plain(among), "join_at": at}
    raw = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    path = data_folder / f"coreference.{encoder.name}.json.gz"
    path.write_bytes(gzip.compress(raw, 9, mtime=0))
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
