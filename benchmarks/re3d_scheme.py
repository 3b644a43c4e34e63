"""From Polybius' marks, and what the trained heads see, to re3d's entity and relation types.

A model learned from re3d's training part (`benchmarks.re3d_model`) weighs what is told of a pair of
mentions, what the rules say included; the trained heads (`polybius.reading.neural.relations`), who
were taught re3d's types, have a say beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from benchmarks.common import encode
from benchmarks.re3d_model import labels, load_model, turned
from benchmarks.re3d_pairs import Pair, pairs
from polybius.codebook.loading import load
from polybius.reader import Reader
from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.layers import Marks, NameMark, Names, RelationMark, ToponymMark
from polybius.reading.neural.encoded import Encoded
from polybius.reading.neural.heads import Floats
from polybius.reading.neural.relations import log_odds, phrase, see_ties, types, undirected
from polybius.reading.relations.presence import enclosing
from polybius.reading.relations.seen import rule as seen_rule

relation_types = {
    "fights": "FightingAgainst",
    "allied_with": "AlliesOf",
    "sponsors": "AlliesOf",
    "trains": "AlliesOf",
    "part_of": "BelongsTo",
    "proxy_of": "BelongsTo",
    "negotiates_with": "CommWith",
    "communicates_with": "CommWith",
    "opposes": "Dislikes",
    "approves_of": "Likes",
    "located_in": "CoLocated",
    "controls": "InChargeOf",
}
"""Relation kinds that are a type of re3d's as they stand; led_by is InChargeOf turned round."""
violent = frozenset({"fighting", "remote_violence", "violence_against_persons", "property_acts"})
commanding = frozenset({"commander", "leader", "chief", "head", "chairman", "director"})
head_weight = 0.4
"""How much the heads' log odds count; chosen on documents that they have not seen."""
usual_odds = -3.5
"""Log odds of the heads that speak neither for a relation nor against it."""
least_odds = -5.0
"""Log odds of the heads below which they speak no more against it; taken for what they were not
asked about, as where the ends stand in two windows."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A mention of one of re3d's entity types."""

    type: str
    span: Span


@dataclass(frozen=True, slots=True)
class Triple:
    """A relation of one of re3d's types."""

    type: str
    source: Span
    target: Span


@cache
def reader() -> Reader:
    """Return the reader that is measured."""
    return Reader()


def predict(parse: Parse) -> tuple[list[Entity], list[Triple]]:
    """Return what the pipeline finds in ``parse``, in re3d's terms."""
    marks = reader().mark_parsed(parse)
    triples = joined(encode(parse), marks, by_rules(parse, marks))
    return list(_entities(parse, marks.names, marks.toponyms)), triples


def by_rules(parse: Parse, marks: Marks) -> list[Triple]:
    """Return what the rules find."""
    names, toponyms = marks.names, marks.toponyms
    relations = [m for m in marks.relations if m.rule != seen_rule]
    triples = [
        *(_relation(mark) for mark in relations if _type(mark) and _is_asked(mark, names)),
        *_synonyms(parse, names),
        *_memberships(parse, names),
        *_attributes(parse, names),
        *_enclosures(parse, toponyms),
        *_attacks(marks),
    ]
    return list(dict.fromkeys(triples))


def joined(encoded: Encoded, marks: Marks, ruled: Iterable[Triple]) -> list[Triple]:
    """Return the relations for which model and heads together speak enough, likeliest first."""
    parse, model = encoded.parse, load_model()
    told = labelled(parse, ruled)
    found = list(pairs(parse, marks.names, marks.toponyms, told, model.groups))
    heads = np.maximum(_heads_odds(encoded, found), least_odds) - usual_odds
    odds = np.asarray(model.odds(found) + head_weight * heads, np.float32)
    return chosen(parse, found, odds, model.levels)


def _heads_odds(encoded: Encoded, found: Sequence[Pair]) -> Floats:
    """Return the heads' log odds of each label for each pair, shape (pairs, labels)."""
    odds = np.full((len(found), len(labels)), least_odds, np.float32)
    rows = {(pair.a, pair.b): n for n, pair in enumerate(found)}
    columns = {name: n for n, name in enumerate(labels)}
    ties = see_ties(encoded, dict.fromkeys(types, 0.0), rows)
    likely = log_odds(np.array([tie.likelihood for tie in ties], np.float32))
    for tie, own in zip(ties, likely, strict=True):
        row = rows.get((min(tie.a, tie.b), max(tie.a, tie.b)))
        if row is not None:
            odds[row, columns[_label(tie.type, tie.a, tie.b)]] = own
    return odds


def chosen(parse: Parse, found: Sequence[Pair], odds: Floats, levels: Floats) -> list[Triple]:
    """Return the relations whose log odds reach their level, likeliest first.

    Of two of one type whose ends overlap, the likelier stands.

    Args:
        parse: the text.
        found: the pairs.
        odds: log odds of each of `benchmarks.re3d_model.labels`, shape (pairs, labels).
        levels: least log odds of each label.
    """
    rows, columns = np.nonzero(odds >= levels)
    ranked = sorted(zip(rows, columns, strict=True), key=lambda at: (-odds[at], at))
    kept: list[Triple] = []
    for row, column in ranked:
        pair, name = found[int(row)], labels[int(column)]
        ends = phrase(parse, pair.a), phrase(parse, pair.b)
        triple = Triple(name.removesuffix(turned), *(ends[::-1] if name[-1] == turned else ends))
        if not any(_covers(k, triple) for k in kept):
            kept.append(triple)
    return kept


