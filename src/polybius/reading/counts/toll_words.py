"""Figures of a toll: "the death toll rose to 51", "a toll of 45", "bringing the number … to 30"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from polybius.reading.counts.people import Group
from polybius.reading.counts.subjects import Groups
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Token

reach = 16
"""Tokens after the toll within which its figure stands."""
number_nouns = word_set("number tally count")


@dataclass(frozen=True, slots=True)
class TollFigure:
    """A toll's figure."""

    group: Group
    category: str
    token: int


def find_toll_figures(groups: Groups) -> Iterator[TollFigure]:
    """Yield the figures that the text gives for a toll."""
    for token in groups.parse.tokens:
        category = _category(groups, token)
        if category is None:
            continue
        found = _after(groups, token)
        if found is None:
            continue
        yield TollFigure(found, category, token.i)


def _category(groups: Groups, token: Token) -> str | None:
    parse = groups.parse
    before = parse.tokens[max(token.i - 2, 0) : token.i]
    if token.lemma == "toll" and token.pos == "NOUN":
        words = {t.lemma for t in before}
        return "wounded" if words & {"injury", "injured", "wounded"} else "killed"
    if token.lemma in number_nouns and token.pos == "NOUN":
        after = {t.lower for t in parse.tokens[token.i + 1 : token.i + 6]}
        if "of" not in after:
            return None
        if after & {"dead", "deaths", "fatalities", "killed"}:
            return "killed"
        if after & {"wounded", "injured", "injuries"}:
            return "wounded"
    return None


def _after(groups: Groups, token: Token) -> Group | None:
    """Return the first number of people after a toll in its sentence."""
    end = min(groups.parse.sentence_of(token.i).last, token.i + reach)
    for i in range(token.i + 1, end):
        quantity = groups.quantity_at(i)
        if quantity is not None:
            return groups.at(quantity.core)
    return None
