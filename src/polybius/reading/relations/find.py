"""How the parties of a report are said to stand to one another.

Verbs with parties as subject and object, nouns of doing with theirs ("the fight of A against B"),
nouns for a party ("B, an ally of A"), fixed phrases, plans that bring parties together, and
leaders by their office; with a status from the words above the cue (`relation_status`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from polybius.codebook.loading import load
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Span, Token
from polybius.reading.layers import (
    EntityMark,
    Names,
    RelationMark,
    RoleFill,
    ToponymMark,
)
from polybius.reading.names.descriptions import first_person
from polybius.reading.neural.encoded import Encoded
from polybius.reading.relations.arguments import Arguments
from polybius.reading.relations.cues import (
    Cue,
    Cues,
    relation_cues,
    relational_nouns,
    takes_object,
)
from polybius.reading.relations.jointly import fighting_together
from polybius.reading.relations.presence import find_presences, literal_places
from polybius.reading.relations.seen import seen_relations
from polybius.reading.relations.status import is_failed_plan, status_of
from polybius.reading.relations.titles import deputies, find_leaders

rule = "relations.rules.v1"
_UNITERS = word_set("bring unite ally merge unify reunite align combine pool assemble")
_FIGHTING = word_set("fight battle combat confront defeat attack counter")
_AGAINST = frozenset({"against"})
_BETWEEN = frozenset({"between", "among", "amongst"})
_HEADS_OF_STATE = frozenset({"president", "leader"})
_ATTITUDES = frozenset({"opposes", "approves_of"})
_NOBODY = frozenset({"member", "part", "element", "component", "associate", "unit", "wing", "cell"})
"""Nouns for one of a party, who is nobody unless named."""


@dataclass(frozen=True, slots=True)
class _Found:
    relation: str
    cue: int
    a: RoleFill
    b: RoleFill
    sponsors: tuple[RoleFill, ...] = ()
    status: str | None = None


def find_relations(
    parse: Parse,
    names: Names,
    toponyms: Sequence[ToponymMark] = (),
    encoded: Encoded | None = None,
) -> tuple[RelationMark, ...]:
    """Return the relations between parties that the report states, in text order.

    With ``toponyms``, also where parties are and what places they hold
    (`polybius.reading.relations.presence`); with ``encoded``, also what the trained heads see and
    the rules don't (`polybius.reading.relations.seen`).
    """
    arguments = Arguments(parse, names)
    cues = relation_cues(load().relation_kinds)
    found = [f for token in parse.tokens for f in _at(token, arguments, cues)]
    found += [
        _Found("led_by", t.cue, t.body, t.leader, status=t.status)
        for t in find_leaders(parse, names, arguments)
    ]
    read = (_mark(parse, f) for f in _distinct(f for f in found if _is_sound(f, names)))
    # Who "declined to condemn" somebody neither opposes nor fails.
    marks = [m for m in read if m.status != "failed" or m.relation not in _ATTITUDES]
    marks = [*_with_plans(parse, marks), *find_presences(arguments, toponyms)]
    if encoded is not None:
        places = literal_places(parse, toponyms)
        seen = seen_relations(encoded, arguments, places, tuple(marks))
        marks += [m for m in seen if _is_seen_soundly(m, names)]
    return tuple(sorted(marks, key=lambda m: (m.cue.start, m.a.head, m.b.head)))


def _at(token: Token, arguments: Arguments, cues: Cues) -> Iterator[_Found]:
    if token.pos in {"VERB", "ADJ"}:
        if token.lemma in _UNITERS and _brings_together(arguments.parse, token):
            union = tuple(_union(token, arguments))
            if union:
                yield from union
                return
        if token.lemma == "pit":
            yield from _pitting(token, arguments)
        for cue in cues.verbs.get(token.lemma, ()):
            yield from _by_verb(token, cue, arguments)
        yield from _comrades(token, arguments)
    elif token.pos in {"NOUN", "PROPN"}:
        for cue in cues.nouns.get(token.lemma, ()):
            if token.lemma in relational_nouns:
                yield from _by_party_noun(token, cue, arguments)
            else:
                yield from _by_event_noun(token, cue, arguments)
    yield from _by_phrase(token, cues, arguments)


def _by_verb(token: Token, cue: Cue, arguments: Arguments) -> Iterator[_Found]:
    reader = arguments.predicates
    if token.lemma == "join" and any(
        t.lemma == "force" and not arguments.parse.children(t.i)
        for t in arguments.parse.children(token.i, "dobj")
    ):
        return  # "Joined forces with" is no membership in forces.
    below = arguments.parse.children(token.i, "neg", "aux")
    if {t.dep for t in below} == {"neg", "aux"} and any(t.lower == "to" for t in below):
        return  # "Urged them not to attack" tells nothing of how they stand.
    firsts = reader.agents(token.i)
    seconds: tuple[int, ...] = ()
    if takes_object(token.lemma):
        seconds += reader.patients(token.i)
    elif reader.is_passive(token):
        firsts += reader.patients(token.i)
    seconds += reader.obliques(token.i, cue.prepositions)
    yield from _pairs(token.i, cue, arguments.fills(firsts), arguments.fills(seconds))


def _pairs(
    at: int, cue: Cue, firsts: tuple[RoleFill, ...], seconds: tuple[RoleFill, ...]
) -> Iterator[_Found]:
    if cue.symmetric and not seconds:
        for a, b in combinations(firsts, 2):
            yield _Found(cue.relation, at, a, b)
    for first in firsts:
        for second in seconds:
            a, b = (second, first) if cue.swapped else (first, second)
            yield _Found(cue.relation, at, a, b)


def _by_event_noun(token: Token, cue: Cue, arguments: Arguments) -> Iterator[_Found]:
    reader = arguments.predicates
    # Opposition "among A and B" is to a third.
    between = arguments.fills(reader.obliques(token.i, _BETWEEN)) if cue.symmetric else ()
    for a, b in combinations(between, 2):
        yield _Found(cue.relation, token.i, a, b)
    if between:
        return
    seconds = arguments.fills(reader.obliques(token.i, cue.prepositions))
    firsts = arguments.fills(reader.agents(token.i))
    if cue.relation == "fights" and not seconds:
        return  # Who launch an offensive together fight somebody else.
    yield from _pairs(token.i, cue, firsts, seconds)


def _by_party_noun(token: Token, cue: Cue, arguments: Arguments) -> Iterator[_Found]:
    """Read "B, an ally of A", "A's ally B", "B is an ally of A", "A's proxies, C and D"."""
    reader, parse = arguments.predicates, arguments.parse
    if cue.relation == "led_by" and deputies & {c.lower for c in parse.children(token.i)}:
        return
    whose = [c.i for c in parse.children(token.i, "poss")]
    whose += reader.obliques(token.i, cue.prepositions | {"of"})
    modified = not whose
    if modified:
        whose = [c.i for c in parse.children(token.i, "compound", "amod", "nmod")]
    others = arguments.fills(whose)
    bearers = arguments.fills(_bearers(token, arguments))
    if not bearers and (modified or any(parse.tokens[i].lower in first_person for i in whose)):
        return
    if not bearers and token.lemma in _NOBODY:
        return
    selves = bearers or arguments.fills((token.i,))
    for own in selves:
        if cue.relation == "led_by" and not arguments.is_person(own):
            continue
        for other in others:
            if cue.relation == "led_by" and arguments.is_person(other):
                continue  # "The president's chief of staff" leads no president.
            if cue.relation == "led_by" and modified and token.lemma not in _HEADS_OF_STATE:
                assert other.entity is not None
                if arguments.names.entities[other.entity].kind == "state":
                    continue  # "An Arvenian rebel commander" leads no state.
            a, b = (other, own) if cue.relation == "led_by" else (own, other)
            yield _Found(cue.relation, token.i, a, b)


def _bearers(token: Token, arguments: Arguments) -> tuple[int, ...]:
    """Return who a party noun is said of: appositions, the copula's subject, a name after it."""
    parse = arguments.parse
    found = [t.i for t in parse.children(token.i, "appos")]
    for listed in tuple(found):
        found += [t.i for t in parse.children(listed, "conj", "appos")]
    head = parse.tokens[token.head]
    if token.dep == "appos" or (token.dep == "compound" and head.pos == "PROPN"):
        found.append(head.i)
    if token.dep in {"attr", "oprd"}:
        found += arguments.predicates.agents(head.i)
    if token.dep == "pobj" and head.lower == "as":
        found += arguments.predicates.agents(head.head)
    return tuple(dict.fromkeys(found))


