"""The dates, places and values that an incident's slots may have, with what speaks for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp

from benchmarks.muc4_circumstances import as_key, countries, country_of
from benchmarks.muc4_reading import Read
from benchmarks.muc4_view import View
from benchmarks.muc4_when import Timed, date_traits
from benchmarks.muc4_where import Map, place_names, tag_traits
from polybius.reading.layers import OccurrenceMark, TimeMark

most_days, most_open_days = 31, 10
"""Longer spans ("last year") date no incident; nor does a long one's end, on or before which."""
_by_type = ("form", "near", "country")
"""Traits that count for each type of incident apart, too."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value with what speaks for it."""

    value: str
    traits: frozenset[str]


def shares_of(choices: Sequence[Choice], weights: Mapping[str, float]) -> list[float]:
    """Return the chance of each choice, given that one of them is right."""
    scores = [sum(weights.get(t, 0.0) for t in sorted(c.traits)) for c in choices]
    powers = [exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]


def choose(choices: Sequence[Choice], weights: Mapping[str, float]) -> str | None:
    """Return the value that most speaks for; of equals the first; None without any."""
    shares = shares_of(choices, weights)
    return choices[shares.index(max(shares))].value if shares else None


def dates(found: Read, kind: str, marks: Sequence[OccurrenceMark]) -> list[Choice]:
    """Return the dates that an incident may have; none in a text without a dateline."""
    if found.published is None:
        return []
    timed: dict[str, list[Timed]] = {
        f"- {as_key(found.published)}": [],
        as_key(found.published): [],
    }
    for mark in found.times:
        for form, value in _values(found, mark):
            timed.setdefault(value, []).append((form, mark))
    traits = date_traits(found, marks, timed)
    return [_choice(kind, value, own) for value, own in zip(timed, traits, strict=True)]


def _choice(kind: str, value: str, traits: Iterable[str]) -> Choice:
    own = frozenset(traits)
    return Choice(value, own | {f"{kind} {t}" for t in own if t.split("=")[0] in _by_type})


def _values(found: Read, mark: TimeMark) -> Iterator[tuple[str, str]]:
    """Yield the dates that a time expression gives, each with the form it does so in."""
    if not mark.start or not mark.end or found.published is None:
        return
    first, last = date.fromisoformat(mark.start), date.fromisoformat(mark.end)
    words = found.parse.text[mark.span.start : mark.span.end].lower()
    if first > found.published:
        day = _year_before(first)
        if first == last and str(first.year % 100) not in words and day <= found.published:
            yield "back", as_key(day)
        return
    days = (last - first).days
    if days > most_days:
        return
    if days:
        yield "span", f"{as_key(first)} - {as_key(last)}"
    else:
        yield "day", as_key(first)
        following = first + timedelta(1)
        if "night" in words and following <= found.published:
            yield "night", f"{as_key(first)} - {as_key(following)}"
    if days <= most_open_days:
        yield "open", f"- {as_key(last)}"


def _year_before(day: date) -> date:
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year - 1, day=last)


def locations(
    found: Read, view: View | None, kind: str, marks: Sequence[OccurrenceMark]
) -> list[Choice]:
    """Return the places that an incident may have: the country, then those that the text names.

    Args:
        found: the text's marks.
        view: the trained chances; None to do without the names that only they find.
        kind: the incident's type.
        marks: the occurrences that the incident is read from.
    """
    country = country_of(found)
    names = place_names(found, view)
    drawn = Map(found, marks, names)
    tagged = {name: tag_traits(view, where) for name, where in names.items()} if view else {}
    best = f"country & tagged={max(map(len, tagged.values()), default=0)}"
    whole = drawn.of_country() | ({best} if view else frozenset())
    return ([_choice(kind, country, whole)] if country else []) + [
        _choice(kind, written(country, name), drawn.of(name) | tagged.get(name, frozenset()))
        for name in names
    ]


def written(country: str | None, name: str) -> str:
    """Return a place as the keys write it."""
    if country is None or name.upper() in countries.values():
        return name.upper()
    return f"{country}: {name.upper()} (CITY)"
