"""How sides are told apart in charts: by shape and by colour, so that either is enough.

The colours are Okabe and Ito's for colour-blind readers, darkened where they had less than 3:1
against white (WCAG 2.2, 1.4.11); their values stand in ``static/desk.css`` under the same numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from polybius.codebook.register import Register
from polybius.records import Claim

shapes = ("circle", "square", "triangle", "diamond", "wedge", "cross")
colours = 6
no_side = "no known side"


@dataclass(frozen=True, slots=True)
class Mark:
    """The sign of one side."""

    side: str
    """Key of the party at the top, or empty."""
    label: str
    shape: str
    colour: int
    """1 to 6; 0 for no known side."""


def side_of(party_id: str | None, register: Register) -> str:
    """Return the side that a party is on: its state or group; empty for none."""
    if party_id is None:
        return ""
    return register.side(party_id) if party_id in register.entries else party_id


def party_name(party_id: str, register: Register, names: Mapping[str, str] | None = None) -> str:
    """Return a party's name in the register, else that of the reports, else its key."""
    entry = register.entries.get(party_id)
    return entry.name if entry else (names or {}).get(party_id, party_id)


def names_in(claims: Iterable[Claim]) -> dict[str, str]:
    """Return the name that claims use most for each party with a key, of equals the first."""
    number: dict[str, Counter[str]] = {}
    for claim in claims:
        named = [(role.party.party_id, role.party.name) for role in claim.roles]
        if claim.voice.anonymity == "named":
            named.append((claim.voice.party_id, claim.voice.body or claim.voice.name))
        for key, name in named:
            if key is not None:
                number.setdefault(key, Counter())[name] += 1
    return {k: min(names, key=lambda n: (-names[n], n)) for k, names in number.items()}


def marks_of(sides: Mapping[str, str]) -> dict[str, Mark]:
    """Return a mark for each side (key to label), in the order of keys; a ring for none.

    Beyond six sides shapes come again in another colour.
    """
    made = {"": Mark("", no_side, "ring", 0)}
    for n, side in enumerate(sorted(set(sides) - {""})):
        shape = shapes[n % len(shapes)]
        colour = (n + n // len(shapes)) % colours + 1
        made[side] = Mark(side, sides[side], shape, colour)
    return made
