"""Which words are cues of attribution, in which construction, and how far a cue extends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from polybius.codebook.entries import Entry
from polybius.codebook.loading import load_table
from polybius.reading.grammar.syntax import Parse, Span, Token


@dataclass(frozen=True, slots=True, kw_only=True)
class CueFrame(Entry):
    """A construction in which a cue takes its content, with the words that stand in it."""

    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    adverbs: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    """Verb and preposition: "call for"."""


@dataclass(frozen=True)
class CueIndex:
    """Look-up by lemma of what `codebook/data/cue_frames.yaml` lists."""

    verb_frames: Mapping[str, frozenset[str]]
    prepositions: Mapping[str, frozenset[str]]
    """Verb lemma → prepositions whose object is content."""
    nouns: frozenset[str]
    attitudes: frozenset[str]
    impressions: frozenset[str]
    """Adjectives of the impersonal frame."""
    hearsay: frozenset[str]
    unsaid: frozenset[str]
    """Nouns of what is thought, wanted or done."""
    rumours: frozenset[str]
    """Nouns that stand for the word of nobody named."""

    def has(self, lemma: str, frame: str) -> bool:
        """Tell whether the verb ``lemma`` stands in ``frame``."""
        return frame in self.verb_frames.get(lemma, _none)


_none: frozenset[str] = frozenset()
_auxiliary = frozenset({"aux", "auxpass", "neg", "advmod"})
_not_of_the_cue = frozenset(
    {"when", "where", "why", "how", "meanwhile", "however", "instead", "so", "therefore", "thus"}
)


@cache
def cue_index() -> CueIndex:
    """Return the index of the shipped cue frames.

    Raises:
        CodebookError: the file is missing or malformed.
    """
    table = load_table("cue_frames", CueFrame)
    verbs: dict[str, set[str]] = {}
    prepositions: dict[str, set[str]] = {}
    for code, frame in table.items():
        for verb in frame.verbs:
            verbs.setdefault(verb, set()).add(code)
        for phrase in frame.phrases:
            verb, preposition = phrase.split()
            prepositions.setdefault(verb, set()).add(preposition)
    return CueIndex(
        verb_frames={verb: frozenset(codes) for verb, codes in verbs.items()},
        prepositions={verb: frozenset(found) for verb, found in prepositions.items()},
        nouns=frozenset(table["noun"].nouns),
        attitudes=frozenset(table["attitude"].adjectives),
        impressions=frozenset(table["impersonal"].adjectives),
        hearsay=frozenset(table["evidential"].adverbs),
        unsaid=frozenset(table["unsaid"].nouns),
        rumours=frozenset(table["rumour"].nouns),
    )


def cue_start(parse: Parse, verb: Token) -> int:
    """Return the first token of the verb group: auxiliaries, negation and adverbs before it.

    A verb that only passes its cue on ("went on to say") belongs to the group.
    """
    first = _group_start(parse, verb)
    if verb.dep in ("xcomp", "advcl", "pcomp"):
        governor = parse.tokens[verb.head]
        between = parse.tokens[governor.i + 1 : first]
        passes_on = cue_index().has(governor.lemma, "chain") and governor.i < first
        if passes_on and all(_may_stand_between(t, governor) for t in between):
            return cue_start(parse, governor)
    return first


def _may_stand_between(token: Token, governor: Token) -> bool:
    return token.dep in ("prt", "aux", "advmod", "neg") or token.lower == "by"


def _group_start(parse: Parse, verb: Token) -> int:
    first = verb.i
    while first > 0:
        before = parse.tokens[first - 1]
        if before.sentence != verb.sentence or before.lower in _not_of_the_cue:
            break
        if before.dep in _auxiliary and first <= before.head <= verb.i:
            first -= 1
        else:
            break
    return first


def cue_end(parse: Parse, verb: Token) -> int:
    """Return the token after the verb, its particle and a colon right behind it."""
    last = verb.i + 1
    for child in parse.children(verb.i):
        if child.i == last and (child.dep == "prt" or _is_particle(verb, child)):
            last += 1
    return with_colon(parse, last)


def _is_particle(verb: Token, child: Token) -> bool:
    if child.lower == "back":
        return True
    return verb.lemma == "put" and child.lower == "it"


def with_colon(parse: Parse, last: int) -> int:
    """Return ``last``, moved behind a colon that stands there."""
    if last < len(parse.tokens) and parse.tokens[last].text == ":":
        return last + 1
    return last


def cue_span(parse: Parse, verb: Token) -> Span:
    """Return the characters of a verb's whole cue."""
    return parse.span(cue_start(parse, verb), cue_end(parse, verb))
