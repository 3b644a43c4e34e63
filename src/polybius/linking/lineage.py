"""Which reports are copies of which: rule ``lineage.text.v1``.

Every report is compared with the earlier ones that may hold its text (`lineage_sketches`), word by
word (`lineage_copies`). Of the earlier reports that do, the **parent** is the earliest among those
that hold it about as well as the best. Families are what parents tie together: a round-up of five
stories has five sources but one parent, so that it does not make one family of five.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from polybius.linking.lineage_copies import Containment, containment
from polybius.linking.lineage_sketches import candidates
from polybius.linking.lineage_words import Worded, worded
from polybius.records import Kinship, Report

rule = "lineage.text.v1"
as_good = 0.05
"""A report that holds this much less than the best is still the parent if it is the earliest."""
nearly_all = 0.9


@dataclass(frozen=True)
class Lineage:
    """The family trees of a set of reports."""

    kinships: tuple[Kinship, ...] = ()
    """Every verified pair, by later report, the parent first."""
    parents: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        parents = {k.later: k.earlier for k in self.kinships if k.is_parent}
        object.__setattr__(self, "parents", parents)

    def root(self, report_id: str) -> str:
        """Return the oldest ancestor of a report; itself where it copies none."""
        while report_id in self.parents:
            report_id = self.parents[report_id]
        return report_id

    def family(self, report_id: str) -> tuple[str, ...]:
        """Return the reports of one family, sorted."""
        return self.families.get(self.root(report_id), (report_id,))

    @cached_property
    def families(self) -> Mapping[str, tuple[str, ...]]:
        """Return the families of two or more, by their root."""
        members: dict[str, set[str]] = {}
        for later in self.parents:
            root = self.root(later)
            members.setdefault(root, {root}).add(later)
        return {root: tuple(sorted(found)) for root, found in sorted(members.items())}

    @cached_property
    def sources(self) -> Mapping[str, tuple[str, ...]]:
        """Return every earlier report whose words a report has, the parent first."""
        found: dict[str, list[str]] = {}
        for kinship in self.kinships:
            found.setdefault(kinship.later, []).append(kinship.earlier)
        return {later: tuple(earlier) for later, earlier in found.items()}


def lineages(reports: Iterable[Report]) -> Lineage:
    """Return the family trees of ``reports``, the same for any order of them."""
    by_id = {report.id: report for report in reports}
    texts = {report.id: worded(report.text) for report in by_id.values()}
    ordered = sorted(by_id.values(), key=lambda r: _appearance(r, texts[r.id]))
    in_order = [texts[report.id] for report in ordered]
    verified: dict[int, list[tuple[int, Containment, Containment]]] = {}
    for later, earlier in candidates(in_order):
        found = containment(in_order[later], in_order[earlier])
        kept = containment(in_order[earlier], in_order[later])
        if found.is_copy or kept.is_copy:
            verified.setdefault(later, []).append((earlier, found, kept))
    made = [
        kinship
        for later in sorted(verified)
        for kinship in _kinships(later, verified[later], ordered)
    ]
    return Lineage(tuple(made))


def _appearance(report: Report, text: Worded) -> tuple[str, int, str]:
    """Return what reports are put in order by: day, then the longer, which others were cut from.

    Reports without a date come last: an undated copy can't be shown to be the earlier.
    """
    return report.published or "9999-12-31", -len(text.whole), report.id


def _kinships(
    later: int, sources: Sequence[tuple[int, Containment, Containment]], ordered: Sequence[Report]
) -> list[Kinship]:
    best = max(_closeness(found, kept) for _, found, kept in sources)
    parent = min(
        earlier for earlier, found, kept in sources if _closeness(found, kept) >= best - as_good
    )
    made = [
        Kinship(
            ordered[later].id,
            ordered[earlier].id,
            round(found.share, 4),
            round(kept.share, 4),
            _reason(found.share, kept.share),
            earlier == parent,
            rule,
        )
        for earlier, found, kept in sorted(sources, key=lambda source: source[0])
    ]
    return sorted(made, key=lambda kinship: not kinship.is_parent)


def _closeness(found: Containment, kept: Containment) -> float:
    return max(found.share, kept.share)


def _reason(found: float, kept: float) -> str:
    """Return what was done to the earlier text."""
    if found >= nearly_all:
        return "reprinted" if kept >= nearly_all else "trimmed"
    return "expanded" if kept >= nearly_all else "edited"
