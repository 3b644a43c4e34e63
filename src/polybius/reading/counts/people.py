"""What a noun phrase can say of the people it speaks of, and the small words that say it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Span, Token

single_pronouns = word_set("he she him her i me himself herself someone somebody")
plural_pronouns = word_set("they them we us themselves those")
nobody = word_set("none nobody no-one")
additional_words = word_set(
    """
    another other others more additional further also second third fourth fifth sixth
    """
)
definite_words = word_set("the this that these those his her their its our my your both")
of_collectives = word_set(
    """
    family group crew convoy party team band pair trio couple gang busload member number total
    handful
    """
)
collective_sizes = {"couple": 2, "pair": 2, "duo": 2, "trio": 3, "twins": 2, "twin": 2}

_ORDINAL = re.compile(r"\d+(st|nd|rd|th)")

plural_low = 2
"""A bare plural says that there were at least two."""


@dataclass(frozen=True, slots=True)
class Group:
    """People that a noun phrase speaks of."""

    head: int
    first: int
    last: int
    """Token range of the phrase up to its head, with the number's words."""
    low: int
    high: int | None
    best: int | None
    form: str
    """``number``, ``single``, ``plural``, ``name``, ``pronoun`` or ``none``."""
    words: Span
    """The number's words; the phrase itself where it holds no number."""
    victim_class: str
    definite: bool = False
    additional: bool = False
    """Introduced as somebody else: "another man", "two others"."""
    partitive: bool = False
    """Part of a group spoken of before: "three of them"."""

    @property
    def is_one(self) -> bool:
        """Tell whether it is exactly one person."""
        return self.low == self.high == 1


def says_additional(token: Token) -> bool:
    """Tell whether a word introduces somebody else: "another", "others", "11th"."""
    return token.lower in additional_words or bool(_ORDINAL.fullmatch(token.lower))


def is_age_noun(parse: Parse, head: int) -> bool:
    """Tell whether ``head`` ends a "34-year-old" that stands for the person."""
    tokens = parse.tokens
    return (
        tokens[head].lower in ("old", "olds")
        and head >= 2
        and tokens[head - 1].text == "-"
        and tokens[head - 2].lower in ("year", "month", "week", "day")
        and tokens[head].dep not in ("amod", "acomp", "compound")
    )
