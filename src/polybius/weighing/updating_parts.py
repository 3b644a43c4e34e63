"""Fits incidents that were weighed anew into wholes and parts, with the others of their countries.

Invariant: which incidents are parts of which depends on the incidents of one country alone, and
a whole's tallies on its own claims and its parts' tallies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from polybius.ledger import schema
from polybius.ledger.workings import Renewal, Workings
from polybius.linking.parts import Extent, find_parts, parts_of
from polybius.plain import dumps, loads
from polybius.records import Incident, Part, Tally
from polybius.weighing.weighed import Weighed
from polybius.weighing.wholes import with_parts


@dataclass(frozen=True)
class Fitted:
    """The parts in the countries of what was weighed."""

    parts: tuple[Part, ...]
    again: tuple[Incident, ...]
    """Wholes that have to be weighed too, as their parts have changed."""
    _before: tuple[str, ...]
    """Incidents there that were parts."""
    _tallies: Mapping[str, Sequence[Tally]]
    """Of the parts that were not weighed anew."""

    def whole(self, weighed: Iterable[Weighed]) -> list[Weighed]:
        """Return ``weighed`` with what parts say of their wholes."""
        made = {each.incident.id: each for each in weighed}
        for whole_id in {part.whole_id: None for part in self.parts if part.whole_id in made}:
            below: list[Tally] = []
            for each in parts_of(self.parts, whole_id):
                below += made[each].tallies if each in made else self._tallies[each]
            made[whole_id] = with_parts(made[whole_id], below)
        return list(made.values())

    def renewals(self, gone: Collection[str], weighed: Iterable[Weighed]) -> tuple[Renewal, ...]:
        """Return the rows of the parts, and of the extents of what was weighed."""
        extents = [each.extent for each in weighed if each.extent is not None]
        table, extent = schema.incident_part, schema.incident_extent
        rows = [
            {"whole_id": part.whole_id, "part_id": part.part_id, "record": dumps(part)}
            for part in self.parts
        ]
        extent_rows = [
            {"incident_id": each.id, "country": each.country, "record": dumps(each)}
            for each in extents
        ]
        return (
            Renewal(table, table.c.part_id, self._before, rows),
            Renewal(extent, extent.c.incident_id, sorted(gone), extent_rows),
        )


def fit(workings: Workings, weighed: Sequence[Weighed], gone: Collection[str]) -> Fitted:
    """Return the parts in the countries that ``weighed`` and ``gone`` (ids) are, or were, in."""
    table = schema.incident_extent
    made = {each.incident.id: each.extent for each in weighed}
    left = workings.rows(table, table.c.incident_id, sorted(gone))
    countries = {row.country for row in left} | {e.country for e in made.values() if e}
    kept = [
        loads(row.record, Extent)
        for row in workings.rows(table, table.c.country, sorted(countries))
        if row.incident_id not in gone
    ]
    parts = find_parts([*kept, *filter(None, made.values())])
    old = schema.incident_part
    everyone = {*gone, *(extent.id for extent in kept)}
    before = [loads(r.record, Part) for r in workings.rows(old, old.c.part_id, sorted(everyone))]
    changed = {part.whole_id for part in {*parts} ^ {*before}}
    changed |= {p.whole_id for p in parts if p.part_id in made or p.whole_id in made}
    again = sorted(changed & {extent.id for extent in kept})
    found = workings.rows(schema.incident, schema.incident.c.id, again)
    ids = {p.part_id for p in parts if p.whole_id in changed} - made.keys()
    return Fitted(
        parts,
        tuple(loads(row.record, Incident) for row in sorted(found, key=lambda row: str(row.id))),
        tuple(sorted(part.part_id for part in before)),
        _tallies(workings, ids),
    )


def _tallies(workings: Workings, ids: Iterable[str]) -> dict[str, list[Tally]]:
    table = schema.tally
    found: dict[str, list[Tally]] = {each: [] for each in ids}
    for row in workings.rows(table, table.c.incident_id, sorted(found)):
        found[row.incident_id].append(loads(row.record, Tally))
    return found
