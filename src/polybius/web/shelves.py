"""Incidents with what belongs to them, now or as of a past time, behind one set of questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from polybius.ledger.filters import Filter
from polybius.records import Dispute, Grade, Incident, Tally
from polybius.web.claim_pages import plain_query


@dataclass(frozen=True, slots=True)
class Weighed:
    """An incident with all that was derived about it."""

    incident: Incident
    tallies: tuple[Tally, ...]
    disputes: tuple[Dispute, ...]
    grade: Grade | None


@dataclass(frozen=True, slots=True)
class Kin:
    """What an incident is a part of, and its own parts (rule ``parts.rules.v1``)."""

    whole: Incident | None = None
    parts: tuple[Incident, ...] = ()
    """The earliest first. What the whole counts takes them in: they are not added to it."""


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

    @property
    def of_claims(self) -> Filter | None:
        """The conditions that at least one claim of the incident must meet; None: there are none.

        Raises:
            SettingsError: a day is none, or they are out of order, or the text has no word.
        """
        Filter(since=self.since, until=self.until)
        if self.place is None and self.party is None and self.text is None:
            return None
        text = None if self.text is None else plain_query(self.text)
        return Filter(place=self.place, party=self.party, text=text)


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """One page of a list of incidents, newest first."""

    items: tuple[Weighed, ...]
    total: int
    next_cursor: str | None
    """What to ask the next page with; None: this is the last."""


Counts = tuple[tuple[str, int], ...]
"""Month (``YYYY-MM``) or country (ISO alpha-2) → incidents, in order of the name."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How incidents spread over time and countries; those without a day or country don't count."""

    months: Counts
    countries: Counts


class Shelf(Protocol):
    """Where incidents of one state of the ledger are had from."""

    is_current: bool
    """Whether all claims have been weighed; false while figures are being derived anew."""

    def page(self, wanted: Wanted, cursor: str | None = None, limit: int = 50) -> IncidentPage:
        """Return the incidents that meet ``wanted``, newest first, from ``cursor`` on."""

    def spread(self, wanted: Wanted) -> Spread:
        """Return how the incidents that meet ``wanted`` spread over months and countries.

        Raises:
            SettingsError: a condition can't be understood.
        """

    def one(self, incident_id: str) -> Weighed:
        """Return one incident.

        Raises:
            UnknownId: there is none of this id in this state.
        """

    def kin(self, incident_ids: Sequence[str]) -> dict[str, Kin]:
        """Return what each of these incidents is a part of, and its parts; most have neither."""

    def disputed(self, limit: int) -> list[tuple[Dispute, Incident]]:
        """Return disputes with their incidents, the latest incidents first."""

    def of_claims(self, claim_ids: Sequence[str]) -> dict[str, str]:
        """Return the id of the incident of each claim that is in one."""


def in_time(incidents: Iterable[Incident]) -> tuple[Incident, ...]:
    """Return incidents, the earliest first."""
    return tuple(sorted(incidents, key=lambda each: (each.start or "9999", each.id)))


def spread_of(found: Iterable[tuple[str | None, str | None]]) -> Spread:
    """Return how incidents spread, given the first day and the country of each."""
    months: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    for day, country in found:
        if day:
            months[day[:7]] += 1
        if country:
            countries[country] += 1
    return Spread(tuple(sorted(months.items())), tuple(sorted(countries.items())))
