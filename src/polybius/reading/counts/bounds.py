"""The words around a number that widen it to an interval: "at least 20", "10 to 12", "some 30".

What each kind of bound makes of a number *n*; ``best`` is the number of the interval that lies
nearest to *n*, except that a range names no single figure:

========== ============================== =====================
kind       low … high                     for instance
========== ============================== =====================
at_least   n … unbounded                  "at least 20"
more_than  n + 1 … unbounded              "over 40"
at_most    1 … n                          "up to 15"
fewer_than 1 … n − 1                      "fewer than 15"
about      n − 10 % … n + 10 %            "some 30", "30 or so"
nearly     n − 10 % … n                   "almost 30"
========== ============================== =====================

"Up to 15 were killed" takes for granted that somebody was, hence the 1. The tenth either side is
Polybius' own convention: reports round to ten, a hundred, a thousand.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from polybius.reading.counts.numbers import Number, groups, read_exact, read_number

approximate_share = 0.1

before: tuple[tuple[str, str], ...] = (
    ("at the very least", "at_least"),
    ("at least", "at_least"),
    ("no fewer than", "at_least"),
    ("no less than", "at_least"),
    ("not less than", "at_least"),
    ("not fewer than", "at_least"),
    ("a minimum of", "at_least"),
    ("upwards of", "at_least"),
    ("upward of", "at_least"),
    ("no more than", "at_most"),
    ("not more than", "at_most"),
    ("a maximum of", "at_most"),
    ("at most", "at_most"),
    ("up to", "at_most"),
    ("as many as", "at_most"),
    ("more than", "more_than"),
    ("greater than", "more_than"),
    ("in excess of", "more_than"),
    ("well over", "more_than"),
    ("just over", "more_than"),
    ("over", "more_than"),
    ("above", "more_than"),
    ("exceeding", "more_than"),
    ("fewer than", "fewer_than"),
    ("less than", "fewer_than"),
    ("just under", "fewer_than"),
    ("under", "fewer_than"),
    ("below", "fewer_than"),
    ("nearly", "nearly"),
    ("almost", "nearly"),
    ("close to", "nearly"),
    ("an estimated", "about"),
    ("estimated", "about"),
    ("a reported", "exact"),
    ("about", "about"),
    ("around", "about"),
    ("approximately", "about"),
    ("approx.", "about"),
    ("roughly", "about"),
    ("some", "about"),
    ("perhaps", "about"),
    ("maybe", "about"),
    ("circa", "about"),
    ("an additional", "exact"),
    ("a further", "exact"),
    ("a total of", "exact"),
)
after: tuple[tuple[str, str], ...] = (
    ("or more", "at_least"),
    ("or so", "about"),
    ("or fewer", "at_most"),
    ("or less", "at_most"),
    ("- odd", "about"),
    ("-odd", "about"),
    ("- plus", "at_least"),
    ("plus", "at_least"),
    ("+", "at_least"),
    ("at least", "at_least"),
    ("at most", "at_most"),
)
range_words = ("to", "-", "–", "—", "or")

joined_range_ratio = 10
"""Two figures in one token further apart than this are part of a telephone number or a code."""

_JOINED = re.compile(r"(\d+)[-–—](\d+)")
_before = tuple((tuple(words.split()), kind) for words, kind in before)
_after = tuple((tuple(words.split()), kind) for words, kind in after)


@dataclass(frozen=True, slots=True)
class Bounded:
    """A number with the words that bound it: tokens ``first`` up to ``last``."""

    first: int
    last: int
    number: Number
    """The interval after the bounds; its own tokens are the number's alone."""
    kind: str


def read_bounded(words: Sequence[str], i: int) -> Bounded | None:
    """Read the number at token ``i``, a range that it begins, and the bounds on either side."""
    number = read_number(words, i) or _joined_range(words, i)
    if number is None or _only_bounds(words, number):
        return None
    ranged = _range(words, number)
    if ranged is not None:
        number = ranged
    first, last, kind = number.first, number.last, "range" if ranged else "exact"
    before_it = _match_before(words, first)
    after_it = _match_after(words, last)
    if ranged is not None and words[first - 1 : first] in (["between"], ["from"]):
        first -= 1
    elif before_it is not None and not _is_predicate(words, before_it[0]):
        first, kind = before_it
        # "at least two dozen or so" keeps the stronger bound.
        last = after_it[0] if after_it is not None and kind == "exact" else last
        kind = after_it[1] if after_it is not None and kind == "exact" else kind
    elif after_it is not None:
        last, kind = after_it
    return Bounded(first, last, bound(number, kind), kind)


