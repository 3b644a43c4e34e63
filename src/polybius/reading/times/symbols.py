"""A text as a row of symbols, one for each word or number that time expressions are made of.

The grammar (`polybius.reading.times.grammar`) is written over kinds of symbols, so that "March",
"MAR." and "march" look alike to it, and so do "forty-five" and "45". Words that play no part
become ``other``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from polybius.intake.calendar_words import MONTHS
from polybius.reading.counts.numbers import read_number
from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.times.readings import Resolver

Value = int | float | str | None


@dataclass(frozen=True, slots=True)
class Symbol:
    """Tokens ``first`` up to ``last`` as one symbol of ``kind``."""

    kind: str
    first: int
    last: int
    value: Value = None
    word: str = ""
    """The first token in lower case."""
    amount: tuple[int, int | None] | None = None
    """The interval that a vague number stands for."""
    resolve: Resolver | None = None
    """How to read it, once the grammar has made it part of an expression."""


def word_set(words: str) -> frozenset[str]:
    """Return the words of a table that is written as running text."""
    return frozenset(words.split())


weekdays = {
    name: number
    for number, names in enumerate(
        ("monday mon", "tuesday tues tue", "wednesday wed", "thursday thurs thur thu",
         "friday fri", "saturday sat", "sunday sun"),
    )
    for name in names.split()
}  # fmt: skip
units = {
    "second": "second", "sec": "second", "minute": "minute", "min": "minute", "mins": "minute",
    "hour": "hour", "hr": "hour", "hrs": "hour", "day": "day", "night": "night", "week": "week",
    "fortnight": "fortnight", "weekend": "weekend", "month": "month", "quarter": "quarter",
    "year": "year", "yr": "year", "yrs": "year", "decade": "decade", "century": "century",
    "centuries": "century",
}  # fmt: skip
parts = {
    "morning": "MO", "dawn": "MO", "daybreak": "MO", "sunrise": "MO", "midday": "MI",
    "afternoon": "AF", "evening": "EV", "dusk": "EV", "sunset": "EV", "nightfall": "EV",
    "nighttime": "NI", "midnight": "T24:00", "noon": "T12:00",
}  # fmt: skip
"""Parts of the day as TimeML writes them behind ``T``, or a clock time."""
short_months = frozenset(word for word in MONTHS if len(word) <= 4) - {"may", "june", "july"}
seasons = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
_ordinal_words = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first"
)
ordinals = {word: number for number, word in enumerate(_ordinal_words.split(), start=1)}
kinds_of_words: tuple[tuple[str, str], ...] = (
    ("the", "the"),
    ("a", "a an"),
    ("last", "last"),
    ("past", "past"),
    ("previous", "previous preceding prior"),
    ("next", "next"),
    ("coming", "coming upcoming"),
    ("following", "following subsequent ensuing"),
    ("this", "this"),
    ("current", "current"),
    ("that", "that"),
    ("these", "these"),
    ("same", "same very"),
    ("ago", "ago back"),
    ("earlier", "earlier"),
    ("later", "later afterwards afterward"),
    ("before", "before"),
    ("after", "after"),
    ("early", "early"),
    ("small_hours", "small wee"),
    ("late", "late"),
    ("mid", "mid middle"),
    ("beginning", "beginning start outset onset"),
    ("end", "end close"),
    ("half", "half"),
    ("fiscal", "fiscal financial"),
    ("every", "every each"),
    ("per", "per"),
    ("today", "today"),
    ("yesterday", "yesterday"),
    ("tomorrow", "tomorrow"),
    ("tonight", "tonight"),
    ("overnight", "overnight"),
    ("recent", "recent"),
    ("of", "of"),
    ("at", "at"),
    ("on", "on"),
    ("in", "in"),
    ("during", "during"),
    ("around", "around about approximately"),
    ("over", "over"),
    ("more", "more less"),
    ("than", "than"),
    ("nearly", "nearly almost roughly some exactly"),
    ("least", "least"),
    ("and", "and"),
    ("to", "to"),
    ("stretch", "period time"),
    ("set", "daily nightly weekly monthly quarterly yearly annually annual biweekly hourly"),
    ("o_clock", "o'clock oclock"),
    ("comma", ","),
    ("stop", "."),
    ("hyphen", "- – —"),
    ("apostrophe", "' ’ `"),
    ("open", "("),
    ("close", ")"),
    ("whole", "entire whole full calendar"),
    ("straight", "straight consecutive successive"),
    ("trading", "trading working business"),
    ("ref", "now currently presently nowadays recently lately formerly soon future"),
    ("long", "long short near foreseeable immediate distant"),
    ("term", "term run"),
    ("history", "history"),
    ("being", "being"),
    ("moment", "moment"),
    ("present", "present"),
    ("single", "single"),
)
references = {
    "now": "PRESENT_REF", "currently": "PRESENT_REF", "presently": "PRESENT_REF",
    "nowadays": "PRESENT_REF", "recently": "PAST_REF", "lately": "PAST_REF",
    "formerly": "PAST_REF", "soon": "FUTURE_REF", "future": "FUTURE_REF",
}  # fmt: skip
set_values = {
    "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "monthly": "P1M", "quarterly": "P1Q",
    "yearly": "P1Y", "annually": "P1Y", "annual": "P1Y", "biweekly": "P2W", "hourly": "PT1H",
}  # fmt: skip
zones = {"utc": "Z", "gmt": "Z", "z": "Z", "zulu": "Z"}
local_zones = word_set("est edt cst cdt mst mdt pst pdt bst cet cest ist et pt")
_kinds = {word: kind for kind, words in kinds_of_words for word in words.split()}
_year = re.compile(r"1[0-9]{3}|20[0-9]{2}")
_clock = re.compile(
    r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?:z|gmt|utc|hrs|[ap]\.?m\.?)?"
    r"|\d{4}(?:z|gmt|utc|hrs)"
)
_decimal = re.compile(r"\d{1,2}\.\d{1,2}")
_bare_clock = re.compile(r"([01]?\d)([ap]\.?m\.?)")
_decade = re.compile(r"['’]?((?:1[0-9]|20)?\d0)s")
_ordinal = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_quarter = re.compile(r"q([1-4])")
_fiscal = re.compile(r"fy['’]?(\d{2}|\d{4})")
_iso = re.compile(r"([12]\d{3})-(\d\d)-(\d\d)(?:t(\d\d:\d\d)(?::\d\d)?(z)?)?")
_slashed = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")
_dotted = re.compile(r"(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)")
_short_year = re.compile(r"['’](\d\d)")
_zone_shift = re.compile(r"[+-]\d{1,2}(?::?\d\d)?")


def symbols(parse: Parse, first: int, last: int) -> list[Symbol]:
    """Return the symbols of tokens ``first`` up to ``last``, in order, without gaps."""
    lowers = [t.lower for t in parse.tokens[first:last]]
    return list(_symbols(parse, first, lowers))


def _symbols(parse: Parse, base: int, lowers: Sequence[str]) -> Iterator[Symbol]:
    i = 0
    while i < len(lowers):
        symbol = _symbol(parse, parse.tokens[base + i], lowers[i]) or _number(base, lowers, i)
        if symbol is None:
            symbol = Symbol("other", base + i, base + i + 1, None, lowers[i])
        yield symbol
        i = symbol.last - base


def _symbol(parse: Parse, token: Token, word: str) -> Symbol | None:
    """Read a token by itself."""
    if word[0].isdigit() or word[0] in "'’+-qf":
        shaped = _shaped(word)
        if shaped is not None:
            return Symbol(shaped[0], token.i, token.i + 1, shaped[1], word)
    found = _lexicon().get(word)
    if found is None and word.endswith("."):
        found = _lexicon().get(word[:-1])
        found = found if found is not None and found[0] in ("month", "weekday") else None
    if found is None or not _is_meant(parse, token, found[0], word):
        return None
    return Symbol(found[0], token.i, token.i + 1, found[1], word)


def _is_meant(parse: Parse, token: Token, kind: str, word: str) -> bool:
    """Tell the calendar's words from others of the same spelling: "may", "march", "sat"."""
    if kind in ("month", "weekday"):
        if word.rstrip(".") not in unsure or (kind == "month" and _beside_figure(parse, token.i)):
            return True
        return token.text[:1].isupper() and token.pos not in ("VERB", "AUX")
    if kind == "season":
        return token.pos in ("NOUN", "PROPN")
    if kind == "ord" and word == "second":
        return token.pos != "VERB"
    return True


