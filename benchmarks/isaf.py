"""Press releases of one operation each: ``python -m benchmarks.isaf FILE…``.

Keys: the day of the event, its province, the least number of insurgents killed and captured.
The reader's own marks answer: the toll of the people on the insurgents' side, and place and time
of what befell them. The data's conventions live here: its names of provinces, its least numbers
for vague words ("numerous" is 4), and that only insurgents' losses count. ``date_exact`` is also
given what `benchmarks.isaf_calendar` knows of the series: when undated releases were written, and
when the labels are a day off. ``date_exact_alone`` is the reader's own date, without any of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.common import mean, parse, read_jsonl, run, with_interval
from benchmarks.isaf_calendar import Calendar, load_calendar
from polybius.intake.datelines import datelines
from polybius.intake.dates import choose
from polybius.intake.normalise import normalise
from polybius.reader import Reader
from polybius.reading.circumstances import find_circumstances
from polybius.reading.counts.tolls import main_toll
from polybius.reading.grammar.syntax import Span
from polybius.reading.layers import CountMark, Marks
from polybius.records import Place
from polybius.resolving.gazetteer_names import fold

retrieved = "2020-01-01T00:00:00Z"
"""After every release; settles the years of dates that lack one."""
insurgent_classes = frozenset({"person", "men", "armed_group", "attackers", "leaders", "prisoners"})
least_numbers = (("large number", 5), ("numerous", 4), ("handful", 4), ("a number of", 4))
"""The data's numbers for words that the codebook reads otherwise."""
province_reach = 30
"""Characters between a place and the province that the text puts it in."""
taken = ("detained", "abducted", "surrendered")
spellings = {
    "paktia": "paktya",
    "paktiya": "paktya",
    "maidan wardak": "wardak",
    "wardag": "wardak",
    "urozgan": "uruzgan",
    "oruzgan": "uruzgan",
    "daykundi": "day kundi",
    "sar-e pol": "sar-e pul",
    "sare pol": "sar-e pul",
    "sar e pol": "sar-e pul",
    "nimruz": "nimroz",
    "konar": "kunar",
    "logar province": "logar",
}
"""Gazetteer's names of provinces, folded, → the data's."""


def answer(text: str, calendar: Calendar | None = None) -> dict[str, Any]:
    """Return what the reader makes of one release, in the data's terms.

    ``alone`` is the day of the event without the ``calendar`` (the one beside `load_calendar`
    where none is given), ``written`` the day of writing with it.
    """
    clean = normalise(text, "decoded").text
    told = choose(datelines(clean, int(retrieved[:4])), retrieved)
    calendar = calendar or load_calendar()
    written = calendar.written(clean, told)
    marks = _marks(clean, written)
    tolls = main_toll(marks.parse, [_least(c, marks) for c in marks.counts if _is_theirs(c)])
    event = next(_days(marks), written)
    same = written == told.published
    return {
        "written": written,
        "alone": event if same else event_day(text, told.published),
        "start_date": calendar.label(event),
        "province": next(_provinces(marks), ""),
        "min_killed": tolls["killed"].low if "killed" in tolls else 0,
        "min_captured": max((tolls[c].low for c in taken if c in tolls), default=0),
    }


def event_day(text: str, written: str | None) -> str | None:
    """Return the day that the reader gives to the event of a release written on that day."""
    return next(_days(_marks(normalise(text, "decoded").text, written)), written)


def _marks(text: str, written: str | None) -> Marks:
    return _reader().mark_parsed(parse(text), written)


@cache
def _reader() -> Reader:
    return Reader()


def _is_theirs(count: CountMark) -> bool:
    return count.victim_class in insurgent_classes


def _least(count: CountMark, marks: Marks) -> CountMark:
    words = marks.parse.words(count.words).lower()
    least = next((n for phrase, n in least_numbers if phrase in words), count.low)
    return replace(count, low=least, best=least)


