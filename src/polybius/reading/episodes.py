"""Whether a clause tells one happening of a story, which goes on where and when the story is.

"Two men were detained" takes place and day of the sentence before. What is always so, has been so
for long or may come to be ("the cell plants mines", "thousands have died") does not; nor does a
picture's caption lend its day to the text around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.layers import Marks

_archive = re.compile(r"\W*FILE(?: PHOTO)?\W")
_full_day = re.compile(r"\b(?:[A-Z][a-z]{2,8}\.? \d{1,2},|\d{1,2} [A-Z][a-z]{2,8}\.?) [12]\d{3}\b")
past = frozenset(("was", "were", "had", "got", "did"))
not_past = frozenset(("has", "have", "'ve", "’ve", "is", "are", "am", "'s", "’s", "be", "to"))
scenic = frozenset(("in", "during", "after", "before", "by", "from"))
settled = frozenset(("the", "this", "that", "a", "an", "another"))
deepest = 8


def captions(parse: Parse) -> frozenset[int]:
    """Return the sentences that are captions of pictures: "Troops patrol Bree, May 3, 2024."."""
    return frozenset(s.index for s in parse.sentences if _is_caption(parse, s.index))


def _is_caption(parse: Parse, index: int) -> bool:
    sentence = parse.sentences[index]
    words = parse.text[sentence.start : sentence.end]
    if _archive.match(words):
        return True
    return _full_day.search(words) is not None and _shows(parse, index)


def _shows(parse: Parse, index: int) -> bool:
    """Tell whether a sentence only says what is to be seen: in the present, or without a verb."""
    tokens = parse.sentence_tokens(index)
    top = next(t for t in tokens if t.head == t.i)
    if top.pos not in ("VERB", "AUX"):
        return not any(t.tag == "VBD" for t in tokens)
    helpers = {t.tag for t in parse.children(top.i, "aux", "auxpass")}
    return bool({top.tag, *helpers} & {"VBZ", "VBP"})


def is_episode(marks: Marks, i: int) -> bool:
    """Tell whether token ``i`` stands for one happening that is told as past."""
    token = marks.parse.tokens[i]
    nominal = token.pos not in ("VERB", "AUX")
    if nominal and not _is_one(marks.parse, token) and not _heads_a_report(marks.parse, token):
        return False
    return _is_past(marks.parse, token)


def _is_one(parse: Parse, noun: Token) -> bool:
    """Tell the happening that is spoken of from those of a kind: "the attack" from "violence"."""
    above = parse.tokens[noun.head]
    if noun.dep == "pobj" and above.lower not in scenic:
        return False
    if noun.dep not in ("pobj", "dobj", "nsubj", "nsubjpass", "ROOT"):
        return False
    near = parse.children(noun.i, "det", "poss", "nummod")
    return any(t.dep != "det" or t.lower in settled for t in near) or noun.dep == "ROOT"


def _is_past(parse: Parse, token: Token) -> bool:
    for verb in _verbs(parse, token):
        helpers = {t.lower for t in parse.children(verb.i, "aux", "auxpass")}
        if helpers & past:
            return True
        if helpers & not_past or verb.tag in ("VBZ", "VBP", "MD"):
            return verb.tag in ("VBZ", "VBP") and _heads_a_report(parse, verb)
        if verb.tag == "VBD":
            return True
    return True


def _verbs(parse: Parse, token: Token) -> Iterator[Token]:
    """Yield the verb that a token is or hangs on, and those above it, as far as they may tell."""
    for _ in range(deepest):
        if token.pos in ("VERB", "AUX"):
            yield token
        if token.head == token.i:
            return
        token = parse.tokens[token.head]


def _heads_a_report(parse: Parse, token: Token) -> bool:
    """Tell whether the words are a headline's, whose present is past: "Troops detain two"."""
    sentence = parse.sentence_of(token.i)
    return sentence.index == 0 and parse.tokens[sentence.last - 1].text not in '.!?"”'
