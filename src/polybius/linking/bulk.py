"""Links a whole collection at once, in time near to its size.

Pairs are compared in portions over the blocks of all accounts; those linked fall into components,
and each component is clustered by itself. `updating_accounts.relink` comes to the same, report by
report.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from polybius.linking.columns import Floats, Integers, columns_of
from polybius.linking.encoding import Encoder
from polybius.linking.linker import candidates, component_clusters
from polybius.linking.matching import link_at
from polybius.linking.profiles import Member, Profile
from polybius.linking.rulings import Bounds

Components = NDArray[np.int32]


def link_all(
    profiles: Sequence[Profile], encoder: Encoder | None = None, bounds: Bounds | None = None
) -> list[tuple[Member, ...]]:
    """Return the clusters, each in the accounts' total order, by their first member.

    Args:
        profiles: in any order, each member once.
        encoder: compares wording too; None leaves wording out.
        bounds: what decisions ask.
    """
    found = link_components(profiles, encoder, bounds)
    return sorted(cluster for component in found for cluster in component)


def link_components(
    profiles: Sequence[Profile], encoder: Encoder | None = None, bounds: Bounds | None = None
) -> list[list[tuple[Member, ...]]]:
    """Return the clusters of each component; arguments and clusters as in `link_all`."""
    bounds = bounds or Bounds()
    ordered = sorted(profiles, key=lambda p: p.member)
    one, other, probability = candidates(ordered, columns_of(ordered, encoder), encoder)
    component = _components(ordered, one, other, probability, bounds)
    inside = component[one] == component[other]
    one, other, probability = one[inside], other[inside], probability[inside]
    by_pair = np.argsort(component[one], kind="stable")
    pair_starts = np.searchsorted(component[one][by_pair], np.arange(component.max(initial=-1) + 2))
    by_row = np.argsort(component, kind="stable")
    row_starts = np.searchsorted(component[by_row], np.arange(component.max(initial=-1) + 2))
    found: list[list[tuple[Member, ...]]] = []
    for number in range(len(row_starts) - 1):
        rows = by_row[row_starts[number] : row_starts[number + 1]]
        if len(rows) == 1:
            found.append([(ordered[rows[0]].member,)])
            continue
        own = by_pair[pair_starts[number] : pair_starts[number + 1]]
        pairs = zip(
            np.searchsorted(rows, one[own]).tolist(),
            np.searchsorted(rows, other[own]).tolist(),
            probability[own].tolist(),
            strict=True,
        )
        members = [ordered[row] for row in rows]
        clusters = component_clusters(members, list(pairs), bounds)
        found.append([tuple(members[n].member for n in cluster) for cluster in clusters])
    return found


def _components(
    profiles: Sequence[Profile], one: Integers, other: Integers, likely: Floats, bounds: Bounds
) -> Components:
    """Return the number of the component that each row is in."""
    row = {p.member: n for n, p in enumerate(profiles) if p.member in bounds.ruled}
    ruled = [
        (row[a], row[b])
        for a, others in sorted(bounds.ruled.items())
        for b in others
        if a in row and b in row
    ]
    strong = likely >= link_at
    a = np.r_[one[strong], np.array([pair[0] for pair in ruled], np.int64)]
    b = np.r_[other[strong], np.array([pair[1] for pair in ruled], np.int64)]
    size = len(profiles)
    graph = csr_matrix((np.ones(len(a), np.int8), (a, b)), shape=(size, size))
    made: Components = connected_components(graph, directed=False)[1]
    return made
