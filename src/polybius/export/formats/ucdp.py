"""UCDP GED: the columns and types of the Georeferenced Event Dataset, one row an incident.

Source: Högbladh, "UCDP GED Codebook" (versions 24.1 and 25.1). A row is written for an incident
that may have killed at least one person and whose type can be organised violence in UCDP's sense;
what UCDP's editors add (identifiers of conflicts and dyads, their status of coding) is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from polybius.codebook.crosswalk import to_scheme
from polybius.codebook.parties import Register
from polybius.export.formats import precision
from polybius.export.formats.countries import Country, country
from polybius.export.formats.fields import Field, Table
from polybius.export.formats.sides import Actor, government, sides, state_number, top
from polybius.export.formats.state import Case, Source
from polybius.export.formats.tolls import Toll, Tolls, tolls
from polybius.ids import sha256_hex

id_digits = 13
"""Hexadecimal digits of an incident's id that make UCDP's: 52 bits, exact in every program."""


@dataclass(frozen=True, slots=True)
class Event:
    """An incident with what its columns are had from."""

    case: Case
    a: Actor | None
    b: Actor | None
    tolls: Tolls
    type_of_violence: int | None
    country: Country | None
    register: Register


def numeric_id(incident_id: str) -> int:
    """Return an incident's id as a whole number that stays the same from version to version.

    Of 100,000 incidents two share a number once in about a million ledgers; ``relid`` has the
    whole id.
    """
    digits = incident_id[:id_digits]
    if any(digit not in "0123456789abcdef" for digit in digits):
        digits = sha256_hex(incident_id.encode())[:id_digits]
    return int(digits, 16)


def event(case: Case, register: Register) -> Event | None:
    """Return what the row of an incident is made from; None where GED has no place for it."""
    counted = tolls(case.tallies)
    deaths = counted.total
    lethal = deaths.is_known and (deaths.high is None or deaths.high > 0)
    types = to_scheme("ucdp", case.incident.event_type)
    if not lethal or not types:
        return None
    found = sides(case, register)
    a, b = _first(found.a), _first(found.b)
    if b is not None and b.kind == "civilians" and "3" not in types:
        b = None
    if a is not None and b is not None and _goes_first(b, a):
        a, b = b, a
    kind = _type_of_violence(a, b, types)
    place = case.incident.place
    return Event(case, a, b, counted, kind, country(place.country if place else None), register)


def _first(actors: Sequence[Actor]) -> Actor | None:
    return actors[0] if actors else None


def _goes_first(b: Actor, a: Actor) -> bool:
    """Tell whether UCDP makes ``b`` side A: the government; between equals the first by name."""
    if b.kind == "civilians" or a.kind == "civilians":
        return False
    if a.kind != b.kind:
        return b.kind == "state"
    return (b.name or "") < (a.name or "")


def _type_of_violence(a: Actor | None, b: Actor | None, types: Sequence[str]) -> int | None:
    """Return 1 state-based, 2 non-state or 3 one-sided; None where the sides do not tell."""
    kinds = {actor.kind for actor in (a, b) if actor is not None}
    if "civilians" in kinds:
        told = "3"
    elif None in (a, b):
        return int(types[0]) if len(types) == 1 else None
    else:
        told = "1" if "state" in kinds else "2"
    return int(told) if told in types else None


def _deaths(row: Event, actor: Actor | None, other: Actor | None) -> int | None:
    """Return the best number of a side's dead; None where the two sides can't be told apart."""
    if actor is None or actor.kind == "civilians" or (other and other.kind == actor.kind):
        return None
    part = row.tolls.security_forces if actor.kind == "state" else row.tolls.armed_group
    return part.best


def _unknown(row: Event) -> int | None:
    """Return what is left of the best total, so that the four columns add up to it."""
    total = row.tolls.total.best
    if total is None:
        return None
    told = (_deaths(row, row.a, row.b), _deaths(row, row.b, row.a), row.tolls.civilians.best)
    return max(0, total - sum(number or 0 for number in told))


def _sources(value: Callable[[Source], str | None]) -> Callable[[Event], str | None]:
    def listed(row: Event) -> str | None:
        found = [_flat(value(source)) for source in row.case.sources]
        return ";".join(found) if any(found) else None

    return listed


def _flat(words: str | None) -> str:
    return (words or "").replace(";", ",").replace('"', "'")


def _article(row: Event) -> str:
    listed = (
        ",".join(_flat(part) for part in (s.outlet, s.published, s.title) if part)
        for s in row.case.sources
    )
    return ";".join(f'"{article}"' for article in listed if article)


def _side_name(actor: Actor | None, row: Event) -> str | None:
    return None if actor is None else government(actor, row.register)


def _dyad(row: Event) -> str | None:
    names = (_side_name(row.a, row), _side_name(row.b, row))
    return " - ".join(filter(None, names)) if all(names) else None


def _actor_id(actor: Actor | None, row: Event) -> int | None:
    """Return UCDP's ActorId: of a force, its state's."""
    entry = None if actor is None else top(actor, row.register)
    return None if entry is None else entry.ucdp


def _number(actor: Actor | None, row: Event) -> int | None:
    return None if actor is None else state_number(actor, row.register)


def _place(row: Event, field: str) -> object:
    return getattr(row.case.incident.place, field) if row.case.incident.place else None


def _point(row: Event) -> str | None:
    place = row.case.incident.place
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return f"POINT ({place.longitude:.6f} {place.latitude:.6f})"


def _cell(row: Event) -> int | None:
    place = row.case.incident.place
    return precision.priogrid(place.latitude, place.longitude) if place else None


def _toll(name: str, meaning: str, value: Callable[[Toll], int | None]) -> Field[Event]:
    return Field(name, "integer", meaning, lambda row: value(row.tolls.total))


def _nothing(_: Event) -> None:
    """Stand for a column that only UCDP's editors can fill."""


