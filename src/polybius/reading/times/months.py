"""Months, quarters and seasons, with their year or without."""

from __future__ import annotations

from datetime import date

from polybius.reading.grammar.syntax import Parse
from polybius.reading.times.calendar_periods import add_months, period, season
from polybius.reading.times.grammar import Found, Rule
from polybius.reading.times.readings import Anchors, Resolver, TimeReading, always, dated
from polybius.reading.times.symbols import word_set
from polybius.reading.times.years import choose, full_year

leads = word_set(
    "in since of by until till from through during last next this early late mid between and to "
    "or before after for throughout beginning end mid- - – ( every each ,"
)
"""Words after which "may" or "march" can be the month."""
unsure_months = frozenset(("may", "march", "mar"))
name_labels = frozenset(("PERSON", "ORG", "FAC", "WORK_OF_ART", "PRODUCT", "NORP", "LAW"))


def in_name(parse: Parse, i: int) -> bool:
    """Tell whether token ``i`` is part of a longer name of somebody or something."""
    named = parse.named_at(i)
    return named is not None and named.last - named.first > 1 and named.label in name_labels


def _month_and_year(found: Found) -> Resolver | None:
    month, last = int(str(found.value("month"))), found.symbols[-1]
    figures = str(last.value).lstrip("'’")
    return lambda anchors: dated(
        period("month", date(full_year(figures, anchors.published), month, 1))
    )


def _month(found: Found) -> Resolver | None:
    month = int(str(found.value("month")))
    token = found.parse.tokens[found.first]
    if token.entity == "PERSON" or in_name(found.parse, found.first):
        return None
    if token.lower.rstrip(".") in unsure_months and not _is_month(found):
        return None
    return lambda anchors: month_without_year(month, anchors)


def _is_month(found: Found) -> bool:
    """Tell the months "May" and "March" from the verbs."""
    before = found.parse.tokens[found.first - 1] if found.first else None
    if before is None:
        return False
    if before.tag == "MD" or (before.lower == "to" and before.tag == "TO" and before.pos == "PART"):
        return False
    return before.lower in leads or found.parse.tokens[found.first].entity == "DATE"


def month_without_year(month: int, anchors: Anchors) -> TimeReading:
    """Return the last such month, or the next where the clause points ahead."""
    published = anchors.at("month")
    if published is None:
        return TimeReading("DATE", f"XXXX-{month:02d}", unit="month")
    here = published.replace(day=1)
    back = date(here.year - (month > here.month), month, 1)
    if back == here:
        return dated(period("month", here))
    return choose(back, add_months(back, 12), published, anchors, "month")


def _quarter(found: Found) -> Resolver | None:
    number = int(found["quarter"].word[1])
    return lambda anchors: quarter_of(number, found.integer("year"), anchors)


def _named_quarter(found: Found) -> Resolver | None:
    number = found.integer("ord")
    if found.value("unit") != "quarter" or number is None or number > 4:
        return None
    return lambda anchors: quarter_of(number or 4, None, anchors)


def quarter_of(number: int, year: int | None, anchors: Anchors) -> TimeReading:
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
    if found.word_before() not in leads and found.word_before() != "the":
        return None
    return lambda anchors: season_without_year(code, anchors)


def season_without_year(code: str, anchors: Anchors) -> TimeReading:
    """Return the season that is under way or the last one; the next if the clause points ahead."""
    published = anchors.at("season")
    if published is None:
        return TimeReading("DATE", f"XXXX-{code}", unit="season")
    back = season(code, published.year - (season(code, published.year).start > published))
    if anchors.direction == "future" and back.end < published:
        back = season(code, back.start.year + 1)
    return dated(back, confidence=0.7)


months: tuple[Rule, ...] = (
    Rule("period", "the? month (comma|of|hyphen)? (year|short_year)", _month_and_year),
    Rule("month_only", "month", _month, "month"),
    Rule("period", "the? quarter (of? year)?", _quarter),
    Rule("quarter_only", "the? ord hyphen? unit", _named_quarter, "ord"),
    Rule("period", "the? season of? year?", _season, "season"),
)
