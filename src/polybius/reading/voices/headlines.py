"""Headlines: "Minister: 17 killed", "Minister Says 17 Killed", and the speakers of transcripts."""

from __future__ import annotations

from collections.abc import Iterator

from polybius.reading.grammar.syntax import Sentence, Token
from polybius.reading.voices.contents import Material, tidy
from polybius.reading.voices.cues import cue_index
from polybius.reading.voices.findings import Finding

_longest_speaker = 8
_names = frozenset({"PERSON", "ORG", "NORP", "GPE"})
_frames = ("clause", "object", "predicate")


def find_headlines(material: Material) -> Iterator[Finding]:
    """Yield the attributions that headlines and transcript lines make by their form alone."""
    parse = material.parse
    paragraph = -1
    for sentence in parse.sentences:
        if sentence.paragraph == paragraph:
            continue
        paragraph = sentence.paragraph
        colon = _speaker_colon(material, sentence)
        if colon is not None:
            yield from _finding(material, sentence, colon, colon + 1)
        elif _in_title_case(material, sentence):
            yield from _title_verb(material, sentence)


def _speaker_colon(material: Material, sentence: Sentence) -> int | None:
    tokens = material.parse.tokens
    for i in range(sentence.first, min(sentence.last, sentence.first + _longest_speaker)):
        token = tokens[i]
        if token.text == ":":
            if i == sentence.first or i + 2 >= sentence.last:
                return None
            return (
                i
                if _speaks(material, tokens[sentence.first : i], tokens[i + 1], sentence)
                else None
            )
        if token.pos in ("VERB", "AUX") and token.tag != "VBN":
            return None
    return None


def _speaks(
    material: Material, speaker: tuple[Token, ...], opening: Token, sentence: Sentence
) -> bool:
    starts = opening.text[:1].isupper() or opening.text[:1].isdigit()
    if not starts and material.quoted(opening.i) is None:
        return False
    if all(t.text.isupper() for t in speaker if t.pos != "PUNCT"):
        return True
    return sentence.index == 0 and any(t.entity in _names for t in speaker)


def _in_title_case(material: Material, sentence: Sentence) -> bool:
    words = [t for t in material.parse.sentence_tokens(sentence.index) if t.text[:1].isalpha()]
    long = [t for t in words if len(t.text) > 3]
    return len(long) >= 4 and all(t.text[0].isupper() for t in long)


def _title_verb(material: Material, sentence: Sentence) -> Iterator[Finding]:
    """Find the present-tense verb that the parser took for part of a name ("Slams")."""
    tokens = material.parse.tokens
    index = cue_index()
    for i in range(sentence.first + 1, min(sentence.last - 1, sentence.first + _longest_speaker)):
        lower = tokens[i].lower
        lemma = lower[:-2] if lower.endswith("ies") else lower.removesuffix("s")
        lemma = lemma + "y" if lower.endswith("ies") else lemma
        if lemma == lower or not any(index.has(lemma, frame) for frame in _frames):
            continue
        named = any(t.pos == "PROPN" or t.entity in _names for t in tokens[sentence.first : i])
        if named:
            yield from _finding(material, sentence, i, i + 1)
        return


def _finding(material: Material, sentence: Sentence, cue: int, behind: int) -> Iterator[Finding]:
    parse = material.parse
    content = tidy(material, behind, sentence.last)
    source = tidy(material, sentence.first, cue)
    if content is None or source is None:
        return
    yield Finding(
        cue_head=cue,
        cue=(parse.tokens[cue].span,),
        content=(content,),
        source=(source,),
        source_head=parse.tops(range(sentence.first, cue))[0].i,
        rule="headline",
        confidence=0.6,
    )
