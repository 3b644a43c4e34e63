"""Dates with their own place in the calendar: days, months, quarters, seasons, years, centuries.

Where the year is missing it comes from the publication date and from where the clause points.
"""

from __future__ import annotations

import calendar
from datetime import date

from polybius.reading.calendar_periods import add_months, period, season
from polybius.reading.syntax import Parse
from polybius.reading.timex_grammar import Found, Rule
from polybius.reading.timex_readings import (
    Anchors,
    Resolver,
    TimeReading,
    always,
    dated,
    day_reading,
)
from polybius.records import Rejected

near_ahead = 75
far_back = 240
"""Days: a month or day without a year, in a clause that points nowhere, is taken to lie ahead
where it would be at most the first ahead and at least the second back."""
pivot_ahead = 10
"""Two-figure years: the century that leads at most so many years beyond the publication."""
default_pivot = 2049
numbering = frozenset(
    """resolution no no. number flight room article law decree section chapter page route highway
    act bill order model boeing airbus windows # $ us$ £ €""".split()
)
counting = frozenset(
    """people km kilometres kilometers miles metres meters feet troops soldiers men women children
    dollars euros pounds civilians houses homes families percent % m tons tonnes points dead""".split()
)
before_years = frozenset(
    """in since of by until till from through during for to before after between early late mid
    and or mid- the year fiscal summer spring autumn fall winter - – circa around pre- , (""".split()
)
before_months = frozenset(
    """in since of by until till from through during last next this early late mid between and to
    or before after for throughout beginning end mid- - – ( every each , since""".split()
)


def full_year(figures: str, published: date | None) -> int:
    """Return the year that ``figures`` stand for; two figures take the nearest fitting century."""
    year = int(figures)
    if len(figures) > 2:
        return year
    pivot = published.year + pivot_ahead if published else default_pivot
    return pivot - (pivot - year) % 100


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
    words = str(found.symbols[0].value)
    first, second, year = words.replace(".", "/").split("/")
    dotted = "." in words

    def resolve(anchors: Anchors) -> TimeReading | None:
        at = full_year(year, anchors.published)
        day_first, month_first = (
            _day(at, int(second), int(first)),
            _day(at, int(first), int(second)),
        )
        if dotted or month_first is None or day_first == month_first:
            return None if day_first is None else day_reading(day_first)
        if day_first is None:
            return day_reading(month_first)
        other = Rejected(day_first.isoformat(), "day before month", 0.5, "either order is possible")
        return day_reading(month_first, other, confidence=0.5)

    return resolve


def _written(found: Found) -> Resolver | None:
    """Read a day and month in words, with or without the year."""
    month, day = found.integer("month"), found.integer("small") or found.integer("ord")
    assert month is not None
    if day is None or not 1 <= day <= calendar.monthrange(2000, month)[1]:
        return None
    figures = _year_figures(found)
    if figures is None:
        return None
    if not figures and (month, day) == (9, 11) and _names_attacks(found):
        return always(day_reading(date(2001, 9, 11)))
    if not figures:
        return lambda anchors: _day_without_year(month, day, anchors)
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
        return str(last.value)[1:]
    if found.symbols[-2].kind == "month" and found.symbols[0] is not found.symbols[-2]:
        telex = found.parse.tokens[last.first - 1].start
        capitals = found.parse.text[telex : found.parse.tokens[last.first - 1].end].isupper()
        figures = last.word
        return figures if capitals and len(figures) == 2 and figures.isdigit() else None
    return ""


def _day_without_year(month: int, day: int, anchors: Anchors) -> TimeReading:
    published = anchors.at("month")
    if published is None:
        return TimeReading("DATE", f"XXXX-{month:02d}-{day:02d}", unit="day")
    reach = 5 if (month, day) == (2, 29) else 2
    years = range(published.year - reach, published.year + reach)
    days = [d for d in (_day(year, month, day) for year in years) if d is not None]
    back = max((d for d in days if d <= published), default=None)
    ahead = min((d for d in days if d > published), default=None)
    return _choose(back, ahead, published, anchors, "day")


