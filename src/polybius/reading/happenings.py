"""Which occurrences of a report speak of the same happening.

Two join where one sentence ties them ("five were killed in the blast", "the attack left …"), where
a definite phrase takes one up ("the attack", "this killing"), or where their types agree and so
does somebody in a role. New happenings begin at "another", "a second" and where the same role is
filled by somebody else.
"""

from __future__ import annotations

from collections.abc import Sequence

from polybius import codebook
from polybius.reading.layers import OccurrenceMark
from polybius.reading.syntax import Parse, Token
from polybius.reading.things import is_violent
from polybius.reading.word_tables import words

new_markers = words("new_markers")
"""Determiners and adjectives that introduce a happening not spoken of before."""
definite = frozenset(("the", "this", "that", "these", "those", "such"))
generic_types = frozenset(("attack", "killing", "assassination", "shooting", "massacre", "wounding",
                           "ambush", "execution", "property_destruction"))  # fmt: skip
"""Types that may name a violent happening of any kind."""
memory = 12
"""How many sentences back a definite phrase finds what it takes up."""


def join_happenings(parse: Parse, marks: Sequence[OccurrenceMark]) -> tuple[int, ...]:
    """Return, for each of ``marks`` (in text order), the number of its happening."""
    numbers: list[int] = []
    for n in range(len(marks)):
        earlier = _antecedent(parse, marks, n)
        numbers.append(max(numbers, default=-1) + 1 if earlier is None else numbers[earlier])
    return tuple(numbers)


def _antecedent(parse: Parse, marks: Sequence[OccurrenceMark], n: int) -> int | None:
    """Return the nearest earlier mark that speaks of the same happening as mark ``n``."""
    mark = marks[n]
    sentence = parse.tokens[mark.token].sentence
    token = parse.tokens[mark.token]
    for m in range(n - 1, -1, -1):
        other = marks[m]
        distance = sentence - parse.tokens[other.token].sentence
        if distance > memory * 3:
            break
        if not compatible(mark.event_type, other.event_type):
            continue
        if distance == 0 and _tied(parse, mark, other):
            return m
        if _is_new(parse, token) or mark.modality != other.modality:
            continue
        if _conflict(parse, mark, other):
            continue
        if _shared(parse, mark, other) or (distance <= memory and _takes_up(parse, token, mark)):
            return m
    return None


def compatible(one: str, other: str) -> bool:
    """Tell whether two types can name the same happening."""
    if one == other:
        return True
    types = codebook.load().event_types
    violent = is_violent(one) or one in _property, is_violent(other) or other in _property
    if not all(violent):
        return False
    if one in generic_types or other in generic_types:
        return True
    return types[one].parent == types[other].parent == "remote_violence"


_property = frozenset(("property_destruction", "arson", "sabotage", "wounding"))


def _tied(parse: Parse, mark: OccurrenceMark, other: OccurrenceMark) -> bool:
    """Tell whether the syntax ties two triggers of a sentence: one brings about the other."""
    for inner, outer in ((mark, other), (other, mark)):
        token = parse.tokens[inner.token]
        for _ in range(4):
            if token.dep not in _ties or token.head == token.i:
                break
            token = parse.tokens[token.head]
            if token.i == outer.token:
                return True
    one, two = parse.tokens[mark.token], parse.tokens[other.token]
    return (
        one.dep == "conj"
        and one.head == two.i
        and one.pos == "VERB"
        and not _conflict(parse, mark, other)
    )


_ties = words("ties")
"""Dependencies by which one trigger hangs on another that it belongs to."""


def _is_new(parse: Parse, token: Token) -> bool:
    near = parse.children(token.i, "det", "amod", "advmod")
    return any(t.lower in new_markers for t in near)


def _takes_up(parse: Parse, token: Token, mark: OccurrenceMark) -> bool:
    """Tell whether a nominal trigger refers back: "the attack", without new particulars."""
    if token.pos not in ("NOUN", "PROPN"):
        return False
    return any(t.lower in definite for t in parse.children(token.i, "det"))


def _conflict(parse: Parse, mark: OccurrenceMark, other: OccurrenceMark) -> bool:
    """Tell whether both name who suffered or what was hit, and name different ones."""
    mine, theirs = _sufferers(parse, mark), _sufferers(parse, other)
    return bool(mine and theirs and not mine & theirs)


def _shared(parse: Parse, mark: OccurrenceMark, other: OccurrenceMark) -> bool:
    return bool(_sufferers(parse, mark) & _sufferers(parse, other))


def _sufferers(parse: Parse, mark: OccurrenceMark) -> frozenset[str]:
    """Name those who suffered it: by entity where there is one, else by their head's lemma."""
    fills = [f for f in mark.fills if f.role in ("victim", "target")]
    return frozenset(
        f"#{f.entity}" if f.entity is not None else parse.tokens[f.head].lemma
        for f in fills
        if f.entity is not None or parse.tokens[f.head].pos != "PRON"
    )
