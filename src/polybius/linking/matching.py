"""How alike two accounts are: named pieces of evidence, each with its weight, and contradictions.

Rule ``link.rules.v1``. The weights are set by hand: a shared exact place and day link two accounts
of like kind by themselves; without a place, day and parties must agree and a figure too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt

from polybius.linking.accounts import Account
from polybius.records import Place

rule = "link.rules.v1"
link_at = 5.0
"""Least sum of weights at which two accounts are one incident."""

weights = {
    "same place": 3.0,
    "places within 25 km": 2.5,
    "one place lies in the other's division": 1.0,
    "same country": 0.5,
    "same days": 1.5,
    "overlapping days": 1.0,
    "same kind": 1.0,
    "same event type": 0.5,
    "a shared party": 1.0,
    "several shared parties": 1.5,
    "the same figure": 1.0,
}
near_km = 25.0
apart_km = 100.0
earth_radius_km = 6371.0
pinpoint = frozenset({"exact", "near", "adm2"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """The evidence for two accounts being one incident, or the contradiction against it."""

    evidence: tuple[str, ...]
    contradiction: str | None = None

    @property
    def score(self) -> float:
        """Sum of the weights; nothing outweighs a contradiction."""
        return float("-inf") if self.contradiction else sum(weights[e] for e in self.evidence)


def compare(a: Account, b: Account) -> Comparison:
    """Compare two accounts; symmetric."""
    contradiction = contradicts(a, b)
    if contradiction is not None:
        return Comparison((), contradiction)
    evidence = [*_place_evidence(a.place, b.place), *_day_evidence(a, b)]
    if a.family == b.family:
        evidence.append("same kind")
    if a.event_types.keys() & b.event_types.keys():
        evidence.append("same event type")
    shared = len(a.parties & b.parties)
    if shared:
        evidence.append("several shared parties" if shared > 1 else "a shared party")
    if {f for f in a.figures & b.figures if f[2] > 1}:
        evidence.append("the same figure")
    return Comparison(tuple(evidence))


def contradicts(a: Account, b: Account) -> str | None:
    """Return why two accounts can't be of one incident, or None."""
    if a.dated and b.dated and a.days and b.days and not _overlap(a.days, b.days):
        return "their days do not overlap"
    if a.place and b.place:
        if a.place.country and b.place.country and a.place.country != b.place.country:
            return "their places are in different countries"
        if {a.place.precision, b.place.precision} <= pinpoint:
            apart = distance_km(a.place, b.place)
            if apart is not None and apart > apart_km:
                return f"their places are over {apart_km:.0f} km apart"
    return None


def distance_km(a: Place, b: Place) -> float | None:
    """Return the great-circle distance of two places in km; None where one has no coordinates."""
    if None in (a.latitude, a.longitude, b.latitude, b.longitude):
        return None
    lat_a, lon_a, lat_b, lon_b = (
        radians(x or 0.0) for x in (a.latitude, a.longitude, b.latitude, b.longitude)
    )
    half = sin((lat_b - lat_a) / 2) ** 2
    half += cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * earth_radius_km * asin(sqrt(min(1.0, half)))


def _place_evidence(a: Place | None, b: Place | None) -> list[str]:
    if a is None or b is None:
        return []
    exact = {a.precision, b.precision} <= pinpoint
    if a.gazetteer_id and a.gazetteer_id == b.gazetteer_id:
        return ["same place"] if exact else ["one place lies in the other's division"]
    if a.gazetteer_id is None and b.gazetteer_id is None and a.name.lower() == b.name.lower():
        return ["same place"]
    apart = distance_km(a, b)
    if exact and apart is not None and apart <= near_km:
        return ["places within 25 km"]
    if a.country and a.country == b.country:
        same_division = a.admin1 is not None and a.admin1 == b.admin1
        return ["one place lies in the other's division"] if same_division else ["same country"]
    return []


def _day_evidence(a: Account, b: Account) -> list[str]:
    if a.days is None or b.days is None or not _overlap(a.days, b.days):
        return []
    return ["same days"] if a.dated and a.days == b.days else ["overlapping days"]


def _overlap(a: tuple[date, date], b: tuple[date, date]) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]
