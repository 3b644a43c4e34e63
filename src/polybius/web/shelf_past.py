"""Incidents of a past state: derived for the question, held in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from polybius.errors import SettingsError, UnknownId
from polybius.ledger.derived import Derived
from polybius.ledger.store import Ledger
from polybius.linking.parts import parts_of, whole_of
from polybius.records import Dispute, Grade, Incident, Tally
from polybius.web.shelves import IncidentPage, Kin, Spread, Wanted, Weighed, in_time, spread_of


class PastShelf:
    """A `polybius.web.shelves.Shelf` on what was derived from a past state."""

    is_current = True

    def __init__(self, ledger: Ledger, derived: Derived, size: int | None) -> None:
        self._ledger = ledger
        self._derived = derived
        self._size = size

    def without(self, report_ids: frozenset[str]) -> PastShelf:
        """Return this state without the incidents that hold claims of these, and their wholes."""
        everyone = self._derived.incidents
        held = {each.id for each in everyone if not report_ids.isdisjoint(each.report_ids)}
        held |= {part.whole_id for part in self._derived.parts if part.part_id in held}
        kept = tuple(each for each in everyone if each.id not in held)
        derived = replace(self._derived, incidents=kept)
        return PastShelf(self._ledger, derived, self._size)

    def page(self, wanted: Wanted, cursor: str | None = None, limit: int = 50) -> IncidentPage:
        """Return the incidents that meet ``wanted``, newest first, from ``cursor`` on.

        Raises:
            SettingsError: a condition or the cursor can't be understood.
        """
        start = _place_in_list(cursor)
        found = self._found(wanted)
        items = tuple(self.one(each.id) for each in found[start : start + limit])
        more = start + limit < len(found)
        return IncidentPage(items, len(found), str(start + limit) if more else None)

    def spread(self, wanted: Wanted) -> Spread:
        """Return how the incidents that meet ``wanted`` spread over months and countries.

        Raises:
            SettingsError: a condition can't be understood.
        """
        return spread_of(
            (each.start, each.place.country if each.place else None) for each in self._found(wanted)
        )

    def one(self, incident_id: str) -> Weighed:
        """Return one incident.

        Raises:
            UnknownId: there is none of this id in this state.
        """
        incident = self._incidents.get(incident_id)
        if incident is None:
            raise UnknownId(f"there is no incident {incident_id[:10]!r} in this state.")
        return Weighed(
            incident,
            tuple(self._tallies.get(incident_id, ())),
            tuple(self._disputes.get(incident_id, ())),
            self._grades.get(incident_id),
        )

    def kin(self, incident_ids: Sequence[str]) -> dict[str, Kin]:
        """Return what each of these incidents is a part of, and its parts; most have neither."""
        links = self._derived.parts
        found = {}
        for each in incident_ids:
            whole = self._incidents.get(whole_of(links, each) or "")
            parts = (self._incidents.get(part) for part in parts_of(links, each))
            found[each] = Kin(whole, in_time(part for part in parts if part is not None))
        return found

    def disputed(self, limit: int) -> list[tuple[Dispute, Incident]]:
        """Return disputes with their incidents, the latest incidents first."""
        known = [d for d in self._derived.disputes if d.incident_id in self._incidents]
        known.sort(key=lambda d: (d.incident_id, d.id))
        known.sort(key=lambda d: self._incidents[d.incident_id].start or "", reverse=True)
        return [(d, self._incidents[d.incident_id]) for d in known[:limit]]

    def of_claims(self, claim_ids: Sequence[str]) -> dict[str, str]:
        """Return the id of the incident of each claim that is in one."""
        return {i: self._of_claim[i] for i in claim_ids if i in self._of_claim}

    def _found(self, wanted: Wanted) -> list[Incident]:
        conditions = wanted.of_claims
        found = [each for each in self._derived.incidents if self._fits(each, wanted)]
        if conditions is not None:
            claims = self._ledger.claims(conditions, self._size)
            met = set(self.of_claims([claim.id for claim in claims]).values())
            found = [each for each in found if each.id in met]
        found.sort(key=lambda each: each.id)
        found.sort(key=lambda each: each.start or "", reverse=True)
        return found

    def _fits(self, incident: Incident, wanted: Wanted) -> bool:
        grade = self._grades.get(incident.id)
        country = incident.place.country if incident.place else None
        return (
            (wanted.since is None or (incident.end or "") >= wanted.since)
            and (wanted.until is None or (incident.start or "9") <= wanted.until)
            and wanted.country in (None, country)
            and wanted.event_type in (None, incident.event_type)
            and wanted.grade in (None, grade.grade if grade else None)
        )

    @cached_property
    def _incidents(self) -> dict[str, Incident]:
        return {each.id: each for each in self._derived.incidents}

    @cached_property
    def _of_claim(self) -> dict[str, str]:
        return {claim: each.id for each in self._derived.incidents for claim in each.claim_ids}

    @cached_property
    def _grades(self) -> dict[str, Grade]:
        return {each.incident_id: each for each in self._derived.grades}

    @cached_property
    def _tallies(self) -> dict[str, list[Tally]]:
        found: dict[str, list[Tally]] = {}
        for each in self._derived.tallies:
            found.setdefault(each.incident_id, []).append(each)
        return found

    @cached_property
    def _disputes(self) -> dict[str, list[Dispute]]:
        found: dict[str, list[Dispute]] = {}
        for each in self._derived.disputes:
            found.setdefault(each.incident_id, []).append(each)
        return found


def _place_in_list(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not cursor.isascii() or not cursor.isdigit():
        raise SettingsError(f"the cursor {cursor!r} is none.", hint="Begin again without it.")
    return int(cursor)