def _ranked(marks: Marks) -> list[int]:
    """Return the occurrences, those first whose insurgent victims are counted.

    The labels are of what the body tells; a headline may name the scenes of other releases.
    """
    counted = {
        c.occurrence
        for c in marks.counts
        if c.occurrence is not None and _is_theirs(c) and not c.denied
    }

    def rank(n: int) -> tuple[bool, bool, int]:
        return _is_headline(marks, marks.occurrences[n].token), n not in counted, n

    return sorted(range(len(marks.occurrences)), key=rank)


def _is_headline(marks: Marks, token: int) -> bool:
    sentence = marks.parse.sentence_of(token)
    return sentence.index == 0 and marks.parse.tokens[sentence.last - 1].text != "."


def _days(marks: Marks) -> Iterator[str]:
    """Yield the days of what happened, the likeliest first."""
    found = find_circumstances(marks)
    for n in _ranked(marks):
        chosen = found[n].time
        if chosen is not None:
            time = marks.times[chosen[0]]
            if time.start is not None and time.precision in ("day", "days"):
                yield time.start


def _provinces(marks: Marks) -> Iterator[str]:
    """Yield the provinces of what happened, the likeliest first, then any other named."""
    found = find_circumstances(marks)
    ranked = _ranked(marks)
    chosen = [place[0] for place in (found[n].place for n in ranked) if place is not None]
    sentences = list(dict.fromkeys(_sentence(marks, marks.occurrences[n].token) for n in ranked))
    beside = [n for s in sentences for n, t in enumerate(marks.toponyms) if s.contains(t.span)]
    first = [*(w for n in chosen for w in _wider(marks, n)), *chosen]
    dateline = [n for n in range(len(marks.places)) if fold(marks.places[n].name) == "kabul"]
    for n in (*first, *beside, *range(len(marks.places))):
        place = marks.places[n]
        known = place.country == "AF" and place.admin1
        if known and (n in first or n not in dateline):
            yield _province(place)
    yield from (_province(marks.places[n]) for n in dateline if marks.places[n].admin1)


def _province(place: Place) -> str:
    name = fold(place.admin1 or "")
    return spellings.get(name, name)


def _sentence(marks: Marks, token: int) -> Span:
    return marks.parse.sentence_span(marks.parse.tokens[token].sentence)


def _wider(marks: Marks, n: int) -> Iterator[int]:
    """Yield the places that the text puts place ``n`` in: the province after its district."""
    containers, here = marks.toponyms[n].containers, marks.places[n]
    for other, place in enumerate(marks.places):
        if place.name in containers and place.precision == "adm1" and _may_hold(place, here):
            yield other
    following = n + 1
    if following < len(marks.toponyms) and marks.toponyms[following].feature == "province":
        gap = marks.parse.text[marks.toponyms[n].span.end : marks.toponyms[following].span.start]
        if len(gap) <= province_reach and gap.rstrip().endswith(","):
            yield following


def _may_hold(province: Place, place: Place) -> bool:
    """Tell whether a province is where a place lies, not the next of a list of provinces."""
    return place.precision == "adm2" or place.admin1 == province.admin1


def _same_province(gold: str, found: str) -> bool:
    plain = gold.replace("_", " ").replace("-", " ")
    return fold(plain) == fold(found.replace("-", " "))


def measure(files: Sequence[Path]) -> dict[str, Any]:
    """Return the share of releases that are exactly right, key by key, with intervals."""
    pairs = [(d["labels"], answer(d["text"])) for path in files for d in read_jsonl(path)]
    right = {
        "date_exact": [g["start_date"] == f["start_date"] for g, f in pairs],
        "date_exact_alone": [g["start_date"] == f["alone"] for g, f in pairs],
        "province_exact": [_same_province(g["province"][0], f["province"]) for g, f in pairs],
        "killed_exact": [g["min_killed"] == f["min_killed"] for g, f in pairs],
        "captured_exact": [g["min_captured"] == f["min_captured"] for g, f in pairs],
    }
    result: dict[str, Any] = {"releases": len(pairs)}
    for key, listed in right.items():
        result |= with_interval(key, [float(r) for r in listed], mean)
    return result


if __name__ == "__main__":
    run("isaf", measure)
