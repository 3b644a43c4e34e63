"""Counts that are part of another: "including three children", "12 of them children"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from polybius.reading.counts.people import Group
from polybius.reading.counts.subjects import Groups
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Token

including = word_set("including include included")
some_reach = 4
"""Tokens between "of them" and the noun that tells who these are."""
among_reach = 4
"""Tokens between "among" and the group that it introduces."""


def subsets_of(groups: Groups, whole: Group) -> Iterator[Group]:
    """Yield the groups that the text names as part of ``whole``, in its sentence."""
    parse = groups.parse
    sentence = parse.sentence_of(whole.head)
    if whole.high is not None and whole.high < 2:
        return
    for i in range(whole.last, sentence.last):
        token = parse.tokens[i]
        some = _some_of_them(groups, i, sentence.last)
        if some is not None:
            yield some
            return
        if (
            groups.quantity_at(i) is not None
            and i > whole.last + 1
            and not _opened(groups, whole, i)
        ):
            return
        if token.lower in including or _is_among(groups, token):
            for head in _introduced(groups, token, sentence.last):
                part = groups.at(head)
                if part is not None and part.form != "pronoun":
                    yield replace(part, partitive=True)
            return


def _some_of_them(groups: Groups, i: int, end: int) -> Group | None:
    """Return the group that starts at token ``i`` as "12 of them children", "two of whom were"."""
    quantity = groups.quantity_at(i)
    if quantity is None or quantity.last + 2 >= end:
        return None
    tokens = groups.parse.tokens[quantity.last : end]
    if tokens[0].lower != "of" or tokens[1].lower not in ("them", "whom"):
        return None
    some = groups.at(quantity.core)
    for token in tokens[2 : 2 + some_reach]:
        who = groups.at(token.i) if token.pos in ("NOUN", "PROPN") else None
        if some is not None and who is not None and who.victim_class != "person":
            last = token.i + 1
            while last < end and groups.parse.tokens[last].pos == "NOUN":
                last += 1
            return replace(some, victim_class=who.victim_class, last=last, partitive=True)
        if token.pos not in ("AUX", "ADJ", "NOUN", "ADV", "ADP"):
            return None
    return None


def _opened(groups: Groups, whole: Group, i: int) -> bool:
    """Tell whether "including" has been read between ``whole`` and token ``i``."""
    return any(t.lower in including for t in groups.parse.tokens[whole.last : i])


def _is_among(groups: Groups, token: Token) -> bool:
    following = groups.parse.tokens[token.i + 1 : token.i + 3]
    return token.lower == "among" and any(t.lower in ("them", "those", "dead") for t in following)


def _introduced(groups: Groups, token: Token, end: int) -> tuple[int, ...]:
    parse = groups.parse
    start = token.i + 1
    if token.lower == "among":
        start += 1
    for i in range(start, min(start + 8, end)):
        if parse.tokens[i].dep in ("relcl", "acl", "ccomp"):
            return ()  # "including some that were found among women"
        if parse.tokens[i].pos in ("NOUN", "PROPN", "NUM") and groups.at(i) is not None:
            head = parse.tokens[i]
            while head.dep in ("nummod", "compound", "amod") and groups.at(head.head) is not None:
                head = parse.tokens[head.head]
            return groups.members(head.i)
    return ()
