"""The two steps of linking: which accounts may be one incident, and the clusters of a component.

Invariant: the clusters are a function of the set of profiles and of the bounds alone. Pairs are
compared by themselves; accounts linked by a probability of at least `matching.link_at`, or by a
decision, form components; each component is clustered by itself. `bulk` does this for a whole
collection, `updating_accounts` for the components that a change can reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from polybius.linking.blocking import keys_of, paired
from polybius.linking.clustering import Pair, cluster
from polybius.linking.columns import Columns, Floats, Integers
from polybius.linking.encoding import Encoder
from polybius.linking.matching import link_at, probabilities
from polybius.linking.profiles import Member, Profile
from polybius.linking.rulings import Bounds
from polybius.linking.scenes import Scene, clash
from polybius.linking.settling import settle

faintest = 0.02
"""Pairs less probable are left out of a component's graph."""


def candidates(
    profiles: Sequence[Profile], columns: Columns, encoder: Encoder | None
) -> tuple[Integers, Integers, Floats]:
    """Return pairs of rows that meet in a block and are not improbable, sorted, each once.

    Returns:
        The lower rows, the higher rows, and the probabilities.
    """
    own = [keys_of(profile) for profile in profiles]
    rows = np.repeat(np.arange(len(own)), [len(keys) for keys in own])
    keys = np.fromiter((key for listed in own for key in listed), np.int64, len(rows))
    numbers: dict[str, int] = {}
    origins = (p.table or p.member[1] for p in profiles)
    origin = np.array([numbers.setdefault(name, len(numbers)) for name in origins], np.int64)
    codes: list[Integers] = [np.zeros(0, np.int64)]
    likely: list[Floats] = [np.zeros(0, np.float32)]
    for met, meeting in paired(rows, keys):
        # Within a report the reader has told its happenings apart, within a table its coders.
        elsewhere = origin[met] != origin[meeting]
        one, other = met[elsewhere], meeting[elsewhere]
        probability = probabilities(columns, one, other, encoder.name if encoder else "")
        strong = probability >= faintest
        codes.append((one[strong] << 32) | other[strong])
        likely.append(probability[strong])
    unique, where = np.unique(np.concatenate(codes), return_index=True)
    return unique >> 32, unique & 0xFFFFFFFF, np.concatenate(likely)[where]


def component_clusters(
    profiles: Sequence[Profile], pairs: Sequence[Pair], bounds: Bounds
) -> list[list[int]]:
    """Cluster one component, as the bounds ask; profiles are in their total order.

    What a decision holds together counts as one account: as likely to be one with another as its
    likeliest part, and contradicted only by what contradicts all of its parts.
    """
    row = {profile.member: n for n, profile in enumerate(profiles)}
    apart = _rows(bounds.apart, row)
    nodes = _nodes(len(profiles), _rows(bounds.together, row), apart)
    node_of = {n: node for node, rows in enumerate(nodes) for n in rows}
    graph: dict[tuple[int, int], float] = {}
    for a, b, probability in pairs:
        key = _ordered(node_of[a], node_of[b])
        if key[0] != key[1]:
            graph[key] = max(probability, graph.get(key, 0.0))
    parted = {_ordered(node_of[a], node_of[b]) for a, b in apart}
    # Most accounts of one incident have one scene: each is looked at once, not for each account.
    scenes: dict[tuple[Scene, ...], int] = {}
    scene_of = [
        scenes.setdefault(tuple(Scene.of(profiles[n]) for n in rows), len(scenes)) for rows in nodes
    ]
    distinct = list(scenes)

    def forbidden(one: Sequence[int], other: Sequence[int]) -> bool:
        if parted and any(_ordered(a, b) in parted for a in one for b in other):
            return True
        own, others = ({scene_of[n] for n in side} for side in (one, other))
        return clash([distinct[n] for n in sorted(own)], [distinct[n] for n in sorted(others)])

    listed = [(a, b, p) for (a, b), p in sorted(graph.items())]
    found = cluster(len(nodes), listed, link_at, forbidden)
    precise = [any(scene.point is not None for scene in distinct[number]) for number in scene_of]
    found = settle(found, precise, listed, link_at, forbidden)
    return [sorted(n for node in members for n in nodes[node]) for members in found]


def _ordered(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def _rows(pairs: Iterable[tuple[Member, Member]], row: dict[Member, int]) -> set[tuple[int, int]]:
    return {_ordered(row[a], row[b]) for a, b in pairs if a in row and b in row}


def _nodes(
    size: int, together: set[tuple[int, int]], apart: set[tuple[int, int]]
) -> list[list[int]]:
    """Return the rows in groups: alone, or held together by steps that join no two apart."""
    group_of = {n: [n] for n in range(size)}
    for a, b in sorted(together):
        one, other = group_of[a], group_of[b]
        if one is not other and not any(_ordered(x, y) in apart for x in one for y in other):
            one += other
            group_of |= dict.fromkeys(other, one)
    return sorted(sorted(group) for group in {id(g): g for g in group_of.values()}.values())