def _choose(
    back: date | None, ahead: date | None, published: date, anchors: Anchors, unit: str
) -> TimeReading:
    """Choose between the last and the next such day or month; the other is kept as rejected."""
    assert back is not None and ahead is not None
    near = (ahead - published).days <= near_ahead and (published - back).days >= far_back
    forward = anchors.direction == "future" or (not anchors.direction and near)
    won, lost = (ahead, back) if forward else (back, ahead)
    why = f"the clause points to the {anchors.direction}" if anchors.direction else "farther away"
    other = Rejected(period(unit, lost).value, "other year", 0.3, why)
    return dated(period(unit, won), other, confidence=0.9 if anchors.direction else 0.7)


def _month_and_year(found: Found) -> Resolver | None:
    month, last = found.integer("month"), found.symbols[-1]
    assert month is not None
    figures = str(last.value).lstrip("'’")

    def resolve(anchors: Anchors) -> TimeReading:
        return dated(period("month", date(full_year(figures, anchors.published), month, 1)))

    return resolve


def _month(found: Found) -> Resolver | None:
    month = found.integer("month")
    token = found.parse.tokens[found.first]
    if month is None or (_unsure_month(found) and found.word_before() not in before_months):
        return None
    if token.entity == "PERSON" or _in_name(found.parse, found.first):
        return None
    return lambda anchors: month_without_year(month, anchors)


def _unsure_month(found: Found) -> bool:
    token = found.parse.tokens[found.first]
    return (
        token.lower.rstrip(".") in ("may", "march", "mar", "sun", "sat") and token.entity != "DATE"
    )


def _in_name(parse: Parse, i: int) -> bool:
    """Tell whether token ``i`` is part of a longer name of somebody or something."""
    named = parse.named_at(i)
    return named is not None and named.last - named.first > 1 and named.label in name_labels


name_labels = frozenset(("PERSON", "ORG", "FAC", "WORK_OF_ART", "PRODUCT", "NORP", "LAW"))


def month_without_year(month: int, anchors: Anchors) -> TimeReading:
    """Return the last such month, or the next where the clause points ahead."""
    published = anchors.at("month")
    if published is None:
        return TimeReading("DATE", f"XXXX-{month:02d}", unit="month")
    here = published.replace(day=1)
    back = date(here.year - (month > here.month), month, 1)
    if back == here and anchors.direction != "future":
        return dated(period("month", here))
    ahead = here if back == here else add_months(back, 12)
    if back == here:
        back = add_months(back, -12)
    return _choose(back, ahead, published, anchors, "month")


def _year(found: Found) -> Resolver | None:
    symbol = found["year"]
    year = int(str(symbol.value))
    before, after = found.word_before(), found.word_after()
    token = found.parse.tokens[found.first]
    if _inside_name(found) or before in numbering or after in counting or before in ("-", "/", ":") or after == ":":
        return None
    if not _is_year(found, before, token.entity):
        return None
    return always(dated(period("year", date(year, 1, 1))))


def _inside_name(found: Found) -> bool:
    """Tell whether parts of a name stand on either side: "Example 2000 Index"."""
    tokens = found.parse.tokens
    around = (tokens[max(0, found.first - 1)], tokens[min(found.last, len(tokens) - 1)])
    return all(t.pos == "PROPN" and t.entity != "DATE" for t in around)


def _is_year(found: Found, before: str, entity: str) -> bool:
    named = found.parse.named_at(found.first)
    if before in before_years and entity in ("DATE", "", "CARDINAL", "EVENT", "ORG"):
        return entity != "CARDINAL" or before in ("in", "since", "by", "until", "during", "(")
    return named is not None and (named.label == "DATE" or named.label == "EVENT")


def _decade(found: Found) -> Resolver | None:
    value = found["decade"].value
    figures = str(value).lstrip("'’").rstrip("s")
    if len(figures) == 2 and found.word_before() in ("his", "her", "their", "my", "your"):
        return None
    if len(figures) == 2 and not (found.has("the") or figures != found["decade"].word):
        return None

    def resolve(anchors: Anchors) -> TimeReading:
        year = int(figures)
        if len(figures) == 2:
            pivot = anchors.published.year if anchors.published else default_pivot
            year = pivot - (pivot - year) % 100
        return dated(period("decade", date(year, 1, 1)))

    return resolve


def _century(found: Found) -> Resolver | None:
    if found.value("unit") != "century" or not 1 <= (found.integer("ord") or 0) <= 21:
        return None
    year = ((found.integer("ord") or 1) - 1) * 100
    return always(dated(period("century", date(max(1, year), 1, 1))))