def _year(row: Event) -> int | None:
    return int(row.case.incident.start[:4]) if row.case.incident.start else None


table: Table[Event] = Table(
    "ucdp",
    "Incidents in the columns of the UCDP Georeferenced Event Dataset",
    ("id",),
    (
        Field(
            "id",
            "integer",
            "The first 52 bits of the incident's id; stays the same from version to version",
            lambda r: numeric_id(r.case.incident.id),
            required=True,
        ),
        Field("relid", "string", "The whole id", lambda r: r.case.incident.id, required=True),
        Field("year", "integer", "Year of date_start", _year),
        Field("active_year", "boolean", "UCDP's editors decide it: missing", _nothing),
        Field("code_status", "string", "UCDP's editors decide it: missing", _nothing),
        Field(
            "type_of_violence",
            "integer",
            "1 state-based, 2 non-state, 3 one-sided; missing where the sides do not tell",
            lambda r: r.type_of_violence,
        ),
        Field("conflict_dset_id", "integer", "UCDP's own identifier: missing", _nothing),
        Field("conflict_new_id", "integer", "UCDP's own identifier: missing", _nothing),
        Field("conflict_name", "string", "UCDP's own name: missing", _nothing),
        Field("dyad_dset_id", "integer", "UCDP's own identifier: missing", _nothing),
        Field("dyad_new_id", "integer", "UCDP's own identifier: missing", _nothing),
        Field("dyad_name", "string", "side_a - side_b, where both are known", _dyad),
        Field("side_a_dset_id", "integer", "UCDP's older identifier: missing", _nothing),
        Field(
            "side_a_new_id",
            "integer",
            "UCDP's ActorId, where the register has it",
            lambda r: _actor_id(r.a, r),
        ),
        Field(
            "side_a",
            "string",
            "The government in state-based violence, the doer in one-sided, else first by name",
            lambda r: _side_name(r.a, r),
        ),
        Field("side_b_dset_id", "integer", "UCDP's older identifier: missing", _nothing),
        Field(
            "side_b_new_id",
            "integer",
            "UCDP's ActorId, where the register has it",
            lambda r: _actor_id(r.b, r),
        ),
        Field("side_b", "string", "The other side, or Civilians", lambda r: _side_name(r.b, r)),
        Field(
            "number_of_sources",
            "integer",
            "Outlets that report it; reports that name none count one each",
            lambda r: r.case.outlets,
        ),
        Field("source_article", "string", 'Reports: "outlet,date,title";…', _article),
        Field(
            "source_office",
            "string",
            "Their outlets, in the same order",
            _sources(lambda s: s.outlet),
        ),
        Field(
            "source_date",
            "string",
            "Their dates, in the same order",
            _sources(lambda s: s.published),
        ),
        Field(
            "source_headline",
            "string",
            "Their titles, in the same order",
            _sources(lambda s: s.title),
        ),
        Field(
            "source_original",
            "string",
            "Who is quoted for it",
            lambda r: ";".join(map(_flat, r.case.voices)),
        ),
        Field(
            "where_prec",
            "integer",
            "1 exact, 2 within 25 km, 3 district, 4 province, 5 line or area, 6 country, 7 sea",
            lambda r: precision.where_prec(r.case.incident.place),
        ),
        Field(
            "where_coordinates",
            "string",
            "Name of the place in the gazetteer",
            lambda r: _place(r, "gazetteer_name"),
        ),
        Field(
            "where_description",
            "string",
            "The place in the text's words",
            lambda r: _place(r, "name"),
        ),
        Field("adm_1", "string", "First-order division", lambda r: _place(r, "admin1")),
        Field("adm_2", "string", "Not in the ledger: missing", _nothing),
        Field("latitude", "number", "WGS 84 degrees", lambda r: _place(r, "latitude")),
        Field("longitude", "number", "WGS 84 degrees", lambda r: _place(r, "longitude")),
        Field("geom_wkt", "string", "The point as WKT", _point),
        Field("priogrid_gid", "integer", "Cell of PRIO-GRID", _cell),
        Field("country", "string", "UCDP's name", lambda r: r.country and r.country.ucdp_name),
        Field(
            "country_id",
            "integer",
            "Gleditsch and Ward's number",
            lambda r: r.country and r.country.gw,
        ),
        Field("region", "string", "UCDP's region", lambda r: r.country and r.country.ucdp_region),
        Field(
            "event_clarity",
            "integer",
            "1 where it is known to less than a week and to a province or closer, else 2",
            lambda r: precision.event_clarity(r.case.incident),
        ),
        Field(
            "date_prec",
            "integer",
            "1 day, 2 two to six days, 3 week, 4 month, 5 more than a month",
            lambda r: precision.date_prec(r.case.incident.start, r.case.incident.end),
        ),
        Field("date_start", "date", "First possible day", lambda r: r.case.incident.start),
        Field("date_end", "date", "Last possible day", lambda r: r.case.incident.end),
        Field(
            "deaths_a", "integer", "Best number of side A's dead", lambda r: _deaths(r, r.a, r.b)
        ),
        Field(
            "deaths_b", "integer", "Best number of side B's dead", lambda r: _deaths(r, r.b, r.a)
        ),
        Field(
            "deaths_civilians",
            "integer",
            "Best number of dead civilians",
            lambda r: r.tolls.civilians.best,
        ),
        Field("deaths_unknown", "integer", "What is left of best", _unknown),
        _toll(
            "best",
            "Best number of all dead; missing where the rule leaves it open",
            lambda t: t.best,
        ),
        _toll("high", "Highest number; missing: no upper bound", lambda t: t.high),
        _toll("low", "Lowest number", lambda t: t.low),
        Field("gwnoa", "integer", "Number of the state that is side A", lambda r: _number(r.a, r)),
        Field("gwnob", "integer", "Number of the state that is side B", lambda r: _number(r.b, r)),
    ),
)
