"""Marks → the layers of a document, each code checked against the codebook."""

from __future__ import annotations

import re
from typing import Any

from corpus.markup import Mark
from corpus.pieces import Pieces
from corpus.timex import days
from polybius import codebook
from polybius.records import Modality

anonymities = ("named", "unnamed", "impersonal")
roles = {
    "P": "perpetrator", "G": "target", "M": "victim", "W": "instrument", "K": "participant",
    "I": "beneficiary",
}  # fmt: skip
entity_kinds = (
    "person", "state", "force", "armed_group", "organisation", "community", "media", "unknown",
)  # fmt: skip
timex_types = ("DATE", "TIME", "DURATION", "SET")

_interval = re.compile(r"(\d+)(?:-(\d+)|(\+))?(?:~(\d+|\?))?")

Layer = list[dict[str, Any]]


def attributions(pieces: Pieces) -> Layer:
    """Return who says what, in the order of the cues."""
    return [_attribution(pieces, number, cues) for number, cues in pieces.numbers("C").items()]


def _attribution(pieces: Pieces, number: int, cues: list[Mark]) -> dict[str, Any]:
    line, book = cues[0].line, codebook.load()
    codes = pieces.source.attributes.get(number, ())
    if len(codes) != 3:
        what = f"C{number} needs `@{number} stance voice anonymity`."
        raise pieces.source.error(line, what)
    source, content = pieces.spans("S", number), pieces.spans("T", number)
    if not content:
        raise pieces.source.error(line, f"attribution {number} has no content T{number}.")
    if (codes[2] == "impersonal") == bool(source):
        what = f"attribution {number} must have a source or be impersonal, not both."
        raise pieces.source.error(line, what)
    return {
        "id": number,
        "type": "Attribution" if source else "Attribution-no-source",
        "stance": pieces.known(codes[0], book.stances, "stance", line),
        "voice": pieces.known(codes[1], book.voice_kinds, "voice kind", line),
        "anonymity": pieces.known(codes[2], anonymities, "anonymity", line),
        "parent": _parent(pieces, number),
        "source": source,
        "cue": pieces.spans("C", number),
        "content": content,
        "standings": [
            {
                "code": pieces.known(m.codes, book.standings, "standing", m.line),
                "span": [m.start, m.end],
            }
            for m in pieces.of("V", number)
        ],
    }


def _parent(pieces: Pieces, number: int) -> int | None:
    """Return the attribution with the shortest content around the whole of this one's cue."""
    cue = pieces.of("C", number)
    around = [
        (mark.end - mark.start, other)
        for other, marks in pieces.numbers("T").items()
        for mark in marks
        if other != number and all(mark.start <= c.start and c.end <= mark.end for c in cue)
    ]
    return min(around)[1] if around else None


def occurrences(pieces: Pieces) -> Layer:
    """Return what happened, or is said not to have, in text order."""
    found = []
    for number, codes, mark in pieces.heads("E"):
        occurrence: dict[str, Any] = {
            "id": number,
            "event_type": pieces.known(
                codes[0], codebook.load().event_types, "event type", mark.line
            ),
            "trigger": pieces.spans("E", number),
            "polarity": "happened",
            "modality": "actual",
            "happening": number,
            "roles": [
                {"role": role, "span": span}
                for letter, role in roles.items()
                for span in pieces.spans(letter, number)
            ],
            "place": pieces.spans("L", number),
            "time": pieces.spans("D", number),
        }
        for code in codes[1:]:
            if code == "not":
                occurrence["polarity"] = "did_not_happen"
            elif re.fullmatch(r"h\d+", code):
                occurrence["happening"] = _standing(pieces, "E", code[1:], mark.line)
            else:
                known = pieces.known(code, list(Modality), "modality", mark.line)
                occurrence["modality"] = str(known)
        found.append(occurrence)
    return found


def _standing(pieces: Pieces, letter: str, number: str, line: int) -> int:
    if int(number) not in pieces.numbers(letter):
        raise pieces.source.error(line, f"{letter}{number} does not stand in the text.")
    return int(number)


def counts(pieces: Pieces) -> Layer:
    """Return how many suffered what, in text order."""
    return [_count(pieces, *head) for head in pieces.heads("N")]


