"""What the pipeline finds in a MUC-4 text: the marks that its templates are filled from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
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
    occurrences: tuple[OccurrenceMark, ...]
    counts: tuple[CountMark, ...]
    published: date | None
    attributions: tuple[AttributionMark, ...] = ()
    toponyms: tuple[ToponymMark, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[TimeMark, ...] = ()


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
    found = read_happenings(text)
    day = found.published.isoformat() if found.published else None
    gazetteer = default_gazetteer()
    toponyms = find_toponyms(found.parse, gazetteer.fame)
    return replace(
        found,
        attributions=find_attributions(found.parse, found.names),
        toponyms=toponyms,
        places=resolve_places(toponyms, PlaceContext(found.parse.text, gazetteer)),
        times=find_times(found.parse, day),
    )


def read_happenings(text: str) -> Read:
    """Ask only what happened and who took part: no voices, no places, no times."""
    parse = parsed(text.upper() if text.islower() else text)
    names = find_names(parse, register())
    occurrences = find_occurrences(parse, names)
    counts = find_counts(parse, names, occurrences)
    return Read(parse, names, occurrences, counts, published_on(parse.text))
