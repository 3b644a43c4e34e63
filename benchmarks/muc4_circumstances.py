"""How the keys write days and countries, and how far an incident went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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


def stage_of(marks: Sequence[OccurrenceMark]) -> str:
    """Return the furthest stage that an occurrence speaks of; accomplished where none does."""
    modalities = {mark.modality for mark in marks}
    if not modalities or Modality.ACTUAL in modalities:
        return "ACCOMPLISHED"
    if Modality.ATTEMPTED in modalities:
        return "ATTEMPTED"
    return "THREATENED" if modalities & {Modality.THREATENED, Modality.PLANNED} else "ACCOMPLISHED"


def as_key(day: date) -> str:
    """Write a day as the keys do: ``03 JAN 90``."""
    return f"{day.day:02d} {months[day.month - 1]} {day.year % 100:02d}"


def country_of(found: Read) -> str | None:
    """Return the country that most of the text's places lie in, the task's nine before others."""
    votes = Counter(p.country for p in found.places if p.country in countries)
    if not votes:
        return None
    first = max(sorted(votes), key=lambda code: (code in the_nine, votes[code]))
    return countries[str(first)]
