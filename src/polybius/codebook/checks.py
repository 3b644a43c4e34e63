"""What must hold within a table of the codebook beyond the shape of its entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from polybius.codebook.entries import Entry

Fault: TypeAlias = tuple[str, str]
"""The code of the entry at fault, and what is wrong with it, to follow "entry 'x' "."""

cue_fields: tuple[str, ...] = ("verbs", "nouns", "adjectives", "phrases", "means", "words")
"""Fields that hold words, in the order in which the manual lists them."""


def cues_of(entry: Entry, field: str) -> tuple[str, ...]:
    """Return the words in ``field`` of ``entry``; none where its shape lacks the field."""
    found: tuple[str, ...] = getattr(entry, field, ())
    return found


def faults(table: Mapping[str, Entry]) -> Iterator[Fault]:
    """Yield what is wrong with ``table``, one check after another, each in the table's order."""
    for check in _checks:
        yield from check(table)


def _has_meaning(table: Mapping[str, Entry]) -> Iterator[Fault]:
    for code, entry in table.items():
        for name in ("label", "definition", "source"):
            if not getattr(entry, name).strip():
                yield code, f"has an empty {name}."


def _cues_are_clean(table: Mapping[str, Entry]) -> Iterator[Fault]:
    for code, entry in table.items():
        for field in cue_fields:
            for cue in cues_of(entry, field):
                if not cue or cue != " ".join(cue.lower().split()):
                    yield code, f"lists {cue!r} among its {field}: cues are lower-case, unpadded."
                elif " " in cue and field not in ("phrases", "words"):
                    yield code, f"lists {cue!r} among its {field}: several words are a phrase."


def _cues_stand_once(table: Mapping[str, Entry]) -> Iterator[Fault]:
    for field in cue_fields:
        owner: dict[str, str] = {}
        for code, entry in table.items():
            for cue in cues_of(entry, field):
                if cue in owner:
                    yield code, f"lists {cue!r} among its {field}, as {owner[cue]!r} does."
                owner.setdefault(cue, code)


def _parents_exist(table: Mapping[str, Entry]) -> Iterator[Fault]:
    for code in table:
        seen = {code}
        parent = _parent(table, code)
        while parent is not None:
            if parent not in table:
                yield code, f"has an unknown parent {parent!r}."
                break
            if parent in seen:
                yield code, f"is its own ancestor, through {parent!r}."
                break
            seen.add(parent)
            parent = _parent(table, parent)


def _parent(table: Mapping[str, Entry], code: str) -> str | None:
    return getattr(table[code], "parent", None)


def _bounds_are_ordered(table: Mapping[str, Entry]) -> Iterator[Fault]:
    for code, entry in table.items():
        points = [getattr(entry, name, None) for name in ("low", "best", "high")]
        stated = [point for point in points if point is not None]
        if stated != sorted(stated):
            yield code, f"has bounds out of order: {stated}."
        if stated and stated[0] < 0:
            yield code, "has a negative bound."
        if hasattr(entry, "icd203") and max(stated) > 1:
            yield code, "has a probability above 1."


_checks: tuple[Callable[[Mapping[str, Entry]], Iterator[Fault]], ...] = (
    _has_meaning,
    _cues_are_clean,
    _cues_stand_once,
    _parents_exist,
    _bounds_are_ordered,
)
