"""Clock times, and days joined to them or to a part of the day: "at 8 p.m. on Monday"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from polybius.reading.times.grammar import Found, Rule
from polybius.reading.times.readings import Anchors, Resolver, TimeReading
from polybius.reading.times.relative import on_part
from polybius.reading.times.symbols import Symbol

_figures = re.compile(r"(\d{1,2})(?:[:.]?(\d\d))?(?::\d\d)?\s*(z|gmt|utc|hrs|[ap]\.?m\.?)?")


def _clock(found: Found) -> Resolver | None:
    words = found.symbols[0].word
    match = _figures.fullmatch(words)
    if match is None:
        return None
    hour, minute, suffix = int(match[1]), int(match[2] or 0), match[3] or ""
    half = str(found.value("half_day") or "") or (suffix[0] if suffix[:1] in ("a", "p") else "")
    if half and not 1 <= hour <= 12:
        half = ""
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 24 or minute > 59:
        return None
    zulu = suffix in ("z", "gmt", "utc") or found.value("zone") == "Z"
    value = f"T{hour:02d}:{minute:02d}{'Z' if zulu else ''}"
    return lambda anchors: _at(anchors.story("day"), value)


def _bare(found: Found) -> Resolver | None:
    """Read "at 1800": years don't follow "at"."""
    before = found.word_before()
    if before in ("about", "around", "approximately", "exactly"):
        before = found.word_before(2)
    return _clock(found) if before == "at" else None


def _military(found: Found) -> Resolver | None:
    """Read "at 1000 hours", which is no length of time."""
    return _bare(found) if found.value("units") == "hour" else None


def _named(found: Found) -> Resolver:
    code = str(found.value("part"))
    return lambda anchors: _at(anchors.story("day"), code if code[0] == "T" else f"T{code}")


def _noon(found: Found) -> Resolver | None:
    return _named(found) if str(found.value("part")).startswith("T") else None


def _at(day: date | None, code: str) -> TimeReading:
    if day is None:
        return TimeReading("TIME", f"XXXX-XX-XX{code}", unit="day")
    return TimeReading("TIME", f"{day}{code}", day, day, "day", confidence=0.8)


def _resolved(symbol: Symbol, anchors: Anchors) -> TimeReading | None:
    return symbol.resolve(anchors) if symbol.resolve else None


def _with_day(found: Found) -> Resolver:
    """Put a clock time or part of the day on the day beside it."""

    def resolve(anchors: Anchors) -> TimeReading | None:
        # "At 0510 this morning" has a time, "this morning", in the place of the day.
        day = _resolved(found["day" if found.has("day") else "time"], anchors)
        if day is None:
            return None
        code = _code(found, anchors)
        value = f"{day.value.partition('T')[0]}{code}"
        return replace(day, timex="TIME", value=value)

    return resolve


def _code(found: Found, anchors: Anchors) -> str:
    for kind in ("clock", "time"):
        if found.has(kind):
            reading = _resolved(found[kind], anchors)
            return reading.value[reading.value.index("T") :] if reading else ""
    if found.has("part"):
        return f"T{str(found.value('part')).removeprefix('T')}"
    return "TNI"


def _night_of(found: Found) -> Resolver | None:
    if found.value("unit") != "night" and not (
        found.has("period") and found["period"].value == "night"
    ):
        return None
    return _with_day(found)


def _small_hours(found: Found) -> Resolver | None:
    if found.value("units") != "hour":
        return None

    def resolve(anchors: Anchors) -> TimeReading | None:
        if not found.has("day"):
            at = anchors.story("day")
            return on_part(at, "MO") if at else None
        day = _resolved(found["day"], anchors)
        return replace(day, timex="TIME", value=f"{day.value}TMO") if day else None

    return resolve


def _part(found: Found) -> Resolver | None:
    """Read "the morning": of the day that the narrative is in."""
    if found.has("the") or found.word_before() in ("in", "by", "during", "-"):
        return _named(found)
    # "Morning trading", but neither "good morning" nor a title.
    token, after = found.parse.tokens[found.first], found.parse.tokens[found.last :][:1]
    plain = token.pos == "NOUN" and token.text.islower() and found.word_before() != "good"
    return _named(found) if plain and after and after[0].pos == "NOUN" else None


_zone = "(zone|open? zone comma? zone_shift? close?)?"
clocks: tuple[Rule, ...] = (
    Rule("clock", f"(clock|bare_clock) half_day? {_zone}", _clock),
    Rule("clock", f"decimal half_day {_zone}", _clock),
    Rule("clock", f"small half_day {_zone}", _clock),
    Rule("clock", "small o_clock half_day?", _clock),
    Rule("clock", "(digits4|year) zone", _clock),
    Rule("clock", "digits4|year", _bare),
    Rule("clock", "(digits4|year) units zone?", _military),
)  # fmt: skip
days_with_parts: tuple[Rule, ...] = (
    Rule("time", "day part", _with_day),
    Rule("time", "day unit", _night_of),
    Rule("time", "(the|a)? part of the? day", _with_day),
    Rule("time", "(the|a)? part (of|on)? the? day", _with_day),
    Rule("time", "the? unit (of|on) day", _night_of),
    Rule("time", "period (of|on)? day", _night_of),
    Rule("time", "the? (early|late|mid|small_hours) units (of|on)? day?", _small_hours),
    Rule("time", "the? part", _part),
    Rule("clock", "part", _noon),
)  # fmt: skip
joined_clocks: tuple[Rule, ...] = (
    Rule("time", "clock (comma|on|of|at)? (day|time)", _with_day),
    Rule("time", "(day|time) comma? (at|around)? (at|around)? clock", _with_day),
)  # fmt: skip
