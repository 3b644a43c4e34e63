"""Words that name happenings: the cues of the codebook's event types, where they mean it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from polybius import codebook
from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.occurrences.senses import means_it
from polybius.reading.occurrences.things import means
from polybius.reading.occurrences.word_tables import words
from polybius.records import Code

unread_types = frozenset(("statement", "accusation", "appeal", "demand"))
"""Acts of speech: the attribution of what is said covers them."""

not_happenings = words("not_happenings")
"""Cue nouns that mostly name people or things: "a patrol"."""
carrying_heads = words("carrying_heads")
"""Nouns that a trigger may stand before without losing its meaning: "kidnapping attempt"."""

longest_gap = 8
"""Most tokens between the verb of a phrase and its rest: "set the two houses on fire"."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """Tokens ``first`` up to ``last`` name a happening of ``event_type``."""

    event_type: Code
    first: int
    last: int
    token: int
    """The head: the verb, or the noun."""
    form: str
    """``verb`` or ``noun``: which of the two the head is."""


@dataclass(frozen=True)
class Cues:
    """The codebook's event cues, by the word they start with."""

    verbs: dict[str, Code]
    nouns: dict[str, Code]
    phrases: dict[str, tuple[tuple[tuple[str, ...], Code], ...]]
    """First word → the phrases that start with it, longest first."""


@cache
def event_cues() -> Cues:
    """Return the cues of the shipped codebook."""
    verbs: dict[str, Code] = {}
    nouns: dict[str, Code] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], Code]]] = {}
    for code, entry in codebook.load().event_types.items():
        if code in unread_types:
            continue
        verbs.update(dict.fromkeys(entry.verbs, code))
        nouns.update(dict.fromkeys(entry.nouns, code))
        for phrase in entry.phrases:
            parts = tuple(phrase.split())
            phrases.setdefault(parts[0], []).append((parts, code))
    ordered = {k: tuple(sorted(v, key=lambda p: (-len(p[0]), p[0]))) for k, v in phrases.items()}
    return Cues(verbs, nouns, ordered)


def find_triggers(parse: Parse) -> tuple[Trigger, ...]:
    """Return the words that name happenings, in text order, none inside another."""
    taken: set[int] = set()
    found: list[Trigger] = []
    # Phrases first: "suicide bombing" is not a bombing beside a suicide.
    for candidates in (_phrases(parse), _words(parse)):
        for trigger in candidates:
            inside = {trigger.token, *_core(trigger)}
            if not inside & taken and means_it(parse, trigger.token, trigger.event_type):
                taken |= inside
                found.append(trigger)
    return tuple(sorted(_without_shadows(parse, found), key=lambda t: (t.first, t.last)))


def _without_shadows(parse: Parse, found: list[Trigger]) -> list[Trigger]:
    """Drop the weapon of a verb that names the happening: the bomb of "a bomb exploded"."""
    verbs = {t.token for t in found if t.form == "verb"}
    arms = means()
    return [
        t
        for t in found
        if t.form == "verb"
        or parse.tokens[t.token].lemma not in arms
        or parse.tokens[t.token].head not in verbs
        or parse.tokens[t.token].dep not in ("nsubj", "nsubjpass", "dobj")
    ]


def _core(trigger: Trigger) -> range:
    return range(trigger.first, trigger.last)


def _phrases(parse: Parse) -> Iterator[Trigger]:
    table = event_cues().phrases
    for token in parse.tokens:
        for phrase, code in _starting(table, token):
            last = _match(parse, token.i, phrase)
            if last is not None:
                head = _phrase_head(parse, token.i, last)
                yield Trigger(code, token.i, last, head.i, _form(head))
                break
            if token.pos == "VERB" and _match_apart(parse, token, phrase):
                yield Trigger(code, token.i, token.i + 1, token.i, "verb")
                break


def _starting(
    table: dict[str, tuple[tuple[tuple[str, ...], Code], ...]], token: Token
) -> Iterator[tuple[tuple[str, ...], Code]]:
    yield from table.get(token.lower, ())
    if token.lemma != token.lower:
        yield from table.get(token.lemma, ())


def _match(parse: Parse, at: int, phrase: tuple[str, ...]) -> int | None:
    """Return the token after the phrase if it stands at ``at``; hyphens count as blanks."""
    tokens = parse.tokens
    for word in phrase:
        while at < len(tokens) and tokens[at].text == "-" and "-" not in word:
            at += 1
        if at >= len(tokens) or word not in (tokens[at].lower, tokens[at].lemma):
            return None
        at += 1
    return at


def _match_apart(parse: Parse, verb: Token, phrase: tuple[str, ...]) -> bool:
    """Tell whether the rest of a verb's phrase follows its object: "blew the bridge up"."""
    end = min(parse.sentence_of(verb.i).last, verb.i + longest_gap + 2)
    for at in range(verb.i + 2, end):
        if parse.tokens[at].head == verb.i and _match(parse, at, phrase[1:]) is not None:
            return parse.tokens[at].dep in (
                "prt",
                "prep",
                "dobj",
                "oprd",
                "advmod",
                "xcomp",
                "acomp",
            )
    return False


def _phrase_head(parse: Parse, first: int, last: int) -> Token:
    inside = parse.tokens[first:last]
    for token in inside:
        if not first <= token.head < last or token.head == token.i:
            return token
    return inside[-1]


def _form(token: Token) -> str:
    return "verb" if token.pos in ("VERB", "AUX") else "noun"


def _words(parse: Parse) -> Iterator[Trigger]:
    cues = event_cues()
    for token in parse.tokens:
        if token.pos == "VERB" and token.lemma in cues.verbs:
            form = "noun" if _is_gerund(parse, token) else "verb"
            yield Trigger(cues.verbs[token.lemma], token.i, token.i + 1, token.i, form)
        elif token.pos == "NOUN" and token.lemma in cues.nouns and _names_happening(parse, token):
            yield Trigger(cues.nouns[token.lemma], token.i, token.i + 1, token.i, "noun")


def _is_gerund(parse: Parse, token: Token) -> bool:
    """Tell whether a verb form stands as a noun: "in police firing", "the killing of two men"."""
    if token.tag != "VBG" or token.dep not in ("pobj", "nsubj", "nsubjpass", "dobj", "conj"):
        return False
    return bool(parse.children(token.i, "det", "compound", "amod", "poss", "nmod"))


def _names_happening(parse: Parse, token: Token) -> bool:
    """Refuse a noun inside a name, or one that only narrows another: "bomb squad"."""
    if token.lemma in not_happenings or token.dep == "poss":
        return False
    if parse.named_at(token.i) is not None and parse.tokens[token.i].text[0].isupper():
        return False
    if token.dep in ("compound", "amod", "nmod"):
        return parse.tokens[token.head].lemma in carrying_heads
    return True
