"""How long and how often: "for five years", "the past 40 hours", "two days later", "every day"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from polybius.reading.times.calendar_periods import days_of, duration, period, shift, within_a_day
from polybius.reading.times.grammar import Found, Rule
from polybius.reading.times.readings import (
    Anchors,
    Resolver,
    TimeReading,
    always,
    dated,
    day_reading,
    lasting,
    reference,
)
from polybius.reading.times.symbols import word_set

longest_count = 365_000
"""Days: what is longer leads out of the calendar's use in reports."""
coarse = frozenset(("month", "quarter", "year", "decade", "century"))
"""Units so wide that "three years ago" names one of them rather than a day."""
prepositions_of_length = word_set(
    "for in within after over than about of during until before nearly almost least every only "
    "just around to on with from under another not as once half by at"
)


def _span(number: float | None, unit: str) -> Resolver | None:
    return None if unit == "weekend" else always(lasting(_plain(unit), number))


def _numbered(found: Found) -> Resolver | None:
    """Read a number and a unit; ages are no durations."""
    if _is_age(found):
        return None
    symbol = next(s for s in found.symbols if s.kind in ("small", "number", "year", "decimal"))
    unit = _plain(str(found.value("a_unit")))
    if symbol.value is None:
        length = replace(lasting(unit, None), amount=symbol.amount)
        return None if unit == "weekend" else always(length)
    return _span(float(symbol.value) + (0.5 if found.has("half") else 0), unit)


def _few(found: Found) -> Resolver | None:
    """Read "a few days": the article belongs to a vague number only."""
    return _numbered(found) if found.value("number") is None else None


def _plain(unit: str) -> str:
    return "day" if unit == "night" else unit


def _is_age(found: Found) -> bool:
    after = [found.word_after(n) for n in (1, 2)]
    if after[0] in ("old", "-old", "olds") or (after[0] == "-" and after[1].startswith("old")):
        return True
    return after == ["of", "age"] or found.word_before() == "aged"


def _single(found: Found) -> Resolver | None:
    """Read "a year": how long, or how often where a rate stands before it."""
    unit = str(found.value("unit"))
    if unit == "night":
        return None
    before = found.parse.tokens[found.first - 1] if found.first else None
    rate = before is not None and (
        before.pos in ("NUM", "NOUN", "SYM", "PROPN") and before.lower not in prepositions_of_length
    )
    if rate and not found.has("half"):
        value = duration(unit, 1)
        return always(TimeReading("SET", value))
    return _span(1.5 if found.has("half") else 1.0, unit)


def _half(found: Found) -> Resolver | None:
    unit = str(found.value("unit"))
    smaller, number = halves.get(unit, (unit, 0.5))
    return _span(number, smaller)


def _open(found: Found) -> Resolver | None:
    """Read a bare plural: "for months"."""
    before = found.parse.tokens[found.first - 1] if found.first else None
    if before is not None and (before.pos == "ADJ" or before.tag in ("PRP$", "POS", "CD")):
        return None
    if found.value("units") in ("quarter", "second", "minute"):
        return None
    return _span(None, str(found.value("units")))


def _every(found: Found) -> Resolver | None:
    unit = str(found.value("a_unit"))
    number = found.value("num")
    return always(
        TimeReading("SET", duration("day" if unit == "night" else unit, float(number or 1)))
    )


def _every_weekday(found: Found) -> Resolver | None:
    number = found.integer("weekday")
    number = found.integer("weekdays") if number is None else number
    return always(TimeReading("SET", f"XXXX-WXX-{(number or 0) + 1}"))


def _set(found: Found) -> Resolver | None:
    token = found.parse.tokens[found.first]
    if token.pos == "PROPN" or (token.entity and token.entity not in ("DATE", "TIME")):
        return None
    return always(TimeReading("SET", str(found.value("set"))))


halves: dict[str, tuple[str, float]] = {
    "hour": ("minute", 30),
    "day": ("hour", 12),
    "year": ("month", 6),
    "minute": ("second", 30),
    "decade": ("year", 5),
    "century": ("year", 50),
}
_bound = "(more than|at least|nearly|over|around)?"
durations: tuple[Rule, ...] = (
    Rule("span", f"{_bound} (num|decimal) hyphen? straight? trading? (unit|units)", _numbered),
    Rule("span", f"{_bound} a number (unit|units)", _few),
    Rule("span", f"{_bound} num and a half (unit|units)", _numbered),
    Rule("span", f"{_bound} a unit", _single),
    Rule("span", "a unit and a half", _single),
    Rule("span", "a? single hyphen? unit", _single),
    Rule("span", "half (a|hyphen) unit", _half),
    Rule("span", "units hyphen?", _open),
    Rule("set", "every (num)? (unit|units)", _every),
    Rule("set", "per unit", _every),
    Rule("set", "every weekday", _every_weekday),
    Rule("set", "weekdays", _every_weekday),
    Rule("set", "set", _set),
)  # fmt: skip


