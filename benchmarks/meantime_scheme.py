"""Polybius' modality and polarity in MEANTIME's terms.

The set's guidelines (Tonelli et al. 2014, NewsReader NWR-2014-2) ask how certain the text is of an
event and whether it says that the event took place; what lies in the future but is certain stays
``CERTAIN``.
"""

from __future__ import annotations

from dataclasses import dataclass

from polybius.reading.modality import modality_of, polarity_of
from polybius.reading.syntax import Parse, Span, Token
from polybius.reading.triggers import Trigger
from polybius.records import Modality, Polarity

certainty_of = {
    Modality.ACTUAL: "CERTAIN",
    Modality.FUTURE: "CERTAIN",
    Modality.PLANNED: "UNDERSPECIFIED",
    Modality.ATTEMPTED: "UNDERSPECIFIED",
    Modality.THREATENED: "POSSIBLE",
    Modality.POSSIBLE: "POSSIBLE",
    Modality.HYPOTHETICAL: "UNDERSPECIFIED",
}


@dataclass(frozen=True, slots=True)
class Factuality:
    """What is said of one event mention."""

    certainty: str
    polarity: str


def factuality(parse: Parse, span: Span) -> Factuality:
    """Return how the event mention at ``span`` is presented."""
    token = _head(parse, span)
    form = "verb" if token.pos in ("VERB", "AUX") else "noun"
    trigger = Trigger("", token.i, token.i + 1, token.i, form)
    modality = modality_of(parse, trigger)
    negated = polarity_of(parse, trigger) is Polarity.DID_NOT_HAPPEN
    open_ended = modality in (Modality.PLANNED, Modality.HYPOTHETICAL, Modality.ATTEMPTED)
    polarity = "NEG" if negated else "UNDERSPECIFIED" if open_ended else "POS"
    return Factuality(certainty_of[modality], polarity)


def _head(parse: Parse, span: Span) -> Token:
    tokens = parse.tokens_in(span)
    inside = {t.i for t in tokens}
    return next((t for t in tokens if t.head not in inside or t.head == t.i), tokens[0])
