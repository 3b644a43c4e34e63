"""What of each record may leave the ledger: the codebook's marks, and records cut down to them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from polybius.codebook.entries import Entry
from polybius.codebook.loading import load_table

coarse_degrees = 1
"""Decimals of a degree that a coarsened coordinate keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity(Entry):
    """Which fields of a record are how sensitive."""

    record: str
    public: tuple[str, ...] = ()
    coarsened: tuple[str, ...] = ()
    restricted: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()

    @property
    def all_fields(self) -> tuple[str, ...]:
        """Every field that is marked."""
        return (*self.public, *self.coarsened, *self.restricted, *self.secret)


@cache
def sensitivities() -> Mapping[str, Sensitivity]:
    """Return the marks by the name of the record's class.

    Raises:
        CodebookError: the file is missing or damaged.
    """
    table = load_table("sensitivity", Sensitivity)
    return {entry.record: entry for entry in table.values()}


def public_part(value: Any) -> Any:
    """Return what of a record may be published, as dicts, lists and scalars.

    An allow-list: fields without a mark, and records that the codebook does not know, are left
    out.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        marks = sensitivities().get(type(value).__name__)
        if marks is None:
            return None
        kept = {name: public_part(getattr(value, name)) for name in marks.public}
        coarse = {name: _coarsened(getattr(value, name)) for name in marks.coarsened}
        return {**kept, **coarse}
    if isinstance(value, tuple | list):
        return [public_part(item) for item in value]
    return value.value if isinstance(value, Enum) else value


def _coarsened(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, coarse_degrees)
