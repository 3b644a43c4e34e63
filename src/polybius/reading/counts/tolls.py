"""Which figure is the report's own total for its main happening, category by category.

A report gives one toll many times: as a total, as single victims, as parts, corrected later. Rule
``tolls.rules.v1``:

1. Counts that are denied, part of another count, totals over weeks and more, or dated more than a
   week from the first day named since the first count (another happening, told as background)
   are left out.
2. Counts of one category in one sentence add up ("17 personnel and 31 civilians were killed"), the
   same figure for the same noun once; a sentence's sum is one candidate.
3. Single victims, each counted once in the whole report, add up to another candidate; groups that
   are introduced after one of them as further ones ("two others") add to it.
4. Those taken (detained, abducted, surrendered …) add likewise to a later group under another
   noun: "a commander was captured … two fighters were detained". The dead do not: "two men" may be
   he and another.
5. A bare plural ("civilians were killed") counts only where nothing else does.
6. The greatest candidate is the toll: a smaller figure repeats, divides or precedes it.
7. Casualties of open outcome are wounded as far as they are not among the killed.
8. A headline's figures count only where the text below it has none of the category.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from polybius.reading.counts.people import additional_words
from polybius.reading.grammar.syntax import Parse
from polybius.reading.layers import CountMark, TimeMark

same_happening = timedelta(days=7)
"""Victims of one happening die, and are found, within about a week of it."""
bodily = frozenset({"killed", "wounded", "casualties"})
closing_marks = frozenset({".", "!", "?", '"', "”", "''"})
rule = "tolls.rules.v1"


@dataclass(frozen=True, slots=True)
class Toll:
    """A report's total in one category, with the positions of the counts that it rests on."""

    category: str
    low: int
    high: int | None
    best: int
    """The figure named; the lower bound where none is."""
    counts: tuple[int, ...]
    rule: str = rule


def main_toll(
    parse: Parse, counts: Sequence[CountMark], times: Sequence[TimeMark] = ()
) -> dict[str, Toll]:
    """Return the report's toll for each category of which it counts anybody.

    ``wounded`` includes those hit with open outcome who are not among the killed. Positions in
    `Toll.counts` are those of ``counts``. Without ``times`` no count is left out for its date.
    """
    other = _of_other_days(parse, counts, times)
    counts = [replace(c, scope="cumulative") if n in other else c for n, c in enumerate(counts)]
    categories = list(dict.fromkeys(c.category for c in counts))
    tolls = {category: _toll(parse, counts, category) for category in categories}
    result = {c: t for c, t in tolls.items() if t is not None}
    hurt = _wounded(counts, result)
    if hurt is not None:
        result["wounded"] = hurt
    return result


def _of_other_days(
    parse: Parse, counts: Sequence[CountMark], times: Sequence[TimeMark]
) -> frozenset[int]:
    """Return the counts whose sentence is dated away from the first day named from counts on."""
    spans = _dated_sentences(parse, times)
    harmed = [c for c in counts if c.category in bodily] or counts
    told = [parse.tokens[c.token].sentence for c in harmed if not c.denied]
    dated = (spans[n] for n in sorted(spans) if told and n >= told[0])
    main = next((first for first, last in dated if first == last), None)
    found = set()
    for n, count in enumerate(counts):
        days = spans.get(parse.tokens[count.token].sentence)
        if main is None or days is None or count.denied:
            continue
        if not days[0] - same_happening <= main <= days[1] + same_happening:
            found.add(n)
    return frozenset(found)


def _dated_sentences(parse: Parse, times: Sequence[TimeMark]) -> dict[int, tuple[date, date]]:
    """Return the first and last day that each sentence names, over all its dates."""
    spans: dict[int, tuple[date, date]] = {}
    for time in times:
        token = parse.token_at(time.span.start)
        if token is None or time.timex not in ("DATE", "TIME") or not (time.start and time.end):
            continue
        start, end = date.fromisoformat(time.start), date.fromisoformat(time.end)
        known = spans.get(token.sentence, (start, end))
        spans[token.sentence] = (min(known[0], start), max(known[1], end))
    return spans


def _toll(parse: Parse, counts: Sequence[CountMark], category: str) -> Toll | None:
    usable = [n for n, c in enumerate(counts) if c.category == category and _is_usable(c)]
    if not usable:
        return None
    usable = _below_headlines(parse, counts, usable)
    usable = [n for n in usable if _is_number(counts[n])] or usable
    sentences: dict[int, list[int]] = {}
    for n in usable:
        sentences.setdefault(parse.tokens[counts[n].token].sentence, []).append(n)
    singles = _singles(parse, counts, usable)
    beside = _beside_singles(parse, counts, category, usable)
    told_once = (_without_repeats(parse, counts, group) for group in sentences.values())
    chosen = (*told_once, singles, beside, _with_further(parse, counts, usable))
    candidates = [_sum(counts, category, group) for group in chosen]
    return max(candidates, key=lambda t: (t.best, -len(t.counts)))


