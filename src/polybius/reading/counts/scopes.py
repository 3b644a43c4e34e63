"""Whether a count is of this happening or a total over several: "since January", "so far"."""

from __future__ import annotations

import re

from polybius.reading.counts.people import Group
from polybius.reading.grammar.syntax import Parse

_total = re.compile(
    r"\b(since (the )?(\w+ )?(start|beginning|outbreak|onset|invasion|january|february|march|april|"
    r"may|june|july|august|september|october|november|december|last|\d{4})"
    r"|(in|over|during|within|for) (the )?((past|last|previous) )?((few|several|"
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+) )?"
    r"(weeks|months|years|decades|decade)\b"
    r"|in (the )?(past|last) (week|month|year|decade)|(last|this|each|every|per|a) (year|month)\b"
    r"|in the first (\w+ )?(days|weeks|months)\b"
    r"|so far (this|in)\b|this year|year to date|annually|every (day|week|year)|in (19|20)\d\d\b"
    r"|\b(separate|unrelated|different) (shootings|attacks|incidents|crimes|clashes)"
    r"|\b(shootings|homicides|killings) "
    r"(across|around|throughout|since)\b"
    r"|throughout (19|20)\d\d|conflict has (killed|claimed|left)|war has (killed|claimed|left))",
    re.IGNORECASE,
)


def scope_of(parse: Parse, trigger: int, group: Group) -> str:
    """Return ``cumulative`` where the sentence totals over weeks or more, else ``incremental``.

    A single person is never a total, whatever period the sentence names.
    """
    if group.high is not None and group.high <= 1:
        return "incremental"
    sentence = parse.sentence_of(trigger)
    nearest = _clause(parse, trigger, sentence.start, sentence.end)
    told = _total.search(nearest) or _total.search(_before_both(parse, trigger))
    return "cumulative" if told else "incremental"


def _before_both(parse: Parse, trigger: int) -> str:
    """Return what stands before both of two verbs: "since May ten have died and 40 been hurt"."""
    token = parse.tokens[trigger]
    if token.dep != "conj" or token.pos != "VERB":
        return ""
    first = parse.tokens[token.head]
    return parse.text[parse.span(*parse.edges(first.i)).start : first.start]


def _clause(parse: Parse, trigger: int, start: int, end: int) -> str:
    """Return the text of the sentence from the trigger's verb phrase: its subtree, widened."""
    first, last = parse.edges(trigger)
    head = parse.tokens[trigger].head
    if parse.tokens[trigger].pos in ("NOUN", "ADJ") and head != trigger:
        first, last = parse.edges(head)
    span = parse.span(first, last)
    return parse.text[max(start, span.start) : min(end, span.end)]
