"""What a text says of the verification of its claims, and which claims it says that of."""

from __future__ import annotations

from collections.abc import Sequence

from polybius.codebook.cues import CueMatch, cue_index
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Sentence, Token
from polybius.reading.layers import StandingMark
from polybius.reading.voices.contents import Material
from polybius.reading.voices.findings import Finding

_claims = word_set(
    """claim report statement figure figures toll number count account allegation information
    assertion accusation estimate video footage image recording authenticity detail death casualty
    announcement story version authorship"""
)
_pointers = frozenset({"it", "this", "that", "these", "those", "which", "none", "neither"})
_argument = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})
_farthest = 2
"""Sentences back to the claim that "The claim could not be verified" speaks of."""


def find_standings(
    material: Material, findings: Sequence[Finding]
) -> tuple[tuple[StandingMark, ...], ...]:
    """Return, for each finding, what the text says of its verification.

    Words inside a content speak of that content, and words in the same sentence of what is
    attributed there; unless they say it of "the claim", "these figures", "it": then they speak
    of what was attributed in the sentences before.
    """
    found: list[list[StandingMark]] = [[] for _ in findings]
    by_sentence = _by_sentence(material, findings)
    index = cue_index("standings")
    for sentence in material.parse.sentences:
        tokens = material.parse.sentence_tokens(sentence.index)
        for match in index.phrases_in([(t.lower, t.lemma) for t in tokens]):
            first, last = sentence.first + match.first, sentence.first + match.last
            mark = StandingMark(match.code, material.parse.span(first, last))
            for n in _spoken_of(material, findings, by_sentence, sentence, match):
                if mark not in found[n]:
                    found[n].append(mark)
    return tuple(map(tuple, found))


def _by_sentence(material: Material, findings: Sequence[Finding]) -> dict[int, list[int]]:
    """Map each sentence to the findings with a cue or content in it."""
    parse = material.parse
    found: dict[int, list[int]] = {}
    for n, finding in enumerate(findings):
        spans = (*finding.cue, *finding.content)
        sentences = {t.sentence for span in spans for t in parse.tokens_in(span)}
        for sentence in sorted(sentences):
            found.setdefault(sentence, []).append(n)
    return found


def _spoken_of(
    material: Material,
    findings: Sequence[Finding],
    by_sentence: dict[int, list[int]],
    sentence: Sentence,
    match: CueMatch,
) -> tuple[int, ...]:
    first, last = sentence.first + match.first, sentence.first + match.last
    here = by_sentence.get(sentence.index, [])
    pointer = _points_back(material, sentence, first, last)
    span = material.parse.span(first, last)
    if here and pointer is None:
        inside = [n for n in here if any(c.contains(span) for c in findings[n].content)]
        before = [n for n in here if findings[n].cue[0].start < span.start]
        return tuple(inside or before or here)
    if pointer is not None:
        earlier = [n for n in here if _stands_before(material, findings[n], pointer)]
        if earlier:
            return tuple(earlier)
    for back in range(1, _farthest + 1):
        if other := by_sentence.get(sentence.index - back):
            return tuple(other)
    return ()


def _stands_before(material: Material, finding: Finding, pointer: Token) -> bool:
    """Tell whether the cue and words of the content come before the word that points back."""
    parse = material.parse
    start = parse.subtree_span(pointer.i).start
    said = [t for span in finding.content for t in parse.tokens_in(span) if t.start < start]
    return finding.cue[0].end <= start and any(t.pos in ("NOUN", "VERB", "PROPN") for t in said)


def _points_back(material: Material, sentence: Sentence, first: int, last: int) -> Token | None:
    """Return the word that names an earlier claim as what the standing is said of."""
    parse = material.parse
    clause = _clause_of(material, first, last)
    low, high = parse.edges(clause.i)
    for token in parse.tokens[max(low, sentence.first) : min(high, sentence.last)]:
        if first <= token.i < last and token.pos != "NOUN":
            continue
        if token.dep not in _argument:
            continue
        if token.lower in _pointers and token.pos in ("PRON", "DET"):
            return token
        if token.lemma in _claims and _is_definite(material, token):
            return token
    return None


def _clause_of(material: Material, first: int, last: int) -> Token:
    """Return the verb of the clause that the standing's words stand in."""
    parse = material.parse
    inside = [t for t in parse.tokens[first:last] if t.pos in ("VERB", "AUX")]
    token = inside[-1] if inside else parse.tokens[first]
    while token.pos not in ("VERB", "AUX") and token.head != token.i:
        token = parse.tokens[token.head]
    while token.dep in ("aux", "auxpass", "xcomp", "acomp") and token.head != token.i:
        token = parse.tokens[token.head]
    return token


def _is_definite(material: Material, noun: Token) -> bool:
    return any(
        t.lower in ("the", "this", "that", "these", "those", "its", "their", "his", "her", "either")
        or t.dep == "poss"
        for t in material.parse.children(noun.i, "det", "poss")
    )
