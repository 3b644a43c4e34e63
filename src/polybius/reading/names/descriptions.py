"""Mentions without a proper name: "the group", "an army spokesman", "they"."""

from __future__ import annotations

from collections.abc import Iterator

from polybius.reading.grammar import nouns
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.names.drafts import Draft

third_person = {
    "he": "m", "him": "m", "his": "m", "himself": "m",
    "she": "f", "her": "f", "hers": "f", "herself": "f",
    "they": "p", "them": "p", "their": "p", "theirs": "p", "themselves": "p",
    "it": "n", "its": "n", "itself": "n",
    "who": "r", "whom": "r", "whose": "r", "which": "r", "that": "r",
}  # fmt: skip
"""Pronouns: masculine, feminine, plural, neuter, relative."""
first_person = word_set(
    """
    i me my mine myself we us our ours ourselves
    """
)


def find_descriptions(parse: Parse, covered: set[int]) -> Iterator[Draft]:
    """Yield noun phrases that name parties or persons by a common noun, outside ``covered``."""
    for token in parse.tokens:
        if token.i in covered or token.pos not in {"NOUN", "PROPN"}:
            continue
        if token.dep in {"compound", "amod", "npadvmod"} and not _before_name(
            parse, token, covered
        ):
            if _acts_through(parse, token, covered):
                body = nouns.noun_kind(token.lemma) or "unknown"
                yield Draft(token.i, token.i + 1, token.i, "description", body)
            continue
        first = _phrase_start(parse, token)
        words = [t.lower for t in parse.tokens[first : token.i]]
        lemmas = frozenset([*words, *(t.lemma for t in parse.tokens[first : token.i])])
        kind = nouns.noun_kind(token.lemma, lemmas)
        if kind is None:
            continue
        plural = token.tag in {"NNS", "NNPS"} or token.lemma in {"people", "police", "personnel"}
        fresh = (bool(words) and words[0] in nouns.new_entity_words) or "other" in words
        modifiers = lemmas - nouns.determiners
        yield Draft(
            first, token.i + 1, token.i, "description", kind,
            modifiers=modifiers, fresh=fresh, plural=plural,
        )  # fmt: skip


_ACTING_KINDS = frozenset({"armed_group", "force", "state", "organisation"})


def _acts_through(parse: Parse, token: Token, covered: set[int]) -> bool:
    """Tell whether a compound names whose doing its head is: "coalition operations"."""
    head = parse.tokens[token.head]
    if token.dep != "compound" or head.i in covered or head.pos != "NOUN":
        return False
    people = nouns.noun_kind(head.lemma) is not None or head.lemma in nouns.person_nouns
    return nouns.noun_kind(token.lemma) in _ACTING_KINDS and not people


def _before_name(parse: Parse, token: Token, covered: set[int]) -> bool:
    """Tell whether a compound noun is the office before a person's name."""
    return token.dep == "compound" and token.lemma in nouns.office_nouns and token.head in covered


def _phrase_start(parse: Parse, token: Token) -> int:
    """Return the first token of the noun phrase, left of its head and without a gap."""
    first = token.i
    left = [c for c in parse.children(token.i) if c.i < token.i and c.dep != "cc"]
    for child in reversed(left):
        start, _ = parse.edges(child.i)
        if child.dep in {"det", "amod", "compound", "nummod", "poss", "nmod", "quantmod", "predet"}:
            first = min(first, start)
        else:
            break
    return first


def find_pronouns(parse: Parse, covered: set[int]) -> Iterator[Draft]:
    """Yield pronouns that may stand for parties or persons, outside ``covered``."""
    for token in parse.tokens:
        if token.i in covered or token.pos not in {"PRON", "DET"}:
            continue
        word = token.lower
        if word in first_person:
            yield Draft(
                token.i,
                token.i + 1,
                token.i,
                "pronoun",
                "unknown",
                plural=word[0] not in "im",
                speaker=True,
            )
            continue
        shape = third_person.get(word)
        if shape is None or (shape == "r" and not _is_relative(parse, token)):
            continue
        if shape == "n" and _is_empty(parse, token):
            continue
        kind = "person" if shape in {"m", "f"} else "unknown"
        yield Draft(token.i, token.i + 1, token.i, "pronoun", kind, plural=shape == "p")


def _is_relative(parse: Parse, token: Token) -> bool:
    return token.tag in {"WP", "WDT", "WP$"} and any(
        a.dep == "relcl" for a in (parse.tokens[token.head], *_up(parse, token.i, 3))
    )


def _up(parse: Parse, i: int, steps: int) -> Iterator[Token]:
    for n, token in enumerate(parse.ancestors(i)):
        if n == steps:
            return
        yield token


def _is_empty(parse: Parse, token: Token) -> bool:
    """Tell the "it" of "it is clear that", "it appears" from one that refers."""
    if token.dep == "expl":
        return True
    verb = parse.tokens[token.head]
    if token.dep not in {"nsubj", "nsubjpass"}:
        return False
    clausal = parse.children(verb.i, "ccomp", "xcomp", "csubj", "advcl")
    if verb.lemma in {"appear", "seem", "happen", "turn", "emerge"}:
        return True
    weather = any(c.dep == "acomp" for c in parse.children(verb.i))
    reported = token.dep == "nsubjpass" and any(c.dep == "ccomp" for c in clausal)
    return reported or (verb.lemma == "be" and (weather or bool(clausal))) or verb.pos == "ADJ"
