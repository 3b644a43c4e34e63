"""Who did it and to whom, in the two columns that UCDP and ACLED have for that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from polybius.codebook import PartyEntry, load
from polybius.codebook.parties import Register
from polybius.export.formats.countries import country
from polybius.export.formats.state import Case
from polybius.records import Party

doers = ("perpetrator", "accomplice")
sufferers = ("target", "victim")
small_words = frozenset({"the", "of", "for", "and", "in", "al", "de", "la", "del", "du"})
civilians = "Civilians"
"""UCDP's and ACLED's name of the side that does not fight."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A party as a side: ``state`` (with its forces), ``group`` or ``civilians``."""

    kind: str
    name: str | None
    """None of one that the reports only describe ("gunmen"), or whose name is withheld."""
    code: str | None = None
    """Key in the register."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The actors of an incident, doers first."""

    a: tuple[Actor, ...] = ()
    b: tuple[Actor, ...] = ()


def sides(case: Case, register: Register) -> Sides:
    """Return the sides of an incident, from its parties' roles and from who was killed.

    Doers are side A, those aimed at or hurt side B; those who only took part fill a side that is
    empty, in the order in which they are named. Where no party is side B and civilians were
    killed or hurt, they are.
    """
    roles = case.incident.roles
    a = _actors((r.party for r in roles if r.role in doers), register)
    suffering = _actors((r.party for r in roles if r.role in sufferers), register)
    b = [actor for actor in suffering if actor not in a]
    taking_part = _actors((r.party for r in roles if r.role == "participant"), register)
    spare = [actor for actor in taking_part if actor not in (*a, *b) and actor.kind != "civilians"]
    if not a:
        a, spare = spare[:1], spare[1:]
    if not b:
        b = spare
    if not b and _hurts_civilians(case):
        b = [Actor("civilians", civilians)]
    armed = [actor for actor in b if actor.kind != "civilians"]
    return Sides(tuple(x for x in a if x.kind != "civilians"), tuple(armed or b[:1]))


def _actors(parties: Iterable[Party], register: Register) -> list[Actor]:
    """Return the actors, those without a name only where none has one."""
    found = list(dict.fromkeys(_actor(party, register) for party in parties))
    armed = [actor for actor in found if actor.kind != "civilians"]
    named = [actor for actor in armed if actor.name]
    return [*(named or armed), *(actor for actor in found if actor.kind == "civilians")]


def _actor(party: Party, register: Register) -> Actor:
    entry = register.entries.get(party.party_id or "")
    kind = entry.kind if entry else party.kind
    name = entry.name if entry else party.party_id or _proper_name(party.name)
    if kind in ("state", "force"):
        return Actor("state", name, party.party_id)
    if kind == "armed_group":
        return Actor("group", name, party.party_id)
    return Actor("civilians", civilians)


def _proper_name(words: str) -> str | None:
    """Return a name, but None of a description ("18 fighters"), which names no party."""
    chief = [word for word in words.split() if word not in small_words]
    return words if chief and all(word[0].isupper() for word in chief) else None


def _hurts_civilians(case: Case) -> bool:
    return any(root(tally.victim_class) == "civilians" for tally in case.tallies)


@cache
def root(victim_class: str) -> str:
    """Return which part of the people a class is of: the class directly below everyone."""
    classes = load().victim_classes
    above = classes[victim_class].parent if victim_class in classes else None
    return victim_class if above in (None, "person") else root(above or "")


def top(actor: Actor, register: Register) -> PartyEntry | None:
    """Return the register's entry of a side: of a force its state's; None where it has none."""
    if actor.code is None or actor.code not in register.entries:
        return None
    return register.entries[register.side(actor.code) if actor.kind == "state" else actor.code]


def government(actor: Actor, register: Register) -> str | None:
    """Return UCDP's name of a side: states with their forces as ``Government of …``."""
    entry = top(actor, register)
    is_state = entry is not None and entry.kind == "state"
    return f"Government of {entry.name}" if entry and is_state else actor.name


def home(actor: Actor, register: Register) -> str | None:
    """Return the country (ISO 3166-1 alpha-2) of a state or its force; None for others."""
    entry = top(actor, register) if actor.kind == "state" else None
    return entry.countries[0] if entry and entry.countries else None


def state_number(actor: Actor, register: Register) -> int | None:
    """Return Gleditsch and Ward's number of a state or its force."""
    found = country(home(actor, register))
    return None if found is None else found.gw
