"""Which candidate each name means: a linear model over named features, solved jointly.

Every place name of a report is scored against the others: a candidate gains by lying where the
others lie. As they are uncertain too, each lends the support of its candidates by their
probability, and the round is repeated until it settles. Scores are in powers of ten, as
`GazetteerEntry.standing` is; the weights say what a piece of context is worth against population
and were set by reasoning, not fitted to a corpus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polybius.records import Code
from polybius.resolving.gazetteer import GazetteerEntry, suits

weights: dict[str, float] = {
    "standing": 1.0,
    "feature_word": 1.5,
    "other_feature_word": -1.0,
    "without_feature_word": -1.5,
    "by_another_name": -1.0,
    "inside_container": 4.0,
    "outside_container": -2.5,
    "holds_others": 2.5,
    "same_country": 3.0,
    "same_division": 2.2,
    "near_others": 1.5,
}
"""Feature name to what it is worth, in powers of ten of population.

That a candidate of another name lies within `reach_km` by chance has a probability of some 3 %
(twenty namesakes over a country of the size of the United States), hence 1.5 for each neighbour;
that all share a first-order division or a country by chance some 1 %.
"""

far_off = 8.0
"""How much more a feature word speaks against a country: "the Montserrat district" is none."""
sharpness = (0.5, 0.8, 1.2, 1.8, 1.8)
"""How fast a candidate's probability falls with its score, round by round: exp(-x) a power of
ten. Slow at first, so that little-known places that agree are heard before a well-known one."""
most_neighbours = 3.0
"""Neighbours beyond this number add nothing."""
reach_km = 60.0
"""Distance at which a neighbour's support has fallen to 1/e."""
near_container_km = 60.0
"""How far from a wider populated place ("Crown Heights, Brooklyn") a place may lie in it."""
belief_lost, least_belief = 0.15, 0.3
"""How fast a wider place's word counts for less, by power of ten of population that its best known
namesake has more, and what remains of it."""
earth_radius_km = 6371.0
wide_kinds = ("country", "region", "water", "land")

Matrix = NDArray[np.float64]


@dataclass
class Group:
    """All mentions of one name that must mean one place."""

    key: str
    """The name in folded form."""
    candidates: tuple[GazetteerEntry, ...]
    feature: Code | None = None
    """Kind that a feature word beside the name announces."""
    containers: tuple[tuple[GazetteerEntry, ...], ...] = ()
    """Candidates of each wider place that the text puts it in."""
    container_groups: tuple[int, ...] = ()
    """Positions of the groups of those wider places, where the report names them as well."""
    container_trust: float = 1.0
    """How far the text can be taken to put it there: less where a list may be meant."""
    weight: float = 1.0
    """How much it counts as context for the others."""
    renown: float = 1.0
    """How much it counts that a candidate is well known: a paper's home may be any town."""
    scores: list[float] = field(default_factory=list)
    features: list[dict[str, float]] = field(default_factory=list)


def score(groups: Sequence[Group]) -> None:
    """Fill in ``scores`` and ``features`` of all groups, position for position."""
    entries = [entry for group in groups for entry in group.candidates]
    if not entries:
        return
    owner = np.repeat(np.arange(len(groups)), [len(group.candidates) for group in groups])
    base = [_own_features(group, entry) for group in groups for entry in group.candidates]
    fixed = np.array([_total(found) for found in base])
    model = _Context(groups, entries, owner)
    context: dict[str, Matrix] = {}
    total = fixed
    for sharp in sharpness:
        context = model.support(_probabilities(sharp * total, owner, len(groups)))
        total = fixed + sum(weights[name] * values for name, values in context.items())
    at = 0
    for group in groups:
        n = len(group.candidates)
        group.scores = [round(float(value), 4) for value in total[at : at + n]]
        group.features = [
            base[i] | {name: round(float(values[i]), 3) for name, values in context.items()}
            for i in range(at, at + n)
        ]
        at += n


def contains(wide: GazetteerEntry, entry: GazetteerEntry) -> bool:
    """Tell whether ``entry`` lies in ``wide``, by division codes or, in towns, by distance."""
    if wide.id == entry.id:
        return False
    match wide.kind:
        case "country":
            return wide.country == entry.country
        case "adm1":
            return wide.admin1 is not None and wide.admin1 == entry.admin1
        case "adm2":
            return wide.admin2 is not None and wide.admin2 == entry.admin2
        case "place" | "part":
            same = wide.country == entry.country
            return same and distance_km(wide, entry) <= near_container_km
    return False


def distance_km(a: GazetteerEntry, b: GazetteerEntry) -> float:
    """Return the great-circle distance between two places in kilometres."""
    return float(_distances(_unit_vectors([a, b]))[0, 1])


def _own_features(group: Group, entry: GazetteerEntry) -> dict[str, float]:
    """Return the features that depend on the name and its own words alone."""
    found = {"standing": round(entry.standing * group.renown, 3)}
    announced = entry.announced or group.feature
    if announced is not None:
        if suits(announced, entry.kind):
            found["feature_word"] = 1.0
        else:
            found["other_feature_word"] = far_off if entry.kind == "country" else 1.0
    if entry.bare and any(not (other.bare or other.alternate) for other in group.candidates):
        found["without_feature_word"] = 1.0
    if entry.alternate and any(not other.alternate for other in group.candidates):
        found["by_another_name"] = 1.0
    for containers in group.containers:
        inside = max((_belief(w, containers) for w in containers if contains(w, entry)), default=0)
        if inside:
            credit = found.get("inside_container", 0.0) + inside * group.container_trust
            found["inside_container"] = round(credit, 3)
        elif any(wide.kind in ("country", "adm1", "adm2") for wide in containers):
            found["outside_container"] = group.container_trust
    return found


