"""Profiles side by side as arrays, so that millions of pairs are compared at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

from polybius.linking.encoding import Encoder, Vectors
from polybius.linking.profiles import Profile, most_figures, most_parties

Integers = NDArray[np.int64]
Numbers = NDArray[np.int32]
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

none = -1
"""Stands for a missing value in the arrays of numbers."""


@dataclass(frozen=True)
class Columns:
    """One row a profile. Strings are numbered in the order of their first row."""

    first: Numbers
    last: Numbers
    dated: Flags
    place: Numbers
    resolved: Flags
    pinpoint: Flags
    sums: Flags
    country: Numbers
    admin1: Numbers
    latitude: Floats
    longitude: Floats
    family: Numbers
    event_types: Numbers
    parties: Numbers
    figures: Numbers
    """The last three: a row's items side by side, filled up with `none`."""
    vectors: Vectors | None


def columns_of(profiles: Sequence[Profile], encoder: Encoder | None = None) -> Columns:
    """Return the arrays; with vectors of the profiles' words if there is an encoder."""
    return Columns(
        first=_whole(p.first for p in profiles),
        last=_whole(p.last for p in profiles),
        dated=np.array([p.dated for p in profiles], bool),
        place=_numbered(p.place for p in profiles),
        resolved=np.array([p.resolved for p in profiles], bool),
        pinpoint=np.array([p.pinpoint for p in profiles], bool),
        sums=np.array([p.sums for p in profiles], bool),
        country=_numbered(p.country for p in profiles),
        admin1=_numbered(p.country and p.admin1 and (p.country, p.admin1) for p in profiles),
        latitude=_real(p.latitude for p in profiles),
        longitude=_real(p.longitude for p in profiles),
        family=_numbered(p.family for p in profiles),
        event_types=_sets(profiles, lambda p: sorted(p.event_types), most_parties),
        parties=_sets(profiles, lambda p: sorted(p.parties), most_parties),
        figures=_sets(profiles, lambda p: sorted(p.figures), most_figures),
        vectors=encoder.embed([p.words for p in profiles]) if encoder else None,
    )


def _whole(values: Iterable[int | None]) -> Numbers:
    return np.array([none if v is None else v for v in values], np.int32)


def _real(values: Iterable[float | None]) -> Floats:
    return np.array([nan if v is None else v for v in values], np.float32)


def _numbered(values: Iterable[object]) -> Numbers:
    seen: dict[object, int] = {}
    return np.array(
        [none if v is None else seen.setdefault(v, len(seen)) for v in values], np.int32
    )


def _sets(
    profiles: Sequence[Profile], items: Callable[[Profile], Sequence[object]], most: int
) -> Numbers:
    seen: dict[object, int] = {}
    lists = [[seen.setdefault(i, len(seen)) for i in items(p)[:most]] for p in profiles]
    made = np.full((len(lists), max(map(len, lists), default=0)), none, np.int32)
    for row, numbers in zip(made, lists, strict=True):
        row[: len(numbers)] = numbers
    return made
