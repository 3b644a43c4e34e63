"""A mention while it is being found and tied to others."""

from __future__ import annotations

from dataclasses import dataclass, field

collective_kinds = frozenset(
    {"armed_group", "force", "organisation", "state", "community", "media"}
)
"""Kinds of those who are many."""


@dataclass(slots=True)
class Draft:
    """A mention on its way to a `NameMark`."""

    first: int
    last: int
    head: int
    form: str
    kind: str
    codes: tuple[str, ...] = ()
    """Parties of the register that are known under this form."""
    entity: int = -1
    modifiers: frozenset[str] = field(default_factory=frozenset)
    """Lower-case words before the head."""
    fresh: bool = False
    """It brings in somebody new: "another official"."""
    plural: bool = False
    speaker: bool = False
    """A pronoun of the first person."""
