"""Relations that the trained heads see between the parties of a report, in the codebook's kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.layers import RelationMark, RoleFill
from polybius.reading.neural.encoded import Encoded
from polybius.reading.neural.relations import Tie, see_ties
from polybius.reading.relations.arguments import Arguments
from polybius.reading.relations.status import status_of
from polybius.reading.relations.titles import was_head

rule = "relations.minilm.v1"
levels: Mapping[str, float] = dict.fromkeys(
    ("FightingAgainst", "AlliesOf", "BelongsTo", "InChargeOf", "CommWith", "Likes", "Dislikes",
     "CoLocated"), 0.5,
)  # fmt: skip
"""Probabilities from which on a type counts; types that another layer holds aren't asked for."""
_kinds = {
    "FightingAgainst": "fights",
    "AlliesOf": "allied_with",
    "BelongsTo": "part_of",
    "CommWith": "communicates_with",
    "Likes": "approves_of",
    "Dislikes": "opposes",
}
_finer = {
    "allied_with": frozenset({"sponsors", "trains", "arms_supplier_of", "merged_with"}),
    "part_of": frozenset({"proxy_of", "splinter_of", "led_by"}),
    "communicates_with": frozenset({"negotiates_with", "ceasefire_with"}),
    "controls": frozenset({"led_by", "located_in"}),
    "located_in": frozenset({"controls"}),
    "fights": frozenset({"rival_of"}),
}
"""Kinds that say more than the one that the heads know; where a rule saw one, it is enough."""
_civilian = frozenset({"community"})


def seen_relations(
    encoded: Encoded,
    arguments: Arguments,
    places: Mapping[int, RoleFill],
    known: Iterable[RelationMark],
) -> Iterator[RelationMark]:
    """Yield the relations that the heads see and ``known`` lacks.

    Args:
        encoded: the report.
        arguments: looks up the parties by token.
        places: what a literal toponym is as a part in a relation, by its head token.
        known: what the rules found.
    """
    parse = arguments.parse
    there = {_key(parse, mark, mark.relation) for mark in known}
    for tie in sorted(see_ties(encoded, levels), key=lambda t: -t.likelihood):
        mark = _mark(tie, arguments, places)
        if mark is None:
            continue
        keys = {
            _key(parse, mark, k)
            for k in (mark.relation, *_finer.get(mark.relation, frozenset()))
        }  # fmt: skip
        if not keys & there:
            there |= {_key(parse, mark, mark.relation)}
            yield mark


def _key(parse: Parse, mark: RelationMark, relation: str) -> object:
    ends = (_identity(mark.a), _identity(mark.b))
    return relation, parse.tokens[mark.a.head].sentence, tuple(sorted(ends))


def _identity(fill: RoleFill) -> tuple[int, int]:
    return (-1, fill.span.start) if fill.entity is None else (0, fill.entity)


def _mark(tie: Tie, arguments: Arguments, places: Mapping[int, RoleFill]) -> RelationMark | None:
    parse = arguments.parse
    a, b = _party(tie.a, arguments, places), _party(tie.b, arguments, places)
    found = None
    if tie.type in ("CoLocated", "InChargeOf"):
        found = _at_place(tie, (a, places.get(tie.b)), (b, places.get(tie.a)))
    if found is None and a is not None and b is not None and a.entity != b.entity:
        if tie.type == "InChargeOf" and _beside(parse, tie.a, tie.b):
            return None
        found = _between(tie.type, a, b, arguments)
    if found is None:
        return None
    relation, one, other = found
    cue = joining(parse, tie.a, tie.b)
    status = status_of(parse, cue.i, relation)
    if relation == "led_by" and was_head(parse, other.head):
        status = "ended"
    return RelationMark(
        relation, status, one, other, cue.span, (), rule,
        round(tie.likelihood, 3),
    )  # fmt: skip


def _beside(parse: Parse, i: int, force: int) -> bool:
    """Tell whether a party only tells whose a force is: "an Afghan and coalition force"."""
    one, other = parse.tokens[i], parse.tokens[force]
    first, last = parse.edges(force)
    joint = other.dep == "conj" and other.head == one.i
    return joint or (first <= i < last and one.dep in ("amod", "nmod", "compound"))


def _party(i: int, arguments: Arguments, places: Mapping[int, RoleFill]) -> RoleFill | None:
    if i in places:
        return None
    mention = arguments.at(i)
    return None if mention is None else arguments.fill(mention)


def _at_place(
    tie: Tie, *ways: tuple[RoleFill | None, RoleFill | None]
) -> tuple[str, RoleFill, RoleFill] | None:
    """Return the relation of a party to a place, whichever of the two stands first."""
    for party, place in ways if tie.type == "CoLocated" else ways[:1]:
        if party is not None and place is not None:
            return ("located_in" if tie.type == "CoLocated" else "controls"), party, place
    return None


def _between(
    kind: str, a: RoleFill, b: RoleFill, arguments: Arguments
) -> tuple[str, RoleFill, RoleFill] | None:
    assert a.entity is not None and b.entity is not None
    of = [arguments.names.entities[e].kind for e in (a.entity, b.entity)]
    if kind == "InChargeOf":
        return ("led_by", b, a) if of[0] == "person" else ("controls", a, b)
    # Harm to people who carry no arms is an occurrence with victims, not a fight of two parties.
    if kind not in _kinds or (kind == "FightingAgainst" and _civilian & set(of)):
        return None
    return _kinds[kind], a, b


def joining(parse: Parse, a: int, b: int) -> Token:
    """Return the lowest token that governs both, or one that governs the other."""
    above = [a, *(t.i for t in parse.ancestors(a))]
    own = {b, *(t.i for t in parse.ancestors(b))}
    return parse.tokens[next((i for i in above if i in own), a)]
