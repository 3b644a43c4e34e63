"""What linking compares of an account, as plain values; a million of them fit in memory."""

from __future__ import annotations

from dataclasses import dataclass

from polybius.linking.accounts import Account
from polybius.linking.series import names_several

Member = tuple[str, str, str]
"""An account's place in the total order: publication day, report id, key within the report."""

pinpoint = frozenset({"exact", "near", "adm2"})
"""Precisions at which a place is a scene; a division or country only holds it."""
divided = pinpoint | {"adm1"}
"""Precisions at which a place lies in one division of its country."""
most_parties = 8
most_figures = 8


@dataclass(frozen=True, slots=True)
class Profile:
    """One account's date, place, kind, parties and figures."""

    member: Member
    family: str
    event_types: frozenset[str] = frozenset()
    first: int | None = None
    """First and last possible day, as proleptic Gregorian ordinals."""
    last: int | None = None
    dated: bool = False
    """Whether its own words give the days, not only its publication."""
    place: str | None = None
    """Gazetteer id, or the name in lower case where it has none."""
    resolved: bool = False
    pinpoint: bool = False
    country: str | None = None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    parties: frozenset[str] = frozenset()
    figures: frozenset[tuple[str, str, int]] = frozenset()
    """``(category, victim class, number)``; numbers over 1."""
    words: str = ""
    """What it says, for likeness of wording."""
    sums: bool = False
    """Whether it speaks of several attacks or places at once, and names no precise one."""
    table: str | None = None
    """The table of events of which it is a row: another row of it is another event."""


def profile_of(account: Account) -> Profile:
    """Return what is compared of ``account``."""
    place, days = account.place, account.days
    passages = dict.fromkeys(claim.passage.text for claim in account.claims)
    return Profile(
        member=account.order,
        family=account.family,
        event_types=frozenset(account.event_types),
        first=days[0].toordinal() if days else None,
        last=days[1].toordinal() if days else None,
        dated=account.dated,
        place=(place.gazetteer_id or place.name.lower()) if place else None,
        resolved=place is not None and place.gazetteer_id is not None,
        pinpoint=place is not None and place.precision in pinpoint,
        country=place.country if place else None,
        admin1=place.admin1 if place and place.precision in divided else None,
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        parties=frozenset(sorted(account.parties)[:most_parties]),
        figures=frozenset(sorted(f for f in account.figures if f[2] > 1)[:most_figures]),
        words=" ".join(passages),
        sums=(place is None or place.precision not in pinpoint)
        and any(map(names_several, account.claims)),
        table=account.table,
    )
