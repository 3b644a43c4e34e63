"""Event types between this codebook and four coding schemes, in both directions.

Schemes: ``plover`` ("ASSAULT"), ``plover_mode`` ("ASSAULT/abduct"), ``acled`` (event type,
"Battles"), ``acled_sub`` (sub-event type, "Armed clash"), ``cameo`` (root, "18"; of a longer CAMEO
code the first two digits count) and ``ucdp`` (type of violence, "1" to "3"). A crosswalk loses
detail: several of our types fall together in another scheme, and a type may have no counterpart.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from polybius.codebook.entries import EventType
from polybius.codebook.loading import load
from polybius.errors import CodebookError


def _mode(entry: EventType) -> str | None:
    return f"{entry.plover}/{entry.plover_mode}" if entry.plover and entry.plover_mode else None


def _given(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


schemes: dict[str, Callable[[EventType], tuple[str, ...]]] = {
    "plover": lambda entry: _given(entry.plover),
    "plover_mode": lambda entry: _given(_mode(entry)),
    "acled": lambda entry: _given(entry.acled),
    "acled_sub": lambda entry: _given(entry.acled_sub),
    "cameo": lambda entry: _given(entry.cameo_root),
    "ucdp": lambda entry: tuple(str(kind) for kind in entry.ucdp),
}
"""Name of the scheme → an event type's values in it."""


def to_scheme(scheme: str, code: str) -> tuple[str, ...]:
    """Return the values in ``scheme`` of our event type ``code``; none without a counterpart.

    Only ``ucdp`` has more than one: what happened leaves open who fought whom.

    Raises:
        CodebookError: there is no such scheme or event type.
    """
    types = load().event_types
    if code not in types:
        raise CodebookError(f"there is no event type {code!r}.", hint="See docs/codebook.md.")
    return _reader(scheme)(types[code])


def from_scheme(scheme: str, value: str) -> tuple[str, ...]:
    """Return our event types for ``value`` of ``scheme``: those told apart first, groups last.

    Raises:
        CodebookError: there is no such scheme, or nothing of ours falls under the value.
    """
    known = _reverse(scheme)
    key = value[:2] if scheme == "cameo" else value
    if key not in known:
        raise CodebookError(
            f"no event type falls under {value!r} of {scheme!r}.",
            hint=f"Known values: {', '.join(known)}.",
        )
    return known[key]


@cache
def _reverse(scheme: str) -> dict[str, tuple[str, ...]]:
    read = _reader(scheme)
    types = load().event_types
    groups = {entry.parent for entry in types.values()}
    found: dict[str, tuple[str, ...]] = {}
    for code in sorted(types, key=lambda code: code in groups):
        for value in read(types[code]):
            found[value] = (*found.get(value, ()), code)
    return dict(sorted(found.items()))


def _reader(scheme: str) -> Callable[[EventType], tuple[str, ...]]:
    if scheme not in schemes:
        raise CodebookError(f"there is no scheme {scheme!r}.", hint=f"Use one of {list(schemes)}.")
    return schemes[scheme]