unsure = word_set("may march mar sun sat wed mon fri thu tue dec jan jun jul aug sep sept")


def _beside_figure(parse: Parse, i: int) -> bool:
    """Tell whether a figure stands beside token ``i``, as beside a month: "1 MAR"."""
    after = [token.lower for token in parse.tokens[i + 1 : i + 3] if token.text != "."]
    around = (parse.tokens[max(0, i - 1)].lower, *after[:1])
    return any(word[0].isdigit() and len(word) <= 4 for word in around)


@cache
def _lexicon() -> dict[str, tuple[str, Value]]:
    table: dict[str, tuple[str, Value]] = {w: (kind, w) for w, kind in _kinds.items()}
    for word, reference in references.items():
        table[word] = ("ref", reference)
    for word, value in set_values.items():
        table[word] = ("set", value)
    for word, unit in units.items():
        table[word] = ("unit", unit)
        if unit != word or word in ("yrs", "hrs", "mins", "centuries"):
            continue
        plural = "centuries" if word == "century" else f"{word}s"
        table[plural] = ("units", unit)
    for word in ("yrs", "hrs", "mins", "centuries"):
        table[word] = ("units", units[word])
    table.update((w, ("month", n)) for w, n in MONTHS.items())
    table.update((w, ("weekday", n)) for w, n in weekdays.items())
    table.update((f"{w}s", ("weekdays", n)) for w, n in weekdays.items() if w.endswith("day"))
    table.update((w, ("part", p)) for w, p in parts.items())
    table.update((w, ("season", p)) for w, p in seasons.items())
    table.update((w, ("ord", n)) for w, n in ordinals.items())
    table.update((w, ("ord", 0)) for w in ("final",))
    table.update((w, ("zone", z)) for w, z in zones.items())
    table.update((w, ("zone", "")) for w in local_zones)
    table.update((w, ("half_day", w[0])) for w in ("a.m.", "p.m.", "am", "pm", "a.m", "p.m"))
    table.update((f"{w}s", ("decade", n)) for w, n in _spelled_decades.items())
    return table


