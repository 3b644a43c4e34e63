"""Which reports are copies of which: rule ``lineage.text.v1``.

Every report is compared with the earlier ones that may hold its text (`lineage_sketches`), word by
word (`lineage_copies`); what holds little of it, but that word for word, counts too, if it is
nobody else's (`lineage_runs`). Of the earlier reports that hold it, the **parent** is the earliest
among those that do so about as well as the best. Families are what parents tie together: a round-up
of five stories has five sources but one parent, so that it does not make one family of five.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from polybius.importers.rows import dataset_of
from polybius.linking.lineage_copies import Containment, containment
from polybius.linking.lineage_runs import copies_by_runs, likely_by_runs, shared_runs
from polybius.linking.lineage_sketches import candidates
from polybius.linking.lineage_words import Worded, worded
from polybius.records import Kinship, Report

rule = "lineage.text.v1"
as_good = 0.05
"""A report that holds this much less than the best is still the parent if it is the earliest."""
nearly_all = 0.9
undated = "9999-12-31"

Pairs = dict[tuple[int, int], tuple[Containment, Containment]]
"""By the places of two texts: how far the first stands in the second, and the second in it."""
Source = tuple[int, Containment, Containment]
"""An earlier report's rank, how far the later stands in it, and how far it stands in the later."""


@dataclass(frozen=True, slots=True)
class Told:
    """A report as it is compared: when it appeared, and its words."""

    id: str
    published: str | None
    table: str | None
    """The dataset that it is a row of."""
    words: Worded


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two texts stand in each other."""

    both: tuple[Containment, Containment]
    """How far the earlier stands in the later, and the later in it."""
    in_runs: bool
    """Whether they are no copies by that, but may be for what they have word for word."""

    @property
    def is_copy(self) -> bool:
        """Tell whether one is a copy of the other, wherever else its words may stand."""
        return any(one.is_copy for one in self.both)


Liken = Callable[[Told, Told], Likeness]
Find = Callable[[Sequence[Told]], Iterable[tuple[int, int]]]
"""Returns the pairs ``(later, earlier)`` of places, of reports in the order of appearance."""


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
    return lineage_of([told(report) for report in by_id.values()])


def told(report: Report) -> Told:
    """Return a report as it is compared."""
    return Told(report.id, report.published, dataset_of(report), worded(report.text))


def lineage_of(
    reports: Iterable[Told], liken: Liken | None = None, find: Find | None = None
) -> Lineage:
    """Return the family trees of ``reports``, the same for any order of them.

    Args:
        reports: each once.
        liken: returns the `likeness` of an earlier and a later report, where it is known.
        find: returns the pairs of them that may be copies, if not by sketching them all.
    """
    listed = in_order_of_appearance(reports)
    words = [report.words for report in listed]
    likely = (find or _sketched)(listed)
    alike = {(a, b): (liken or likeness)(listed[a], listed[b]) for b, a in likely}
    plain = {pair: found.both for pair, found in alike.items() if found.is_copy}
    made = Lineage(_trees(listed, plain))
    runs = {
        (a, b): shared_runs(words[a], words[b]) for (a, b), found in alike.items() if found.in_runs
    }
    families = [made.root(report.id) for report in listed]
    more = {pair: alike[pair].both for pair in copies_by_runs(runs, words, families)}
    return Lineage(_trees(listed, plain | more)) if more else made


def likeness(earlier: Told, later: Told) -> Likeness:
    """Return how far two texts stand in each other: a function of the two alone."""
    one = containment(earlier.words, later.words)
    other = containment(later.words, earlier.words)
    in_runs = not (one.is_copy or other.is_copy) and likely_by_runs(earlier.words, later.words)
    return Likeness((one, other), in_runs)


def _sketched(listed: Sequence[Told]) -> Iterable[tuple[int, int]]:
    return candidates([each.words for each in listed], tables=[each.table for each in listed])


def _trees(listed: Sequence[Told], verified: Pairs) -> tuple[Kinship, ...]:
    order = _order(listed, verified)
    return tuple(_kinships([listed[n] for n in order], _placed(verified, order)))


def _order(listed: Sequence[Told], verified: Pairs) -> list[int]:
    """Return the places of reports by day; on one day, of which most stands in others first."""
    held = [0.0] * len(listed)
    for (one, other), (one_in_other, other_in_one) in verified.items():
        held[one] += other_in_one.share
        held[other] += one_in_other.share
    return sorted(
        range(len(listed)), key=lambda n: (listed[n].published or undated, -round(held[n], 6), n)
    )


def _placed(verified: Pairs, order: Sequence[int]) -> dict[int, list[Source]]:
    """Return for each copy, by its rank in ``order``, its sources' ranks and what is shared."""
    rank = {n: at for at, n in enumerate(order)}
    made: dict[int, list[Source]] = {}
    for (one, other), (one_in_other, other_in_one) in verified.items():
        a, b = rank[one], rank[other]
        if a < b:
            made.setdefault(b, []).append((a, other_in_one, one_in_other))
        else:
            made.setdefault(a, []).append((b, one_in_other, other_in_one))
    return made


def in_order_of_appearance(reports: Iterable[Told]) -> list[Told]:
    """Return reports in the order in which they are compared."""
    return sorted(reports, key=lambda each: appearance(each.id, each.published, each.words))


def appearance(report_id: str, published: str | None, words: Worded) -> tuple[str, int, str]:
    """Return what reports are put in order by: day, then the longer, which others were cut from.

    Reports without a date come last: an undated copy can't be shown to be the earlier.
    """
    return published or undated, -len(words), report_id


def _kinships(
    ordered: Sequence[Told], sources: Mapping[int, Sequence[Source]]
) -> Iterator[Kinship]:
    for later in sorted(sources):
        yield from _kinships_of(later, sources[later], ordered)


def _kinships_of(later: int, sources: Sequence[Source], ordered: Sequence[Told]) -> list[Kinship]:
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
