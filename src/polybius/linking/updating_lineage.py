"""Finds the lineage of new reports, and which others' lineage that changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from polybius.ledger import schema
from polybius.ledger.workings import Renewal, Workings, reports_in
from polybius.linking.lineage import (
    Likeness,
    Lineage,
    Told,
    appearance,
    likeness,
    lineage_of,
    told,
)
from polybius.linking.lineage_runs import having, shared_runs
from polybius.linking.lineage_sketches import (
    Sketch,
    candidates,
    candidates_of,
    groups_of,
    sketches_of,
    touched_by,
)
from polybius.linking.lineage_words import Worded
from polybius.plain import dumps, loads
from polybius.records import Kinship, Report

Pair = tuple[str, str]
"""The earlier report's id, and the later's."""
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
    and those that they may be sources of, are looked up among the others, and only trees that
    these can reach are made anew.
    """
    before = _kept(workings)
    if not set(new):
        return Retraced(before, frozenset(), ())
    texts = _Texts(workings, reports_in(workings.connection, new).values())
    within = texts.reached()
    part = lineage_of([texts.told(each) for each in within], texts.liken, texts.likely)
    old, now = (
        _by_later(k for k in every.kinships if k.later in within) for every in (before, part)
    )
    differing = {each for each in old.keys() | now.keys() if old.get(each) != now.get(each)}
    renewal = Renewal(
        schema.kinship,
        schema.kinship.c.later,
        sorted(differing & old.keys()),
        [row for each in sorted(differing & now.keys()) for row in _rows(now[each])],
    )
    others = (kinship for kinship in before.kinships if kinship.later not in within)
    whole = Lineage((*others, *part.kinships))
    changed = frozenset(differing | _below(differing, old, now))
    return Retraced(whole, changed, (renewal, *texts.renewals()))


@dataclass(frozen=True, slots=True)
class _Text:
    """A report's row of the sketches."""

    id: str
    published: str | None
    table: str | None
    words: Worded
    sketch: Sketch | None
    """None for a text without pairs of words."""


class _Texts:
    """The words of all reports, and how alike the pairs are that were ever compared."""

    def __init__(self, workings: Workings, new: Iterable[Report]) -> None:
        kept = [
            _Text(r.report_id, r.published, r.source_table, Worded(r.words), _unpacked(r.minima))
            for r in workings.all_rows(schema.text_sketch)
        ]
        self._fresh = _sketched(sorted(map(told, new), key=lambda each: each.id))
        listed = sorted([*kept, *self._fresh], key=_appearance)
        self._texts = {each.id: each for each in listed}
        self._kept: dict[Pair, str] = {
            (r.earlier, r.later): r.record for r in workings.all_rows(schema.text_pair)
        }
        self._known: dict[Pair, Likeness] = {}
        self._pairs = self._find(listed)

    def told(self, report_id: str) -> Told:
        """Return a report as it is compared."""
        text = self._texts[report_id]
        return Told(text.id, text.published, text.table, text.words)

    def reached(self) -> frozenset[str]:
        """Return the reports whose trees may be others now, and all that are compared with them.

        What pairs of texts have in runs may be stock by now, or no longer: wherever it stands, the
        families decide it.
        """
        changed = self._pairs.symmetric_difference(self._kept)
        in_runs = [
            pair for pair in sorted(self._pairs) if self.liken(*map(self.told, pair)).in_runs
        ]
        starts = {each for pair in (*changed, *in_runs) for each in pair}
        starts.update(each.id for each in self._fresh)
        if in_runs:
            listed = list(self._texts.values())
            texts = [each.words for each in listed]
            words = [tuple(self._texts[each].words for each in pair) for pair in in_runs]
            runs = frozenset().union(*(shared_runs(one, other) for one, other in words))
            starts.update(listed[n].id for n in having(runs, texts))
        return frozenset(_together({*self._pairs, *self._kept}, starts))

    def likely(self, listed: Sequence[Told]) -> Iterable[tuple[int, int]]:
        """Return the pairs ``(later, earlier)`` of places in ``listed`` that may be copies."""
        place = {each.id: n for n, each in enumerate(listed)}
        return sorted((place[b], place[a]) for a, b in self._pairs if a in place and b in place)

    def liken(self, earlier: Told, later: Told) -> Likeness:
        """Return how far two texts stand in each other."""
        pair = earlier.id, later.id
        if pair not in self._known:
            record = self._kept.get(pair)
            made = likeness(earlier, later) if record is None else loads(record, Likeness)
            self._known[pair] = made
        return self._known[pair]

    def renewals(self) -> tuple[Renewal, Renewal]:
        """Return the rows of what was made here for the first time, or is no longer of use."""
        unused = {later for _, later in self._kept.keys() - self._pairs}
        pairs = [
            {"earlier": a, "later": b, "record": self._kept.get((a, b)) or dumps(self._known[a, b])}
            for a, b in sorted(self._pairs)
            if b in unused or (a, b) not in self._kept
        ]
        made = [
            {
                "report_id": each.id,
                "published": each.published,
                "source_table": each.table,
                "words": each.words.lines,
                "minima": b"" if each.sketch is None else each.sketch.tobytes(),
            }
            for each in self._fresh
        ]
        sketch, pair = schema.text_sketch, schema.text_pair
        return (
            Renewal(sketch, sketch.c.report_id, (), made),
            Renewal(pair, pair.c.later, sorted(unused), pairs),
        )

    def _find(self, listed: Sequence[_Text]) -> set[Pair]:
        """Return the pairs ``(earlier, later)`` that may be copies, of texts in their order."""
        filled = [each for each in listed if each.sketch is not None]
        matrix = np.array([each.sketch for each in filled], np.uint32)
        fresh = {each.id for each in self._fresh}
        new = [row for row, each in enumerate(filled) if each.id in fresh]
        if few * len(new) > len(filled):
            tables = [each.table for each in filled]
            every = candidates([e.words for e in filled], list(matrix), tables)
            return {(filled[earlier].id, filled[later].id) for later, earlier in every}
        again = set(new).union(*(touched_by(row, matrix).tolist() for row in new))
        groups = groups_of([each.table for each in filled])
        found = {
            (filled[earlier].id, filled[row].id)
            for row in again
            for earlier in candidates_of(row, matrix, groups)
        }
        looked_up = {filled[row].id for row in again}
        return found.union(pair for pair in self._kept if pair[1] not in looked_up)


