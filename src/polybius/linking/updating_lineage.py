"""Finds the lineage of new reports, and which others' lineage that changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from polybius.ledger import schema
from polybius.ledger.workings import Renewal, Workings, reports_in
from polybius.linking.lineage import Lineage, lineages
from polybius.plain import dumps, loads
from polybius.records import Kinship


@dataclass(frozen=True)
class Retraced:
    """The family trees after reports came."""

    lineage: Lineage
    changed: frozenset[str]
    """Reports some of whose words may now be found in other sources than before."""
    renewals: tuple[Renewal, ...]


def retrace(workings: Workings, new: Iterable[str]) -> Retraced:
    """Return the family trees of all reports, of which ``new`` (ids) came since they were kept."""
    before = _kept(workings)
    if not set(new):
        return Retraced(before, frozenset(), ())
    now = lineages(reports_in(workings.connection, None).values())
    old_rows, rows = _by_later(before), _by_later(now)
    differing = {
        each for each in old_rows.keys() | rows.keys() if old_rows.get(each) != rows.get(each)
    }
    renewal = Renewal(
        schema.kinship,
        schema.kinship.c.later,
        sorted(differing & old_rows.keys()),
        [row for each in sorted(differing & rows.keys()) for row in rows[each]],
    )
    return Retraced(now, frozenset(differing | _below(differing, before, now)), (renewal,))


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
