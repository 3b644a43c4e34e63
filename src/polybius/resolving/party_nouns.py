"""Common nouns for forces and governments, and which of a country's parties they stand for.

The register's codes name a country's parties by kind: ``force.pk.army``, ``force.pk.military``,
``state.pk``. Where it has no entry of the kind, the next wider one stands in: an army for want of
its own entry is the military, that for want of one the state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

_STATE = ("state",)
_MILITARY = ("military", "state")
_POLICE = ("police", "national_police", "interior", "state")

_FORCES: Mapping[str, tuple[str, ...]] = {
    "army": ("army", *_MILITARY),
    "military": _MILITARY,
    "armed forces": _MILITARY,
    "troops": _MILITARY,
    "soldiers": _MILITARY,
    "defence forces": _MILITARY,
    "defense forces": _MILITARY,
    "security forces": _MILITARY,
    "security personnel": _MILITARY,
    "security services": _STATE,
    "forces": _MILITARY,
    "air force": ("air_force", *_MILITARY),
    "navy": ("navy", *_MILITARY),
    "marines": ("marines", *_MILITARY),
    "coast guard": ("coast_guard", *_MILITARY),
    "national guard": ("national_guard", *_MILITARY),
    "republican guard": ("republican_guard", *_MILITARY),
    "police": _POLICE,
    "police force": _POLICE,
    "police officers": _POLICE,
    "gendarmerie": ("gendarmerie", *_POLICE),
    "border guards": ("border", *_MILITARY),
    "law enforcement personnel": _POLICE,
    "law enforcement": _POLICE,
}
_GOVERNMENT = frozenset(
    """government state establishment regime authorities authority administration cabinet junta
    parliament ministry officials""".split()  # noqa: SIM905
)
_OFFICES = frozenset(
    """minister premier president governor senator lawmaker legislator mayor ambassador envoy
    king emir prosecutor""".split()  # noqa: SIM905
)
"""Offices of a state: who holds one speaks on the state's side if nothing else is said."""
_ORGANS = frozenset(
    """official spokesman spokeswoman spokesperson diplomat embassy consulate delegation negotiator
    leadership leader lawmaker congress senate court judge prosecutor intelligence agent agency
    jet warplane aircraft plane bomber helicopter drone warship ship vessel tank artillery troop
    soldier personnel commander officer general secretary representative mission council command
    service department bureau commission fighter unit side counterpart pilot guard""".split()  # noqa: SIM905
)
"""Nouns of what belongs to a state, beside its forces, its government and its offices."""
relatives = frozenset(
    """ally allies partner partners opponent opponents rival rivals enemy enemies foe foes
    adversary adversaries backer backers supporter supporters sponsor sponsors counterpart
    counterparts neighbour neighbours neighbor neighbors critic critics victim victims people
    citizens citizen nationals civilians society communities community refugees residents
    families children women men""".split()  # noqa: SIM905
)
"""Nouns of who stands beside a party, or lives under it, and isn't part of it."""
opposed = frozenset(
    """separatist separatists rebel rebels opposition insurgent insurgents guerrilla guerrillas
    militant militants terrorist terrorists dissident dissidents exiled extremist jihadist
    jihadists""".split()  # noqa: SIM905
)
"""Words for those of a country who aren't on its state's side."""
_MINISTRIES = ("ministry of ", "office of the ")


def party_suffixes(words: str) -> tuple[str, ...]:
    """Return the code suffixes that a common noun phrase may stand for, narrowest first.

    ``words`` is lower case and has neither article nor country: "army", "security forces".
    """
    if words in _FORCES:
        return _FORCES[words]
    last = words.rsplit(maxsplit=1)[-1] if words else ""
    known = next((k for k in _tails(words) if k in _FORCES), None)
    if known is not None:
        return _FORCES[known]
    return _STATE if last in _GOVERNMENT or words.startswith(_MINISTRIES) else ()


def _tails(words: str) -> Iterator[str]:
    """Yield the last words of a phrase, longest first: "provincial police" ends in "police"."""
    parts = words.split()
    for n in range(1, len(parts)):
        yield " ".join(parts[n:])


def is_organ(words: Sequence[str]) -> bool:
    """Tell whether a phrase's lower-case words name an organ of a state, or who holds office."""
    known = _ORGANS | _OFFICES
    return any(w in known or w.removesuffix("s") in known for w in words)


def is_office(role: str | None) -> bool:
    """Tell whether a role is an office of a state: "Chief Minister"."""
    return bool(role) and any(w in _OFFICES for w in str(role).lower().split())