def _by_phrase(token: Token, cues: Cues, arguments: Arguments) -> Iterator[_Found]:
    for first in dict.fromkeys((token.lower, token.lemma)):
        for words, cue in cues.phrases.get(first, ()):
            tokens = arguments.parse.tokens[token.i : token.i + len(words)]
            same = len(tokens) == len(words) and all(
                w in {t.lower, t.lemma} for w, t in zip(words, tokens, strict=True)
            )
            if same:
                yield from _read_phrase(tokens, cue, arguments)
                return


def _read_phrase(tokens: tuple[Token, ...], cue: Cue, arguments: Arguments) -> Iterator[_Found]:
    reader = arguments.predicates
    content = [t for t in tokens if t.pos in {"VERB", "NOUN", "ADJ"}] or [tokens[0]]
    anchor = content[0]
    seconds: list[int] = []
    for t in tokens:
        if t.pos in {"VERB", "NOUN", "ADJ", "ADV"}:
            seconds += reader.obliques(t.i, cue.prepositions | {"against", "with", "to", "of"})
        elif t.i == tokens[-1].i and t.pos in {"ADP", "SCONJ"}:
            seconds += [c.i for c in arguments.parse.children(t.i, "pobj")]
    firsts = _phrase_agents(anchor, arguments)
    # "with the backing of X": it is X that backs.
    helped = cue.relation == "sponsors" and tokens[0].lower in {"with", "at", "by"}
    cue = replace(cue, swapped=cue.relation == "led_by" or helped)
    others = arguments.fills(tuple(dict.fromkeys(seconds)))
    # "An offensive against the hills": the second is there, and no party.
    if firsts and (others or not seconds):
        yield from _pairs(anchor.i, cue, arguments.fills(firsts), others)


