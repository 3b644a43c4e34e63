"""Records cut down to what may be published, still records: the rest of them is blank.

The allow-list is the codebook's (`polybius.codebook.sensitivity`). A blank text is an empty one, so
that formats treat what is withheld like what is missing.
"""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

from polybius.codebook.sensitivity import coarse_degrees, sensitivities
from polybius.errors import CodebookError
from polybius.records import Origin, Passage, TextMap

T = TypeVar("T")

blanks: dict[type, Any] = {
    str: "",
    tuple: (),
    Passage: Passage(0, 0, ""),
    Origin: Origin("", ""),
    TextMap: TextMap("", ()),
}
"""What stands for a withheld value of each type; None for all others."""


def public_record(record: T) -> T:
    """Return a record of which only what the codebook marks public is left.

    Raises:
        CodebookError: the codebook does not say what of such a record is public.
    """
    shape = type(record).__name__
    marks = sensitivities().get(shape)
    if marks is None or not dataclasses.is_dataclass(record):
        raise CodebookError(
            f"the codebook does not say what of a {shape} is public.",
            hint="Mark its fields in codebook/data/sensitivity.yaml.",
        )
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if field.name in marks.public:
            changes[field.name] = _public_value(value)
        elif field.name in marks.coarsened:
            changes[field.name] = None if value is None else round(value, coarse_degrees)
        else:
            changes[field.name] = _blank(value)
    made: T = dataclasses.replace(record, **changes)  # type: ignore[type-var]
    return made


def _public_value(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return public_record(value)
    if isinstance(value, tuple):
        return tuple(_public_value(item) for item in value)
    return value


def _blank(value: object) -> Any:
    return next((blank for shape, blank in blanks.items() if isinstance(value, shape)), None)