def _belief(wide: GazetteerEntry, containers: Sequence[GazetteerEntry]) -> float:
    """Return how far the name of a wider place can be taken to mean ``wide``."""
    gap = max(other.standing for other in containers) - wide.standing
    return max(least_belief, 1.0 - belief_lost * gap)


def _total(features: dict[str, float]) -> float:
    return sum(weights[name] * value for name, value in features.items())


def _probabilities(total: Matrix, owner: NDArray[Any], groups: int) -> Matrix:
    best = np.full(groups, -np.inf)
    np.maximum.at(best, owner, total)
    likelihood = np.exp(total - best[owner])
    mass = np.bincount(owner, likelihood, groups)
    return np.asarray(likelihood / mass[owner])


class _Context:
    """What the candidates of a report have to do with one another."""

    def __init__(
        self, groups: Sequence[Group], entries: list[GazetteerEntry], owner: NDArray[Any]
    ) -> None:
        self.groups, self.owner = groups, owner
        self.weight = np.array([group.weight for group in groups])
        names = _numbered([group.key for group in groups])
        # A name is no evidence about itself, be it in the text or in the publisher's name.
        self.listens = (names[:, None] != names[None, :]).astype(float)
        self.narrow = np.array([entry.kind not in wide_kinds for entry in entries], dtype=float)
        self.country = _numbered([entry.country for entry in entries])
        self.admin1 = _numbered([entry.admin1 for entry in entries])
        self.kernel = np.exp(-_distances(_unit_vectors(entries)) / reach_km)
        self.kernel *= np.outer(self.narrow, self.narrow)
        self.inside = self._children(entries)

    def support(self, probability: Matrix) -> dict[str, Matrix]:
        """Return each context feature's value for each candidate."""
        return {
            "same_country": self._share(self.country, probability),
            "same_division": self._share(self.admin1, probability),
            "near_others": self._nearness(probability),
            "holds_others": self._held(probability),
        }

    def _share(self, label: NDArray[Any], probability: Matrix) -> Matrix:
        """Return the share of the other names that lie under the candidate's label."""
        n, labels = len(self.groups), int(label.max()) + 1
        mass = probability * self.weight[self.owner] * (label > 0)
        by_group = np.zeros((n, labels))
        np.add.at(by_group, (self.owner, label), mass)
        others = np.einsum("hg,gl->hl", self.listens, by_group)[self.owner, label]
        # One more unit in the denominator: a single other name is weak evidence.
        whole = np.einsum("hg,g->h", self.listens, by_group.sum(axis=1))[self.owner] + 1.0
        return np.asarray(np.where(label > 0, others / whole, 0.0))

    def _nearness(self, probability: Matrix) -> Matrix:
        """Return how many other names mean a place close by, up to `most_neighbours`."""
        starts = np.flatnonzero(np.diff(self.owner, prepend=-1))
        present = self.owner[starts]
        close = np.add.reduceat(self.kernel * probability, starts, axis=1)
        close *= self.listens[self.owner][:, present] * np.minimum(self.weight[present], 1.0)
        return np.asarray(np.minimum(close.sum(axis=1), most_neighbours))

    def _children(self, entries: list[GazetteerEntry]) -> list[tuple[int, list[int]]]:
        """For each candidate of a container: the candidates of its children that it contains."""
        first = np.searchsorted(self.owner, np.arange(len(self.groups) + 1))
        pairs = []
        for child, group in enumerate(self.groups):
            for parent in group.container_groups:
                for i in range(first[parent], first[parent + 1]):
                    within = [
                        j
                        for j in range(first[child], first[child + 1])
                        if contains(entries[i], entries[j])
                    ]
                    pairs.append((i, within))
        return pairs

    def _held(self, probability: Matrix) -> Matrix:
        held = np.zeros(len(self.owner))
        for at, within in self.inside:
            held[at] = max(held[at], float(probability[within].sum()))
        return held


def _numbered(labels: list[str | None]) -> NDArray[np.int64]:
    """Number labels from 1; 0 for None."""
    order = {label: i for i, label in enumerate(sorted({x for x in labels if x}), start=1)}
    return np.array([order[label] if label else 0 for label in labels], dtype=np.int64)


def _unit_vectors(entries: Sequence[GazetteerEntry]) -> Matrix:
    latitude = np.radians([entry.latitude for entry in entries])
    longitude = np.radians([entry.longitude for entry in entries])
    flat = np.cos(latitude)
    return np.stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)], axis=1)


def _distances(vectors: Matrix) -> Matrix:
    # einsum, not BLAS: the same bits on any number of threads.
    cosine = np.einsum("ik,jk->ij", vectors, vectors)
    return np.asarray(earth_radius_km * np.arccos(np.clip(cosine, -1.0, 1.0)))
