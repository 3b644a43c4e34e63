"""What a text's marks say for and against each date of an incident, as named traits."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from benchmarks.muc4_candidates import reality
from benchmarks.muc4_reading import Read
from polybius.reading.grammar.syntax import Token
from polybius.reading.layers import OccurrenceMark, TimeMark

Timed = tuple[str, TimeMark]
"""In which form a time expression gives a date, and the expression."""

_ago = (0, 1, 2, 3, 7, 15, 32, 90, 400)
_header = re.compile(r"\[([A-Z ]+)\]")


class Calendar:
    """The time expressions of a text around the occurrences of one kind of incident."""

    def __init__(self, found: Read, marks: Sequence[OccurrenceMark]) -> None:
        self.found = found
        tokens = found.parse.tokens
        self.triggers = sorted({mark.token for mark in marks})
        self.spoken = sorted({tokens[i].sentence for i in self.triggers})
        self.said = {f"reality={reality(mark)}" for mark in marks}
        self.times: list[tuple[Token, TimeMark]] = []
        for mark in found.times:
            token = found.parse.token_at(mark.span.start)
            if token is not None and mark.start and mark.span.start > _dateline:
                self.times.append((token, mark))
        self.heads = tuple(h.lower() for h in _header.findall(found.parse.text[:200]))

    def traits(self, form: str, timed: Sequence[Timed]) -> frozenset[str]:
        """Return what speaks for and against a date.

        Args:
            form: ``open dateline``, ``dateline`` or ``text``.
            timed: the expressions that give it.
        """
        found = {f"form={form}"}
        if form != "text":
            found |= {f"{form} & {x}" for x in self._as_a_whole()}
        for shape, mark in timed:
            own = set(self._of(shape, mark))
            found |= own | {f"{form} & {x}" for x in own if x.startswith(("near=", "words="))}
        return frozenset(found)

    def _as_a_whole(self) -> Iterator[str]:
        near = [t for t, _ in self.times if t.sentence in self.spoken]
        close = [t for t, _ in self.times if _distance(t.sentence, self.spoken) <= 1]
        near_now = any(self._is_now(m) for t, m in self.times if t.sentence in self.spoken)
        close_now = any(
            self._is_now(m) for t, m in self.times if _distance(t.sentence, self.spoken) <= 1
        )
        any_now = any(self._is_now(m) for _, m in self.times)
        yield f"now={near_now}:{close_now}:{any_now}"
        past = any(not self._is_now(m) for t, m in self.times if t.sentence in self.spoken)
        yield f"now={near_now}:past={past}"
        yield f"times here={min(len(near), 3)}"
        yield f"times close={min(len(close), 3)}"
        yield f"times={min(len(self.times), 6)}"
        yield f"spoken={min(len(self.spoken), 4)}"
        yield from self.said
        for head in self.heads:
            yield f"header={head}"
        first = self.spoken[0] if self.spoken else -1
        yield f"first={min(first, 4)}"
        tokens = self.found.parse.tokens
        for i in self.triggers[:1]:
            yield f"trigger={tokens[i].lemma}:{tokens[i].tag}"
        if self.spoken:
            opening = [m for t, m in self.times if t.sentence == first]
            words = {pattern_of(self.found, mark) for mark in opening}
            for word in words or {"none"}:
                yield f"with={word}"

    def _is_now(self, mark: TimeMark) -> bool:
        day = self.found.published
        return day is not None and mark.start == mark.end == day.isoformat()

    def _of(self, shape: str, mark: TimeMark) -> Iterator[str]:
        parse, published = self.found.parse, self.found.published
        token = parse.token_at(mark.span.start)
        if token is None or published is None:
            return
        words = pattern_of(self.found, mark)
        first, last = date.fromisoformat(str(mark.start)), date.fromisoformat(str(mark.end))
        yield f"shape={shape}"
        yield f"words={shape}:{words}"
        yield f"ago={shape}:{bisect(_ago, (published - last).days)}"
        yield f"days={min((last - first).days, 8)}"
        distance = _distance(token.sentence, self.spoken)
        yield f"near={shape}:{min(distance, 3)}"
        yield f"near={shape}:{min(distance, 3)}:{'early' if token.sentence < 3 else 'late'}"
        yield f"sentence={min(token.sentence, 6)}"
        if self.spoken:
            yield f"first spoken={shape}:{max(-3, min(token.sentence - self.spoken[0], 3))}"
        yield from self._governed(shape, token)
        if mark.span.start <= _dateline:
            yield "in dateline"
        order = [m for _, m in self.times]
        if mark in order:
            yield f"order={shape}:{min(order.index(mark), 3)}"
            yield f"among={min(len(order), 5)}:{min(order.index(mark), 3)}"

    def _governed(self, shape: str, token: Token) -> Iterator[str]:
        """Yield what the expression depends on: the trigger itself, or some verb."""
        tokens = self.found.parse.tokens
        i, steps = token.i, 0
        while steps < 6 and tokens[i].head != i:
            i, steps = tokens[i].head, steps + 1
            if i in self.triggers:
                yield f"under trigger={shape}:{steps if steps < 4 else 4}"
                break
            if tokens[i].pos in ("VERB", "AUX"):
                yield f"verb={shape}:{tokens[i].lemma}"
                break
        close = [t for t in self.triggers if tokens[t].sentence == token.sentence]
        if close:
            step = min(abs(t - token.i) for t in close)
            yield f"words away={shape}:{bisect((3, 6, 12, 20), step)}"
            ranked = sorted(
                min(abs(t - other.i) for t in close)
                for other, _ in self.times
                if other.sentence == token.sentence
            )
            yield f"nearest={shape}:{bool(ranked) and step <= ranked[0]}"


_dateline = 60


def pattern_of(found: Read, mark: TimeMark) -> str:
    """Return an expression's words, digits and weekdays made alike."""
    words = " ".join(found.parse.text[mark.span.start : mark.span.end].lower().split())
    return _weekday.sub("DAY", _month.sub("MONTH", re.sub(r"\d+", "0", words)))


_weekday = re.compile(r"\b(mon|tues|wednes|thurs|fri|satur|sun)day\b")
_month = re.compile(
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)\b"
)


def _distance(sentence: int, others: Sequence[int]) -> int:
    return min((abs(sentence - other) for other in others), default=9)


def date_traits(
    found: Read, marks: Sequence[OccurrenceMark], timed: Mapping[str, Sequence[Timed]]
) -> list[frozenset[str]]:
    """Return the traits of each date; the first two are the dateline's, open and exact."""
    calendar = Calendar(found, marks)
    forms = ("open dateline", "dateline")
    return [
        calendar.traits(forms[n] if n < len(forms) else "text", own)
        for n, own in enumerate(timed.values())
    ]
