"""Incidents with what belongs to them, now or as of a past time, behind one set of questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from polybius.errors import UnknownId
from polybius.ledger.derived import Derived
from polybius.records import Dispute, Grade, Incident, Tally


@dataclass(frozen=True, slots=True)
class Weighed:
    """An incident with all that was derived about it."""

    incident: Incident
    tallies: tuple[Tally, ...]
    disputes: tuple[Dispute, ...]
    grade: Grade | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Conditions on incidents; None asks for nothing."""

    since: str | None = None
    until: str | None = None
    country: str | None = None
    event_type: str | None = None
    grade: str | None = None
    place: str | None = None
    """Part of a place's name."""
    party: str | None = None
    """Part of a party's name, or its key in the register."""
    text: str | None = None
    """Words that a passage must hold."""


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """One page of a list of incidents, newest first."""

    items: tuple[Weighed, ...]
    total: int
    next_cursor: str | None
    """What to ask the next page with; None: this is the last."""


class Shelf(Protocol):
    """Where incidents of one state of the ledger are had from."""

    is_current: bool
    """Whether all claims have been weighed; false while figures are being derived anew."""

    def page(self, wanted: Wanted, cursor: str | None = None, limit: int = 50) -> IncidentPage:
        """Return the incidents that meet ``wanted``, newest first, from ``cursor`` on."""

    def one(self, incident_id: str) -> Weighed:
        """Return one incident.

        Raises:
            UnknownId: there is none of this id in this state.
        """

    def of_claims(self, claim_ids: Sequence[str]) -> dict[str, str]:
        """Return the incident of each claim that is in one."""


class PastShelf:
    """A state that was derived for the question, in memory."""

    is_current = True

    def __init__(self, derived: Derived) -> None:
        self._derived = derived

    def page(self, wanted: Wanted, cursor: str | None = None, limit: int = 50) -> IncidentPage:
        """Return the incidents that meet ``wanted``."""
        start = int(cursor or 0)
        found = self._derived.incidents
        shown = tuple(self.one(i.id) for i in found[start : start + limit])
        more = start + limit < len(found)
        return IncidentPage(shown, len(found), str(start + limit) if more else None)

    def one(self, incident_id: str) -> Weighed:
        """Return one incident."""
        made = self._derived
        for incident in made.incidents:
            if incident.id == incident_id:
                return Weighed(
                    incident,
                    tuple(t for t in made.tallies if t.incident_id == incident_id),
                    tuple(d for d in made.disputes if d.incident_id == incident_id),
                    next((g for g in made.grades if g.incident_id == incident_id), None),
                )
        raise UnknownId(f"there is no incident {incident_id[:10]!r}.")

    def of_claims(self, claim_ids: Sequence[str]) -> dict[str, str]:
        """Return the incident of each claim that is in one."""
        wanted = set(claim_ids)
        return {c: i.id for i in self._derived.incidents for c in i.claim_ids if c in wanted}
