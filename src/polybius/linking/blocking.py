"""Which accounts are compared at all: those that share a key of day and place or party.

Whether two accounts share a key depends on the two alone, so that a report that arrives later is
compared with just those that it would have been compared with at once.

======= ===================================== ==================================================
tile    a day and a tile of a degree          two precise places near each other
region  a day, country, division              a precise place and the division that holds it
party   a day, country and shared party       one of the two places is no more than an area
figure  a day, country and shared figure      the same
loose   a day and a shared party or figure    one of the two has no country
======= ===================================== ==================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor
from zlib import crc32

import numpy as np

from polybius.linking.columns import Integers
from polybius.linking.profiles import Profile

longest_span_days = 31
"""Accounts that may be of any day in a longer span are not compared by day."""
tile_degrees = 1.0
"""Tiles overlap by half, so that places within half a degree share at least one."""
pairs_at_once = 2_000_000

Key = int
"""A day's ordinal, 38 bits of what is shared, and a last bit: may these meet their equals?"""


def keys_of(profile: Profile) -> list[Key]:
    """Return the keys of a profile, each once. Odd ones pair only with even ones and each other.

    The last bit is 1 where the account is specific: two specific accounts share no pair through
    that key (a tile has compared them, or nothing would join them).
    """
    if profile.first is None or profile.last is None:
        return []
    if profile.last - profile.first > longest_span_days:
        return []
    shared = _shared(profile)
    # A dated account meets those of the next day too: clocks differ between outlets.
    days = range(profile.first, profile.last + (2 if profile.dated else 1))
    return [(day << 40) | what for day in days for what in shared]


def _shared(profile: Profile) -> list[int]:
    found = []
    scene = profile.pinpoint and profile.latitude is not None and profile.longitude is not None
    if scene:
        found += [_hash("tile", *tile) << 1 for tile in _tiles(profile)]
    elif profile.place is not None and not profile.resolved:
        found.append(_hash("name", profile.place) << 1)
    shared = [*sorted(profile.parties), *map(str, sorted(profile.figures))]
    if profile.country is not None:
        if profile.admin1 is not None:
            found.append(_hash("region", profile.country, profile.admin1) << 1 | scene)
        found += [_hash("shared", profile.country, s) << 1 | scene for s in shared]
    found += [_hash("loose", s) << 1 | (profile.country is not None) for s in shared]
    return list(dict.fromkeys(found))


def _tiles(profile: Profile) -> Iterator[tuple[int, int]]:
    north = floor((profile.latitude or 0.0) / tile_degrees * 2)
    east = floor((profile.longitude or 0.0) / tile_degrees * 2)
    for row in (north, north - 1):
        for column in (east, east - 1):
            yield row, column % 720


def _hash(*parts: object) -> int:
    """Return 38 bits that are the same on every run; a clash only costs a comparison."""
    text = "\x1f".join(map(str, parts)).encode()
    return crc32(text) << 6 | (crc32(text[::-1]) & 63)


def block_of(key: Key) -> int:
    """Return the key without its last bit: accounts with equal blocks may meet."""
    return key >> 1


def specific(key: Key) -> bool:
    """Tell whether the account is specific at this key: two specific ones do not meet."""
    return bool(key & 1)


def paired(rows: Integers, keys: Integers) -> Iterator[tuple[Integers, Integers]]:
    """Yield the pairs of rows that share a key, the lower first; portions may repeat a pair.

    Args:
        rows: row of each key, as many as ``keys``.
        keys: keys of all rows.
    """
    order = np.lexsort((rows, keys & 1, keys >> 1))
    rows, keys = rows[order], keys[order]
    blocks = keys >> 1
    starts = np.flatnonzero(np.r_[True, blocks[1:] != blocks[:-1]]) if len(blocks) else blocks
    sizes = np.diff(np.r_[starts, len(blocks)])
    general = np.add.reduceat((keys & 1) == 0, starts) if len(starts) else sizes
    # Each row meets the rows after it: general ones all of them, specific ones none.
    position = np.arange(len(rows)) - np.repeat(starts, sizes)
    meets = np.repeat(sizes, sizes) - 1 - position
    meets[position >= np.repeat(general, sizes)] = 0
    ends = np.cumsum(meets)
    for low, high in _portions(ends):
        number = meets[low:high]
        left = np.repeat(np.arange(low, high), number)
        before = np.repeat(ends[low:high] - number, number)
        offset = np.arange(len(left)) + (ends[low] - meets[low]) - before
        one, other = rows[left], rows[left + 1 + offset]
        lower, upper = np.minimum(one, other), np.maximum(one, other)
        codes = np.unique((lower << 32) | upper)
        codes = codes[codes >> 32 != codes & 0xFFFFFFFF]
        yield codes >> 32, codes & 0xFFFFFFFF


def _portions(ends: Integers) -> Iterator[tuple[int, int]]:
    low = 0
    while low < len(ends):
        reached = ends[low - 1] if low else 0
        high = int(np.searchsorted(ends, reached + pairs_at_once, side="right"))
        high = max(high, low + 1)
        yield low, high
        low = high
