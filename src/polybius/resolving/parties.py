"""Which party of the register a name, a description or a person's body stands for.

A name that several parties bear ("RSF", "PLA") is decided by the countries that the report is
about and by the other parties in it; a common noun ("the army", "police") by the country alone.
What loses is kept with its score. Where the best is not clearly ahead nothing is decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from polybius.codebook.entries import PartyEntry
from polybius.codebook.naming import name_key
from polybius.codebook.parties import Register
from polybius.reading.layers import EntityMark, Names
from polybius.records import Code, Place, Rejected
from polybius.resolving.party_nouns import is_office, is_organ, opposed, party_suffixes, relatives

rule = "parties.context.v1"
clear_lead = 0.3
"""By how much a candidate's score must exceed the next one's."""
clear_share = 0.6
"""Share of a report's country weight that makes "the army" the army of one country."""
_speakers_own = frozenset({"our", "my"})
_levels = frozenset(
    """federal central provincial interim transitional national local state military coalition
    regional interior foreign defence defense royal caretaker the""".split()  # noqa: SIM905
)
"""Words before "government" that say which, not whose."""
_KIN = 0.5
_HOME = 1.0
_KIND = 0.25


@dataclass(frozen=True)
class PartyContext:
    """What a report is about, as far as it helps to tell parties apart."""

    register: Register
    countries: Mapping[str, float] = field(default_factory=dict)
    """Weight of each country (ISO 3166-1 alpha-2) in the report; they need not sum to one."""
    mentioned: frozenset[str] = frozenset()
    """Parties that the report names beyond doubt."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Country of each place that the report names, by `name_key`: a province's government."""

    def share(self, country: str) -> float:
        """Return the country's share of all weight, 0 to 1."""
        total = sum(self.countries.values())
        return self.countries.get(country, 0.0) / total if total else 0.0

    def home(self) -> str | None:
        """Return the one country that the report is clearly about."""
        best = max(sorted(self.countries), key=self.share, default=None)
        return best if best is not None and self.share(best) >= clear_share else None


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an entity of a report was resolved to."""

    party_id: str | None
    """The party that it is; for a person None."""
    side: str | None
    """The party on whose side it acts or speaks: itself, or a person's body's."""
    rejected: tuple[Rejected, ...] = ()


def context_of(names: Names, register: Register, places: Sequence[Place] = ()) -> PartyContext:
    """Return the context that a report's resolved ``places`` and undoubted parties make."""
    countries: dict[str, float] = {}
    for place in places:
        if place.country:
            countries[place.country] = countries.get(place.country, 0.0) + 1.0
    sure = [names.entities[m.entity].party_id for m in names.mentions]
    for code in sure:
        # Forces act abroad, and their names are alike: they are judged by the rest.
        telling = code is not None and register.entries[code].kind != "force"
        active = register.entries[code].countries if code and telling else ()
        for country in active:
            countries[country] = countries.get(country, 0.0) + 0.5 / len(active)
    known = {name_key(p.name): p.country for p in places if p.country}
    return PartyContext(register, countries, frozenset(c for c in sure if c), known)


def resolve_party(
    name: str, kind: Code, context: PartyContext
) -> tuple[str | None, tuple[Rejected, ...]]:
    """Return the party that ``name`` stands for, and the candidates that lost.

    Args:
        name: a proper name, an abbreviation, or a description ("the army", "Arvenian police").
        kind: what the report takes it for, a kind of the register or ``unknown``.
        context: what the report is about.
    """
    known = context.register.by_name(name)
    if known:
        return _choose(known, kind, context)
    return _described(name, context), ()


def resolve_entities(names: Names, context: PartyContext) -> tuple[Resolution, ...]:
    """Resolve all entities of a report, in their order."""
    own = [_own(entity, context) for entity in names.entities]
    return tuple(
        Resolution(party, party or _side(position, names, own, context), rejected)
        for position, (party, rejected) in enumerate(own)
    )


# --- candidates of a name ---------------------------------------------------------------------


def _choose(
    known: Sequence[PartyEntry], kind: Code, context: PartyContext
) -> tuple[str | None, tuple[Rejected, ...]]:
    scored = sorted(
        ((_score(entry, kind, context), -n, entry) for n, entry in enumerate(known)),
        key=lambda s: (s[0], s[1]),
        reverse=True,
    )
    best = scored[0]
    alone = len(scored) == 1 or best[0] - scored[1][0] >= clear_lead
    losers = scored[1:] if alone else scored
    why = f"less in keeping with the report than {best[2].code}" if alone else "no clear lead"
    rejected = tuple(Rejected(e.code, e.name, round(s, 3), why) for s, _, e in losers)
    return (best[2].code if alone else None), rejected


def _score(entry: PartyEntry, kind: Code, context: PartyContext) -> float:
    """Score a candidate: where it is active, whom else the report names, what it is taken for."""
    home = max((context.share(c) for c in entry.countries), default=0.0)
    kin = any(_related(entry, context.register.entries[c]) for c in sorted(context.mentioned))
    return _HOME * home + _KIN * kin + _KIND * (entry.kind == kind)


def _related(a: PartyEntry, b: PartyEntry) -> bool:
    if a.code == b.code:
        return False
    links = {*a.parents, *a.allies, *a.adversaries}
    back = {*b.parents, *b.allies, *b.adversaries}
    return b.code in links or a.code in back