def _phrase_agents(anchor: Token, arguments: Arguments) -> tuple[int, ...]:
    reader, parse = arguments.predicates, arguments.parse
    if anchor.pos in {"ADJ", "ADV", "ADP", "SCONJ"}:
        head = parse.tokens[anchor.head]
        if anchor.dep in {"amod", "prep"} and head.pos in {"NOUN", "PROPN"}:
            return (head.i,)
        return reader.agents(head.i)
    own = reader.agents(anchor.i)
    if own or anchor.pos == "VERB":
        return own if not reader.is_passive(anchor) else reader.patients(anchor.i)
    return _bearers(anchor, arguments)


# --- plans that bring parties together ----------------------------------------------------------


def _brings_together(parse: Parse, token: Token) -> bool:
    if token.lemma != "bring":
        return True
    return any(t.lower == "together" for t in parse.tokens[token.i + 1 : token.i + 16])


def _union(token: Token, arguments: Arguments) -> Iterator[_Found]:
    """Read "X brought A and B together": A and B become allies, and X sponsors it."""
    reader = arguments.predicates
    relation = "merged_with" if token.lemma in {"merge", "unify", "unite"} else "allied_with"
    status = status_of(arguments.parse, token.i, relation)
    firsts = arguments.fills(reader.agents(token.i))
    united = arguments.members(arguments.fills(reader.patients(token.i)), token.i)
    sponsors = tuple(f for f in firsts if f.entity not in {u.entity for u in united})
    for a, b in combinations(united, 2):
        yield _Found(relation, token.i, a, b, sponsors, status)
    for verb in arguments.parse.children(token.i, "advcl", "xcomp"):
        if verb.lemma in _FIGHTING:
            enemies = reader.patients(verb.i) + reader.obliques(verb.i, _AGAINST)
            for a in united:
                for b in arguments.fills(enemies):
                    yield _Found("fights", verb.i, a, b, sponsors, status)


def _comrades(token: Token, arguments: Arguments) -> Iterator[_Found]:
    """Read "A and B launched an offensive", "A fights C alongside B": A and B are allies."""
    for these, those in fighting_together(token, arguments.predicates):
        own, others = arguments.fills(these), arguments.fills(those)
        pairs = combinations(own, 2) if these == those else product(own, others)
        for a, b in pairs:
            yield _Found("allied_with", token.i, a, b)


