"""Days with their own place in the calendar, in figures or with the month in words.

A day without its year takes it from the publication date and from where the clause points.
"""

from __future__ import annotations

import calendar
from datetime import date

from polybius.reading.times.grammar import Found, Rule
from polybius.reading.times.readings import Anchors, Resolver, TimeReading, always, day_reading
from polybius.reading.times.years import choose, full_year
from polybius.records import Rejected


def _day(year: int, month: int, day: int) -> date | None:
    if not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def _exact(year: int, month: int, day: int) -> Resolver | None:
    found = _day(year, month, day)
    return None if found is None else always(day_reading(found))


def _iso(found: Found) -> Resolver | None:
    words = str(found["iso"].value)
    moment = _day(int(words[:4]), int(words[5:7]), int(words[8:10]))
    if moment is None:
        return None
    if "t" not in words:
        return always(day_reading(moment))
    clock = words[11:16] + ("Z" if words.endswith("z") else "")
    return always(TimeReading("TIME", f"{moment}T{clock}", moment, moment, "day"))


def _iso_apart(found: Found) -> Resolver | None:
    month, day = (int(str(s.value)) for s in found.all("small"))
    return _exact(int(str(found.value("year"))), month, day)


def _between_slashes(found: Found) -> Resolver | None:
    """Read "27/01/2011" and "27.01.2011"; where either order can be, month first with slashes."""
    words = found.symbols[0].word
    first, second, year = words.replace(".", "/").split("/")

    def resolve(anchors: Anchors) -> TimeReading | None:
        at = full_year(year, anchors.published)
        day_first = _day(at, int(second), int(first))
        month_first = None if "." in words else _day(at, int(first), int(second))
        if month_first is None or day_first == month_first:
            return None if day_first is None else day_reading(day_first)
        if day_first is None:
            return day_reading(month_first)
        other = Rejected(day_first.isoformat(), "day before month", 0.5, "either order is possible")
        return day_reading(month_first, other, confidence=0.5)

    return resolve


def _written(found: Found) -> Resolver | None:
    """Read a day and month in words, with or without the year."""
    month, day = int(str(found.value("month"))), _day_figure(found)
    if day is None or not 1 <= day <= calendar.monthrange(2000, month)[1]:
        return None
    figures = _year_figures(found)
    if figures is None:
        return None
    if figures:
        return _in_year(figures, month, day)
    if (month, day) == (9, 11) and _names_attacks(found):
        return always(day_reading(date(2001, 9, 11)))
    return lambda anchors: day_without_year(month, day, anchors)


def _day_figure(found: Found) -> int | None:
    return next((int(str(s.value)) for s in found.symbols if s.kind in ("small", "ord")), None)


def _in_year(figures: str, month: int, day: int) -> Resolver | None:
    if len(figures) > 2:
        return _exact(int(figures), month, day)

    def resolve(anchors: Anchors) -> TimeReading | None:
        moment = _day(full_year(figures, anchors.published), month, day)
        return None if moment is None else day_reading(moment)

    return resolve


def _names_attacks(found: Found) -> bool:
    """Tell whether 11 September stands for the attacks of 2001, as a name that needs no year."""
    after = [found.word_after(n) for n in (1, 2)]
    return any(word in ("attack", "attacks", "hijackings", "hijackers") for word in after)


def _year_figures(found: Found) -> str | None:
    """Return the figures of the year, empty where none stand; None where they are no year."""
    last = found.symbols[-1]
    if last.kind == "year":
        return str(last.value)
    if last.kind == "short_year":
        return str(last.value).lstrip("'’")
    figures = [s for s in found.symbols if s.kind in ("small", "ord", "number")]
    if len(figures) < 2:
        return ""
    if found.has("apostrophe"):
        return last.word if len(last.word) == 2 else None
    # Two bare figures are a year only in the telex style: "3 JAN 90".
    month = found.parse.tokens[found["month"].first]
    capitals = found.parse.text[month.start : month.end].rstrip(".").isupper()
    return last.word if capitals and len(last.word) == 2 and last.word.isdigit() else None


def day_without_year(month: int, day: int, anchors: Anchors) -> TimeReading:
    """Return the last or the next such day, as the clause points."""
    published = anchors.latest if anchors.at("month") else None
    if published is None:
        return TimeReading("DATE", f"XXXX-{month:02d}-{day:02d}", unit="day")
    reach = 8 if (month, day) == (2, 29) else 1
    years = range(published.year - reach, published.year + reach + 1)
    days = [d for d in (_day(year, month, day) for year in years) if d is not None]
    back = max(d for d in days if d <= published)
    ahead = min(d for d in days if d > published)
    if back == published:
        return day_reading(back)
    return choose(back, ahead, published, anchors, "day")


def _days_between(found: Found) -> Resolver | None:
    """Read "3-5 March 2008" and "March 3-5": the first to the last of these days."""
    first, last = (int(str(s.value)) for s in found.all("small")[:2])
    month, year = int(str(found.value("month"))), found.integer("year")
    if not 0 < first < last <= calendar.monthrange(2000, month)[1]:
        return None

    def resolve(anchors: Anchors) -> TimeReading | None:
        if year is None:
            begin = day_without_year(month, first, anchors).start
        else:
            begin = _day(year, month, first)
        end = None if begin is None else _day(begin.year, month, last)
        if begin is None or end is None:
            return None
        return TimeReading("DATE", begin.isoformat(), begin, end, "day")

    return resolve


_weekday = "(the? weekday comma?)?"
_any_year = "(comma? (year|short_year))?"
days: tuple[Rule, ...] = (
    Rule("day", "iso", _iso),
    Rule("day", "year hyphen small hyphen small", _iso_apart),
    Rule("day", "slashed|dotted", _between_slashes),
    Rule("day", f"{_weekday} the? month stop? (small|ord) {_any_year}", _written),
    Rule("day", f"{_weekday} the? (small|ord) hyphen? of? month hyphen? {_any_year}", _written),
    Rule("day", f"{_weekday} (small|ord) month apostrophe? (small|number)", _written),
    Rule("day", f"small (hyphen|to|and) small month {_any_year}", _days_between),
    Rule("day", f"month small (hyphen|to|and) small {_any_year}", _days_between),
)