# --- descriptions -----------------------------------------------------------------------------


def _described(name: str, context: PartyContext) -> str | None:
    """Resolve "the army", "Arvenian police", "the government of Arvenia"."""
    words = name.split()
    if words and words[0].lower() in _speakers_own:
        return None  # "Our forces" are the speaker's, whoever it is.
    state, rest = _split_state(words, context)
    if rest.startswith("and "):
        return None  # "Arvenian and allied forces" are no state's own.
    if state is None and _is_of_somebody(words):
        return None
    country = state or context.home()
    return None if country is None else _of_country(country, rest, context.register)


def _is_of_somebody(words: Sequence[str]) -> bool:
    """Tell "the Maro administration" from "the Interior Ministry": whose it is, it doesn't tell."""
    if len(words) < 2 or not words[-1].islower() or not words[-2][:1].isupper():
        return False
    return words[-2].lower() not in _levels and not words[-2].isupper()


def _split_state(words: list[str], context: PartyContext) -> tuple[str | None, str]:
    """Take the name of a state out of a phrase; return its country and what follows it.

    "17 Arvenian border police" gives "border police", "the government of Arvenia" "government".
    The rest is in the form of `name_key`; names of states are looked up in their own case.
    """
    if len(words) > 1 and words[0].lower() in {"the", "a", "an"}:
        words = words[1:]
    for first in range(len(words)):
        for last in range(min(len(words), first + 4), first, -1):
            country = _country(" ".join(words[first:last]), context)
            if country is None:
                continue
            rest = words[last:] or words[: max(0, first - 1)]
            return country, name_key(" ".join(rest))
    return None, name_key(" ".join(words))


def _country(words: str, context: PartyContext) -> str | None:
    """Return the country of a state's name or demonym, or of a place that the report names."""
    if not words[:1].isupper():
        return None
    for entry in context.register.by_name(words):
        if entry.kind == "state" and entry.countries:
            return entry.countries[0]
    return context.places.get(name_key(words))


def _of_country(country: str, words: str, register: Register) -> str | None:
    lower = country.lower()
    for suffix in party_suffixes(words):
        code = f"state.{lower}" if suffix == "state" else f"force.{lower}.{suffix}"
        if code in register.entries:
            return code
    return None


# --- entities -----------------------------------------------------------------------------------


def _own(entity: EntityMark, context: PartyContext) -> tuple[str | None, tuple[Rejected, ...]]:
    """Resolve an entity by what it is called; a person is nobody of the register."""
    if entity.party_id is not None:
        entry = context.register.entries[entity.party_id]
        if _is_foreign(entity, entry, context):
            why = "the report is about another country and names nothing of this one's"
            return None, (*entity.candidates, Rejected(entry.code, entry.name, 0.3, why))
        return entity.party_id, entity.candidates
    if entity.kind in {"person", "community"}:
        return None, entity.candidates
    if entity.candidates and entity.expansion is not None:
        # The report's own expansion speaks against the register: `checks` raises a flag.
        return None, entity.candidates
    return resolve_party(entity.name, entity.kind, context)


def _is_foreign(entity: EntityMark, entry: PartyEntry, context: PartyContext) -> bool:
    """Tell a common name ("Intelligence Bureau") of one country's force in another's report."""
    if entry.kind != "force" or not entry.countries or context.home() in {None, *entry.countries}:
        return False
    if any(context.share(c) for c in entry.countries):
        return False
    return " " in entity.name and _split_state(entity.name.split(), context)[0] is None


def _side(
    position: int,
    names: Names,
    own: Sequence[tuple[str | None, tuple[Rejected, ...]]],
    context: PartyContext,
) -> str | None:
    """Return on whose side an entity without a party of its own is, through its bodies."""
    entity = names.entities[position]
    if " and " in entity.name or _is_apart(entity, names):
        return None
    for body in _bodies(position, names):
        if own[body][0] is not None:
            return own[body][0]
        country = context.places.get(name_key(names.entities[body].name))
        if country is not None:
            return _of_country(country, "government", context.register)
    if entity.kind == "person" and is_office(entity.role or entity.name):
        named, _ = _split_state((entity.role or entity.name).split(), context)
        home = named or _only_state(context)
        return None if home is None else _of_country(home, "government", context.register)
    return None


def _only_state(context: PartyContext) -> str | None:
    """Return the home country if no other state is named, whose minister it could be."""
    home = context.home()
    states = {code for code in context.mentioned if code.startswith("state.")}
    return home if home is None or states <= {f"state.{home.lower()}"} else None


def _is_apart(entity: EntityMark, names: Names) -> bool:
    """Tell whether what bears a party's name isn't of it: "its allies", "Arvenian University".

    Of a state are its organs only, of a people only a community.
    """
    words = (entity.role or entity.name).lower().split()
    if not words or words[-1] in relatives:
        return bool(words)
    if entity.body is None or entity.kind == "person":
        return False
    kind = names.entities[entity.body].kind
    if kind == "community":
        return entity.kind != "community"
    organ = party_suffixes(name_key(entity.name)) or is_organ(words)
    return kind == "state" and (not organ or not opposed.isdisjoint(words))


def _bodies(position: int, names: Names) -> Iterator[int]:
    """Yield the body, the body's body, and so on; a circle ends it."""
    seen = {position}
    body = names.entities[position].body
    while body is not None and body not in seen:
        yield body
        seen.add(body)
        body = names.entities[body].body