def _sketched(fresh: Sequence[Told]) -> list[_Text]:
    filled = [each for each in fresh if len(each.words.whole) > 1]
    made = sketches_of([each.words for each in filled]) if filled else ()
    sketch_of = dict(zip((each.id for each in filled), made, strict=True))
    return [_Text(t.id, t.published, t.table, t.words, sketch_of.get(t.id)) for t in fresh]


def _unpacked(minima: bytes) -> Sketch | None:
    return np.frombuffer(minima, np.uint32) if minima else None


def _appearance(text: _Text) -> tuple[str, int, str]:
    return appearance(text.id, text.published, text.words)


def _together(pairs: Iterable[Pair], starts: Iterable[str]) -> set[str]:
    """Return all that any number of pairs tie to one of ``starts``."""
    beside: dict[str, list[str]] = {}
    for a, b in pairs:
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    return _reached(beside, starts)


def ancestors(lineage: Lineage, report_ids: Iterable[str]) -> set[str]:
    """Return the reports and all that their words may have come from, over any number of steps."""
    return _reached(lineage.sources, report_ids)


def _kept(workings: Workings) -> Lineage:
    rows = sorted(workings.all_rows(schema.kinship), key=lambda row: (row.later, row.position))
    return Lineage(tuple(loads(row.record, Kinship) for row in rows))


def _by_later(kinships: Iterable[Kinship]) -> dict[str, list[Kinship]]:
    found: dict[str, list[Kinship]] = {}
    for kinship in kinships:
        found.setdefault(kinship.later, []).append(kinship)
    return found


def _rows(own: Sequence[Kinship]) -> list[dict[str, object]]:
    """Return the rows of one report's kinships."""
    return [
        {"later": k.later, "earlier": k.earlier, "position": n, "record": dumps(k)}
        for n, k in enumerate(own)
    ]


def _below(changed: Iterable[str], *kinships: Mapping[str, Sequence[Kinship]]) -> set[str]:
    """Return all reports whose sources, at some step, are among ``changed``."""
    copies: dict[str, list[str]] = {}
    for listed in kinships:
        for later, own in listed.items():
            for kinship in own:
                copies.setdefault(kinship.earlier, []).append(later)
    return _reached(copies, changed)


def _reached(steps: Mapping[str, Iterable[str]], starts: Iterable[str]) -> set[str]:
    found = set(starts)
    waiting = list(found)
    while waiting:
        new = set(steps.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found
