"""MUC-4 answer keys: their notation, and one incident in the form that both keys and answers take.

The notation is that of ``../shared/gold/muc4/README.md``: alternatives ``A / B``, optional fillers
``? A``, cross references ``V: "X" / "Y"``, the null ``-`` and the inapplicable ``*``.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Mentions = tuple[str, ...]
"""One entity: strings of which any stands for it."""

roles = ("PerpInd", "PerpOrg", "Target", "Victim", "Weapon")
"""The reduced forms' roles, in the order of GRIT and GTT."""

role_slots = {
    "PerpInd": "PERP: INDIVIDUAL ID",
    "PerpOrg": "PERP: ORGANIZATION ID",
    "Target": "PHYS TGT: ID",
    "Victim": "HUM TGT: NAME",
    "Weapon": "INCIDENT: INSTRUMENT ID",
}

_day = re.compile(r"\b(\d{1,2})\s+([A-Z]{3})[A-Z]*\.?\s+(\d\d)\b")
_articles = re.compile(r"\b(a|an|the)\b")
_place_type = re.compile(r"\s*\([^()]*\)\s*$")


@dataclass(frozen=True, slots=True)
class Filler:
    """One fill of a slot: any of ``values`` is right, for any of the strings ``refers_to``."""

    values: tuple[str, ...]
    refers_to: Mentions = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """One template of a raw answer key, slot by slot."""

    slots: dict[str, tuple[Filler, ...]]
    optional: bool


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident as it is answered. Values are written as the keys write them."""

    type: str
    stage: str = "ACCOMPLISHED"
    date: str | None = None
    location: str | None = None
    entities: Mapping[str, tuple[Mentions, ...]] = field(default_factory=dict)
    """Role → entities."""
    responsible: tuple[tuple[str, str], ...] = ()
    """Organisation and the confidence that it did it."""
    numbers: tuple[tuple[str, str], ...] = ()
    """How many, and the human target that they are."""
    effects: tuple[tuple[str, str], ...] = ()
    """What they suffered, and the human target that they are."""


def normal(text: str) -> str:
    """Lower the case, drop punctuation, articles and spare blanks, as both reduced scorers do."""
    bare = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(_articles.sub(" ", bare).split())


def split_outside(text: str, mark: str) -> list[str]:
    """Split at the character ``mark`` where it stands outside quotes and brackets."""
    parts, depth, quoted, last = [], 0, False, 0
    for i, char in enumerate(text):
        if char == '"' and (i == 0 or text[i - 1] != "\\"):
            quoted = not quoted
        elif not quoted and char in "()":
            depth += 1 if char == "(" else -1
        elif char == mark and not quoted and depth == 0:
            parts.append(text[last:i])
            last = i + 1
    return [part.strip() for part in (*parts, text[last:])]


def parse_filler(raw: str, *, refers: bool) -> Filler | None:
    """Read one line of a key; None for a null or inapplicable slot.

    Args:
        raw: the line.
        refers: whether a colon introduces a cross reference in this slot.
    """
    text = raw.strip()
    optional = text.startswith("?")
    text = text.lstrip("? ")
    if text in ("-", "*", ""):
        return None
    value, *reference = split_outside(text, ":") if refers else [text]
    values = tuple(_alternatives(value))
    strings = split_outside(":".join(reference), "/") if reference else []
    return Filler(values, tuple(_bare(s) for s in strings if _bare(s) != "-"), optional)


def _alternatives(text: str) -> Iterator[str]:
    """Yield what stands between slashes, in brackets too: ``(A / B)``."""
    for part in split_outside(text, "/"):
        inner = part.lstrip("? ")
        if inner.startswith("(") and _closes_at_end(inner):
            yield from _alternatives(inner[1:-1])
        else:
            yield _bare(part)


def _bare(text: str) -> str:
    text = text.strip().lstrip("? ")
    return text.removeprefix('"').removesuffix('"').replace('\\"', '"').strip()


def _closes_at_end(text: str) -> bool:
    depth = 0
    for i, char in enumerate(text):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth == 0:
            return i == len(text) - 1
    return False


_plain_slots = frozenset(("INCIDENT: DATE", "INCIDENT: LOCATION", *role_slots.values()))


def parse_key(template: dict[str, list[str]]) -> Key:
    """Read one raw template."""
    slots = {}
    for slot, lines in template.items():
        if slot.startswith(("MESSAGE", "_")):
            continue
        read = (parse_filler(line, refers=slot not in _plain_slots) for line in lines)
        slots[slot] = tuple(filler for filler in read if filler is not None)
    return Key(slots, "OPTIONAL" in " ".join(template["MESSAGE: TEMPLATE"]))


def keys_of_type(keys: Sequence[Key], kind: str) -> list[Key]:
    """Return the keys of an incident type."""
    return [k for k in keys if any(kind in f.values for f in k.slots["INCIDENT: TYPE"])]


def places_of(location: str) -> tuple[str, ...]:
    """Return the most specific part of a location, in every form that is right.

    Of "between A and B" (``A (CITY) - B (CITY)``) each end is right, and both together.
    """
    last = split_outside(location, ":")[-1]
    ends = [normal(_place_type.sub("", end)) for end in last.split(" - ")]
    return (*ends, " ".join(ends)) if len(ends) > 1 else (ends[0],)


def days_of(date: str) -> tuple[str, str]:
    """Return first and last day of a date in the key's notation; the first is empty where open.

    A few keys write a day without its nought or a month in full.
    """
    text = " ".join(_day.sub(lambda m: f"{int(m[1]):02d} {m[2]} {m[3]}", date.upper()).split())
    if text.startswith("-"):
        return "", text[1:].strip()
    first, _, last = text.partition(" - ")
    return first, last or first


def as_answer(key: Key) -> Incident:
    """Return the incident that answers ``key`` perfectly: the first alternative of each filler."""
    entities = {
        role: tuple((f.values[0],) for f in key.slots.get(slot, ()))
        for role, slot in role_slots.items()
    }
    confidence = key.slots.get("PERP: ORGANIZATION CONFIDENCE", ())
    return Incident(
        type=_first(key, "INCIDENT: TYPE") or "",
        stage=_first(key, "INCIDENT: STAGE OF EXECUTION") or "",
        date=_first(key, "INCIDENT: DATE"),
        location=_first(key, "INCIDENT: LOCATION"),
        entities=entities,
        responsible=tuple((f.refers_to[0] if f.refers_to else "", f.values[0]) for f in confidence),
        numbers=_referred(key, "HUM TGT: NUMBER"),
        effects=_referred(key, "HUM TGT: EFFECT OF INCIDENT"),
    )


def _first(key: Key, slot: str) -> str | None:
    fillers = key.slots.get(slot, ())
    return fillers[0].values[0] if fillers else None


def _referred(key: Key, slot: str) -> tuple[tuple[str, str], ...]:
    fillers = key.slots.get(slot, ())
    return tuple((f.values[0], f.refers_to[0] if f.refers_to else "-") for f in fillers)


def reduced_entities(raw: Sequence[Sequence[Sequence[Any]]]) -> tuple[Mentions, ...]:
    """Read the entities of a role in the reduced forms: lists of ``[string, offset]``."""
    return tuple(tuple(_strings(entity)) for entity in raw if entity)


def _strings(entity: Sequence[Sequence[Any]]) -> Iterator[str]:
    for mention in entity:
        yield str(mention[0])
