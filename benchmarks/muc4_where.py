"""What a text's marks say for and against each place of an incident, as named traits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.muc4_circumstances import countries
from benchmarks.muc4_evidence import step
from benchmarks.muc4_keys import normal
from benchmarks.muc4_reading import Read
from benchmarks.muc4_view import Range, View, ranges_of, runs
from polybius.reading.layers import OccurrenceMark, ToponymMark
from polybius.records import Place

_dateline = 60
_leading = frozenset(
    "in at near from of to between around outside on through toward towards into".split()  # noqa: SIM905
)
_joining = frozenset(("de", "del", "la", "las", "los", "el", "of"))
_kinds = frozenset(
    """department province city town village neighborhood district municipality region county
    area sector zone highway airport quarter colony canton hamlet jurisdiction""".split()  # noqa: SIM905
)
longest = 6


def place_names(found: Read, view: View | None) -> dict[str, tuple[Range, ...]]:
    """Return what the text seems to name as places, in lower case, and where it does.

    Args:
        found: the text's marks.
        view: the trained chances; None to do without the strings that the tags find.
    """
    parse = found.parse
    names = dict.fromkeys(normal(mark.name) for mark in found.toponyms)
    for mark in parse.named:
        if mark.label in ("GPE", "LOC", "FAC"):
            names |= dict.fromkeys(_forms(parse.words(parse.span(mark.first, mark.last))))
    for first, last in _led(found):
        names |= dict.fromkeys(_forms(parse.words(parse.span(first, last))))
    if view is not None:
        for first, last in runs(view, "Location", 0.3):
            names |= dict.fromkeys(_forms(parse.words(parse.span(first, last))))
    for name in list(names):
        names |= dict.fromkeys(_forms(name))
    placed = {name: ranges_of(parse, name) for name in names if name}
    return {name: where for name, where in placed.items() if where}


def tag_traits(view: View, where: Sequence[Range]) -> frozenset[str]:
    """Return how sure the trained tags are that a name is an incident's place: one a step."""
    exact = max(view.exact("Location", place) for place in where)
    inside = max(float(view.inside("Location")[first:last].mean()) for first, last in where)
    spoken = max(
        view.exact("Location", place) * float(view.types[view.window[place[0]]].max())
        for place in where
    )
    found = {f"exact>={n}" for n in range(step(exact) + 1)}
    found |= {f"inside>={n}" for n in range(step(inside) + 1)}
    return frozenset(found | {f"spoken>={n}" for n in range(step(spoken) + 1)})


def _forms(words: str) -> Iterator[str]:
    """Yield a name, and without the word that says what kind of place it is."""
    parts = normal(words).split()
    yield " ".join(parts)
    if len(parts) > 1 and parts[-1] in _kinds:
        yield " ".join(parts[:-1])


def _led(found: Read) -> Iterator[Range]:
    """Yield the runs of names after a preposition of place."""
    tokens = found.parse.tokens
    for token in tokens:
        if token.lower not in _leading:
            continue
        first = token.i + 1
        while first < len(tokens) and tokens[first].pos == "DET":
            first += 1
        last = first
        while last < len(tokens) and last - first < longest:
            joins = last > first and tokens[last].lower in _joining
            if tokens[last].pos != "PROPN" and not joins:
                break
            last += 1
        while last > first and tokens[last - 1].pos != "PROPN":
            last -= 1
        if last > first:
            yield first, last


