"""Whether the clause around a time expression looks back or ahead.

"On Tuesday" is the last Tuesday in "met on Tuesday" and the next in "will meet on Tuesday". Read
from the tense of the governing verb, its auxiliaries and the verbs of planning above it.
"""

from __future__ import annotations

from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.times.symbols import word_set

ahead_auxiliaries = word_set("will 'll ’ll wo shall would may might could can should must")
back_auxiliaries = word_set("had has have was were did 've ’ve")
planning = word_set(
    "schedule plan expect due set slate intend want hope promise vow aim threaten prepare agree "
    "postpone delay propose pledge decide seek order urge call"
)
"""Words whose infinitive, or whose date, lies ahead: "scheduled for Friday"."""
undated_plans = frozenset(("aim",))
"""Words of planning whose participle has no date of its own: "raids aimed at ... on Friday"."""
ahead_leads = frozenset(("until", "till", "by"))
back_leads = frozenset(("since",))
climb = 6


def direction(parse: Parse, first: int, last: int) -> str:
    """Return ``past``, ``future`` or, where the clause doesn't say, an empty string.

    ``first`` and ``last`` are the expression's token range.
    """
    lead = parse.tokens[first - 1].lower if first else ""
    if lead in back_leads:
        return "past"
    head = _head(parse, first, last)
    if head.dep in names_something and parse.tokens[head.head].pos in ("NOUN", "PROPN"):
        return ""
    found = _of_clause(parse, head, climb)
    return "future" if not found and lead in ahead_leads else found


names_something = frozenset(("compound", "nmod", "nummod", "amod", "poss"))
"""Relations to a noun, whose own time the clause's verb doesn't tell: "the 1 June election"."""


def _head(parse: Parse, first: int, last: int) -> Token:
    for token in parse.tokens[first:last]:
        if not first <= token.head < last:
            return token
    return parse.tokens[first]


def _of_clause(parse: Parse, token: Token, left: int) -> str:
    """Climb to the nearest verb that says where the clause points."""
    while left:
        left -= 1
        if token.pos in ("VERB", "AUX") or token.lower == "due":
            said = _of_verb(parse, token)
            if said:
                return said
        if token.head == token.i:
            return ""
        token = parse.tokens[token.head]
    return ""


def _of_verb(parse: Parse, verb: Token) -> str:
    helpers = {t.lower for t in parse.children(verb.i, "aux", "auxpass")}
    if helpers & ahead_auxiliaries and "have" not in helpers:
        return "future"
    planned = verb.tag == "VBN" and verb.lemma in planning - undated_plans
    if verb.lower == "due" or planned:
        return "" if helpers & {"have", "has", "had"} else "future"
    if verb.tag == "VBD" or helpers & back_auxiliaries:
        return "past"
    if "to" in helpers:
        return _of_infinitive(parse, verb)
    if verb.tag == "VBN" and not helpers:
        return "past"
    under_way = verb.tag == "VBG" and helpers & {"is", "are", "'s", "’s", "am", "'re"}
    return "future" if under_way else ""


def _of_infinitive(parse: Parse, verb: Token) -> str:
    """An infinitive lies ahead of words of planning, else where its governor is."""
    governor = parse.tokens[verb.head]
    if governor.lemma in planning or governor.lower == "due":
        return "future"
    if governor.lemma == "be" or governor.i == verb.i or verb.tag == "VBN":
        return "future"
    return ""