def _count(pieces: Pieces, number: int, codes: list[str], mark: Mark) -> dict[str, Any]:
    book = codebook.load()
    if len(codes) < 3:
        raise pieces.source.error(mark.line, f"N{number} needs `category:class:interval`.")
    low, high, best = _bounds(pieces, codes[2], mark.line)
    count: dict[str, Any] = {
        "id": number,
        "category": pieces.known(codes[0], book.harm_categories, "harm category", mark.line),
        "victim_class": pieces.known(codes[1], book.victim_classes, "victim class", mark.line),
        "low": low,
        "high": high,
        "best": best,
        "scope": "incremental",
        "part_of": None,
        "denied": False,
        "occurrence": None,
        "words": pieces.need("N", number, mark.line),
        "subject": pieces.one("U", number),
    }
    for code in codes[3:]:
        if code == "cum":
            count["scope"] = "cumulative"
        elif code == "denied":
            count["denied"] = True
        elif match := re.fullmatch(r"(of|e)(\d+)", code):
            letter, field = ("N", "part_of") if match[1] == "of" else ("E", "occurrence")
            count[field] = _standing(pieces, letter, match[2], mark.line)
        else:
            raise pieces.source.error(mark.line, f"{code!r} is no option of a count.")
    return count


def _bounds(pieces: Pieces, text: str, line: int) -> tuple[int, int | None, int | None]:
    match = _interval.fullmatch(text)
    if match is None:
        what = f"{text!r} is no interval; write 20, 20+, 10-12 or 10-12~11."
        raise pieces.source.error(line, what)
    low = int(match[1])
    high = None if match[3] else int(match[2] or low)
    if high is not None and high < low:
        raise pieces.source.error(line, f"the interval {text} runs downwards.")
    best = low if high in (low, None) else None
    if match[4]:
        best = None if match[4] == "?" else int(match[4])
    return low, high, best


def relations(pieces: Pieces) -> Layer:
    """Return how parties stand to one another; a status that is not given is ``active``."""
    book = codebook.load()
    found = []
    for number, codes, mark in pieces.heads("R"):
        status = codes[1] if len(codes) > 1 else "active"
        found.append(
            {
                "id": number,
                "relation": pieces.known(codes[0], book.relation_kinds, "relation", mark.line),
                "status": pieces.known(
                    status, book.relation_statuses, "relation status", mark.line
                ),
                "a": pieces.need("A", number, mark.line),
                "b": pieces.need("B", number, mark.line),
                "cue": pieces.spans("R", number),
                "sponsors": pieces.spans("O", number),
            }
        )
    return found


def outlooks(pieces: Pieces) -> Layer:
    """Return the forecasts, with the band that the codebook gives for their words."""
    words = codebook.load().estimative_words
    found = []
    for number, codes, mark in pieces.heads("F"):
        entry = words[pieces.known(codes[0], words, "estimative word", mark.line)]
        if not pieces.spans("Q", number):
            raise pieces.source.error(mark.line, f"Q{number} is missing.")
        found.append(
            {
                "id": number,
                "words_code": codes[0],
                "icd203": entry.icd203,
                "low": entry.low,
                "high": entry.high,
                "words": pieces.spans("F", number),
                "proposition": pieces.spans("Q", number),
            }
        )
    return found


def appeals(pieces: Pieces) -> Layer:
    """Return the calls to act, in text order."""
    return [
        {"id": n, "action": pieces.spans("J", n), "addressee": pieces.one("H", n)}
        for n in pieces.numbers("J")
    ]


def times(pieces: Pieces) -> Layer:
    """Return the time expressions; the days follow from the value unless they are given."""
    found = []
    for mark in pieces.of("X", 0):
        kind, _, rest = mark.codes.partition(":")
        value, _, given = rest.partition("=")
        start, end = _given_days(pieces, given, mark.line) if given else days(value)
        found.append(
            {
                "span": [mark.start, mark.end],
                "timex": pieces.known(kind, timex_types, "TIMEX type", mark.line),
                "value": value,
                "start": start,
                "end": end,
            }
        )
    return found


def _given_days(pieces: Pieces, given: str, line: int) -> tuple[str, str]:
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", given)
    if match is None:
        raise pieces.source.error(line, f"{given!r} is no stretch of days; write `first..last`.")
    return match[1], match[2]


def names(pieces: Pieces) -> Layer:
    """Return the entities of a fully annotated document, each with all its mentions."""
    found = []
    for number, marks in sorted(pieces.numbers("Z").items()):
        kinds = {m.codes for m in marks if m.codes}
        if len(kinds) != 1:
            raise pieces.source.error(marks[0].line, f"Z{number} needs one kind, once.")
        kind = pieces.known(kinds.pop(), entity_kinds, "kind of entity", marks[0].line)
        mentions = [[m.start, m.end] for m in marks]
        found.append({"entity": number, "kind": kind, "mentions": mentions})
    return found
