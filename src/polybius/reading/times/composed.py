"""Larger expressions out of smaller ones: "the third quarter of last year", "late March"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from polybius.reading.times.calendar_periods import days_in, months_in, period, shift, within_a_day
from polybius.reading.times.durations import amount
from polybius.reading.times.grammar import Found, Rule
from polybius.reading.times.months import quarter_of
from polybius.reading.times.readings import Anchors, Resolver, TimeReading, dated, part_of
from polybius.reading.times.relative import weekday_reading
from polybius.reading.times.symbols import Symbol

thirds = {"early": 0, "beginning": 0, "mid": 1, "late": 2, "end": 2}


def _read(symbol: Symbol, anchors: Anchors) -> TimeReading | None:
    return symbol.resolve(anchors) if symbol.resolve else None


def _whole(found: Found) -> Symbol:
    """Return the expression that the rule narrows: the last that can be read."""
    return next(s for s in reversed(found.symbols) if s.resolve is not None)


def _unit_named(found: Found) -> str:
    """Return the unit that the expression names, by itself or in the smaller one it begins with."""
    return str(found.value("unit") or found.value("period") or "period")


def _third(found: Found) -> Resolver:
    which = next(n for k, n in thirds.items() if found.has(k))

    def resolve(anchors: Anchors) -> TimeReading | None:
        reading = _read(_whole(found), anchors)
        return part_of(reading, which) if reading else None

    return resolve


def _earlier_in(found: Found) -> Resolver:
    """Read "earlier this month", "later in 2009": the part before or after publication."""
    before = found.has("earlier")

    def resolve(anchors: Anchors) -> TimeReading | None:
        reading = _read(_whole(found), anchors)
        at = anchors.at("day")
        if reading is None or reading.start is None or reading.end is None or at is None:
            return reading
        if not reading.start <= at <= reading.end:
            return reading
        return replace(reading, end=at) if before else replace(reading, start=at)

    return resolve


def _quarter_in(found: Found) -> Resolver:
    number = found.integer("quarter_only")

    def resolve(anchors: Anchors) -> TimeReading | None:
        year = _year_of(_whole(found), anchors)
        return quarter_of(number or 4, year, anchors) if year else None

    return resolve


def _half_in(found: Found) -> Resolver | None:
    number = found.integer("ord")
    second = number == 2 or found.has("last")

    def resolve(anchors: Anchors) -> TimeReading | None:
        whole = _read(_whole(found), anchors)
        if whole is None or whole.start is None or whole.end is None:
            return None
        if whole.unit == "year":
            return dated(period("half", date(whole.start.year, 7 if second else 1, 1)))
        middle = whole.start + (whole.end - whole.start) // 2
        if second:
            return replace(whole, start=middle + timedelta(days=1))
        return replace(whole, end=middle)

    return resolve


def _month_in(found: Found) -> Resolver:
    month = int(str(found.value("month_only")))

    def resolve(anchors: Anchors) -> TimeReading | None:
        year = _year_of(_whole(found), anchors)
        return dated(period("month", date(year, month, 1))) if year else None

    return resolve


def _year_of(symbol: Symbol, anchors: Anchors) -> int | None:
    reading = _read(symbol, anchors)
    if reading is None or reading.start is None or reading.unit != "year":
        return None
    return reading.start.year


def _day_in_year(found: Found) -> Resolver:
    """Read "March 3 of last year": the day moved into that year."""

    def resolve(anchors: Anchors) -> TimeReading | None:
        day, year = _read(found["day"], anchors), _year_of(_whole(found), anchors)
        if day is None or day.start is None or year is None:
            return None
        return dated(period("day", shift("year", day.start, year - day.start.year)))

    return resolve


def _weekday_in(found: Found) -> Resolver | None:
    """Read "Tuesday last week", "Friday of next week"."""
    number = found["day"].value

    def resolve(anchors: Anchors) -> TimeReading | None:
        week = _read(found["period"], anchors)
        if week is None or week.start is None:
            return None
        if week.unit == "week":
            return dated(period("day", week.start + timedelta(days=int(str(number)))))
        if week.unit == "month":
            return None
        return weekday_reading(int(str(number)), anchors)

    return None if number is None else resolve


def _unit_in(found: Found) -> Resolver | None:
    """Read "the last week of March", "the first month of 2009", "the second day of the year"."""
    unit = _unit_named(found)
    opening = found.parse.tokens[found.first : found.first + 2]
    ends = any(t.lower in ("last", "final") for t in opening)
    number = -1 if ends else found.integer("ord")
    if unit not in ("day", "week", "weekend", "month", "year", "decade") or number is None:
        return None

    def resolve(anchors: Anchors) -> TimeReading | None:
        whole = _read(_whole(found), anchors)
        if whole is None or whole.start is None or whole.end is None:
            return None
        # As in ISO 8601, a week belongs to what holds its Thursday.
        first, last = whole.start, whole.end
        if unit == "week":
            first += timedelta(days=(3 - first.weekday()) % 7)
            last -= timedelta(days=(last.weekday() - 3) % 7)
        if number in (-1, 0):
            return dated(period(unit, last))
        at = shift(unit, first, number - 1)
        return dated(period(unit, at)) if at <= whole.end else None

    return resolve


_one_day = timedelta(days=1)


def _span_in(found: Found) -> Resolver:
    """Read "the first nine months of this year": as long as it says, from where it says."""
    from_end = found.has("last")

    def resolve(anchors: Anchors) -> TimeReading | None:
        length, whole = _read(found["span"], anchors), _read(_whole(found), anchors)
        parsed = amount(length.value) if length else None
        if length is None or whole is None or whole.start is None or whole.end is None:
            return length
        if parsed is None or parsed[1] is None or parsed[0] in within_a_day:
            return length
        number = int(parsed[1])
        if from_end:
            start = max(whole.start, shift(parsed[0], whole.end + _one_day, -number))
            return replace(length, start=start, end=whole.end)
        end = min(whole.end, shift(parsed[0], whole.start, number) - _one_day)
        return replace(length, start=whole.start, end=end)

    return resolve


def _week_of(found: Found) -> Resolver | None:
    unit = _unit_named(found)
    if unit not in ("week", "weekend", "month", "year"):
        return None

    def resolve(anchors: Anchors) -> TimeReading | None:
        day = _read(found["day"], anchors)
        return dated(period(unit, day.start)) if day and day.start else None

    return resolve


def _same_period(found: Found) -> Resolver | None:
    """Read "the same period last year", "the same month a year ago": the last one, a year back."""
    named = next(s for s in found.symbols if s.kind in ("stretch", "unit", "period"))
    unit = "period" if named.kind == "stretch" else str(named.value)
    whole = _whole(found)
    if unit not in ("period", *months_in, *days_in):
        return None

    def resolve(anchors: Anchors) -> TimeReading | None:
        told = anchors.last
        year = _read(whole, anchors)
        if year is None or year.start is None or year.unit != "year":
            return None
        if told is None or told.start is None or not told.unit:
            at = anchors.at(unit) if unit != "period" else None
            if at is None:
                return year
            return dated(period(unit, shift("year", at, year.start.year - at.year)))
        if unit not in ("period", told.unit):
            at = told.start
            return dated(period(unit, shift("year", at, year.start.year - at.year)))
        return dated(
            period(told.unit, shift("year", told.start, year.start.year - told.start.year))
        )

    return resolve


def _month_range(found: Found) -> Resolver:
    """Give the first month of "April to June 2008" the year of the last."""
    month = int(str(found.value("month_only")))

    def resolve(anchors: Anchors) -> TimeReading | None:
        last = _read(found["period"], anchors)
        if last is None or last.start is None or last.unit != "month":
            return None
        first = date(last.start.year - (month > last.start.month), month, 1)
        return TimeReading("DATE", period("month", first).value, first, last.end, "month")

    return resolve


def _after_length(found: Found) -> Resolver:
    """Read "two days after 3 March", "a week before Christmas Day"."""
    sign = -1 if found.has("before") else 1

    def resolve(anchors: Anchors) -> TimeReading | None:
        length, day = _read(found["span"], anchors), _read(found["day"], anchors)
        parsed = amount(length.value) if length else None
        if parsed is None or parsed[1] is None or day is None or day.start is None:
            return None
        return dated(period("day", shift(parsed[0], day.start, sign * int(parsed[1]))))

    return resolve


_whole_of = "(period|year_only|month_only|quarter_only)"
composed: tuple[Rule, ...] = (
    Rule("period", "quarter_only hyphen? (of|in|comma)? the? (period|year_only)", _quarter_in),
    Rule("period", f"the? (ord|last) half of the? {_whole_of}", _half_in),
    Rule("period", "month_only (of|comma)? (period|year_only)", _month_in),
    Rule("period", "month_only (to|and|hyphen) period", _month_range),
    Rule("day", "day (of|comma)? period", _weekday_in),
    Rule("day", "day of? (period|year_only)", _day_in_year),
    Rule("period", f"the? (ord|last) unit (of|in) the? {_whole_of}", _unit_in),
    Rule("period", "the? unit of day", _week_of),
    Rule("period", "period of day", _week_of),
    Rule("period", f"period of {_whole_of}", _unit_in),
    Rule("period", "the same (stretch|unit|period) (in|of)? the? (period|year_only)", _same_period),
    Rule("period", "period (in|of)? the? (period|year_only)", _same_period),
    Rule("day", "span (after|before) day", _after_length),
    Rule("span", f"the? (ord|last) span (of|in) the? {_whole_of}", _span_in),
)  # fmt: skip
narrowed: tuple[Rule, ...] = (
    Rule("period", f"the? (early|late|mid) (in|on)? hyphen? the? {_whole_of}", _third),
    Rule("period", f"the? same? (beginning|end|mid) of the? {_whole_of}", _third),
    Rule("day", "the? (early|late) (in|on)? the? day", _third),
    Rule("day", "the? (beginning|end|mid) of the? day", _third),
    Rule("time", "the? (early|late|mid) (in|on)? hyphen? the? time", _third),
    Rule("period", f"(earlier|later) (in|on|during|of)? the? {_whole_of}", _earlier_in),
    Rule("day", "(earlier|later) (in|on|during)? the? day", _earlier_in),
    Rule("time", "(earlier|later) (in|on|during)? the? time", _earlier_in),
)  # fmt: skip
