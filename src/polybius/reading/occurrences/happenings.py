"""Which occurrences of a report speak of the same happening.

Two join where one sentence ties them ("five were killed in the blast", "the attack left …"), where
a definite phrase takes one up ("the attack", "this killing"), or where their types agree and so
does somebody in a role. New happenings begin at "another", "a second" and where the same role is
filled by somebody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from polybius import codebook
from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.layers import OccurrenceMark
from polybius.reading.occurrences.things import is_violent
from polybius.reading.occurrences.word_tables import words

reciprocal = words("reciprocal")
"""Types whose sides take part in the same way: no one's deed."""
new_markers = words("new_markers")
"""Determiners and adjectives that introduce a happening not spoken of before."""
definite = frozenset(("the", "this", "that", "these", "those", "such"))
carriers = frozenset(("kind", "series", "wave", "spate", "string", "scene", "number"))
"""Nouns that lend their determiner to what stands after their "of"."""
generic_types = frozenset(("attack", "killing", "assassination", "shooting", "massacre", "wounding",
                           "ambush", "execution", "property_destruction"))  # fmt: skip
"""Types that may name a violent happening of any kind."""
memory = 20
"""How many sentences back a definite phrase finds what it takes up."""


def join_happenings(parse: Parse, marks: Sequence[OccurrenceMark]) -> tuple[int, ...]:
    """Return, for each of ``marks`` (in text order), the number of its happening."""
    leader = list(range(len(marks)))
    for n in range(len(marks)):
        for m in (*_ties_of(parse, marks, n), *_antecedent(parse, marks, n)):
            one, other = sorted((leader[m], leader[n]))
            leader = [one if number == other else number for number in leader]
    order = {number: place for place, number in enumerate(dict.fromkeys(leader))}
    return tuple(order[number] for number in leader)


def _ties_of(parse: Parse, marks: Sequence[OccurrenceMark], n: int) -> Iterator[int]:
    """Yield the earlier marks of the sentence that the syntax ties mark ``n`` to."""
    sentence = parse.tokens[marks[n].token].sentence
    for m in range(n - 1, -1, -1):
        if parse.tokens[marks[m].token].sentence != sentence:
            return
        if compatible(marks[n].event_type, marks[m].event_type) and _tied(
            parse, marks[n], marks[m]
        ):
            yield m


def _antecedent(parse: Parse, marks: Sequence[OccurrenceMark], n: int) -> tuple[int, ...]:
    """Return the earlier mark that mark ``n`` takes up, if any.

    A definite noun takes up the nearest mark of the same word, else the nearest that it may name.
    """
    mark, token = marks[n], parse.tokens[marks[n].token]
    if _is_new(parse, token):
        return ()
    near = [m for m in range(n - 1, -1, -1) if _may_be(parse, mark, marks[m])]
    if _is_definite(parse, token):
        lemma = token.lemma
        same = [m for m in near if parse.tokens[marks[m].token].lemma == lemma]
        return tuple((same or near)[:1])
    return tuple(m for m in near if _resumes(parse, mark, marks[m]))[:1]


def _may_be(parse: Parse, mark: OccurrenceMark, other: OccurrenceMark) -> bool:
    """Tell whether nothing stands against two marks being of one happening."""
    distance = parse.tokens[mark.token].sentence - parse.tokens[other.token].sentence
    return (
        distance <= memory
        and mark.modality is other.modality
        and compatible(mark.event_type, other.event_type)
        and not _conflict(parse, mark, other)
    )


def _resumes(parse: Parse, mark: OccurrenceMark, other: OccurrenceMark) -> bool:
    """Tell whether two marks share who suffered, or who did what one gives the harm of."""
    if _sufferers(parse, mark) & _sufferers(parse, other):
        return True
    distance = parse.tokens[mark.token].sentence - parse.tokens[other.token].sentence
    harm = mark.event_type in ("killing", "wounding") and other.event_type not in reciprocal
    return harm and distance <= 1 and bool(_doers(mark) & _doers(other))


def _doers(mark: OccurrenceMark) -> frozenset[int]:
    return frozenset(
        f.entity for f in mark.fills if f.role == "perpetrator" and f.entity is not None
    )


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


def _is_definite(parse: Parse, token: Token) -> bool:
    """Tell whether a nominal trigger refers back: "the attack", "this kind of attacks"."""
    if token.pos not in ("NOUN", "PROPN", "VERB"):
        return False
    if any(t.lower in definite for t in parse.children(token.i, "det")):
        return True
    prep = parse.tokens[token.head]
    above = parse.tokens[prep.head]
    if token.dep != "pobj" or prep.lower != "of" or above.lemma not in carriers:
        return False
    return any(t.lower in definite for t in parse.children(above.i, "det"))


def _conflict(parse: Parse, mark: OccurrenceMark, other: OccurrenceMark) -> bool:
    """Tell whether both name who suffered or what was hit, and name different ones."""
    mine, theirs = _sufferers(parse, mark), _sufferers(parse, other)
    return bool(mine and theirs and not mine & theirs)


def _sufferers(parse: Parse, mark: OccurrenceMark) -> frozenset[str]:
    """Name those who suffered it: by entity where there is one, else by their head's lemma."""
    fills = [f for f in mark.fills if f.role in ("victim", "target")]
    return frozenset(
        f"#{f.entity}" if f.entity is not None else parse.tokens[f.head].lemma
        for f in fills
        if f.entity is not None or parse.tokens[f.head].pos != "PRON"
    )
