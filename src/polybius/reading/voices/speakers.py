"""Who can say or think something at all: people, bodies, papers – not events or things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from polybius.codebook.loading import load
from polybius.reading.grammar.nouns import person_nouns, word_set
from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.voices.contents import Material
from polybius.reading.voices.findings import Finding

_who_pronouns = word_set(
    """i he she they we you who whom everyone everybody someone somebody anyone anybody nobody
    one others many some most few both all several neither none those"""
)
_singular = frozenset({"he", "she"})
_names = frozenset({"name", "abbreviation"})
farthest = 8
"""Sentences back to look for another speaker that a pronoun may stand for."""
_things = frozenset({"it", "this", "that", "which", "these", "what", "there"})
_who_labels = frozenset({"PERSON", "ORG", "NORP", "GPE", "PERCENT", "CARDINAL"})
_bodies = word_set(
    """people man woman child voter majority minority public nation country camp side crowd
    audience community movement establishment team staff family friend ally rival critic
    opponent supporter backer fan follower adherent donor foe enemy colleague counterpart
    predecessor successor veteran immigrant migrant youth worker employer employee boss owner
    investor trader consumer customer client neighbor neighbour parent mother father brother
    sister wife husband son daughter half third quarter percent respondent participant
    counterpart figure elite leadership electorate population citizenry left right office
    secretariat headquarters delegation"""
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


def is_paper(head: Token) -> bool:
    """Tell whether a source is a document: papers say and show, but neither judge nor love."""
    return head.pos == "NOUN" and head.lemma in load().voice_kinds["document"].nouns


def with_speaker(material: Material, findings: Sequence[Finding], n: int) -> Finding:
    """Return finding ``n`` with the speaker before it where "he" can't be who it was taken for.

    Nobody speaks of himself by name: in "he said that Maro would go" he isn't Maro (principle C
    of Chomsky 1981); then he is who spoke last.
    """
    finding = findings[n]
    if finding.source_head is None or not _spoken_of(material, finding, finding.source_head):
        return finding
    here = material.parse.tokens[finding.source_head].sentence
    for before in reversed(findings[:n]):
        head = before.source_head
        if head is None or here - material.parse.tokens[head].sentence > farthest:
            continue
        if material.parse.tokens[head].tag in ("NNS", "NNPS"):
            continue
        position = material.names.entity_at(head)
        if position is None or material.names.entities[position].kind != "person":
            continue
        if not _is_named(material, finding, position):
            return replace(finding, source_head=head)
    return finding


def _spoken_of(material: Material, finding: Finding, head: int) -> bool:
    """Tell whether "he" was taken for somebody that his own words name."""
    position = material.names.entity_at(head)
    if position is None or material.parse.tokens[head].lower not in _singular:
        return False
    follows = finding.cue[0].start < min(s.start for s in finding.content)
    return (follows or finding.rule == "quote") and _is_named(material, finding, position)


def _is_named(material: Material, finding: Finding, entity: int) -> bool:
    tokens = material.parse.tokens
    return any(
        span.contains(tokens[m.head].span)
        for m in material.names.mentions
        if m.entity == entity and m.form in _names
        for span in finding.content
    )