class Map:
    """The places of a text around the occurrences of one kind of incident."""

    def __init__(
        self, found: Read, marks: Sequence[OccurrenceMark], names: dict[str, tuple[Range, ...]]
    ) -> None:
        self.found = found
        self.names = names
        tokens = found.parse.tokens
        self.triggers = sorted({mark.token for mark in marks})
        self.spoken = sorted({tokens[i].sentence for i in self.triggers})
        self.marked: dict[str, list[tuple[ToponymMark, Place]]] = {}
        for mark, place in zip(found.toponyms, found.places, strict=True):
            self.marked.setdefault(normal(mark.name), []).append((mark, place))
        self.inside = {fill.head: fill.role for mark in marks for fill in mark.fills}
        body = sorted((r[0], name) for name, where in names.items() for r in where
                      if tokens[r[0]].start > _dateline and not self._is_country(name))  # fmt: skip
        self.order = list(dict.fromkeys(name for _, name in body))
        here = [name for i, name in body if tokens[i].sentence in self.spoken]
        self.here = list(dict.fromkeys(here))

    def _is_country(self, name: str) -> bool:
        return name.upper() in countries.values() or any(
            place.precision == "country" for _, place in self.marked.get(name, ())
        )

    def of_country(self) -> frozenset[str]:
        """Return what speaks for naming no more than the country."""
        found = {
            "country",
            f"country & named={min(len(self.order), 4)}",
            f"country & here={min(len(self.here), 3)}",
            f"country & spoken={min(len(self.spoken), 4)}",
            f"country & dateline={self._dateline_is_city()}",
        }
        tokens = self.found.parse.tokens
        for i in self.triggers[:2]:
            found.add(f"country & trigger={tokens[i].lemma}")
        return frozenset(found)

    def _dateline_is_city(self) -> bool:
        return any(
            mark.span.start <= _dateline and place.precision != "country"
            for mark, place in zip(self.found.toponyms, self.found.places, strict=True)
        )

    def of(self, name: str) -> frozenset[str]:
        """Return what speaks for and against a named place."""
        return frozenset(self._of(name))

    def _of(self, name: str) -> Iterator[str]:
        tokens, where = self.found.parse.tokens, self.names[name]
        yield "place"
        yield f"name={name}"
        if self._is_country(name):
            yield "is country"
            return
        yield f"times={min(len(where), 4)}"
        body = [r for r in where if tokens[r[0]].start > _dateline]
        yield f"dateline={len(where) - len(body) > 0}:{bool(body)}"
        yield f"order={min(self.order.index(name), 5) if name in self.order else 'none'}"
        rank = min(self.here.index(name), 3) if name in self.here else "none"
        yield f"here={rank}:{min(len(self.here), 4)}"
        for mark, place in self.marked.get(name, ()):
            yield f"precision={place.precision}"
            yield f"feature={mark.feature}"
            yield f"literal={mark.literal}"
            yield f"known={place.gazetteer_id is not None}"
            yield f"containers={min(len(mark.containers), 2)}"
        yield f"marked={name in self.marked}"
        held = any(normal(c) == name for m in self.found.toponyms for c in m.containers)
        yield f"contains others={held}"
        for first, last in body[:4]:
            yield from self._at(first, last)

    def _at(self, first: int, last: int) -> Iterator[str]:
        parse = self.found.parse
        tokens = parse.tokens
        sentence = tokens[first].sentence
        distance = min((abs(sentence - s) for s in self.spoken), default=9)
        yield f"near={min(distance, 3)}"
        yield f"near={min(distance, 3)}:{'early' if sentence < 3 else 'late'}"
        yield f"sentence={min(sentence, 6)}"
        if self.spoken:
            yield f"first spoken={max(-3, min(sentence - self.spoken[0], 3))}"
        before = tokens[first - 1].lower if first else ""
        after = tokens[last].lower if last < len(tokens) else ""
        two = f"{tokens[first - 2].lower} {before}" if first > 1 else before
        yield f"before={before}"
        yield f"before two={two}"
        yield f"after={after}"
        yield f"last word={tokens[last - 1].lower}"
        top = self._top(first, last)
        yield f"dep={tokens[top].dep}"
        yield from self._governed(top)

    def _top(self, first: int, last: int) -> int:
        tokens = self.found.parse.tokens
        for i in range(last - 1, first - 1, -1):
            if not first <= tokens[i].head < last or tokens[i].head == i:
                return i
        return last - 1

    def _governed(self, i: int) -> Iterator[str]:
        tokens = self.found.parse.tokens
        preposition = ""
        for steps in range(6):
            head = tokens[i].head
            if head == i:
                return
            i = head
            if tokens[i].pos == "ADP" and not preposition:
                preposition = tokens[i].lower
            if i in self.triggers:
                yield f"under trigger={preposition}:{min(steps, 3)}"
                return
            if i in self.inside:
                yield f"in part={preposition}:{self.inside[i]}"
            if tokens[i].pos in ("VERB", "NOUN", "PROPN"):
                yield f"under={preposition}:{tokens[i].lemma}"
                if tokens[i].pos == "VERB":
                    return
