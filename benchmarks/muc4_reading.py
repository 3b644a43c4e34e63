"""What the pipeline finds in a MUC-4 text: the marks that its templates are filled from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from benchmarks.common import parse as parsed
from polybius.codebook.parties import Register
from polybius.codebook.register import load_register
from polybius.reading.counts.find import find_counts
from polybius.reading.grammar.syntax import Parse
from polybius.reading.layers import (
    AttributionMark,
    CountMark,
    Names,
    OccurrenceMark,
    TimeMark,
    ToponymMark,
)
from polybius.reading.names.find import find_names
from polybius.reading.occurrences.find import find_occurrences
from polybius.reading.times.find import find_times
from polybius.reading.toponyms.find import find_toponyms
from polybius.reading.voices.find import find_attributions
from polybius.records import Place
from polybius.resolving.gazetteer import default_gazetteer
from polybius.resolving.places import PlaceContext, resolve_places

months = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_header_date = re.compile(rf"(?:\b(\d{{1,2}}) ({'|'.join(months)})[A-Z]*\.? (\d\d)\b)")


@dataclass(frozen=True)
class Read:
    """A text with its marks."""

    parse: Parse
    names: Names
    attributions: tuple[AttributionMark, ...]
    occurrences: tuple[OccurrenceMark, ...]
    counts: tuple[CountMark, ...]
    toponyms: tuple[ToponymMark, ...]
    places: tuple[Place, ...]
    times: tuple[TimeMark, ...]
    published: date | None


@cache
def register() -> Register:
    """Return the register that ships with the package."""
    return load_register()


def published_on(text: str) -> date | None:
    """Return the day in the dateline: "SAN JUAN, 3 JAN 90 --"; None for a text without one."""
    found = _header_date.search(text[:120])
    if found is None:
        return None
    try:
        return date(1900 + int(found[3]), months.index(found[2]) + 1, int(found[1]))
    except ValueError:
        return None


def read(text: str) -> Read:
    """Ask the pipeline's questions of ``text``, in its order.

    The reduced forms' texts are all in lower case; in capitals they are what wire copy is, and
    the pipeline restores their case.
    """
    parse = parsed(text.upper() if text.islower() else text)
    published = published_on(parse.text)
    names = find_names(parse, register())
    attributions = find_attributions(parse, names)
    times = find_times(parse, published.isoformat() if published else None)
    gazetteer = default_gazetteer()
    toponyms = find_toponyms(parse, gazetteer.fame)
    places = resolve_places(toponyms, PlaceContext(parse.text, gazetteer))
    occurrences = find_occurrences(parse, names)
    counts = find_counts(parse, names, occurrences)
    return Read(parse, names, attributions, occurrences, counts, toponyms, places, times, published)
