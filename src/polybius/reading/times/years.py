"""Years, fiscal years, decades and centuries, and what any date without its year takes for one."""

from __future__ import annotations

from datetime import date

from polybius.reading.times.calendar_periods import first_day, period
from polybius.reading.times.grammar import Found, Rule
from polybius.reading.times.readings import Anchors, Resolver, TimeReading, always, dated
from polybius.reading.times.symbols import word_set
from polybius.records import Rejected

near_ahead = 75
far_back = 240
"""Days: a month or day without a year, in a clause that points nowhere, is taken to lie ahead
where it would be at most the first ahead and at least the second back."""
imminent_ahead = 40
"""Days ahead at which a day is taken to lie ahead whatever the tense: nobody names a day of eleven
months ago without its year, but "the army proposed talks on 20 December" looks ahead."""
pivot_ahead = 10
"""Two-figure years: the century that leads at most so many years beyond the publication."""
default_pivot = 2049
"""The latest year that two figures can mean where no publication date is known."""
default_decade = 2025
"""The same for the two figures of a decade: "the '30s" are the 1930s."""
numbering = word_set(
    "resolution no no. number flight room article law decree section chapter page route highway "
    "act bill order model windows # $ us$ £ €"
)
counting = word_set(
    "people km kilometres kilometers miles metres meters feet troops soldiers men women "
    "children dollars euros pounds civilians houses homes families percent % m tons tonnes "
    "points dead"
)
leads = word_set(
    "in since of by until till from through during for to before after between early late mid "
    "and or mid- the year fiscal summer spring autumn fall winter - – circa around pre- , ("
)
sure_leads = frozenset(("in", "since", "by", "until", "during", "("))
"""Words after which a four-figure number is a year even where the parser takes it for a count."""


def full_year(figures: str, published: date | None) -> int:
    """Return the year that ``figures`` stand for; two figures take the nearest fitting century."""
    year = int(figures)
    if len(figures) > 2:
        return year
    pivot = published.year + pivot_ahead if published else default_pivot
    return pivot - (pivot - year) % 100


def choose(back: date, ahead: date, published: date, anchors: Anchors, unit: str) -> TimeReading:
    """Choose between the last and the next such day or month; the other is kept as rejected."""
    on, ago = (ahead - published).days, (published - back).days
    near = on <= near_ahead and ago >= far_back
    imminent = unit == "day" and on <= imminent_ahead and anchors.lead != "since"
    forward = anchors.direction == "future" or imminent or (not anchors.direction and near)
    won, lost = (ahead, back) if forward else (back, ahead)
    why = f"the clause points to the {anchors.direction}" if anchors.direction else "farther away"
    other = Rejected(period(unit, lost).value, "other year", 0.3, why)
    return dated(period(unit, won), other, confidence=0.9 if anchors.direction else 0.7)


def _year(found: Found) -> Resolver | None:
    if not _is_year(found):
        return None
    return always(dated(period("year", date(int(str(found.value("year"))), 1, 1))))


def _is_year(found: Found) -> bool:
    """Tell a year from a count, a number in a name and the first part of a release number."""
    before, after = found.word_before(), found.word_after()
    if before in numbering or after in counting or before in ("-", "/", ":", "at") or after == ":":
        return False
    if after == "-" and found.word_after(2)[:1].isdigit() and found.word_after(3) == "-":
        return False
    if _inside_name(found):
        return False
    entity = found.parse.tokens[found.first].entity
    if before in leads and entity in ("DATE", "", "CARDINAL", "EVENT", "ORG"):
        return entity != "CARDINAL" or before in sure_leads
    return entity in ("DATE", "EVENT")


def _inside_name(found: Found) -> bool:
    """Tell whether parts of a name stand on either side: "Example 2000 Index"."""
    tokens = found.parse.tokens
    around = (tokens[max(0, found.first - 1)], tokens[min(found.last, len(tokens) - 1)])
    return all(t.pos == "PROPN" and t.entity != "DATE" for t in around)


def _short_year(found: Found) -> Resolver | None:
    """Read "'82"."""
    last = found.symbols[-1]
    figures = (last.word if last.kind != "short_year" else str(last.value)).lstrip("'’")
    token = found.parse.tokens[found.last - 1]
    apart = found.last - found.first > 1 and token.start != found.parse.tokens[found.first].end
    if len(figures) != 2 or not figures.isdigit() or apart or found.word_before() not in leads:
        return None
    return lambda anchors: dated(
        period("year", date(full_year(figures, anchors.published), 1, 1)), confidence=0.7
    )


def _decade(found: Found) -> Resolver | None:
    symbol = found["decade"]
    figures = str(symbol.value).lstrip("'’").rstrip("s")
    marked = found.has("the") or found.has("apostrophe") or figures + "s" != symbol.word
    marked = marked or (found.word_before() in ("and", "or") and found.word_before(2)[-2:] == "0s")
    if len(figures) == 2 and not marked:
        return None

    def resolve(anchors: Anchors) -> TimeReading:
        year = int(figures)
        if len(figures) == 2:
            pivot = anchors.published.year if anchors.published else default_decade
            year = pivot - (pivot - year) % 100
        return dated(period("decade", date(year, 1, 1)))

    return resolve


def _century(found: Found) -> Resolver | None:
    number = found.integer("ord") or 0
    if found.value("unit") != "century" or not 1 <= number <= 21:
        return None
    return always(dated(period("century", date(max(first_day.year, (number - 1) * 100), 1, 1))))


def _fiscal(found: Found) -> Resolver | None:
    words = str(found.value("fiscal_year") or found.value("year"))
    figures = words.lower().removeprefix("fy").lstrip("'’")
    return lambda anchors: TimeReading(
        "DATE", f"FY{full_year(figures, anchors.published)}", unit="year"
    )


years: tuple[Rule, ...] = (
    Rule("year_only", "year", _year, "year"),
    Rule("year_only", "apostrophe num|short_year", _short_year),
    Rule("period", "the? apostrophe? decade", _decade),
    Rule("period", "the? ord hyphen? unit", _century),
    Rule("period", "the? fiscal unit? year|fiscal_year", _fiscal),
)
