"""ACLED: the columns and types of its event files, one row an incident.

Source: ACLED Codebook (2024) and its guide to the columns since 2023, with actor types as words as
since 2024. A row is written for an incident whose type has a counterpart among ACLED's and whose
first day is known. ACLED counts one fatality figure: by default that of rule ``tally.acled.v1``.
"""

from __future__ import annotations

from calendar import timegm
from collections.abc import Sequence
from dataclasses import dataclass
from time import strptime

from polybius.codebook.crosswalk import to_scheme
from polybius.codebook.parties import Register
from polybius.export.formats import precision
from polybius.export.formats.countries import Country, country
from polybius.export.formats.fields import Field, Table
from polybius.export.formats.sides import Actor, civilians, home, sides
from polybius.export.formats.state import Case, Version
from polybius.export.formats.tolls import tolls
from polybius.export.formats.ucdp import numeric_id

political, demonstrations, strategic = (
    "Political violence",
    "Demonstrations",
    "Strategic developments",
)
battles, against_civilians = "Battles", "Violence against civilians"
violent = (battles, "Explosions/Remote violence", against_civilians)
"""Types of which an armed actor is always part: one that nobody names is unidentified."""
disorder_types = {
    **dict.fromkeys(violent, political),
    "Protests": demonstrations,
    "Riots": demonstrations,
    "Strategic developments": strategic,
}
disorder_of_sub_type = {
    "Mob violence": political,
    "Excessive force against protesters": f"{political}; {demonstrations}",
}
"""Where the sub-event type decides, not the event type."""
crowds = {"Protests": "Protesters", "Riots": "Rioters"}
unidentified = {"state": "Unidentified Military Forces", "group": "Unidentified Armed Group"}
"""ACLED's names of actors that nobody names."""
unknown_country = "ZZZ"
"""ISO 3166-1 leaves these three letters to users."""


@dataclass(frozen=True, slots=True)
class Event:
    """An incident with what its columns are had from."""

    case: Case
    event_type: str
    sub_event_type: str | None
    first: tuple[Actor, ...]
    second: tuple[Actor, ...]
    country: Country | None
    register: Register
    version: Version


def event(case: Case, register: Register, version: Version) -> Event | None:
    """Return what the row of an incident is made from; None where ACLED has no place for it."""
    code = case.incident.event_type
    types = to_scheme("acled", code)
    if not types or case.incident.start is None:
        return None
    sub_types = to_scheme("acled_sub", code)
    place = case.incident.place
    found = sides(case, register)
    first, second = found.a, found.b
    if types[0] in crowds:
        crowd = Actor("crowd", crowds[types[0]])
        first, second = (crowd,), tuple(x for x in (*first, *second) if x.kind != "civilians")
    where = country(place.country if place else None)
    event_type, sub_type = types[0], sub_types[0] if sub_types else None
    if event_type == against_civilians and _is_armed(first) and _is_armed(second):
        event_type, sub_type = battles, "Armed clash"
    if not first and event_type in violent:
        first = (Actor("group", None),)
    return Event(case, event_type, sub_type, first, second, where, register, version)


def _is_armed(actors: Sequence[Actor]) -> bool:
    return bool(actors) and actors[0].kind in ("state", "group")


def _name(actors: Sequence[Actor], row: Event) -> str | None:
    """Return the first actor's name; those without a name of their own with their country."""
    if not actors:
        return None
    actor = actors[0]
    name = actor.name or unidentified[actor.kind]
    own = name in (civilians, *crowds.values(), *unidentified.values())
    return f"{name} ({row.country.acled_name})" if own and row.country else name


def _associated(actors: Sequence[Actor]) -> str:
    return "; ".join(actor.name for actor in actors[1:] if actor.name)


def _type(actors: Sequence[Actor], row: Event) -> str | None:
    """Return ACLED's type of the first actor; an unidentified group is a political militia."""
    if not actors:
        return None
    actor = actors[0]
    if actor.kind == "state":
        own = home(actor, row.register)
        abroad = own is not None and row.country is not None and own != row.country.code
        return "External/Other forces" if abroad else "State forces"
    group = "Rebel group" if actor.name else "Political militia"
    return {"group": group, "crowd": actor.name}.get(actor.kind, civilians)


def _interaction(row: Event) -> str | None:
    """Return the types of both actors: ``State forces-Rebel group``, ``Protesters only``."""
    types = [_type(row.first, row), _type(row.second, row)]
    known = [each for each in types if each]
    if not known:
        return None
    return "-".join(known) if len(known) > 1 else f"{known[0]} only"


