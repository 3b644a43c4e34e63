"""Who can say or think something at all: people, bodies, papers – not events or things."""

from __future__ import annotations

from functools import cache

from polybius.codebook.loading import load
from polybius.reading.grammar.nouns import person_nouns, word_set
from polybius.reading.grammar.syntax import Parse, Token

_who_pronouns = word_set(
    """i he she they we you who whom everyone everybody someone somebody anyone anybody nobody
    one others many some most few both all several neither none those"""
)
_things = frozenset({"it", "this", "that", "which", "these", "what", "there"})
_who_labels = frozenset({"PERSON", "ORG", "NORP", "GPE", "PERCENT", "CARDINAL"})
_bodies = word_set(
    """people man woman child voter majority minority public nation country camp side crowd
    audience community movement establishment team staff family friend ally rival critic
    opponent supporter backer fan follower adherent donor foe enemy colleague counterpart
    predecessor successor veteran immigrant migrant youth worker employer employee boss owner
    investor trader consumer customer client neighbor neighbour parent mother father brother
    sister wife husband son daughter half third quarter percent respondent participant
    counterpart figure elite leadership electorate population citizenry left right"""
)


@cache
def _speaking_nouns() -> frozenset[str]:
    kinds = load().voice_kinds
    return (
        frozenset(noun for kind in kinds.values() for noun in kind.nouns) | person_nouns | _bodies
    )


def can_speak(parse: Parse, head: Token) -> bool:
    """Tell whether the noun phrase with this head can be the source of an attitude."""
    if head.dep in ("nsubj", "nsubjpass") and head.lower in ("that", "which"):
        governor = parse.tokens[head.head]
        if governor.dep == "relcl":
            head = parse.tokens[governor.head]
    if head.lower in _things:
        return False
    if head.lower in _who_pronouns or head.entity in _who_labels or head.pos == "PROPN":
        return True
    return head.lemma in _speaking_nouns()
