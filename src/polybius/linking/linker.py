"""Keeps accounts clustered while reports come and go, touching only what a change can reach.

Invariant: the clusters are a function of the set of profiles and of the bounds alone. Pairs are
compared by themselves; accounts linked by a probability of at least `matching.link_at`, or by a
decision, form components; each component is clustered by itself. A new account can only change
the components that it is linked to, so those are clustered anew and no others: the result is
that of a full rebuild, in whatever order and batches the accounts came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from polybius.linking.blocking import Key, block_of, keys_of, paired, specific
from polybius.linking.clustering import Pair, cluster
from polybius.linking.columns import Columns, Integers, columns_of
from polybius.linking.encoding import Encoder, LexicalEncoder
from polybius.linking.matching import link_at, probabilities
from polybius.linking.profiles import Member, Profile
from polybius.linking.rulings import Bounds
from polybius.linking.scenes import Scene, clash

faintest = 0.02
"""Pairs less probable are left out of a component's graph."""


class Linker:
    """Accounts in clusters, each cluster in the accounts' total order."""

    def __init__(self, encoder: Encoder | None = None, bounds: Bounds | None = None) -> None:
        self._encoder = encoder or LexicalEncoder()
        self._bounds = bounds or Bounds()
        self._profiles: dict[Member, Profile] = {}
        self._blocks: dict[int, dict[Member, bool]] = {}
        """Who has a key of the block, and whether it is specific there."""
        self._links: dict[Member, set[Member]] = {}
        self._cluster_of: dict[Member, tuple[Member, ...]] = {}

    def add(self, profiles: Iterable[Profile]) -> None:
        """Take in accounts and cluster anew what they are linked to."""
        fresh = {p.member: p for p in profiles if p.member not in self._profiles}
        met = {m: p for p in fresh.values() for m in self._met(p) for p in (self._profiles[m],)}
        for member, profile in fresh.items():
            self._profiles[member] = profile
            self._links[member] = set()
            for key in keys_of(profile):
                self._blocks.setdefault(block_of(key), {})[member] = specific(key)
        everyone = sorted([*fresh.values(), *met.values()], key=lambda p: p.member)
        for one, other, probability in self._compared(everyone):
            a, b = everyone[one].member, everyone[other].member
            if probability >= link_at and (a in fresh or b in fresh):
                self._links[a].add(b)
                self._links[b].add(a)
        self._cluster(fresh)

    def remove(self, members: Iterable[Member]) -> None:
        """Forget accounts and cluster anew what they were linked to."""
        gone = {m for m in members if m in self._profiles}
        touched: set[Member] = set()
        for member in gone:
            touched |= self._neighbours(member) | set(self._cluster_of[member])
        for member in gone:
            for key in keys_of(self._profiles.pop(member)):
                block = self._blocks[block_of(key)]
                block.pop(member, None)
                if not block:
                    del self._blocks[block_of(key)]
            for other in self._links.pop(member):
                self._links[other].discard(member)
            del self._cluster_of[member]
        self._cluster(touched - gone)

    def rule(self, bounds: Bounds) -> None:
        """Put other decisions in the place of those in effect."""
        touched = self._bounds.ruled.keys() | bounds.ruled.keys()
        reached = self._reached(m for m in touched if m in self._profiles)
        self._bounds = bounds
        self._cluster(reached)

    def clusters(self) -> list[tuple[Member, ...]]:
        """Return all clusters by their first member."""
        return sorted(set(self._cluster_of.values()))

    # --- inside ----------------------------------------------------------------------------

    def _met(self, profile: Profile) -> set[Member]:
        return {
            member
            for key in keys_of(profile)
            for member, narrow in self._blocks.get(block_of(key), {}).items()
            if not (narrow and specific(key))
        }

    def _neighbours(self, member: Member) -> set[Member]:
        ruled = (m for m in self._bounds.ruled.get(member, ()) if m in self._profiles)
        return self._links[member].union(ruled)

    def _reached(self, members: Iterable[Member]) -> set[Member]:
        """Return whole components: everybody linked to ``members``, over any number of steps."""
        waiting = list(members)
        found = set(waiting)
        while waiting:
            new = self._neighbours(waiting.pop()) - found
            found |= new
            waiting += new
        return found

    def _compared(self, profiles: Sequence[Profile]) -> list[Pair]:
        return compared(profiles, columns_of(profiles, self._encoder), self._encoder.name)

    def _cluster(self, members: Iterable[Member]) -> None:
        """Cluster the components of ``members``."""
        left = self._reached(members)
        for member in sorted(left):
            if member in left:
                component = sorted(self._reached([member]))
                left.difference_update(component)
                profiles = [self._profiles[m] for m in component]
                pairs = self._compared(profiles) if len(component) > 1 else []
                for found in component_clusters(profiles, pairs, self._bounds):
                    named = tuple(component[n] for n in found)
                    self._cluster_of |= dict.fromkeys(named, named)