def _below_headlines(parse: Parse, counts: Sequence[CountMark], usable: list[int]) -> list[int]:
    """Leave out what headlines count if the text counts it (rule 8).

    A single victim whom text and headline have in common was counted where first named.
    """
    first = _first_of_text(parse)
    inside = [n for n in usable if parse.tokens[counts[n].token].sentence >= first]
    if not inside or any(_is_single(counts[n]) for n in inside):
        return inside or usable
    return [n for n in usable if n in inside or _is_single(counts[n])]


def _first_of_text(parse: Parse) -> int:
    """Return the first sentence of the first paragraph that ends like one (rule 8)."""
    opening = {s.paragraph: s.index for s in reversed(parse.sentences)}
    for sentence in parse.sentences:
        if parse.tokens[sentence.last - 1].text in closing_marks:
            return opening[sentence.paragraph]
    return 0


def _singles(parse: Parse, counts: Sequence[CountMark], usable: list[int]) -> list[int]:
    """Return the single victims and, after the first of them, the groups of others (rule 3)."""
    first = next((n for n in usable if _is_single(counts[n])), len(counts))
    return [
        n
        for n in usable
        if _is_single(counts[n]) or (n > first and _is_additional(parse, counts[n]))
    ]


def _without_repeats(parse: Parse, counts: Sequence[CountMark], sentence: list[int]) -> list[int]:
    """Drop a figure that a sentence gives again for the same people: a headline run into it."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for n in sentence:
        count = counts[n]
        key = (parse.tokens[count.token].lemma, count.low, count.high, count.best)
        if _is_single(count) or _is_additional(parse, count) or key not in seen:
            kept.append(n)
        seen.add(key)
    return kept


def _beside_singles(
    parse: Parse, counts: Sequence[CountMark], category: str, usable: list[int]
) -> list[int]:
    """Return the single captives with the largest group taken beside them (rule 4)."""
    if category in bodily:
        return []
    singles = [n for n in usable if _is_single(counts[n])]
    nouns = {parse.tokens[counts[n].token].lemma for n in singles}
    groups = [
        n
        for n in usable
        if singles
        and n > singles[0]
        and not _is_single(counts[n])
        and parse.tokens[counts[n].token].lemma not in nouns
    ]
    return [*singles, max(groups, key=lambda n: _figure(counts[n]))] if groups else singles


def _with_further(parse: Parse, counts: Sequence[CountMark], usable: list[int]) -> list[int]:
    """Return the largest group with the largest that is introduced after it as further (rule 3)."""
    groups = [n for n in usable if not _is_single(counts[n])]
    base = [n for n in groups if not _is_additional(parse, counts[n])]
    if not base:
        return []
    first = max(base, key=lambda n: (_figure(counts[n]), -n))
    further = [n for n in groups if n > first and _is_additional(parse, counts[n])]
    return [first, max(further, key=lambda n: _figure(counts[n]))] if further else [first]


def _sum(counts: Sequence[CountMark], category: str, chosen: list[int]) -> Toll:
    low = sum(counts[n].low for n in chosen)
    highs = [counts[n].high for n in chosen]
    best = sum(_figure(counts[n]) for n in chosen)
    high = None if None in highs else sum(h for h in highs if h is not None)
    return Toll(category, low, high, best, tuple(chosen))


def _wounded(counts: Sequence[CountMark], tolls: dict[str, Toll]) -> Toll | None:
    """Join the wounded and those hit with open outcome (rule 7)."""
    dead = tolls["killed"].best if "killed" in tolls else 0
    candidates = [tolls["wounded"]] if "wounded" in tolls else []
    singles = [
        n
        for n, c in enumerate(counts)
        if c.category in ("wounded", "casualties") and _is_single(c) and _is_usable(c)
    ]
    candidates.append(_sum(counts, "wounded", singles))
    hit = tolls.get("casualties")
    if hit is not None and max(t.best for t in candidates) and not _rests_on_numbers(counts, hit):
        hit = None
    if hit is not None and not all(_is_single(counts[n]) for n in hit.counts):
        high = None if hit.high is None else max(0, hit.high - dead)
        low, best = max(0, hit.low - dead), max(0, hit.best - dead)
        candidates.append(Toll("wounded", low, high, best, hit.counts))
    found = max(candidates, key=lambda t: t.best)
    return found if found.best else None


def _rests_on_numbers(counts: Sequence[CountMark], toll: Toll) -> bool:
    """Tell whether a toll rests on more than bare plurals (rule 5)."""
    return any(_is_number(counts[n]) for n in toll.counts)


def _is_number(count: CountMark) -> bool:
    return count.high is not None or count.best is not None


def _is_usable(count: CountMark) -> bool:
    return not count.denied and count.part_of is None and count.scope != "cumulative"


def _figure(count: CountMark) -> int:
    return count.low if count.best is None else count.best


def _is_single(count: CountMark) -> bool:
    return count.low == count.high == 1


def _is_additional(parse: Parse, count: CountMark) -> bool:
    tokens = parse.tokens_in(count.subject or count.words)
    return any(t.lower in additional_words for t in tokens)
