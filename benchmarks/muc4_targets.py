"""Human targets and those held responsible: how many, what they suffered, how sure it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from benchmarks.muc4_reading import Read
from polybius.reading.counts.quantities import Quantity, find_quantities
from polybius.reading.grammar.syntax import Token
from polybius.reading.layers import AttributionMark, OccurrenceMark
from polybius.records import Modality, Polarity

deadly = frozenset(("killing", "assassination", "massacre", "execution"))
authorities = frozenset(
    ("government", "official", "military", "police", "intelligence", "judiciary", "diplomat")
)
accusing = frozenset(("accuses", "doubts"))
suspecting = frozenset(
    """suspect suspected accuse blame attribute allege allegedly presumed presumably believe
    implicate responsible charge presume accusation""".split()  # noqa: SIM905
)


nobody = "-"
"""What the effect on human targets that nobody names refers to."""
_unhurt = re.compile(
    r"\b(no|not|without|neither|nor)\b(\W+\w+){0,5}?\W+(casualt\w+|victims?|injur\w+|deaths?|wounded"
    r"|hurt|li(ves|fe)|fatalities|dead|killed)\b"
)


def nobody_hurt(text: str) -> bool:
    """Tell whether a text says of somebody or anybody that they came to no harm."""
    return _unhurt.search(text.lower()) is not None


def number_of(found: Read, heads: Sequence[int], *, named: bool) -> str:
    """Return how many people a human target is, in the key's notation."""
    if named:
        return "1"
    quantities = {i: q for q in find_quantities(found.parse) for i in range(q.first, q.last)}
    for head in heads:
        for child in found.parse.children(head, "nummod", "quantmod", "amod", "det"):
            if child.i in quantities:
                return _as_key(found, quantities[child.i])
    tags = {found.parse.tokens[head].tag for head in heads}
    return "PLURAL" if tags & {"NNS", "NNPS"} else "1"


def _as_key(found: Read, quantity: Quantity) -> str:
    if quantity.low == quantity.high:
        return str(quantity.low)
    if all(t.pos != "NUM" for t in found.parse.tokens[quantity.first : quantity.last]):
        return "PLURAL"
    if quantity.high is None:
        return f"{quantity.low}-"
    return f"~{quantity.best}" if quantity.best is not None else f"{quantity.low}-{quantity.high}"


def effect_of(found: Read, heads: Sequence[int], kind: str) -> str | None:
    """Return what a human target suffered; None where the text doesn't tell."""
    suffered = {c.category for c in found.counts if c.token in heads and not c.denied}
    entities = {found.names.entity_at(head) for head in heads} - {None}
    for mark in found.occurrences:
        if any(fill.head in heads or fill.entity in entities for fill in mark.fills):
            suffered.add(_harm(mark))
    if "killed" in suffered:
        return "DEATH"
    if "wounded" in suffered:
        return "INJURY"
    return "REGAINED FREEDOM" if kind == "KIDNAPPING" and "released" in suffered else None


def _harm(mark: OccurrenceMark) -> str:
    if mark.polarity is not Polarity.HAPPENED or mark.modality is not Modality.ACTUAL:
        return ""
    if mark.event_type in deadly:
        return "killed"
    return "wounded" if mark.event_type == "wounding" else ""


def confidence_of(found: Read, heads: Sequence[int]) -> str:
    """Return how sure the text is that an organisation did it."""
    said = {t.lemma for head in heads for t in _sentence(found, head)}
    over = [a for head in heads for a in _covering(found, head)]
    if {"claim", "responsibility"} <= said or any(
        a.stance in ("claims_responsibility", "acknowledges") for a in over
    ):
        return "CLAIMED OR ADMITTED"
    if said & suspecting or any(a.stance in accusing for a in over):
        official = any(a.voice.kind in authorities for a in over)
        return "SUSPECTED OR ACCUSED BY AUTHORITIES" if official else "SUSPECTED OR ACCUSED"
    return "REPORTED AS FACT"


def _sentence(found: Read, head: int) -> Sequence[Token]:
    return found.parse.sentence_tokens(found.parse.tokens[head].sentence)


def _covering(found: Read, head: int) -> list[AttributionMark]:
    span = found.parse.tokens[head].span
    return [a for a in found.attributions if any(c.contains(span) for c in a.content)]