def compared(profiles: Sequence[Profile], columns: Columns, encoder: str) -> list[Pair]:
    """Return the pairs of rows that meet in a block and are not improbable, each once."""
    rows: list[int] = []
    keys: list[Key] = []
    for row, profile in enumerate(profiles):
        own = keys_of(profile)
        rows += [row] * len(own)
        keys += own
    kept: dict[tuple[int, int], float] = {}
    for one, other in paired(np.array(rows, np.int64), np.array(keys, np.int64)):
        likely = _other_reports(profiles, one, other)
        one, other = one[likely], other[likely]
        probability = probabilities(columns, one, other, encoder)
        strong = probability >= faintest
        found = zip(one[strong].tolist(), other[strong].tolist(), probability[strong].tolist())
        kept.update(((a, b), p) for a, b, p in found)
    return [(a, b, p) for (a, b), p in sorted(kept.items())]


def _other_reports(profiles: Sequence[Profile], one: Integers, other: Integers) -> Integers:
    """Return the pairs of two reports: within one, the reader has told its happenings apart."""
    numbers: dict[str, int] = {}
    report = np.array([numbers.setdefault(p.member[1], len(numbers)) for p in profiles], np.int64)
    made: Integers = np.flatnonzero(report[one] != report[other])
    return made


def component_clusters(
    profiles: Sequence[Profile], pairs: Sequence[Pair], bounds: Bounds
) -> list[list[int]]:
    """Cluster one component, as the bounds ask; profiles are in their total order."""
    row = {profile.member: n for n, profile in enumerate(profiles)}
    scenes = [Scene.of(profile) for profile in profiles]
    apart = _rows(bounds.apart, row)

    def forbidden(one: Sequence[int], other: Sequence[int]) -> bool:
        ruled = apart and any((min(a, b), max(a, b)) in apart for a in one for b in other)
        return bool(ruled) or clash(scenes, one, other)

    joined = _groups(_rows(bounds.together, row), apart)
    return cluster(len(profiles), pairs, link_at, forbidden, joined)


def _rows(pairs: Iterable[tuple[Member, Member]], row: dict[Member, int]) -> set[tuple[int, int]]:
    return {(row[a], row[b]) for a, b in pairs if a in row and b in row}


def _groups(together: set[tuple[int, int]], apart: set[tuple[int, int]]) -> list[list[int]]:
    """Return what is held together, over any number of steps that bring no two apart together."""
    group_of: dict[int, list[int]] = {}
    for a, b in sorted(together):
        one, other = group_of.setdefault(a, [a]), group_of.setdefault(b, [b])
        parted = any((min(x, y), max(x, y)) in apart for x in one for y in other)
        if one is not other and not parted:
            one += other
            group_of |= dict.fromkeys(other, one)
    return [sorted(group) for group in {id(g): g for g in group_of.values()}.values()]
