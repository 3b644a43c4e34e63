"""The cues of relations, from the codebook, with the constructions that they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from polybius.codebook.entries import RelationKind
from polybius.reading.grammar.nouns import word_set

relational_nouns = word_set("""
    adversary affiliate ally arm associate backer benefactor boss branch breakaway cell chairman
    chapter chief client commander competitor component dissident enemy faction financier foe
    founder franchise handler head leader leadership member mercenary offshoot opponent partner
    patron pawn paymaster proxy puppet rival spin-off spinoff splinter sponsor stooge subgroup
    subsidiary supplier surrogate trainer instructor unit wing brigade
""")
"""Nouns that stand for one of the parties ("X, an ally of Y") rather than for a doing."""

_PREPOSITIONS: Mapping[str, frozenset[str]] = {
    "allied_with": frozenset({"with", "alongside", "beside"}),
    "fights": frozenset({"against", "with", "on"}),
    "sponsors": frozenset({"for", "to", "behind"}),
    "proxy_of": frozenset({"of", "for"}),
    "splinter_of": frozenset({"from", "of", "with"}),
    "part_of": frozenset({"of", "to", "with", "under", "in"}),
    "led_by": frozenset({"of"}),
    "negotiates_with": frozenset({"with", "between"}),
    "ceasefire_with": frozenset({"with"}),
    "rival_of": frozenset({"of", "with", "against"}),
    "opposes": frozenset({"to", "against"}),
    "merged_with": frozenset({"with", "into"}),
    "trains": frozenset({"for", "to", "of"}),
    "arms_supplier_of": frozenset({"to", "for"}),
    "communicates_with": frozenset({"with", "to"}),
    "approves_of": frozenset({"for", "to", "of"}),
    "controls": frozenset({"of", "over"}),
}
"""What leads to the second party; a kind that is not listed takes a direct object only."""

_INTRANSITIVE = word_set("""
    ally cooperate collaborate align partner team coordinate clash war secede break belong
    negotiate bargain parley compete vie feud merge unite amalgamate confer communicate consult
    correspond splinter split affiliate defect cooperate discuss talk speak agree
""")
"""Verbs of which an object is no party to the relation: only a preposition leads to one."""

_FIRST_IS_OBJECT = frozenset({"comprise", "include"})
"""Verbs whose object is the first party: "X comprises Y" says that Y is part of X."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What a word says of the parties around it."""

    relation: str
    symmetric: bool
    prepositions: frozenset[str]
    swapped: bool = False
    """The doer is the second party: "X leads Y" says that Y is led by X."""


@dataclass(frozen=True)
class Cues:
    """All cues, by the word or words that match."""

    verbs: dict[str, tuple[Cue, ...]] = field(default_factory=dict)
    nouns: dict[str, tuple[Cue, ...]] = field(default_factory=dict)
    phrases: dict[str, tuple[tuple[tuple[str, ...], Cue], ...]] = field(default_factory=dict)
    """By first word; longest first."""


@lru_cache(maxsize=2)
def _build(kinds: tuple[RelationKind, ...]) -> Cues:
    cues = Cues()
    phrases: dict[str, list[tuple[tuple[str, ...], Cue]]] = {}
    for kind in kinds:
        cue = Cue(kind.code, kind.symmetric, _PREPOSITIONS.get(kind.code, frozenset()))
        for verb in kind.verbs:
            swapped = kind.code in {"led_by"} or verb in _FIRST_IS_OBJECT
            one = Cue(cue.relation, cue.symmetric, cue.prepositions, swapped)
            cues.verbs[verb] = (*cues.verbs.get(verb, ()), one)
        for noun in kind.nouns:
            cues.nouns[noun] = (*cues.nouns.get(noun, ()), cue)
        for phrase in kind.phrases:
            words = tuple(phrase.split())
            # "backed by" is the passive of a verb that stands in the table itself.
            if len(words) > 1 and words[-1] != "by":
                phrases.setdefault(words[0], []).append((words, cue))
    for first, listed in phrases.items():
        cues.phrases[first] = tuple(sorted(listed, key=lambda wc: -len(wc[0])))
    return cues


def relation_cues(kinds: Mapping[str, RelationKind]) -> Cues:
    """Return the cues of the codebook's relation kinds."""
    return _build(tuple(kinds.values()))


def takes_object(lemma: str) -> bool:
    """Tell whether a direct object of the verb is a party to the relation."""
    return lemma not in _INTRANSITIVE
