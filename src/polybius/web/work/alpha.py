"""Krippendorff's alpha for nominal codes.

K. Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section C (nominal data, any
number of observers, missing data): alpha = 1 - D_o / D_e over the coincidences of values within
units. The library of this name is under the GPL, and so not used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import permutations


def nominal_alpha(units: Iterable[Sequence[Hashable | None]]) -> float | None:
    """Return alpha over ``units``, each the values that its observers gave (None: gave none).

    Units with fewer than two values say nothing about agreement and are left out. None where
    nothing can be compared, or where one value is all that occurs.
    """
    coincidences: defaultdict[tuple[Hashable, Hashable], float] = defaultdict(float)
    for unit in units:
        values = [value for value in unit if value is not None]
        for a, b in permutations(values, 2):
            coincidences[a, b] += 1 / (len(values) - 1)
    totals: defaultdict[Hashable, float] = defaultdict(float)
    for (a, _), weight in coincidences.items():
        totals[a] += weight
    n = sum(totals.values())
    expected = n * n - sum(weight * weight for weight in totals.values())
    if n < 2 or expected <= 0:
        return None
    observed = sum(weight for (a, b), weight in coincidences.items() if a != b)
    return 1 - (n - 1) * observed / expected
