"""Leaders by their title: "Y leader X" says that Y is led by X, whatever the sentence is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse
from polybius.reading.layers import NameMark, Names, RoleFill
from polybius.reading.relations.arguments import Arguments

_LEADING = word_set("leader commander chief head chairman founder boss president")
deputies = frozenset({"vice", "deputy", "assistant", "associate", "co"})
_FORMER = frozenset({"former", "ex", "then", "late", "onetime", "erstwhile"})
_NEAR = 10
"""Tokens from a name within which its title stands."""
_OF_STATE = frozenset({"president", "leader", "head"})


@dataclass(frozen=True, slots=True)
class Title:
    """A person named with the office of a body's head."""

    cue: int
    """The office."""
    body: RoleFill
    leader: RoleFill
    status: str


def find_leaders(parse: Parse, names: Names, arguments: Arguments) -> Iterator[Title]:
    """Yield who is named with the title of a body's head: "Y leader X"."""
    for mention in names.mentions:
        entity = names.entities[mention.entity]
        if mention.form != "name" or entity.kind != "person" or not entity.role:
            continue
        if entity.body is None or entity.role.split()[-1].lower() not in _LEADING:
            continue
        if not _heads(entity.role.lower().split(), names.entities[entity.body].kind):
            continue
        beside = _beside(parse, mention)
        said = {parse.tokens[i].lower for i in beside}
        body = arguments.mention_in(entity.body, beside)
        office = entity.role.split()[-1].lower()
        if body is None or office not in said or names.entities[entity.body].kind == "person":
            continue
        cue = next(i for i in beside if parse.tokens[i].lower == office)
        # A title stands whatever the sentence plans or denies.
        status = "ended" if _FORMER & said else "active"
        yield Title(cue, body, arguments.fill(mention), status)


def was_head(parse: Parse, person: int) -> bool:
    """Tell whether the title before a name is a former one."""
    sentence = parse.tokens[person].sentence
    before = parse.tokens[max(0, person - _NEAR) : person]
    return any(t.lower in _FORMER and t.sentence == sentence and t.dep == "amod" for t in before)


def _beside(parse: Parse, mention: NameMark) -> range:
    """Return the tokens of the noun phrase around a name, with what stands in apposition."""
    head = parse.tokens[mention.head]
    top = parse.tokens[head.head] if head.dep in ("appos", "compound", "nmod") else head
    first, last = parse.edges(top.i)
    return range(max(first, mention.first - _NEAR), min(last, mention.last + _NEAR))


def _heads(role: Sequence[str], kind: str) -> bool:
    """Tell whether a role is that of the head: no deputy's, and of a state no part's."""
    if deputies & set(role) or (kind == "armed_group" and role[-1] == "commander"):
        return False
    return kind != "state" or (len(role) == 1 and role[0] in _OF_STATE) or role[0] == "supreme"
