"""Words that point to the past, the present or the future without saying when: "now", "soon"."""

from __future__ import annotations

from polybius.reading.times.grammar import Found, Rule
from polybius.reading.times.readings import Resolver, always, reference


def _past_ref(found: Found) -> Resolver | None:
    return always(reference("PAST_REF"))


def _ref(found: Found) -> Resolver | None:
    symbol = found["ref"]
    token = found.parse.tokens[symbol.first]
    if symbol.word == "soon" and found.word_before() == "as":
        return None
    if symbol.word == "now" and token.dep == "mark":
        return None
    return always(reference(str(symbol.value)))


def _the_past(found: Found) -> Resolver | None:
    last = found.parse.tokens[found.last - 1]
    return always(reference("PAST_REF")) if last.pos == "NOUN" else None


def _ahead(found: Found) -> Resolver | None:
    return always(reference("FUTURE_REF"))


def _present(found: Found) -> Resolver | None:
    return always(reference("PRESENT_REF"))


refs: tuple[Rule, ...] = (
    Rule("refs", "recent (unit|units|history)?", _past_ref),
    Rule("refs", "the stretch being", _present),
    Rule("refs", "(at|the|this) (moment|present)", _present),
    Rule("refs", "the? (ref|long ref)", _ref),
    Rule("refs", "the past", _the_past),
    Rule("refs", "the? long hyphen? term", _ahead),
    Rule("refs", "the? coming units", _ahead),
    Rule("refs", "these units", _present),
)
