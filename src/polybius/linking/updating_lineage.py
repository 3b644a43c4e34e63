"""Finds the lineage of new reports, and which others' lineage that changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from polybius.ledger import schema
from polybius.ledger.workings import Renewal, Workings, reports_in
from polybius.linking.lineage import Likeness, Lineage, Told, likeness, lineage_of, told
from polybius.linking.lineage_sketches import (
    candidates,
    candidates_of,
    groups_of,
    sketches_of,
    touched_by,
)
from polybius.linking.lineage_words import Worded
from polybius.plain import dumps, loads
from polybius.records import Kinship, Report

few = 16
"""Where more than one in so many texts is new, all are looked up at once: that is quicker."""


@dataclass(frozen=True)
class Retraced:
    """The family trees after reports came."""

    lineage: Lineage
    changed: frozenset[str]
    """Reports some of whose words may now be found in other sources than before."""
    renewals: tuple[Renewal, ...]


def retrace(workings: Workings, new: Iterable[str]) -> Retraced:
    """Return the family trees of all reports, of which ``new`` (ids) came since they were kept.

    No text is cut into words or sketched twice, and no two are compared twice; only the new ones,
    and those that they may be sources of, are looked up among the others.
    """
    before = _kept(workings)
    if not set(new):
        return Retraced(before, frozenset(), ())
    texts = _Texts(workings, reports_in(workings.connection, new).values())
    now = lineage_of(texts.told, texts.liken, texts.find)
    old_rows, rows = _by_later(before), _by_later(now)
    everyone = old_rows.keys() | rows.keys()
    differing = {each for each in everyone if old_rows.get(each) != rows.get(each)}
    renewal = Renewal(
        schema.kinship,
        schema.kinship.c.later,
        sorted(differing & old_rows.keys()),
        [row for each in sorted(differing & rows.keys()) for row in rows[each]],
    )
    reached = frozenset(differing | _below(differing, before, now))
    return Retraced(now, reached, (renewal, *texts.renewals()))


class _Texts:
    """The words of all reports, and how alike the pairs are that were ever compared."""

    def __init__(self, workings: Workings, new: Iterable[Report]) -> None:
        rows = workings.all_rows(schema.text_sketch)
        kept = [Told(r.report_id, r.published, r.source_table, _worded(r.words)) for r in rows]
        self._fresh = [told(report) for report in sorted(new, key=lambda report: report.id)]
        self.told = [*kept, *self._fresh]
        self.sketches = {
            r.report_id: np.frombuffer(r.minima, dtype=np.uint32) for r in rows if r.minima
        }
        filled = [each for each in self._fresh if len(each.words.whole) > 1]
        if filled:
            made = sketches_of([each.words for each in filled])
            self.sketches |= {each.id: made[n] for n, each in enumerate(filled)}
        self._known = {
            (r.earlier, r.later): loads(r.record, Likeness)
            for r in workings.all_rows(schema.text_pair)
        }
        self._kept = frozenset(self._known)
        self._used: set[tuple[str, str]] = set()

    def find(self, listed: Sequence[Told]) -> Iterable[tuple[int, int]]:
        """Return the pairs ``(later, earlier)`` of places in ``listed`` that may be copies."""
        filled = [n for n, each in enumerate(listed) if each.id in self.sketches]
        matrix = np.array([self.sketches[listed[n].id] for n in filled], np.uint32)
        fresh = {each.id for each in self._fresh}
        new = [row for row, n in enumerate(filled) if listed[n].id in fresh]
        if few * len(new) > len(filled):
            known = [self.sketches.get(each.id) for each in listed]
            return candidates([e.words for e in listed], known, [e.table for e in listed])
        again = set(new).union(*(touched_by(row, matrix).tolist() for row in new))
        groups = groups_of([listed[n].table for n in filled])
        found = [
            (filled[row], filled[earlier])
            for row in sorted(again)
            for earlier in candidates_of(row, matrix, groups)
        ]
        place = {each.id: n for n, each in enumerate(listed)}
        looked_up = {filled[row] for row in again}
        kept = ((place[later], place[earlier]) for earlier, later in sorted(self._kept))
        return [*found, *(pair for pair in kept if pair[0] not in looked_up)]

    def liken(self, earlier: Told, later: Told) -> Likeness:
        """Return how far two texts stand in each other."""
        pair = earlier.id, later.id
        self._used.add(pair)
        if pair not in self._known:
            self._known[pair] = likeness(earlier, later)
        return self._known[pair]

    def renewals(self) -> tuple[Renewal, Renewal]:
        """Return the rows of what was made here for the first time, or is no longer of use."""
        unused = {later for _, later in self._kept - self._used}
        pairs = [
            {"earlier": a, "later": b, "record": dumps(self._known[a, b])}
            for a, b in sorted(self._used)
            if b in unused or (a, b) not in self._kept
        ]
        made = [
            {
                "report_id": each.id,
                "published": each.published,
                "source_table": each.table,
                "words": "\n".join(each.words.sentences),
                "minima": self.sketches[each.id].tobytes() if each.id in self.sketches else b"",
            }
            for each in self._fresh
        ]
        sketch, pair = schema.text_sketch, schema.text_pair
        return (
            Renewal(sketch, sketch.c.report_id, (), made),
            Renewal(pair, pair.c.later, sorted(unused), pairs),
        )


def _worded(words: str) -> Worded:
    return Worded(tuple(words.split("\n")) if words else ())


def ancestors(lineage: Lineage, report_ids: Iterable[str]) -> set[str]:
    """Return the reports and all that their words may have come from, over any number of steps."""
    return _reached(lineage.sources, report_ids)


def _kept(workings: Workings) -> Lineage:
    rows = sorted(workings.all_rows(schema.kinship), key=lambda row: (row.later, row.position))
    return Lineage(tuple(loads(row.record, Kinship) for row in rows))


def _by_later(lineage: Lineage) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = {}
    for kinship in lineage.kinships:
        own = found.setdefault(kinship.later, [])
        own.append(
            {
                "later": kinship.later,
                "earlier": kinship.earlier,
                "position": len(own),
                "record": dumps(kinship),
            }
        )
    return found


def _below(changed: Iterable[str], *lineages: Lineage) -> set[str]:
    """Return all reports whose sources, at some step, are among ``changed``."""
    copies: dict[str, list[str]] = {}
    for lineage in lineages:
        for later, earlier in lineage.sources.items():
            for source in earlier:
                copies.setdefault(source, []).append(later)
    return _reached(copies, changed)


def _reached(steps: Mapping[str, Iterable[str]], starts: Iterable[str]) -> set[str]:
    found = set(starts)
    waiting = list(found)
    while waiting:
        new = set(steps.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found
