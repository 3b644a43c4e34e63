"""Which incidents are parts of another: rule ``parts.rules.v1``.

A report sums up a series of attacks or an operation in one sentence ("40 were killed in five towns
in the offensive"); others, or the same one, tell of each attack. The sum is an incident with
parts, so that nobody adds it to them. An incident is a **whole** if

1. a claim of it that is set in no precise place speaks of several places or attacks, or of an
   offensive, campaign or operation, and
2. no precise place is named for it, only a division, an area or a country.

Another incident, no whole itself, is a **part** of it if it

3. is of the same family (violence, say) and of the same country, and where the whole is in one
   division, of the same; and lies in a precise place;
4. happened within the whole's days (those of an offensive, campaign or operation last until the
   last report of it, at most 31 days), by its own words;
5. shares a party with the whole, or a report tells of both; and
6. has no least figure above the whole's greatest for the same loss.

Of several wholes the narrowest holds it: a division before a country, then the fewest days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from polybius.linking.accounts import family_of
from polybius.linking.profiles import pinpoint
from polybius.linking.series import lasting, names_several
from polybius.records import Claim, Count, Incident, Occurrence, Part, Report, Tally

rule = "parts.rules.v1"
longest_days = 31

Size = tuple[str, str, int, int | None]
"""Category, victim class, lowest and highest number; None: unbounded."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What is compared of an incident."""

    id: str
    is_whole: bool
    family: str
    country: str
    admin1: str | None
    precise: bool
    first: str
    last: str
    parties: tuple[str, ...]
    report_ids: tuple[str, ...]
    sizes: tuple[Size, ...]


def extent_of(
    incident: Incident,
    claims: Iterable[Claim],
    reports: Iterable[Report],
    tallies: Iterable[Tally],
) -> Extent | None:
    """Return the extent of an incident; None where its country or days are not known.

    Args:
        incident: the incident.
        claims: its claims.
        reports: those that the claims are from.
        tallies: by one rule.
    """
    place = incident.place
    if place is None or place.country is None or incident.start is None:
        return None
    precise = place.precision in pinpoint
    wide = [claim for claim in claims if not precise and _sums(claim)]
    goes_on = any(lasting.search(claim.passage.text) for claim in wide)
    return Extent(
        id=incident.id,
        is_whole=bool(wide),
        family=family_of(incident.event_type),
        country=place.country,
        admin1=place.admin1 if place.precision in (*pinpoint, "adm1") else None,
        precise=precise,
        first=incident.start,
        last=_last_day(incident, reports if goes_on else ()),
        parties=tuple(sorted({r.party.party_id or r.party.name.lower() for r in incident.roles})),
        report_ids=incident.report_ids,
        sizes=tuple((t.category, t.victim_class, t.low, t.high) for t in tallies),
    )


def find_parts(extents: Iterable[Extent]) -> tuple[Part, ...]:
    """Return which incidents are parts of which, each of at most one; by their ids.

    Whether one incident is a part of another depends on the incidents of their country alone.
    """
    ordered = sorted(extents, key=lambda extent: extent.id)
    wholes: dict[str, list[Extent]] = {}
    for extent in ordered:
        if extent.is_whole:
            wholes.setdefault(extent.country, []).append(extent)
    found = []
    for extent in ordered:
        holding = [w for w in wholes.get(extent.country, ()) if _holds(w, extent)]
        if holding:
            whole = min(holding, key=_width)
            found.append(Part(whole.id, extent.id, _reasons(whole, extent), rule))
    return tuple(sorted(found, key=lambda part: (part.whole_id, part.part_id)))


def _sums(claim: Claim) -> bool:
    """Tell whether a claim speaks of several attacks or places, or of what lasts, at once."""
    is_of_happening = isinstance(claim.body, Count | Occurrence)
    return is_of_happening and (names_several(claim) or bool(lasting.search(claim.passage.text)))


def _last_day(incident: Incident, reports: Iterable[Report]) -> str:
    start = incident.start or ""
    published = [r.published for r in reports if r.published and len(r.published) == len(start)]
    latest = (date.fromisoformat(start) + timedelta(days=longest_days - 1)).isoformat()
    return max(incident.end or start, min(max(published, default=start), latest))


def _holds(whole: Extent, part: Extent) -> bool:
    return (
        not part.is_whole
        and part.precise
        and part.family == whole.family
        and (whole.admin1 is None or whole.admin1 == part.admin1)
        and whole.first <= part.first
        and part.last <= whole.last
        and bool(_shared(whole, part))
        and not _exceeds(whole, part)
    )


def _shared(whole: Extent, part: Extent) -> list[str]:
    """Return what ties the part to the whole: parties, or reports that tell of both."""
    parties = sorted({*whole.parties} & {*part.parties})
    reports = sorted({*whole.report_ids} & {*part.report_ids})
    told = [f"{len(reports)} report{'s' if len(reports) > 1 else ''} of both"] if reports else []
    return parties + told


def _exceeds(whole: Extent, part: Extent) -> bool:
    highest = {(category, victims): high for category, victims, _, high in whole.sizes}
    return any(
        low > (high if high is not None else low)
        for category, victims, low, _ in part.sizes
        for high in (highest.get((category, victims)),)
    )


def _width(whole: Extent) -> tuple[bool, int, str]:
    days = date.fromisoformat(whole.last) - date.fromisoformat(whole.first)
    return whole.admin1 is None, days.days, whole.id


def _reasons(whole: Extent, part: Extent) -> tuple[str, ...]:
    where = whole.admin1 or whole.country
    return (
        f"within {where}, {whole.first} to {whole.last}",
        f"shared: {', '.join(_shared(whole, part))}",
    )


def parts_of(parts: Sequence[Part], whole_id: str) -> tuple[str, ...]:
    """Return the ids of the parts of an incident."""
    return tuple(part.part_id for part in parts if part.whole_id == whole_id)


def whole_of(parts: Sequence[Part], part_id: str) -> str | None:
    """Return the id of the incident that another is a part of."""
    return next((part.whole_id for part in parts if part.part_id == part_id), None)