no_lengths = word_set("all both certain most no none not various without nobody neither")
"""Words that read as numbers but measure no time: "no time", "both days", "certain quarters"."""
_spelled_decades = {"twentie": 20, "thirtie": 30, "fortie": 40, "fiftie": 50, "sixtie": 60,
                    "seventie": 70, "eightie": 80, "ninetie": 90}  # fmt: skip


def _shaped(word: str) -> tuple[str, Value] | None:
    """Read a token by the shape of its characters."""
    if word.isdigit():
        if len(word) <= 2 and int(word) <= 31:
            return "small", int(word)
        if len(word) == 4 and _year.fullmatch(word):
            return "year", int(word)
        return ("digits4", word) if len(word) == 4 else ("number", float(word))
    for pattern, kind in _shapes:
        match = pattern.fullmatch(word)
        if match:
            return kind, int(match[1]) if kind == "ord" else word
    return None


_shapes: tuple[tuple[re.Pattern[str], str], ...] = (
    (_clock, "clock"),
    (_decimal, "decimal"),
    (_bare_clock, "bare_clock"),
    (_decade, "decade"),
    (_ordinal, "ord"),
    (_quarter, "quarter"),
    (_fiscal, "fiscal_year"),
    (_iso, "iso"),
    (_slashed, "slashed"),
    (_dotted, "dotted"),
    (_short_year, "short_year"),
    (_zone_shift, "zone_shift"),
)


def _number(base: int, lowers: Sequence[str], i: int) -> Symbol | None:
    """Read a number in words or figures, several tokens long if need be."""
    found = None if lowers[i] in no_lengths else read_number(lowers, i)
    if found is None:
        return None
    first, last = base + i, base + found.last
    if found.exact is not None:
        return Symbol("number", first, last, float(found.exact), lowers[i])
    return Symbol("number", first, last, None, lowers[i], (found.low, found.high))


def kinds_of_symbols() -> tuple[str, ...]:
    """Return every kind that `symbols` gives, each once, in a fixed order."""
    figures = ("other", "small", "year", "number", "digits4")
    words = (kind for kind, _ in _lexicon().values())
    return tuple(dict.fromkeys((*figures, *words, *(kind for _, kind in _shapes))))
