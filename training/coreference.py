"""Makes the weights that tell whether two mentions speak of one event.

``python -m training.coreference [--gold FOLDER]`` learns from ECB+'s train part
(Cybulska and Vossen 2014, CC BY 3.0), with fixed seeds, prints the cross-validated CoNLL F1 over
topics and writes ``src/polybius/linking/data/coreference.ENCODER.json.gz``, ENCODER being the
reader's own (`ReadingEncoder`): it is to be run again when that is trained anew. The networks are
trained with PyTorch, the trees with scikit-learn; both are applied with numpy.

The topics are dealt into folds; documents of one fold are compared with each other alone, as a
reader's collection is.
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
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.ecbplus import Gold, gold_clusters, read_gold
from benchmarks.ecbplus_scoring import conll, score
from polybius.linking.coreference import scorer as scoring
from polybius.linking.coreference.documents import collect
from polybius.linking.coreference.mentions import EventMention, make_mention
from polybius.linking.coreference.pairs import Floats, Pairs, make_pairs
from polybius.linking.coreference.resolve import clustered
from polybius.linking.coreference.scorer import Network, mean_probability
from polybius.linking.coreference.trees import Tree, Trees, leaf
from polybius.linking.encoding import ReadingEncoder, SenseEncoder

folds = 3
seed = 1
members = 5
"""Networks of the committee."""
boosting = {
    "max_iter": 150,
    "learning_rate": 0.06,
    "max_leaf_nodes": 12,
    "l2_regularization": 5,
    "min_samples_leaf": 60,
    "early_stopping": False,
    "random_state": 0,
}
hidden = 32
epochs = 14
batch = 512
rate = 4e-3
decay = 0.1
near_words = 0.3
thin = 4
"""Of pairs of no event in documents whose words are farther than ``near_words``, one in so many
is learned from, with so much weight."""
grid = [n / 100 for n in range(5, 13)]
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
    """Return a committee of networks."""
    rows, labels = np.concatenate(features), np.concatenate(same).astype(np.float32)
    near = rows[:, list(names).index("document words")] > near_words
    kept = (labels > 0) | near | (np.random.default_rng(0).random(len(rows)) < 1 / thin)
    weights = np.where((labels == 0) & ~near, float(thin), 1.0)[kept]
    rows, labels = rows[kept], labels[kept]
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    standard = torch.tensor(np.clip((rows - mean) / scale, -scoring.farthest, scoring.farthest))
    examples = standard, torch.tensor(labels), torch.tensor(weights, dtype=torch.float32)
    return Network(mean, scale, _members(*examples))


def _members(
    rows: torch.Tensor, labels: torch.Tensor, weights: torch.Tensor
) -> tuple[tuple[Floats, Floats, Floats, float], ...]:
    """Train all members at once, each from a start of its own and in an order of its own."""
    chance = torch.Generator().manual_seed(seed)
    width = rows.shape[1]

    def start(*shape: int, reach: int) -> torch.Tensor:
        drawn = (2 * torch.rand(members, *shape, generator=chance) - 1) / reach**0.5
        return drawn.requires_grad_()

    net = (
        start(width, hidden, reach=width),
        start(1, hidden, reach=width),
        start(hidden, 1, reach=hidden),
        start(1, 1, reach=hidden),
    )
    descent = torch.optim.AdamW(net, lr=rate, weight_decay=decay)
    steps = epochs * (len(rows) // batch)
    pace = torch.optim.lr_scheduler.OneCycleLR(descent, rate, total_steps=steps + 1)
    loss_of = torch.nn.functional.binary_cross_entropy_with_logits
    for _ in range(epochs):
        orders = [torch.randperm(len(rows), generator=chance) for _ in range(members)]
        order = torch.stack(orders)
        for begin in range(0, len(rows) - batch + 1, batch):
            some = order[:, begin : begin + batch]
            said = (torch.tanh(rows[some] @ net[0] + net[1]) @ net[2] + net[3])[..., 0]
            loss = members * loss_of(said, labels[some], weight=weights[some])
            descent.zero_grad()
            loss.backward()
            descent.step()
            pace.step()
    first, bias, last, lift = (value.detach().numpy() for value in net)
    return tuple(
        (first[n].T, bias[n, 0], last[n, :, 0], float(lift[n, 0, 0])) for n in range(members)
    )


def scored(each: Lesson, probability: Floats, at: float) -> float:
    """Return CoNLL F1 of clustering a fold at a threshold."""
    clusters = clustered(len(each.mentions), each.pairs, probability, at)
    keys = [(d.docid, m.id) for d in each.gold for m in d.mentions]
    found = [frozenset(keys[n] for n in members) for members in clusters]
    return conll(score(gold_clusters(each.gold), found, dict.fromkeys(keys, 0)))


def grow(features: Sequence[Floats], same: Sequence[np.ndarray]) -> Trees:
    """Return boosted trees, learned on every pair."""
    model = HistGradientBoostingClassifier(**boosting)
    model.fit(np.concatenate(features), np.concatenate(same))
    grown = (predictor.nodes for (predictor,) in model._predictors)
    return Trees(_short(model._baseline_prediction.item()), tuple(map(_tree, grown)))


def _tree(nodes: np.ndarray) -> Tree:
    ends = nodes["is_leaf"].astype(bool)
    asked = np.where(ends, leaf, nodes["feature_idx"]).astype(np.intp)
    threshold = [_short(x) for x in np.where(ends, 0, nodes["num_threshold"])]
    value = [_short(x) for x in np.where(ends, nodes["value"], 0)]
    left, right = (nodes[side].astype(np.intp) for side in ("left", "right"))
    return Tree(asked, np.array(threshold), left, right, np.array(value))


def _short(value: float) -> float:
    return float(f"{value:.7g}")


def learn(lessons: Sequence[Lesson]) -> tuple[Network, Trees, float, float]:
    """Return networks, trees, the best threshold, and its cross-validated CoNLL F1."""
    names = lessons[0].pairs.names
    features = [each.pairs.features for each in lessons]
    same = [each.same for each in lessons]

    def outside(n: int) -> Floats:
        others = _without(features, n), _without(same, n)
        return mean_probability(train(*others, names), grow(*others), features[n])

    looks = [outside(n) for n in range(len(lessons))]
    reached = {
        at: float(np.mean([scored(e, p, at) for e, p in zip(lessons, looks, strict=True)]))
        for at in grid
    }
    best = max(grid, key=lambda at: (reached[at], -at))
    return train(features, same, names), grow(features, same), best, reached[best]


def _without(parts: Sequence[Any], left_out: int) -> list[Any]:
    return [part for n, part in enumerate(parts) if n != left_out]


def plain_network(network: Network) -> dict[str, Any]:
    """Return a network as JSON."""

    def rounded(values: Floats) -> Any:
        return np.round(values.astype(float), 4).tolist()

    members = [[*map(rounded, m[:3]), round(m[3], 4)] for m in network.members]
    return {
        "mean": rounded(network.mean),
        "scale": [float(f"{x:.6g}") for x in network.scale],
        "members": members,
    }


def plain_trees(trees: Trees) -> dict[str, Any]:
    """Return trees as JSON."""
    columns = ("feature", "threshold", "left", "right", "value")
    listed = [[getattr(tree, column).tolist() for column in columns] for tree in trees.trees]
    return {"start": trees.start, "trees": listed}


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
    lessons = [lesson(part, encoder) for part in parts]
    network, trees, at, reached = learn(lessons)
    print(f"{encoder.name}: join at {at}, cross-validated CoNLL F1 {reached:.4f}")
    data = {
        "names": lessons[0].pairs.names,
        "network": plain_network(network),
        "trees": plain_trees(trees),
        "join_at": at,
    }
    raw = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    path = data_folder / f"coreference.{encoder.name}.json.gz"
    path.write_bytes(gzip.compress(raw, 9, mtime=0))
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