def _quarter(found: Found) -> Resolver | None:
    number = int(found["quarter"].word[1])
    figures = str(found.value("year") or "")
    return lambda anchors: quarter_of(number, int(figures) if figures else None, anchors)


def _named_quarter(found: Found) -> Resolver | None:
    number = found.integer("ord")
    if found.value("unit") != "quarter" or number is None or number > 4:
        return None
    return lambda anchors: quarter_of(number or 4, None, anchors)


def quarter_of(number: int, year: int | None, anchors: Anchors) -> TimeReading | None:
    """Return a quarter; without its year the last that has ended, or the next one."""
    if year is not None:
        return dated(period("quarter", date(year, number * 3 - 2, 1)))
    published = anchors.at("quarter")
    if published is None:
        return TimeReading("DATE", f"XXXX-Q{number}", unit="quarter")
    here = period("quarter", published).start
    start = date(published.year, number * 3 - 2, 1)
    if anchors.direction == "future" and start < here:
        start = add_months(start, 12)
    elif anchors.direction != "future" and start >= here:
        start = add_months(start, -12)
    return dated(period("quarter", start), confidence=0.7)


def _season(found: Found) -> Resolver | None:
    code, year = str(found.value("season")), found.integer("year")
    if year is not None:
        return always(dated(season(code, year)))
    if found.word_before() not in before_months and found.word_before() != "the":
        return None
    return lambda anchors: season_without_year(code, anchors)


def season_without_year(code: str, anchors: Anchors, turn: int = 0) -> TimeReading:
    """Return the season that is under way or the last one; ``turn`` counts on from it in years."""
    published = anchors.at("season")
    if published is None:
        return TimeReading("DATE", f"XXXX-{code}", unit="season")
    year = published.year
    if season(code, year).start > published and turn <= 0:
        year -= 1
    ahead = anchors.direction == "future" and season(code, year).end < published and not turn
    return dated(season(code, year + ahead + (turn if turn > 0 else 0)), confidence=0.7)


def _fiscal(found: Found) -> Resolver | None:
    words = str(found.value("fiscal_year") or found.value("year"))
    figures = words.lower().removeprefix("fy").lstrip("'’")
    return lambda anchors: TimeReading(
        "DATE", f"FY{full_year(figures, anchors.published)}", unit="year"
    )


def _days_between(found: Found) -> Resolver | None:
    """Read "3-5 March 2008" and "March 3-5": the first to the last of these days."""
    first, last = (int(str(s.value)) for s in found.all("small")[:2])
    month, year = found.integer("month"), found.integer("year")
    assert month is not None
    if not 0 < first < last <= 31:
        return None

    def resolve(anchors: Anchors) -> TimeReading | None:
        if year is None:
            begin = _day_without_year(month, first, anchors).start
        else:
            begin = _day(year, month, first)
        end = None if begin is None else _day(begin.year, month, last)
        if begin is None or end is None:
            return None
        return TimeReading("DATE", begin.isoformat(), begin, end, "day")

    return resolve


_weekday = "((weekday|the weekday) comma?)?"
absolute: tuple[Rule, ...] = (
    Rule("day", "iso", _iso),
    Rule("day", "year hyphen small hyphen small", _iso_apart),
    Rule("day", "slashed|dotted", _between_slashes),
    Rule("day", f"{_weekday} month (small|ord) comma? year?", _written),
    Rule("day", f"{_weekday} month (small|ord) comma? short_year", _written),
    Rule("day", f"{_weekday} the? (small|ord) hyphen? of? month hyphen? comma? (year|short_year)?", _written),
    Rule("day", "(small|ord) month (small|number)", _written),
    Rule("day", "small (hyphen|to|and) small month comma? year?", _days_between),
    Rule("day", "month small (hyphen|to|and) small (comma? year)?", _days_between),
    Rule("period", "the? month (comma|of|hyphen)? (year|short_year)", _month_and_year),
    Rule("month_only", "month", _month, "month"),
    Rule("year_only", "year", _year, "year"),
    Rule("period", "the? decade", _decade),
    Rule("period", "the? ord hyphen? unit", _century),
    Rule("period", "the? quarter (of? year)?", _quarter),
    Rule("quarter_only", "the? ord hyphen? unit", _named_quarter, "ord"),
    Rule("period", "the? season of? year?", _season, "season"),
    Rule("period", "the? fiscal unit? year|fiscal_year", _fiscal),
)  # fmt: skip
