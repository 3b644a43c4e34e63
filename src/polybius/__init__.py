"""Polybius reads reports of armed conflict into a ledger of claims: who says that what happened.

``import polybius as pb`` offers `read`, `Ledger`, `compare` and what they return. Everything else
is inside, and may change. Nothing is loaded until it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from polybius.errors import PolybiusError
    from polybius.public.cards import ClaimView, IncidentView
    from polybius.public.comparisons import ComparisonView, compare
    from polybius.public.frames import Frame
    from polybius.public.ledgers import Ledger, read

__version__ = "0.1.0"

__all__ = [
    "ClaimView",
    "ComparisonView",
    "Frame",
    "IncidentView",
    "Ledger",
    "PolybiusError",
    "__version__",
    "compare",
    "read",
]

_homes = {
    "ClaimView": "polybius.public.cards",
    "ComparisonView": "polybius.public.comparisons",
    "Frame": "polybius.public.frames",
    "IncidentView": "polybius.public.cards",
    "Ledger": "polybius.public.ledgers",
    "PolybiusError": "polybius.errors",
    "compare": "polybius.public.comparisons",
    "read": "polybius.public.ledgers",
}
"""Where each public name lives: loaded when it is first asked for (PEP 562)."""


def __getattr__(name: str) -> object:
    """Return a public name from its home.

    Raises:
        AttributeError: there is none of this name.
    """
    if name not in _homes:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(_homes[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