def _pitting(token: Token, arguments: Arguments) -> Iterator[_Found]:
    """Read "X pits A against B": A is to fight B, and X sponsors it."""
    reader = arguments.predicates
    sent = reader.patients(token.i)
    against = reader.obliques(token.i, _AGAINST)
    for i in sent:
        against += reader.obliques(i, _AGAINST)
    sponsors = arguments.fills(reader.agents(token.i))
    status = status_of(arguments.parse, token.i, "allied_with")
    for a in arguments.fills(sent):
        for b in arguments.fills(against):
            yield _Found("fights", token.i, a, b, sponsors, status)


# --- what is kept -------------------------------------------------------------------------------


def _is_sound(found: _Found, names: Names) -> bool:
    if found.a.entity is None or found.b.entity is None or found.a.entity == found.b.entity:
        return False
    return _fits(found.relation, names.entities[found.a.entity], names.entities[found.b.entity])


def _is_seen_soundly(mark: RelationMark, names: Names) -> bool:
    if mark.a.entity is None or mark.b.entity is None:
        return True
    return _fits(mark.relation, names.entities[mark.a.entity], names.entities[mark.b.entity])


def _fits(relation: str, a: EntityMark, b: EntityMark) -> bool:
    """Tell whether a relation can hold between two of their kinds.

    Harm to people who carry no arms is an occurrence with victims, not a fight of two parties;
    who talks to a reporter doesn't deal with the paper; nobody controls a person.
    """
    kinds = {a.kind, b.kind}
    own, other = a.party_id or a.side, b.party_id or b.side
    if own is not None and own == other and "person" not in kinds:
        return False  # "Front fighters" are the front's without anybody's saying so.
    if relation == "fights":
        return b.kind != "community" and kinds != {"person"}
    if relation == "communicates_with":
        return "media" not in kinds
    return relation != "controls" or b.kind != "person"


def _distinct(found: Iterable[_Found]) -> list[_Found]:
    """Keep one of what two cues of one sentence say alike."""
    listed = list(found)
    plans = {f.cue for f in listed if f.status}
    kept: dict[object, _Found] = {}
    for f in listed:
        if f.cue in plans and not f.status:
            continue
        heads = ((f.a.head, f.a.entity), (f.b.head, f.b.entity))
        symmetric = load().relation_kinds[f.relation].symmetric
        key = (f.relation, tuple(sorted(heads, key=str)) if symmetric else heads)
        if key not in kept or (f.status and not kept[key].status):
            kept[key] = f
    return list(kept.values())


def _mark(parse: Parse, found: _Found) -> RelationMark:
    status = found.status or status_of(parse, found.cue, found.relation)
    cue = parse.tokens[found.cue].span
    return RelationMark(found.relation, status, found.a, found.b, cue, found.sponsors, rule)


def _with_plans(parse: Parse, marks: list[RelationMark]) -> list[RelationMark]:
    """Let what the report says of a plan elsewhere hold for all mentions of it.

    A plan that is said to have failed failed wherever it is told of; who is said to be behind it
    once is behind it always.
    """
    known: dict[object, list[RelationMark]] = {}
    for mark in marks:
        known.setdefault(_plan_key(mark), []).append(mark)
    failures = [s.start for s in _failure_spans(parse)]
    result = []
    for mark in marks:
        group = known[_plan_key(mark)]
        is_plan = mark.status in {"planned", "failed"}
        failed = is_plan and (
            any(m.status == "failed" for m in group) or any(f > mark.cue.start for f in failures)
        )
        sponsors = mark.sponsors or next((m.sponsors for m in group if m.sponsors), ())
        status = "failed" if failed else mark.status
        result.append(replace(mark, status=status, sponsors=sponsors if is_plan else mark.sponsors))
    return result


def _plan_key(mark: RelationMark) -> object:
    assert mark.a.entity is not None and mark.b.entity is not None
    return mark.relation, tuple(sorted((mark.a.entity, mark.b.entity)))


def _failure_spans(parse: Parse) -> Iterator[Span]:
    """Yield where the report says of "the plan" or "this experiment" that it failed."""
    for token in parse.tokens:
        if is_failed_plan(parse, token.i):
            yield token.span
