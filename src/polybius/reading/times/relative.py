"""Expressions counted from the publication date or from where the narrative has got to.

"Last week", "on Tuesday", "this morning", "the following day", "recent weeks", "now".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from polybius.reading.times.calendar_periods import period, shift, within_a_day
from polybius.reading.times.grammar import Found, Rule
from polybius.reading.times.months import in_name, month_without_year, season_without_year
from polybius.reading.times.readings import (
    Anchors,
    Resolver,
    TimeReading,
    always,
    dated,
    day_reading,
    lasting,
)
from polybius.reading.times.symbols import word_set
from polybius.records import Rejected

turns = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1, "following": 1,
         "this": 0, "current": 0, "same": 0, "that": 0}  # fmt: skip
"""Words before a unit → how many units to count on."""
told = frozenset(("previous", "following", "same", "that"))
"""Those that count from where the narrative is, rather than from the publication date."""


named_days = word_set("black bloody good easter ash palm cyber super holy")
"""Words that make a weekday the name of one day of history or of the church year."""


def weekday_reading(number: int, anchors: Anchors, turn: str = "") -> TimeReading:
    """Return the weekday ``number`` (Monday 0) that a report of the anchor's date means.

    By itself the last such day, the day of publication included, or the next one where the clause
    points ahead; with "last" the last before, with "next" or "coming" the next after.
    """
    published = anchors.at("day")
    if published is None:
        return TimeReading("DATE", f"XXXX-WXX-{number + 1}", unit="day")
    back = published - timedelta(days=(published.weekday() - number) % 7)
    ahead = back if back == published else back + timedelta(days=7)
    if turn in ("last", "past", "previous"):
        return day_reading(back - timedelta(days=7 if back == published else 0))
    if turn in ("next", "coming", "following"):
        return day_reading(ahead + timedelta(days=7 if ahead == published else 0))
    if back == published:
        return day_reading(back)
    forward = anchors.direction == "future" or (turn == "this" and anchors.direction != "past")
    won, lost = (ahead, back) if forward else (back, ahead)
    where = anchors.direction or "past, as reports do where they don't say"
    other = Rejected(lost.isoformat(), "other week", 0.3, f"the clause points to the {where}")
    return day_reading(won, other, confidence=0.9 if anchors.direction else 0.75)


def _weekday(found: Found) -> Resolver | None:
    number = int(str(found.value("weekday")))
    if in_name(found.parse, found["weekday"].first):
        return None
    if found.word_before() in named_days:
        return None
    turn = next((k for k in turns if found.has(k)), "")
    return lambda anchors: weekday_reading(number, anchors, turn)


def _turned_unit(found: Found) -> Resolver | None:
    unit = str(found.value("unit"))
    if unit in within_a_day:
        return always(lasting(unit, 1)) if unit == "hour" else None
    turn = next((k for k in turns if found.has(k)), "same")
    if unit == "night":
        return _night(turn)
    if turn == "that" and not found.has("the") and _is_conjunction(found):
        return None
    if found.has("past") and unit != "weekend":
        return _stretch_back(unit)
    return lambda anchors: turned(unit, turn, anchors)


def _stretch_back(unit: str) -> Resolver:
    """Read "the past year": a year that ends now, not the last calendar year."""

    def resolve(anchors: Anchors) -> TimeReading:
        at = anchors.at(unit)
        length = lasting(unit, 1)
        return replace(length, start=shift(unit, at, -1), end=at) if at else length

    return resolve


def _is_conjunction(found: Found) -> bool:
    return found.parse.tokens[found.first].dep in ("mark", "nsubj", "nsubjpass", "dobj")


def turned(unit: str, turn: str, anchors: Anchors) -> TimeReading | None:
    """Return the ``unit`` that lies as ``turn`` says from the anchor: "last week"."""
    at = anchors.story(unit) if turn in told else anchors.at(unit)
    if turn == "following" and unit not in ("day", "week"):
        at = anchors.at(unit)
    if at is None:
        return TimeReading("DATE", {"day": "XXXX-XX-XX"}.get(unit, ""), unit=unit)
    return dated(period(unit, shift(unit, at, turns[turn])))


def _night(turn: str) -> Resolver:
    def resolve(anchors: Anchors) -> TimeReading | None:
        at = anchors.story("day") if turn in told else anchors.at("day")
        if at is None:
            return TimeReading("TIME", "XXXX-XX-XXTNI", unit="day")
        day = at + timedelta(days=turns[turn])
        return TimeReading("TIME", f"{day}TNI", day, day, "day")

    return resolve


def _turned_month(found: Found) -> Resolver:
    month = int(str(found.value("month")))
    turn = next((k for k in turns if found.has(k)), "this")

    def resolve(anchors: Anchors) -> TimeReading | None:
        pointing = "past" if turns[turn] < 0 else "future" if turns[turn] > 0 else ""
        if not pointing:
            at = anchors.at("month")
            return dated(period("month", at.replace(month=month, day=1))) if at else None
        published = anchors.at("month")
        if published is not None and published.month == month:
            return dated(period("month", shift("year", published, turns[turn])))
        return month_without_year(month, replace(anchors, direction=pointing))

    return resolve


def _turned_season(found: Found) -> Resolver:
    code = str(found.value("season"))
    turn = next((k for k in turns if found.has(k)), "this")
    pointing = "past" if turns[turn] < 0 else "future" if turns[turn] > 0 else ""
    return lambda anchors: season_without_year(
        code, replace(anchors, direction=pointing or anchors.direction)
    )


def _deictic(days: int) -> Callable[[Found], Resolver | None]:
    def build(found: Found) -> Resolver | None:
        if in_name(found.parse, found.first):
            return None
        return lambda anchors: _days_on(anchors, days)

    return build


def _days_on(anchors: Anchors, days: int) -> TimeReading:
    at = anchors.at("day")
    if at is None:
        return TimeReading("DATE", "XXXX-XX-XX", unit="day")
    return day_reading(at + timedelta(days=days))


def _day_beside(found: Found) -> Resolver:
    """Read "the day before yesterday" and "the day after tomorrow"."""
    return lambda anchors: _days_on(anchors, -2 if found.has("yesterday") else 2)


def _day_told(found: Found) -> Resolver | None:
    """Read "the day before" and "the day after" where no event follows."""
    if found.word_after() not in (
        ".",
        ",",
        ";",
        "and",
        "but",
        ")",
        "''",
        '"',
        "in",
        "at",
        "on",
        "",
    ):
        return None
    days = -1 if found.has("before") or found.has("earlier") else 1

    def resolve(anchors: Anchors) -> TimeReading | None:
        at = anchors.story("day")
        return day_reading(at + timedelta(days=days)) if at else None

    return resolve


def _the_unit(found: Found) -> Resolver | None:
    """Read "the day", "the year": the one that the narrative is in."""
    unit = str(found.value("unit"))
    if unit not in ("day", "year", "month", "week", "quarter", "weekend", "night"):
        return None
    after = found.word_after()
    if after in ("of", "that", "when", "he", "she", "they", "the"):
        return None
    if after in ("before", "after") and found.word_before() not in ("in", "during", "of", "for"):
        return None
    if unit == "night":
        return _night("same")

    def resolve(anchors: Anchors) -> TimeReading | None:
        at = anchors.story("day") if unit == "day" else anchors.story(unit)
        return dated(period(unit, at), confidence=0.6) if at else None

    return resolve


def _tonight(found: Found) -> Resolver:
    return _night("this")


def _overnight(found: Found) -> Resolver:
    def resolve(anchors: Anchors) -> TimeReading:
        at = anchors.at("day")
        if at is None:
            return TimeReading("TIME", "XXXX-XX-XXTNI", unit="day")
        before = at - timedelta(days=1)
        return TimeReading("TIME", f"{before}TNI", before, at, "day")

    return resolve


def _this_part(found: Found) -> Resolver | None:
    code = str(found.value("part"))
    turn = next((k for k in turns if found.has(k)), "same")

    def resolve(anchors: Anchors) -> TimeReading | None:
        at = anchors.story("day") if turn in told else anchors.at("day")
        return on_part(at + timedelta(days=turns[turn]), code) if at else None

    return resolve


def on_part(day: date, code: str) -> TimeReading:
    """Return a part of ``day``; midnight and noon are clock times."""
    return TimeReading("TIME", f"{day}T{code.removeprefix('T')}", day, day, "day")


def _row(found: Found) -> Resolver | None:
    """Read "a second consecutive day": the day that the narrative is in."""
    unit = str(found.value("unit"))
    if unit not in ("day", "week", "month", "quarter", "year"):
        return None
    return lambda anchors: turned(unit, "same", anchors)


_turn = "(last|past|previous|next|coming|following|this|current|that)"
relative: tuple[Rule, ...] = (
    Rule("day", "weekday", _weekday, "weekday"),
    Rule("day", f"the? {_turn} (past|coming)? weekday", _weekday, "weekday"),
    Rule("day", "weekday last", _weekday, "weekday"),
    Rule("period", f"the? {_turn} whole? fiscal? unit", _turned_unit, "unit"),
    Rule("period", "the unit previous", _turned_unit, "unit"),
    Rule("period", "the (same|whole) unit", _turned_unit, "unit"),
    Rule("period", f"the? {_turn} month", _turned_month),
    Rule("period", f"the? {_turn} season", _turned_season),
    Rule("day", "the? today", _deictic(0)),
    Rule("day", "yesterday", _deictic(-1)),
    Rule("day", "tomorrow", _deictic(1)),
    Rule("day", "the? unit before yesterday", _day_beside),
    Rule("day", "the? unit after tomorrow", _day_beside),
    Rule("day", "the unit (before|after|earlier|later)", _day_told),
    Rule("period", "the unit", _the_unit, "unit"),
    Rule("period", "(the|a)? ord straight unit", _row),
    Rule("time", "tonight", _tonight),
    Rule("time", "overnight", _overnight),
    Rule("time", f"{_turn} part", _this_part),
    Rule("time", "the (same|following|next|previous) part", _this_part),
)  # fmt: skip
