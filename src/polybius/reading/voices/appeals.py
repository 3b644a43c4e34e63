"""Calls to act: who is asked, told or urged to do what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from polybius.reading.grammar.syntax import Parse, Span, Token
from polybius.reading.layers import AppealMark, AttributionMark, Names, RoleFill
from polybius.reading.voices.contents import Material, survey, tidy

_calling = frozenset({"appeals"})
_ordering = frozenset({"order", "instruct", "command", "tell", "warn", "advise", "ask", "direct"})
_ought = frozenset({"should", "must"})
_argument = frozenset({"dobj", "dative", "pobj", "nsubj"})
_longest_cue = 12


def find_appeals(
    parse: Parse, names: Names, attributions: Sequence[AttributionMark]
) -> tuple[AppealMark, ...]:
    """Return the calls to act that voices make, in text order.

    "Called on *supporters* to *mobilise*", "urged *restraint*", and in a voice's words what
    somebody else "should" or "must" do. The action is without the addressee; of what is not to be
    done it keeps the "not".
    """
    material = survey(parse, names)
    found: dict[Span, AppealMark] = {}
    for attribution in attributions:
        for mark in _of_attribution(material, attribution):
            found.setdefault(mark.action, mark)
    return tuple(sorted(found.values(), key=lambda m: m.action.start))


def _of_attribution(material: Material, attribution: AttributionMark) -> Iterator[AppealMark]:
    cue = _cue_verb(material, attribution)
    negated = cue is not None and bool(material.parse.children(cue.i, "neg"))
    calls = attribution.stance in _calling or (cue is not None and cue.lemma in _ordering)
    if calls and not negated and cue is not None and attribution.content:
        mark = _called_for(material, attribution, cue)
        if mark is not None:
            yield mark
            return
    for span in attribution.content:
        yield from _ought_to(material, attribution, span)


def _cue_verb(material: Material, attribution: AttributionMark) -> Token | None:
    if not attribution.cue:
        return None
    cue = material.parse.tokens_in(attribution.cue[0])
    verbs = [t for t in cue if t.pos in ("VERB", "NOUN") and t.dep not in ("aux", "auxpass")]
    return verbs[0] if verbs else None


def _called_for(material: Material, attribution: AttributionMark, cue: Token) -> AppealMark | None:
    """Return the action in the content of "urged X to act", "called for a truce"."""
    parse = material.parse
    tokens = parse.tokens_in(attribution.content[0])
    to = next((t for t in tokens if t.lower == "to" and t.dep == "aux"), None)
    if to is not None and _comes_early(to, tokens):
        action = tidy(material, _with_not(parse, to.head, to.i + 1), tokens[-1].i + 1)
        addressee = _addressee(material, cue, tokens[0].i, to.i)
        return AppealMark(action, addressee) if action is not None else None
    if cue.lemma in _ordering:
        return None
    clause = next((t for t in tokens if t.dep == "ccomp" and t.pos == "VERB"), None)
    if clause is not None:
        return _of_clause(material, clause)
    action = tidy(material, tokens[0].i, tokens[-1].i + 1)
    if action is None:
        return None
    return AppealMark(action, _addressee(material, cue, cue.i + 1, tokens[0].i))


def _comes_early(to: Token, tokens: Sequence[Token]) -> bool:
    return not any(t.pos in ("VERB", "AUX") and t.dep != "amod" for t in tokens if t.i < to.i)


def _of_clause(material: Material, clause: Token) -> AppealMark | None:
    parse = material.parse
    first, last = _with_not(parse, clause.i, clause.i), parse.edges(clause.i)[1]
    action = tidy(material, first, last)
    # Of "the bridge must be repaired" the text does not say who is to do it.
    subject = next(iter(parse.children(clause.i, "nsubj")), None)
    fill = _fill(material, subject) if subject is not None else None
    return AppealMark(action, fill) if action is not None else None


def _with_not(parse: Parse, verb: int, first: int) -> int:
    """Return where the action begins, at the "not" or "never" of its verb if it has one."""
    return min([first, *(t.i for t in parse.children(verb, "neg") if t.i < verb)])


def _addressee(material: Material, cue: Token, first: int, last: int) -> RoleFill | None:
    """Return who is asked: the noun phrase between the cue and what is asked of them."""
    parse = material.parse
    for token in parse.tokens[max(cue.i + 1, min(first, last - _longest_cue)) : last]:
        if token.dep in ("dobj", "dative", "pobj", "nsubj") and token.pos in (
            "NOUN",
            "PROPN",
            "PRON",
        ):
            return _fill(material, token)
    return None


def _fill(material: Material, head: Token) -> RoleFill:
    span = material.parse.subtree_span(head.i)
    return RoleFill("addressee", span, head.i, material.names.entity_at(head.i))


def _ought_to(material: Material, attribution: AttributionMark, span: Span) -> Iterator[AppealMark]:
    """Find "X should negotiate" in a voice's words, where X is not the voice itself."""
    parse = material.parse
    for token in parse.tokens_in(span):
        if token.lower not in _ought or token.dep != "aux":
            continue
        verb = parse.tokens[token.head]
        helpers = {t.lower for t in parse.children(verb.i, "aux")}
        subject = next(iter(parse.children(verb.i, "nsubj", "nsubjpass")), None)
        if verb.pos != "VERB" or "have" in helpers or subject is None:
            continue
        if subject.lower in ("i", "we", "it", "this", "that", "there"):
            continue
        mark = _of_clause(material, verb)
        if mark is not None:
            yield mark
