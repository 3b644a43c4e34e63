"""What a correction may set on a claim, as form fields, and the changes that a form asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from polybius.codebook import load
from polybius.errors import SettingsError
from polybius.plain import to_plain
from polybius.records import Change, Claim, ClaimKind, Modality, Passage, Polarity

_range = re.compile(r"(\d{1,9})-(\d{1,9})")
Choices = tuple[tuple[str, str], ...]
"""Code and label."""


@dataclass(frozen=True, slots=True)
class Editable:
    """One field of a form."""

    field: str
    """Path in the claim's plain form: ``body.low``."""
    label: str
    kind: str
    """``code``, ``number``, ``text``, ``day`` or ``passage`` (``start-end`` in the text)."""
    value: str
    choices: Choices = ()
    optional: bool = False
    """Whether it may be empty: null."""


def editable_fields(claim: Claim) -> tuple[Editable, ...]:
    """Return the fields that the desk lets a person correct in a claim, with their values."""
    plain = to_plain(claim)
    wanted = [f for f in _fields(claim) if _has(plain, f.field)]
    return tuple(
        Editable(f.field, f.label, f.kind, _shown(_get(plain, f.field)), f.choices, f.optional)
        for f in wanted
    )


def changes_in(claim: Claim, form: Mapping[str, str], text: str) -> tuple[Change, ...]:
    """Return the changes that make ``claim`` say what the form says, in the claim's order.

    Args:
        claim: as it stands.
        form: value by field; fields that are missing stay as they are.
        text: of the claim's report, from which passages are taken.

    Raises:
        SettingsError: a value is missing, no number, or not in the text.
    """
    made = []
    for field in editable_fields(claim):
        given = form.get(field.field)
        if given is not None and given.strip() != field.value:
            value = msgspec.json.encode(_value(field, given.strip(), text)).decode()
            made.append(Change(field.field, value))
    return tuple(made)


def passage_in(text: str, given: str) -> Passage:
    """Return the passage that ``start-end`` names.

    Raises:
        SettingsError: it is no such pair, or not in the text.
    """
    found = _range.fullmatch(given)
    if found is None or not 0 <= int(found[1]) < int(found[2]) <= len(text):
        raise SettingsError(f"{given!r} is no passage of the text.", hint="Select it in the text.")
    start, end = int(found[1]), int(found[2])
    return Passage(start, end, text[start:end])


def _value(field: Editable, given: str, text: str) -> Any:
    if not given:
        if field.optional:
            return None
        raise SettingsError(f"{field.label.lower()} can't be empty.", hint="Give it a value.")
    if field.kind == "passage":
        return to_plain(passage_in(text, given))
    if field.kind != "number":
        return given
    if not given.isascii() or not given.isdigit():
        raise SettingsError(f"{field.label.lower()}: {given!r} is no number.", hint="Use digits.")
    return int(given)


def _fields(claim: Claim) -> Sequence[Editable]:
    book = load()
    by_kind: dict[ClaimKind, Sequence[Editable]] = {
        ClaimKind.COUNT: (
            _code("body.category", "Harm", _labels(book.harm_categories)),
            _code("body.victim_class", "Class", _labels(book.victim_classes)),
            _number("body.low", "Least"),
            _number("body.best", "Named", optional=True),
            _number("body.high", "Most", optional=True),
            _passage("body.words", "The number's words"),
            _passage("body.subject", "Who was counted", optional=True),
            _code("body.scope", "Scope", (("incremental", "this happening"),
                                          ("cumulative", "a total over several"))),
        ),
        ClaimKind.OCCURRENCE: (
            _code("body.event_type", "Event type", _labels(book.event_types)),
            _passage("body.trigger", "The words that tell it"),
            _code("body.polarity", "Polarity", _enum(Polarity)),
            _code("body.modality", "Modality", _enum(Modality)),
        ),
        ClaimKind.RELATION: (
            _code("body.relation", "Relation", _labels(book.relation_kinds)),
            _code("body.status", "Status", _labels(book.relation_statuses)),
        ),
    }  # fmt: skip
    return (
        *by_kind.get(claim.kind, ()),
        _code("stance.code", "Stance", _labels(book.stances)),
        _text("voice.name", "Voice"),
        _code("voice.kind", "Kind of voice", _labels(book.voice_kinds)),
        _text("voice.role", "Its office", optional=True),
        _text("voice.body", "It speaks for", optional=True),
        _text("voice.party_id", "Its side (register key)", optional=True),
        _text("place.name", "Place"),
        _passage("place.passage", "The place's words"),
        _text("place.gazetteer_id", "Gazetteer id", optional=True),
        _code("place.precision", "Place precision", _labels(book.place_precision)),
        Editable("when.start", "First day", "day", "", (), optional=True),
        Editable("when.end", "Last day", "day", "", (), optional=True),
        _text("happening", "Happening", optional=True),
    )


def _labels(entries: Mapping[str, Any]) -> Choices:
    return tuple((code, entry.label) for code, entry in entries.items())


def _enum(values: type[Polarity] | type[Modality]) -> Choices:
    return tuple((each.value, each.value.replace("_", " ")) for each in values)


def _code(field: str, label: str, choices: Choices) -> Editable:
    return Editable(field, label, "code", "", choices)


def _number(field: str, label: str, *, optional: bool = False) -> Editable:
    return Editable(field, label, "number", "", (), optional)


def _text(field: str, label: str, *, optional: bool = False) -> Editable:
    return Editable(field, label, "text", "", (), optional)


def _passage(field: str, label: str, *, optional: bool = False) -> Editable:
    return Editable(field, label, "passage", "", (), optional)


def _has(plain: Any, path: str) -> bool:
    *above, last = path.split(".")
    inside = plain
    for name in above:
        inside = inside.get(name) if isinstance(inside, dict) else None
    return isinstance(inside, dict) and last in inside


def _get(plain: Any, path: str) -> Any:
    for name in path.split("."):
        plain = plain[name]
    return plain


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value['start']}-{value['end']}"
    return "" if value is None else str(value)
