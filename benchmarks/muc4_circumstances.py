"""When, where and how far: an incident's date, location and stage from the pipeline's marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from benchmarks.muc4_reading import Read, months
from polybius.reading.layers import OccurrenceMark
from polybius.records import Modality

countries = {
    "AR": "ARGENTINA",
    "BO": "BOLIVIA",
    "CL": "CHILE",
    "CO": "COLOMBIA",
    "EC": "ECUADOR",
    "GT": "GUATEMALA",
    "HN": "HONDURAS",
    "PA": "PANAMA",
    "PE": "PERU",
    "SV": "EL SALVADOR",
    "VE": "VENEZUELA",
    "NI": "NICARAGUA",
    "CR": "COSTA RICA",
    "ES": "SPAIN",
    "US": "UNITED STATES",
    "MX": "MEXICO",
}
"""ISO 3166-1 alpha-2 → the name that the keys use: the nine countries and their neighbours."""


the_nine = frozenset(("AR", "BO", "CL", "CO", "EC", "GT", "HN", "PE", "SV"))
"""The countries that the task is about."""

most_days = 3
"""Longer spans ("last month") date no incident."""


def stage_of(marks: Sequence[OccurrenceMark]) -> str:
    """Return the furthest stage that an occurrence speaks of; accomplished where none does."""
    modalities = {mark.modality for mark in marks}
    if not modalities or Modality.ACTUAL in modalities:
        return "ACCOMPLISHED"
    if Modality.ATTEMPTED in modalities:
        return "ATTEMPTED"
    return "THREATENED" if modalities & {Modality.THREATENED, Modality.PLANNED} else "ACCOMPLISHED"


def sentences_of(found: Read, marks: Sequence[OccurrenceMark]) -> list[int]:
    """Return the sentences of the occurrences in text order, each once."""
    return sorted({found.parse.tokens[mark.token].sentence for mark in marks})


def as_key(day: date) -> str:
    """Write a day as the keys do: ``03 JAN 90``."""
    return f"{day.day:02d} {months[day.month - 1]} {day.year % 100:02d}"


def date_of(found: Read, marks: Sequence[OccurrenceMark]) -> str | None:
    """Return the date in the key's notation; "on or before the dateline" where none is given."""
    if found.published is None:
        return None
    spans = [s for mark in marks if (s := _days_of(found, mark)) is not None]
    if not spans:
        return f"- {as_key(found.published)}"
    first, last = spans[0]
    return as_key(first) if first == last else f"{as_key(first)} - {as_key(last)}"


def _days_of(found: Read, mark: OccurrenceMark) -> tuple[date, date] | None:
    """Return the days that the time expression nearest to the occurrence gives, if few."""
    sentence = found.parse.sentence_span(found.parse.tokens[mark.token].sentence)
    inside = [
        (abs(time.span.start - mark.trigger.start), date.fromisoformat(time.start), time.end)
        for time in found.times
        if sentence.contains(time.span) and time.start and time.end
    ]
    for _, first, end in sorted(inside):
        last = date.fromisoformat(str(end))
        if found.published and first <= found.published and (last - first).days <= most_days:
            return first, last
    return None


def location_of(found: Read, marks: Sequence[OccurrenceMark]) -> str | None:
    """Return country and most specific place in the key's notation."""
    country = country_of(found)
    for sentence in sentences_of(found, marks):
        places = list(_literal(found, sentence))
        if places:
            name = " ".join(_narrowest(places).split())
            return f"{country}: {name.upper()} (CITY)" if country else name.upper()
    return country


def _literal(found: Read, sentence: int) -> Iterator[tuple[str, int]]:
    """Yield the places that a sentence names, countries apart, with how many contain each."""
    span = found.parse.sentence_span(sentence)
    for mark, place in zip(found.toponyms, found.places, strict=True):
        inside = span.contains(mark.span) and mark.literal
        known = place.gazetteer_id is not None or _after_preposition(found, mark.span.start)
        if inside and known and place.precision not in ("country", "international"):
            yield mark.name, len(mark.containers)


def _after_preposition(found: Read, start: int) -> bool:
    token = found.parse.token_at(start)
    return token is not None and token.i > 0 and found.parse.tokens[token.i - 1].pos == "ADP"


def _narrowest(places: Sequence[tuple[str, int]]) -> str:
    return max(places, key=lambda p: p[1])[0]


def country_of(found: Read) -> str | None:
    """Return the country that most of the text's places lie in, the task's nine before others."""
    votes = Counter(p.country for p in found.places if p.country in countries)
    if not votes:
        return None
    first = max(sorted(votes), key=lambda code: (code in the_nine, votes[code]))
    return countries[str(first)]