def _length(found: Found) -> Resolver:
    resolve = found["span"].resolve
    assert resolve is not None
    return resolve


def moved(at: date | None, length: TimeReading, sign: int) -> TimeReading:
    """Return the day, month or year that lies ``length`` before or after ``at``."""
    parsed = amount(length.value)
    vague = reference("PAST_REF" if sign < 0 else "FUTURE_REF")
    if parsed is None or at is None:
        return vague
    unit, number = parsed
    if number is None:
        return _about(vague, at, unit, length, sign)
    if unit in within_a_day:
        hours = number * {"hour": 1, "minute": 1 / 60, "second": 1 / 3600}[unit]
        return day_reading(at + timedelta(days=sign * round(hours / 24)), confidence=0.7)
    whole = int(number)
    if number != whole:
        return day_reading(at + timedelta(days=sign * days_of(unit, number)), confidence=0.5)
    there = shift(unit, at, sign * whole)
    return dated(period(unit if unit in coarse else "day", there))


def _about(vague: TimeReading, at: date, unit: str, length: TimeReading, sign: int) -> TimeReading:
    """Give "several days ago" the span of days that its number leaves open."""
    if length.amount is None or length.amount[1] is None:
        return vague
    ends = sorted(_edge(at, unit, n, sign) for n in length.amount if n is not None)
    return replace(vague, start=ends[0], end=ends[-1], confidence=0.5)


def amount(value: str) -> tuple[str, float | None] | None:
    """Take an ISO 8601 duration apart: ``P3Y`` is three years.

    The number is None where it is open, or too large to count in the calendar ("million years").
    """
    timed = value.startswith("PT")
    body = value[2:] if timed else value[1:]
    unit = {"S": "second", "M": "minute" if timed else "month", "H": "hour", "D": "day",
            "W": "week", "Q": "quarter", "Y": "year"}.get(body[-1:])  # fmt: skip
    figures = body[:-1]
    if unit is None:
        return ("year", None) if body.endswith(("DE", "CE")) else None
    if figures == "X" or float(figures) * days_of(unit, 1) > longest_count:
        return unit, None
    return unit, float(figures)


def _away(found: Found) -> Resolver | None:
    """Read "three years ago", "two days later", "a week earlier"."""
    resolve = _length(found)
    back = found.has("ago") or found.has("earlier") or found.has("before")
    if (found.has("before") or found.has("after")) and found.word_after() not in (
        ".",
        ",",
        ";",
        "",
    ):
        return None

    def resolved(anchors: Anchors) -> TimeReading | None:
        length = resolve(anchors)
        if length is None:
            return None
        parsed = amount(length.value)
        unit = parsed[0] if parsed else "day"
        at = anchors.at(unit) if found.has("ago") else anchors.story(unit)
        return moved(at, length, -1 if back else 1)

    return resolved


def _stretch(found: Found) -> Resolver | None:
    """Read "the past 40 hours", "the next two weeks": a duration with a place in the calendar."""
    resolve = _length(found)
    ahead = any(found.has(k) for k in ("next", "coming", "following"))

    def resolved(anchors: Anchors) -> TimeReading | None:
        length = resolve(anchors)
        parsed = amount(length.value) if length else None
        if length is None or parsed is None:
            return None
        at = anchors.at(parsed[0] if parsed[0] in coarse else "day")
        number = parsed[1] or (length.amount or (0, None))[1]
        if at is None or number is None:
            return length
        start, end = sorted((at, _edge(at, parsed[0], number, 1 if ahead else -1)))
        return replace(length, start=start, end=end)

    return resolved


def _edge(at: date, unit: str, number: float, sign: int) -> date:
    if unit in within_a_day or number != int(number):
        return at + timedelta(days=sign * days_of(unit, number))
    return shift(unit, at, sign * int(number))


_turn = "(last|past|previous|next|coming|following)"
counted: tuple[Rule, ...] = (
    Rule("period", "span apostrophe? (ago|earlier|later|before|after)", _away),
    Rule("span", f"(the|these)? {_turn} span", _stretch),
)  # fmt: skip
