"""Who fights on one side: those who carry out one attack together, or fight alongside others."""

from __future__ import annotations

from collections.abc import Iterator

from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.predicates import Predicates
from polybius.reading.grammar.syntax import Token

_carrying_out = word_set("begin conduct join launch mount open stage start undertake")
_attacks = word_set("""
    advance ambush assault attack campaign counterattack counteroffensive drive offensive operation
    push raid
""")
_fighting = _carrying_out | word_set("""
    advance attack battle capture combat defend fight liberate recapture retake seize storm
""")
_alongside = frozenset({"alongside", "beside"})

Sides = tuple[tuple[int, ...], tuple[int, ...]]
"""Two lists of arguments by their tokens; one list twice stands for all its pairs."""


def fighting_together(token: Token, predicates: Predicates) -> Iterator[Sides]:
    """Yield who fights beside whom by what token ``token``, a verb, says.

    "A, B and C launched an offensive": one attack has one side. "A and B launched attacks" may
    mean attacks on each other, and is not read so. "A fights B alongside C": A and C.
    """
    if token.pos != "VERB" or token.lemma not in _fighting:
        return
    agents = predicates.agents(token.i)
    objects = predicates.parse.children(token.i, "dobj")
    one = any(t.lemma in _attacks and t.tag == "NN" for t in objects)
    if one and token.lemma in _carrying_out and len(agents) > 1:
        yield agents, agents
    beside = predicates.obliques(token.i, _alongside)
    for thing in objects:
        beside += predicates.obliques(thing.i, _alongside)
    if agents and beside:
        yield agents, tuple(dict.fromkeys(beside))
