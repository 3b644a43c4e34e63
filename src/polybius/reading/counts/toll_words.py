"""Figures of a toll, and of a part of it: "a toll of 45", "three of the dead were children"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from polybius.reading.counts.people import Group
from polybius.reading.counts.subjects import Groups
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Token

reach = 16
"""Tokens after the toll within which its figure stands."""
fates = {
    "dead": "killed", "killed": "killed", "deceased": "killed", "fatalities": "killed",
    "wounded": "wounded", "injured": "wounded",
}  # fmt: skip
"""Words for those whom a harm befell."""
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


def find_parts(groups: Groups) -> Iterator[TollFigure]:
    """Yield what the text says part of the victims were: "three of those killed were children"."""
    parse = groups.parse
    for verb in parse.tokens:
        if verb.lemma != "be" or verb.pos != "AUX":
            continue
        who = [groups.at(t.i) for t in parse.children(verb.i, "attr")]
        for some in parse.children(verb.i, "nsubj"):
            quantity = groups.quantity_at(some.i)
            fate = _fate(groups, some) if quantity is not None else None
            if quantity is None or fate is None or not who or who[0] is None:
                continue
            part = groups.at(quantity.core)
            if part is not None:
                told = replace(part, victim_class=who[0].victim_class, partitive=True)
                yield TollFigure(told, fate, some.i)


def _fate(groups: Groups, some: Token) -> str | None:
    """Return what befell those of whom a number is some: "of the dead", "of those killed"."""
    parse = groups.parse
    for of in parse.children(some.i, "prep"):
        for whole in parse.children(of.i, "pobj"):
            words = (whole, *parse.children(whole.i, "acl"))
            found = next((fates[t.lower] for t in words if t.lower in fates), None)
            if of.lower == "of" and found is not None:
                return found
    return None


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
            found = groups.at(quantity.core)
            if found is not None and found.victim_class == "person":
                return replace(found, victim_class=_among(groups, token))
            return found
    return None


def _among(groups: Groups, toll: Token) -> str:
    """Return the class of those whose toll it is: "the death toll among soldiers"."""
    parse = groups.parse
    for prep in parse.children(toll.i, "prep"):
        for noun in parse.children(prep.i, "pobj") if prep.lower in ("among", "of", "for") else ():
            who = groups.at(noun.i) if groups.quantity_at(noun.i) is None else None
            if who is not None:
                return who.victim_class
    return "person"
