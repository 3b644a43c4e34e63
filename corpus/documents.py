"""Marks → the layers of a document, each code checked against the codebook."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from corpus.markup import Mark, Source
from corpus.timex import days
from polybius import codebook
from polybius.records import Modality

header = ("docid", "genre", "published", "publisher", "layers")
genres = (
    "wire copy", "newspaper story", "communiqué", "official statement", "situation report",
    "radio monitoring", "blog post", "press briefing", "analysis", "police log", "correction note",
)  # fmt: skip
anonymities = ("named", "unnamed", "impersonal")
roles = {"P": "perpetrator", "G": "target", "M": "victim", "W": "instrument", "K": "participant"}
entity_kinds = (
    "person", "state", "force", "armed_group", "organisation", "community", "media", "unknown",
)  # fmt: skip
train_share = 0.7
second_share = 0.2

_interval = re.compile(r"(\d+)(?:-(\d+)|(\+))?(?:~(\d+|\?))?")

Span = list[int]
Layer = list[dict[str, Any]]


def share(purpose: str, docid: str) -> float:
    """Return a number from 0 to 1 that is fixed for ``docid`` and ``purpose``."""
    digest = hashlib.sha256(f"{purpose}:{docid}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def part(docid: str) -> str:
    """Return ``train`` or ``test``, by the hash of the docid."""
    return "train" if share("part", docid) < train_share else "test"


def is_second(docid: str) -> bool:
    """Tell whether a second annotator marks this document too."""
    return share("second", docid) < second_share


def document(source: Source) -> dict[str, Any]:
    """Return the document of ``source`` as the corpus keeps it.

    Raises:
        MarkupError: a code is unknown, a role has nothing to belong to, or a header is missing.
    """
    return _Maker(source).make()


class _Maker:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.book = codebook.load()
        self.by_letter: dict[str, dict[int, list[Mark]]] = {}
        for mark in sorted(source.marks, key=lambda m: (m.start, m.end)):
            self.by_letter.setdefault(mark.letter, {}).setdefault(mark.number, []).append(mark)

    def make(self) -> dict[str, Any]:
        source = self.source
        for name in header:
            if name not in source.header:
                raise source.error(1, f"the header lacks `{name}`.")
        given = source.header
        self.known(given["genre"], genres, "genre", 1)
        self.known(given["layers"], ("core", "full"), "layers", 1)
        self.all_belong()
        return {
            **{name: given[name] for name in header},
            "title": source.title,
            "part": part(given["docid"]),
            "second": is_second(given["docid"]),
            "text": source.text,
            "sentences": [list(s) for s in source.sentences],
            "attributions": self.attributions(),
            "occurrences": self.occurrences(),
            "counts": self.counts(),
            "relations": self.relations(),
            "outlooks": self.outlooks(),
            "appeals": self.appeals(),
            "times": self.times(),
            "places": [{"span": s} for s in self.spans("Y", 0)],
            "names": self.names(),
        }

    # --- helpers

    def known(self, code: str, codes: Iterable[str], what: str, line: int) -> str:
        if code not in codes:
            raise self.source.error(line, f"{code!r} is not a known {what}.")
        return code

    def pieces(self, letter: str, number: int) -> list[Mark]:
        return self.by_letter.get(letter, {}).get(number, [])

    def spans(self, letter: str, number: int) -> list[Span]:
        return [[m.start, m.end] for m in self.pieces(letter, number)]

    def one(self, letter: str, number: int) -> Span | None:
        spans = self.spans(letter, number)
        if len(spans) > 1:
            line = self.pieces(letter, number)[1].line
            raise self.source.error(line, f"{letter}{number} may stand once only.")
        return spans[0] if spans else None

    def need(self, letter: str, number: int, line: int, what: str) -> Span:
        span = self.one(letter, number)
        if span is None:
            raise self.source.error(line, f"{what} {number} has no {letter}{number}.")
        return span

    def heads(self, letter: str) -> list[tuple[int, list[str], Mark]]:
        """Return number, codes and first mark of each item that ``letter`` opens, in text order."""
        found = []
        for number, marks in self.by_letter.get(letter, {}).items():
            coded = [m for m in marks if m.codes]
            if len(coded) != 1:
                fault = "has no codes" if not coded else "has codes twice"
                raise self.source.error(marks[0].line, f"{letter}{number} {fault}.")
            found.append((number, coded[0].codes.split(":"), coded[0]))
        return sorted(found, key=lambda item: item[2].start)

    def all_belong(self) -> None:
        """Refuse roles of items that nothing opens, and attributes of no attribution."""
        opened: Mapping[str, str] = {
            **dict.fromkeys("STV", "C"), **dict.fromkeys("PGMWKLD", "E"), "U": "N",
            "A": "R", "B": "R", "O": "R", "Q": "F", "H": "J",
        }  # fmt: skip
        for letter, opener in opened.items():
            for number, marks in self.by_letter.get(letter, {}).items():
                if number not in self.by_letter.get(opener, {}):
                    what = f"{letter}{number} belongs to no {opener}{number}."
                    raise self.source.error(marks[0].line, what)
        for number in self.source.attributes:
            if number not in self.by_letter.get("C", {}):
                raise self.source.error(1, f"@{number} belongs to no cue C{number}.")

    # --- layers

    def attributions(self) -> Layer:
        found = []
        for number, cues in sorted(self.by_letter.get("C", {}).items(), key=lambda x: x[1][0].start):
            line = cues[0].line
            codes = self.source.attributes.get(number)
            if codes is None or len(codes) != 3:
                raise self.source.error(line, f"C{number} needs `@{number} stance voice anonymity`.")
            source, content = self.spans("S", number), self.spans("T", number)
            if not content:
                raise self.source.error(line, f"attribution {number} has no content T{number}.")
            found.append(
                {
                    "id": number,
                    "type": "Attribution" if source else "Attribution-no-source",
                    "stance": self.known(codes[0], self.book.stances, "stance", line),
                    "voice": self.known(codes[1], self.book.voice_kinds, "voice kind", line),
                    "anonymity": self.known(codes[2], anonymities, "anonymity", line),
                    "parent": self.parent(number),
                    "source": source,
                    "cue": self.spans("C", number),
                    "content": content,
                    "standings": [
                        {
                            "code": self.known(m.codes, self.book.standings, "standing", m.line),
                            "span": [m.start, m.end],
                        }
                        for m in self.pieces("V", number)
                    ],
                }
            )
            if (codes[2] == "impersonal") != (not source):
                what = f"attribution {number} must have a source or be impersonal, not both."
                raise self.source.error(line, what)
        return found

    def parent(self, number: int) -> int | None:
        """Return the attribution with the shortest content around the whole of this one's cue."""
        cue = self.pieces("C", number)
        around = [
            (mark.end - mark.start, other)
            for other, marks in self.by_letter.get("T", {}).items()
            for mark in marks
            if other != number and all(mark.start <= c.start and c.end <= mark.end for c in cue)
        ]
        return min(around)[1] if around else None

    def occurrences(self) -> Layer:
        found = []
        for number, codes, mark in self.heads("E"):
            polarity, modality, happening = "happened", "actual", number
            for code in codes[1:]:
                if code == "not":
                    polarity = "did_not_happen"
                elif re.fullmatch(r"h\d+", code):
                    happening = int(code[1:])
                else:
                    modality = self.known(code, list(Modality), "modality", mark.line)
            if happening not in self.by_letter["E"]:
                raise self.source.error(mark.line, f"E{happening} does not stand in the text.")
            found.append(
                {
                    "id": number,
                    "event_type": self.known(
                        codes[0], self.book.event_types, "event type", mark.line
                    ),
                    "trigger": self.spans("E", number),
                    "polarity": polarity,
                    "modality": modality,
                    "happening": happening,
                    "roles": [
                        {"role": role, "span": span}
                        for letter, role in roles.items()
                        for span in self.spans(letter, number)
                    ],
                    "place": self.spans("L", number),
                    "time": self.spans("D", number),
                }
            )
        return found

    def counts(self) -> Layer:
        found = []
        for number, codes, mark in self.heads("N"):
            if len(codes) < 3:
                what = f"N{number} needs `category:class:interval`."
                raise self.source.error(mark.line, what)
            match = _interval.fullmatch(codes[2])
            if match is None:
                what = f"{codes[2]!r} is no interval; write 20, 20+, 10-12 or 10-12~11."
                raise self.source.error(mark.line, what)
            low = int(match[1])
            high = None if match[3] else int(match[2] or low)
            best = low if high in (low, None) else None
            if match[4]:
                best = None if match[4] == "?" else int(match[4])
            if high is not None and high < low:
                raise self.source.error(mark.line, f"N{number}: {codes[2]} runs downwards.")
            count: dict[str, Any] = {
                "id": number,
                "category": self.known(
                    codes[0], self.book.harm_categories, "harm category", mark.line
                ),
                "victim_class": self.known(
                    codes[1], self.book.victim_classes, "victim class", mark.line
                ),
                "low": low,
                "high": high,
                "best": best,
                "scope": "incremental",
                "part_of": None,
                "denied": False,
                "occurrence": None,
                "words": self.need("N", number, mark.line, "count"),
                "subject": self.one("U", number),
            }
            for code in codes[3:]:
                self.count_option(count, code, mark.line)
            found.append(count)
        return found

    def count_option(self, count: dict[str, Any], code: str, line: int) -> None:
        if code == "cum":
            count["scope"] = "cumulative"
        elif code == "denied":
            count["denied"] = True
        elif match := re.fullmatch(r"(of|e)(\d+)", code):
            letter, field = ("N", "part_of") if match[1] == "of" else ("E", "occurrence")
            if int(match[2]) not in self.by_letter.get(letter, {}):
                raise self.source.error(line, f"{letter}{match[2]} does not stand in the text.")
            count[field] = int(match[2])
        else:
            raise self.source.error(line, f"{code!r} is no option of a count.")

    def relations(self) -> Layer:
        return [
            {
                "id": number,
                "relation": self.known(codes[0], self.book.relation_kinds, "relation", m.line),
                "status": self.known(
                    codes[1] if len(codes) > 1 else "active",
                    self.book.relation_statuses, "relation status", m.line,
                ),  # fmt: skip
                "a": self.need("A", number, m.line, "relation"),
                "b": self.need("B", number, m.line, "relation"),
                "cue": self.spans("R", number),
                "sponsors": self.spans("O", number),
            }
            for number, codes, m in self.heads("R")
        ]

    def outlooks(self) -> Layer:
        found = []
        for number, codes, mark in self.heads("F"):
            self.known(codes[0], self.book.estimative_words, "estimative word", mark.line)
            entry = self.book.estimative_words[codes[0]]
            if not self.spans("Q", number):
                raise self.source.error(mark.line, f"outlook {number} has no Q{number}.")
            found.append(
                {
                    "id": number,
                    "words_code": codes[0],
                    "icd203": entry.icd203,
                    "low": entry.low,
                    "high": entry.high,
                    "words": self.spans("F", number),
                    "proposition": self.spans("Q", number),
                }
            )
        return found

    def appeals(self) -> Layer:
        return [
            {"id": n, "action": self.spans("J", n), "addressee": self.one("H", n)}
            for n in sorted(self.by_letter.get("J", {}), key=lambda n: self.spans("J", n))
        ]

    def times(self) -> Layer:
        found = []
        for mark in self.pieces("X", 0):
            kind, _, value = mark.codes.partition(":")
            self.known(kind, ("DATE", "TIME", "DURATION", "SET"), "TIMEX type", mark.line)
            value, _, given = value.partition("=")
            start, _, end = given.partition("..") if given else (*days(value),)[:1] + ("",) + days(value)[1:]
            found.append(
                {
                    "span": [mark.start, mark.end],
                    "timex": kind,
                    "value": value,
                    "start": start or None,
                    "end": (end or start) or None,
                }
            )
        return found

    def names(self) -> Layer:
        found = []
        for number, marks in sorted(self.by_letter.get("Z", {}).items()):
            kinds = {m.codes for m in marks if m.codes}
            if len(kinds) != 1:
                raise self.source.error(marks[0].line, f"Z{number} needs one kind, once.")
            kind = self.known(kinds.pop(), entity_kinds, "kind of entity", marks[0].line)
            mentions = [[m.start, m.end] for m in marks]
            found.append({"entity": number, "kind": kind, "mentions": mentions})
        return found
