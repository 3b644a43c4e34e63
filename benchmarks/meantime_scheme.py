"""Polybius' modality and polarity in MEANTIME's terms.

The set's guidelines (Tonelli et al. 2014, NewsReader NWR-2014-2) ask how certain the text is of an
event, and whether it says that the event took place or will. An event that lies in the future is
``CERTAIN`` if the text says so without reserve; ``PROBABLE`` and ``POSSIBLE`` are what it expects
and what it holds possible; ``UNDERSPECIFIED`` is what it leaves open: conditions, wishes, demands.
Polybius' modalities are coarser there, so the words that govern an event are asked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from polybius.reading.grammar.syntax import Parse, Span, Token
from polybius.reading.occurrences.modality import modality_of, polarity_of
from polybius.reading.occurrences.triggers import Trigger
from polybius.reading.times.symbols import word_set
from polybius.records import Modality, Polarity

certainty_of = {
    Modality.ACTUAL: "CERTAIN",
    Modality.FUTURE: "CERTAIN",
    Modality.PLANNED: "CERTAIN",
    Modality.ATTEMPTED: "CERTAIN",
    Modality.THREATENED: "POSSIBLE",
    Modality.POSSIBLE: "POSSIBLE",
    Modality.HYPOTHETICAL: "UNDERSPECIFIED",
}
expecting = word_set("expect forecast predict hope anticipate likely probably project")
allowing = word_set("allow enable permit able possible possibly fear worry afraid risk")
leaving_open = word_set(
    "want wish ask demand request require insist urge agree need intend aim seek propose due try "
    "attempt refuse decide early necessary unless if"
)
complements = frozenset(
    ("xcomp", "ccomp", "acl", "advcl", "dobj", "pobj", "prep", "pcomp", "conj", "acomp")
)
longest_climb = 4


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
    certainty = _certainty(parse, token, trigger)
    negated = polarity_of(parse, trigger) is Polarity.DID_NOT_HAPPEN
    open_ended = certainty in ("UNDERSPECIFIED", "PROBABLE")
    return Factuality(certainty, "NEG" if negated else "UNDERSPECIFIED" if open_ended else "POS")


def _certainty(parse: Parse, token: Token, trigger: Trigger) -> str:
    governing = _governing(parse, token)
    for words, label in (
        (expecting, "PROBABLE"),
        (allowing, "POSSIBLE"),
        (leaving_open, "UNDERSPECIFIED"),
    ):
        if governing & words:
            return label
    helpers = {t.lower for t in parse.children(token.i, "aux")}
    # To the set, an ability is a fact.
    if "can" in helpers:
        return "CERTAIN"
    return certainty_of[modality_of(parse, trigger)]


def _governing(parse: Parse, token: Token) -> set[str]:
    """Return the lemmas that say how certain the event is: around it and above it."""
    found = {t.lemma for t in parse.children(token.i, "advmod", "mark")}
    if token.tag != "VBD":
        found |= {above.lemma for above in _climb(parse, token)}
    return found


def _climb(parse: Parse, token: Token) -> Iterator[Token]:
    """Yield the words whose complement the event is, up to the clause's finite verb."""
    for _ in range(longest_climb):
        if token.dep not in complements or token.head == token.i:
            return
        infinitive = any(t.lower == "to" for t in parse.children(token.i, "aux"))
        token = parse.tokens[token.head]
        # A noun governs only an infinitive ("a demand to stop"); "due to" is a preposition.
        if (token.pos == "NOUN" and not infinitive) or (
            token.lemma == "due" and token.pos == "ADP"
        ):
            continue
        yield token
        if token.tag in ("VBD", "VBZ", "VBP") and token.dep != "conj":
            return


def _head(parse: Parse, span: Span) -> Token:
    return parse.tops(t.i for t in parse.tokens_in(span))[0]
