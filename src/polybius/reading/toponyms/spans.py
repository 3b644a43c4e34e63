"""What the text beside place names says of them: feature words and the wider place they lie in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from polybius.reading.grammar.syntax import Span
from polybius.reading.layers import ToponymMark
from polybius.reading.toponyms.words import feature_kinds

feature_words = "|".join(feature_kinds)
feature_after = re.compile(rf"[ \t\n]+({feature_words})s?\b", re.IGNORECASE)
feature_before = re.compile(
    rf"\b({feature_words}|capital)s?[ \t\n]+(?:of[ \t\n]+)?$", re.IGNORECASE
)
compass = r"(?:(?:north|south|east|west|central|upper|lower)[a-z-]*\s+)?"
qualifiers = r"(?:(?:restive|troubled|volatile|neighbou?ring|war-torn|province|state|region)\s+)?"
into_container = re.compile(
    rf"^(?:\s+(?:{feature_words})s?)?\s*(?:,\s*(?:in\s+)?|\s(?:in|of)\s+)(?:the\s+)?"
    rf"{qualifiers}{compass}(?:(?:{feature_words})\s+of\s+)?$",
    re.IGNORECASE,
)
"""Between a place and the wider one that follows: "Marja district of Helmand province"."""
out_of_container = re.compile(
    rf"^['’]s?\s+{qualifiers}{compass}(?:[\w-]+\s+)?(?:(?:{feature_words}|capital)\s+(?:of\s+)?)?"
    r"(?:,\s*)?$",
    re.IGNORECASE,
)
"""Between a wide place and one in it: "Syria's northern city of Raqqa"."""


def mark_spans(text: str, spans: Sequence[Span]) -> tuple[ToponymMark, ...]:
    """Return the place names at ``spans`` with feature words and wider places, in text order."""
    ordered = sorted(spans, key=lambda s: (s.start, s.end))
    inside = _containers(text, ordered)
    return tuple(
        ToponymMark(
            span=span,
            name=_name(text, span),
            feature=_feature(text, span),
            containers=tuple(_name(text, ordered[i]) for i in _chain(inside, at)),
        )
        for at, span in enumerate(ordered)
    )


def _name(text: str, span: Span) -> str:
    return " ".join(text[span.start : span.end].split())


def _feature(text: str, span: Span) -> str | None:
    after = feature_after.match(text, span.end)
    if after is not None:
        return after.group(1).lower()
    words = text[max(0, span.start - 40) : span.start]
    before = feature_before.search(words)
    if before is None or _only_leads_there(words, before):
        return None
    return before.group(1).lower()


def _only_leads_there(words: str, before: re.Match[str]) -> bool:
    """Tell whether "of" leads to where something lies: "the mountains of Tarn", "State of Tarn".

    Of one kind with the name are the city of Bree and the state of Tarn, not what is capitalised
    as part of a longer name ("Islamic State of …").
    """
    if not re.search(r"\bof\s+$", words):
        return False
    wide = before.group(1).lower() in ("mountain", "mountains", "valley", "desert")
    named = re.search(r"[A-Z][a-z]+\s+$", words[: before.start()]) is not None
    return wide or (named and before.group(1)[0].isupper())


def _containers(text: str, ordered: Sequence[Span]) -> dict[int, int]:
    """Return for each span that the text puts into a neighbouring one the latter's position."""
    inside: dict[int, int] = {}
    for at in range(len(ordered) - 1):
        between = text[ordered[at].end : ordered[at + 1].start]
        if len(between) > 60 or "\n\n" in between:
            continue
        if into_container.match(between):
            inside[at] = at + 1
        elif out_of_container.match(between):
            inside[at + 1] = at
    return inside


def _chain(inside: dict[int, int], at: int) -> list[int]:
    chain: list[int] = []
    while at in inside and inside[at] not in chain and len(chain) < 3:
        at = inside[at]
        chain.append(at)
    return chain
