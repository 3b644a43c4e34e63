"""Which sources have which incidents: the recorder's matrix, rule ``matrix.outlets.v1``.

A list is what one outlet reported by itself. A report that copies another is no second witness:
its incidents count for the outlet of the report at the root of its lineage. Reports that name no
publisher belong to no list; how many there were is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from urllib.parse import urlsplit

from polybius.errors import SettingsError
from polybius.records import Incident, Report

rule = "matrix.outlets.v1"
History = tuple[int, ...]
"""Which of the lists have an incident: ``(1, 0, 1)``."""


@dataclass(frozen=True)
class Matrix:
    """Incident × source inclusion."""

    incidents: tuple[Incident, ...]
    sources: tuple[str, ...]
    """Outlets, the longest list first, then by name."""
    rows: tuple[History, ...]
    """For each incident, 1 where the source has it."""
    unplaced: int
    """Reports of incidents that belong to no list, as they name no publisher."""

    @cached_property
    def sizes(self) -> dict[str, int]:
        """How many incidents each source has."""
        return {name: sum(row[n] for row in self.rows) for n, name in enumerate(self.sources)}

    @cached_property
    def overlaps(self) -> dict[tuple[str, str], int]:
        """How many incidents each pair of sources shares."""
        pairs = combinations(range(len(self.sources)), 2)
        return {
            (self.sources[a], self.sources[b]): sum(row[a] & row[b] for row in self.rows)
            for a, b in pairs
        }

    def histories(self, sources: Iterable[str]) -> dict[History, int]:
        """Return how many incidents have each inclusion history over the ``sources`` chosen.

        Incidents that none of them has are left out: they can't be told from unseen ones.

        Raises:
            SettingsError: a source is not in the matrix, or is named twice.
        """
        chosen = list(sources)
        for name in chosen:
            if name not in self.sources or chosen.count(name) > 1:
                known = ", ".join(self.sources[:10]) or "none"
                raise SettingsError(
                    f"{name!r} is not one source of the matrix.", hint=f"The longest are: {known}."
                )
        places = [self.sources.index(name) for name in chosen]
        counted = Counter(tuple(row[n] for n in places) for row in self.rows)
        return {history: n for history, n in sorted(counted.items()) if any(history)}


def inclusion(
    incidents: Iterable[Incident],
    reports: Mapping[str, Report],
    root: Callable[[str], str] = lambda report_id: report_id,
) -> Matrix:
    """Return the matrix of ``incidents``, the same for any order of them.

    Args:
        incidents: what happened, each with the reports that speak of it.
        reports: by id, at least those of the incidents and the roots of their lineages.
        root: the oldest report that a report copies, itself where it copies none
            (`polybius.linking.lineage.Lineage.root`).
    """
    ordered = tuple(sorted(incidents, key=lambda i: (i.start or "9999", i.id)))
    having: list[set[str]] = []
    unplaced: set[str] = set()
    for incident in ordered:
        outlets = {r: outlet(reports[root(r)]) for r in incident.report_ids}
        unplaced |= {r for r, name in outlets.items() if name is None}
        having.append({name for name in outlets.values() if name is not None})
    sizes = Counter(name for names in having for name in names)
    sources = tuple(sorted(sizes, key=lambda name: (-sizes[name], name)))
    rows = tuple(tuple(int(name in names) for name in sources) for names in having)
    return Matrix(ordered, sources, rows, len(unplaced))


def outlet(report: Report) -> str | None:
    """Return the outlet of a report: its publisher, else its site, else None."""
    if report.publisher:
        return " ".join(report.publisher.split())
    host = urlsplit(report.origin.address).hostname if "://" in report.origin.address else None
    return host.removeprefix("www.") if host else None