def _is_predicate(words: Sequence[str], first: int) -> bool:
    """Tell whether the bound belongs to the verb before it: "it was over, one guard …"."""
    return words[first] == "over" and words[max(first - 1, 0)] in ("was", "is", "were", "are")


def _only_bounds(words: Sequence[str], number: Number) -> bool:
    """Tell whether a vague word merely bounds the figure after it: "some 30"."""
    return number.exact is None and read_exact(words, number.last) is not None


def bound(number: Number, kind: str) -> Number:
    """Widen ``number`` by a bound of ``kind`` (the table above); "exact" leaves it."""
    if kind in ("exact", "range"):
        return number
    low, high, best = _widen[kind](number)
    if high is not None:
        high = max(low, high)
    if best is not None:
        best = max(low, best if high is None else min(best, high))
    return replace(number, low=low, high=high, best=best)


_Interval = tuple[int, int | None, int | None]


def _slack(n: int) -> int:
    return max(1, math.ceil(n * approximate_share)) if n else 0


def _named(number: Number) -> int:
    """Return the figure that a bound starts from: twelve in "more than a dozen"."""
    return number.low if number.best is None else number.best


def _about(number: Number) -> _Interval:
    if number.exact is None:
        return number.low, number.high, number.best
    n = number.low
    return max(1, n - _slack(n)), n + _slack(n), n


def _nearly(number: Number) -> _Interval:
    return max(1, number.low - _slack(number.low)), number.high, number.best


def _at_most(number: Number) -> _Interval:
    return min(1, number.low), number.high, number.best


def _fewer_than(number: Number) -> _Interval:
    high = None if number.high is None else max(0, number.high - 1)
    return min(1, number.low), high, number.best


_widen: dict[str, Callable[[Number], _Interval]] = {
    "at_least": lambda n: (_named(n), None, n.best),
    "more_than": lambda n: (_named(n) + 1, None, n.best),
    "at_most": _at_most,
    "fewer_than": _fewer_than,
    "about": _about,
    "nearly": _nearly,
}


def _range(words: Sequence[str], low: Number) -> Number | None:
    """Join ``low`` to the end of its range: "10 to 12", "10-12", "between 10 and 12"."""
    if low.exact is None:
        return None
    link = words[low.last] if low.last < len(words) else ""
    between = low.first > 0 and words[low.first - 1] == "between" and link == "and"
    if link not in range_words and not between:
        return None
    end = read_exact(words, low.last + 1)
    if end is None or end.low <= low.low:
        return None
    return Number(low.first, end.last, low.low * _shared_group(words, low, end), end.low, None)


def _joined_range(words: Sequence[str], i: int) -> Number | None:
    """Read a range that is one token: "10–12"."""
    match = _JOINED.fullmatch(words[i])
    low, high = (int(n) for n in match.groups()) if match else (0, 0)
    plausible = low < high <= joined_range_ratio * low
    return Number(i, i + 1, low, high, None) if plausible else None


def _shared_group(words: Sequence[str], low: Number, end: Number) -> int:
    """Return the group that the end alone names but both mean: "from 3 to 4 million"."""
    group = groups.get(words[end.last - 1], 1)
    return group if group > 1 and low.low * group < end.low else 1


def _match_before(words: Sequence[str], first: int) -> tuple[int, str] | None:
    for phrase, kind in _before:
        start = first - len(phrase)
        if start >= 0 and tuple(words[start:first]) == phrase:
            return start, kind
    return None


def _match_after(words: Sequence[str], last: int) -> tuple[int, str] | None:
    for phrase, kind in _after:
        if tuple(words[last : last + len(phrase)]) == phrase:
            return last + len(phrase), kind
    return None