def _targeting(row: Event) -> str | None:
    at_civilians = bool(row.second) and row.second[0].kind == "civilians"
    return "Civilian targeting" if at_civilians and row.event_type in violent else None


def _disorder(row: Event) -> str | None:
    by_sub_type = disorder_of_sub_type.get(row.sub_event_type or "")
    return by_sub_type or disorder_types.get(row.event_type)


def _id(row: Event) -> str:
    iso3 = row.country.iso3 if row.country else unknown_country
    return f"{iso3}{numeric_id(row.case.incident.id)}"


def _fatalities(row: Event) -> int | None:
    return tolls(row.case.tallies).total.best


def _place(row: Event, field: str) -> object:
    return getattr(row.case.incident.place, field) if row.case.incident.place else None


def _located(row: Event) -> object:
    return _place(row, "gazetteer_name") or _place(row, "name")


def _outlets(row: Event) -> str:
    return "; ".join(dict.fromkeys(s.outlet for s in row.case.sources if s.outlet))


def _timestamp(row: Event) -> int:
    return timegm(strptime(row.version.head.moment, "%Y-%m-%dT%H:%M:%SZ"))


def _nothing(_: Event) -> None:
    """Stand for a column that the ledger has nothing for."""


def _start(row: Event) -> str:
    return row.case.incident.start or ""


table: Table[Event] = Table(
    "acled",
    "Incidents in the columns of ACLED's event files",
    ("event_id_cnty",),
    (
        Field(
            "event_id_cnty",
            "string",
            "Country (ISO 3166-1 alpha-3, ZZZ: unknown) and the first 52 bits of the incident's id",
            _id,
            required=True,
        ),
        Field("event_date", "date", "First possible day", _start, required=True),
        Field("year", "integer", "Its year", lambda r: int(_start(r)[:4]), required=True),
        Field(
            "time_precision",
            "integer",
            "1 day, 2 within a week, 3 within a month",
            lambda r: precision.time_precision(r.case.incident.start, r.case.incident.end),
        ),
        Field("disorder_type", "string", "ACLED's type of disorder", _disorder),
        Field("event_type", "string", "ACLED's event type", lambda r: r.event_type, required=True),
        Field("sub_event_type", "string", "ACLED's sub-event type", lambda r: r.sub_event_type),
        Field("actor1", "string", "Who did it, or the crowd", lambda r: _name(r.first, r)),
        Field("assoc_actor_1", "string", "Others on that side", lambda r: _associated(r.first)),
        Field("inter1", "string", "ACLED's type of actor1", lambda r: _type(r.first, r)),
        Field("actor2", "string", "To whom", lambda r: _name(r.second, r)),
        Field("assoc_actor_2", "string", "Others on that side", lambda r: _associated(r.second)),
        Field("inter2", "string", "ACLED's type of actor2", lambda r: _type(r.second, r)),
        Field("interaction", "string", "inter1-inter2", _interaction),
        Field(
            "civilian_targeting",
            "string",
            "Civilian targeting, where violence has civilians as its second actor",
            _targeting,
        ),
        Field(
            "iso",
            "integer",
            "ISO 3166-1 numeric code",
            lambda r: r.country and r.country.iso_number,
        ),
        Field("region", "string", "ACLED's region", lambda r: r.country and r.country.acled_region),
        Field("country", "string", "ACLED's name", lambda r: r.country and r.country.acled_name),
        Field("admin1", "string", "First-order division", lambda r: _place(r, "admin1")),
        Field("admin2", "string", "Not in the ledger: missing", _nothing),
        Field("admin3", "string", "Not in the ledger: missing", _nothing),
        Field("location", "string", "Name of the place", _located),
        Field("latitude", "number", "WGS 84 degrees", lambda r: _place(r, "latitude")),
        Field("longitude", "number", "WGS 84 degrees", lambda r: _place(r, "longitude")),
        Field(
            "geo_precision",
            "integer",
            "1 the town, 2 the area around or the district, 3 the province",
            lambda r: precision.geo_precision(r.case.incident.place),
        ),
        Field("source", "string", "Outlets that report it", _outlets),
        Field("source_scale", "string", "Not in the ledger: missing", _nothing),
        Field("notes", "string", "The incident in a few words", lambda r: r.case.incident.title),
        Field(
            "fatalities",
            "integer",
            "Number of dead; missing where nobody gives one (ACLED writes 0)",
            _fatalities,
        ),
        Field("tags", "string", "Not in the ledger: missing", _nothing),
        Field("timestamp", "integer", "Moment of the ledger's head, Unix time", _timestamp),
    ),
)