def labelled(parse: Parse, triples: Iterable[Triple]) -> Mapping[tuple[int, int], set[str]]:
    """Return the labels of relations by the head tokens of their ends, in text order."""
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for triple in triples:
        a, b = parse.top_of(triple.source), parse.top_of(triple.target)
        if a is not None and b is not None and a.i != b.i:
            found[min(a.i, b.i), max(a.i, b.i)].add(_label(triple.type, a.i, b.i))
    return found


def _label(kind: str, source: int, target: int) -> str:
    return kind if kind in undirected or source < target else kind + turned


def _covers(kept: Triple, other: Triple) -> bool:
    if kept.type != other.type:
        return False
    turned_round = kept.source.overlaps(other.target) and kept.target.overlaps(other.source)
    straight = kept.source.overlaps(other.source) and kept.target.overlaps(other.target)
    return straight or (turned_round and kept.type in undirected)


def _type(mark: RelationMark) -> str | None:
    return "InChargeOf" if mark.relation == "led_by" else relation_types.get(mark.relation)


def _is_asked(mark: RelationMark, names: Names) -> bool:
    """Leave out help to people: re3d's allies are bodies that fight on one side."""
    if _type(mark) != "AlliesOf":
        return True
    kinds = {names.entities[f.entity].kind for f in (mark.a, mark.b) if f.entity is not None}
    return not kinds & {"person", "community"}


def _relation(mark: RelationMark) -> Triple:
    kind = _type(mark)
    assert kind is not None
    if mark.relation == "led_by":
        return Triple(kind, mark.b.span, mark.a.span)
    return Triple(kind, mark.a.span, mark.b.span)


def _span(parse: Parse, mention: NameMark) -> Span:
    return parse.span(mention.first, mention.last)


def _synonyms(parse: Parse, names: Names) -> Iterator[Triple]:
    """Two ways of naming one entity side by side: apposition, office, abbreviation."""
    proper = [m for m in names.mentions if m.form in {"name", "abbreviation", "description"}]
    for n, left in enumerate(proper):
        for right in proper[n + 1 : n + 4]:
            if left.entity == right.entity and _stand_together(parse, left, right):
                yield Triple("IsSynonymOf", _span(parse, left), _span(parse, right))


def _stand_together(parse: Parse, left: NameMark, right: NameMark) -> bool:
    gap = parse.tokens[left.last : right.first]
    beside = left.last <= right.first and len(gap) <= 3
    heads = parse.tokens[left.head], parse.tokens[right.head]
    apposed = any(a.dep == "appos" and a.head == b.i for a, b in (heads, heads[::-1]))
    return apposed or (beside and any(not t.text.isalpha() for t in gap))


def _memberships(parse: Parse, names: Names) -> Iterator[Triple]:
    """Persons and forces that the text says are of a body."""
    for mention in names.mentions:
        entity = names.entities[mention.entity]
        if mention.form != "description" or entity.body is None or entity.kind == "state":
            continue
        body = _of(parse, names, mention, entity.body)
        if body is not None:
            word = parse.tokens[mention.head].lemma
            kind = "InChargeOf" if word in commanding else "BelongsTo"
            yield Triple(kind, _span(parse, mention), _span(parse, body))


def _of(parse: Parse, names: Names, mention: NameMark, body: int) -> NameMark | None:
    """Return the body where it follows the mention's head with a preposition."""
    for preposition in parse.children(mention.head, "prep"):
        for noun in parse.children(preposition.i, "pobj"):
            at = names.by_token.get(noun.i)
            if at is not None and names.mentions[at].entity == body:
                return names.mentions[at]
    return None


def _attributes(parse: Parse, names: Names) -> Iterator[Triple]:
    """Numbers inside a description."""
    for mention in names.mentions:
        if mention.form != "description":
            continue
        span = _span(parse, mention)
        for child in parse.children(mention.head, "nummod"):
            yield Triple("HasAttrOf", span, child.span)


def _attacks(marks: Marks) -> Iterator[Triple]:
    """Happenings in which one party used force on another, or on people and things."""
    for mark in marks.occurrences:
        doers = [f.span for f in mark.fills if f.role == "perpetrator"]
        # re3d lets weapons and strikes fight where nobody else is named.
        doers = doers or [f.span for f in mark.fills if f.role == "instrument"]
        others = [f.span for f in mark.fills if f.role in {"target", "victim"}]
        if _is_violent(mark.event_type):
            yield from (Triple("FightingAgainst", d, o) for d in doers for o in others)


def _is_violent(code: str | None) -> bool:
    """Tell whether an event type is, or is a kind of, fighting, force on persons or destruction."""
    while code is not None and code not in violent:
        code = load().event_types[code].parent
    return code is not None


def _enclosures(parse: Parse, toponyms: tuple[ToponymMark, ...]) -> Iterator[Triple]:
    for inner, outer in enclosing(toponyms, parse):
        yield Triple("CoLocated", toponyms[inner].span, toponyms[outer].span)


def _entities(parse: Parse, names: Names, toponyms: tuple[ToponymMark, ...]) -> Iterator[Entity]:
    for mention in names.mentions:
        kind = names.entities[mention.entity].kind
        if mention.form == "adjective":
            yield Entity("Nationality", _span(parse, mention))
        elif mention.form != "pronoun":
            yield Entity("Person" if kind == "person" else "Organisation", _span(parse, mention))
    for mark in toponyms:
        if mark.literal:
            yield Entity("Location", mark.span)
    for named in parse.named:
        kinds = {"DATE": "Temporal", "TIME": "Temporal", "CARDINAL": "Quantity"}
        if named.label in kinds:
            yield Entity(kinds[named.label], parse.span(named.first, named.last))
