"""Records as ``--public`` prints them: cut down to what is public, and still readable.

Where the words of a text had to go, a public field of the same record stands in for them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from polybius.export.formats.redaction import public_record
from polybius.export.words import code_words
from polybius.records import Incident, Party, Place, Position, Voice

T = TypeVar("T")

stand_ins: Mapping[type, Callable[[Any], dict[str, Any]]] = {
    Incident: lambda i: {"title": " ".join(filter(None, (code_words(i.event_type), i.start)))},
    Party: lambda p: {"name": p.party_id or code_words(p.kind)},
    Place: lambda p: {"name": p.gazetteer_name or p.admin1 or p.country or "a place"},
    Position: lambda p: {"voice": p.side or "a voice"},
    Voice: lambda v: {"name": code_words(v.kind)},
}
"""Record → what is put in the place of its words, made of its public fields alone."""


def published(record: T) -> T:
    """Return a record with nothing in it that the codebook does not mark as public.

    Raises:
        CodebookError: the codebook does not say what of such a record is public.
    """
    made: T = _with_stand_ins(public_record(record))
    return made


def _with_stand_ins(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_with_stand_ins, value))
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    held = {f.name: _with_stand_ins(getattr(value, f.name)) for f in dataclasses.fields(value)}
    put = stand_ins.get(type(value))
    return dataclasses.replace(value, **held | (put(value) if put else {}))
