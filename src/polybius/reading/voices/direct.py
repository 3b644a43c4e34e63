"""Direct speech: which words introduce each quotation, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from polybius.reading.grammar.syntax import Span, Token
from polybius.reading.voices.clauses import around, clause_content
from polybius.reading.voices.contents import Material
from polybius.reading.voices.cues import cue_end, cue_index, cue_start, with_colon
from polybius.reading.voices.findings import Finding
from polybius.reading.voices.quotes import Quote
from polybius.reading.voices.sources import find_subject, source_span

_ends_sentence = frozenset({".", "!", "?", "…", "..."})
_open_ends = (",", "!", "?", "…", "—", "–", "-", ".")
_not_main = frozenset({"relcl", "acl", "csubj", "amod"})
_longest_to_colon = 4
_longest_tail = 14
"""Tokens between a cue verb and the comma or colon before its quotation."""


@dataclass(slots=True)
class _Speech:
    """A cue with the quotations that it was found to introduce."""

    verb: Token
    cue: tuple[int, int]
    source: Span | None
    head: int | None
    spans: list[Span] = field(default_factory=list)
    carried: bool = False

    def finding(self, material: Material) -> Finding:
        return Finding(
            cue_head=self.verb.i,
            cue=(material.parse.span(*self.cue),),
            content=tuple(sorted(set(self.spans), key=lambda s: s.start)),
            source=(self.source,) if self.source else (),
            source_head=self.head,
            rule="quote",
            confidence=0.7 if self.carried else 0.95,
        )


def find_direct(material: Material) -> Iterator[Finding]:
    """Yield the attributions of quotations that stand as sentences of their own.

    A quotation takes the cue right behind it ("…," said X), else the one right before it
    (X said: "…"). One without a cue of its own goes with the quotation before it, if nothing but
    that one's cue stands between or if it opens the next paragraph.
    """
    speeches: list[_Speech] = []
    previous: _Speech | None = None
    for n, quote in enumerate(material.quotes):
        if not _stands_alone(material, n):
            continue
        speech = _speech_of(material, n, previous)
        if speech is None:
            continue
        if speech is not previous and speech not in speeches:
            speeches.append(speech)
        speech.spans.append(quote.span)
        previous = speech
    yield from (speech.finding(material) for speech in speeches)


def _speech_of(material: Material, n: int, previous: _Speech | None) -> _Speech | None:
    quote = material.quotes[n]
    behind = _cue_behind(material, n)
    if behind is None and _runs_on(material, n):
        behind = _cue_behind(material, n + 1)
    before = _cue_before(material, n) if behind is None else None
    found = behind or before
    if found is not None:
        if previous is not None and found.i == previous.verb.i:
            return previous
        return _new_speech(material, found, quote, before is not None)
    if previous is not None and _carries_on(material, n, previous):
        previous.carried = True
        return previous
    return None


def _runs_on(material: Material, n: int) -> bool:
    return n + 1 < len(material.quotes) and material.quotes[n + 1].continues


def _stands_alone(material: Material, n: int) -> bool:
    """Tell whether a quotation is speech rather than a few quoted words inside a sentence."""
    tokens, quote = material.parse.tokens, material.quotes[n]
    if quote.continues or quote.first == 0:
        return True
    before = tokens[quote.first - 1]
    if _paragraph(material, before) != _paragraph(material, tokens[quote.first]):
        return True
    outer = before.text in (*_ends_sentence, ":", "—", "–") or material.quoted(before.i) is not None
    if outer:
        return True
    inside = [t for t in tokens[quote.first : quote.last] if t.pos not in ("PUNCT", "SPACE")]
    if before.text == ",":
        if n and _parted_by_cue(material, material.quotes[n - 1], quote):
            return True
        return _last_mark(material, quote) in _open_ends and len(inside) > 0
    is_cue = cue_index().has(before.lemma, "quote") and before.pos == "VERB"
    return is_cue and _ends_itself(material, quote)


def _parted_by_cue(material: Material, one: Quote, other: Quote) -> bool:
    """Tell whether two quotations are the halves of one that a cue divides: "…," X said, "…"."""
    between = material.parse.tokens[one.last : other.first]
    if not 2 <= len(between) <= _longest_tail or any(t.text in _ends_sentence for t in between):
        return False
    return between[0].text == "," or _last_mark(material, one) == ","


def _ends_itself(material: Material, quote: Quote) -> bool:
    """Tell whether the sentence ends with the quotation."""
    tokens = material.parse.tokens
    if _last_mark(material, quote) in (*_ends_sentence, ","):
        return True
    return quote.last >= len(tokens) or tokens[quote.last].text in _ends_sentence


def _last_mark(material: Material, quote: Quote) -> str:
    inner = material.parse.words(quote.span).rstrip("\"'”’»").rstrip()
    return inner[-1:] if inner else ""


def _paragraph(material: Material, token: Token) -> int:
    return material.parse.sentences[token.sentence].paragraph


def _cue_behind(material: Material, n: int) -> Token | None:
    quote = material.quotes[n]
    gap = _gap(material, quote.last, n + 1)
    if not gap:
        return None
    comma = gap[0].text in (",", "—", "–")
    if not comma and _last_mark(material, quote) not in _open_ends:
        return None
    piece = _first_sentence(gap)
    if _last_mark(material, quote) == "." and not comma and piece and piece[0].text[:1].isupper():
        return None
    return _introducer(material, piece)


def _introducer(material: Material, piece: Sequence[Token]) -> Token | None:
    """Return the first verb of saying in ``piece`` that has a subject and is no mere modifier."""
    index = cue_index()
    for place, token in enumerate(piece):
        if token.text in (";", ":") or (token.pos == "CCONJ" and place == 0):
            return None
        if token.pos not in ("VERB", "AUX") or token.dep in _not_main:
            continue
        if token.pos == "AUX" and token.dep in ("aux", "auxpass"):
            continue
        if index.has(token.lemma, "quote"):
            return token
        if material.parse.children(token.i, "nsubj", "nsubjpass"):
            return token if place <= 4 and token.pos == "VERB" else None
    return None


def _cue_before(material: Material, n: int) -> Token | None:
    gap = _gap_before(material, n)
    if not gap:
        return None
    piece = _last_sentence(gap)
    end = piece[-1]
    index = cue_index()
    if end.text not in (",", ":", "—", "–") and not index.has(end.lemma, "quote"):
        return None
    for token in reversed(piece):
        if end.i - token.i > _longest_tail:
            break
        if token.pos == "VERB" and index.has(token.lemma, "quote") and token.dep != "amod":
            goes_on = end.text == "," and _governs_that(material, token)
            return None if goes_on else token
    if end.text == ":":
        return _root(material, piece)
    return None


def _governs_that(material: Material, verb: Token) -> bool:
    tokens = material.parse.tokens
    return any(t.lower == "that" for t in tokens[verb.i + 1 : verb.i + 4])


def _root(material: Material, piece: Sequence[Token]) -> Token | None:
    for token in piece:
        if token.pos in ("VERB", "AUX") and material.parse.children(token.i, "nsubj"):
            return token
    return None


def _gap(material: Material, first: int, following: int) -> tuple[Token, ...]:
    """Return the tokens between a quotation and the next, within the paragraph."""
    tokens = material.parse.tokens
    if first >= len(tokens):
        return ()
    paragraph = _paragraph(material, tokens[first - 1])
    limit = material.quotes[following].first if following < len(material.quotes) else len(tokens)
    last = first
    while last < limit and _paragraph(material, tokens[last]) == paragraph:
        last += 1
    return tokens[first:last]


def _gap_before(material: Material, n: int) -> tuple[Token, ...]:
    """Return the tokens between the quotation before (or the paragraph's start) and this one.

    "X said:" may be a paragraph of its own.
    """
    tokens = material.parse.tokens
    first = material.quotes[n].first
    limit = material.quotes[n - 1].last if n else 0
    if first == 0:
        return ()
    own, before = _paragraph(material, tokens[first]), tokens[first - 1]
    if _paragraph(material, before) != own:
        if before.text != ":":
            return ()
        own = _paragraph(material, before)
    start = first
    while start > limit and _paragraph(material, tokens[start - 1]) == own:
        start -= 1
    return tokens[start:first]


def _first_sentence(gap: Sequence[Token]) -> Sequence[Token]:
    for n, token in enumerate(gap):
        if token.text in _ends_sentence:
            return gap[:n]
    return gap


def _last_sentence(gap: Sequence[Token]) -> Sequence[Token]:
    for n in range(len(gap) - 1, -1, -1):
        if gap[n].text in _ends_sentence and n < len(gap) - 1:
            return gap[n + 1 :]
    return gap


def _new_speech(material: Material, verb: Token, quote: Quote, before: bool) -> _Speech:
    parse = material.parse
    first, last = cue_start(parse, verb), cue_end(parse, verb)
    after_colon = before and parse.tokens[quote.first - 1].text == ":"
    if after_colon and last < quote.first <= last + _longest_to_colon:
        last = quote.first
    last = with_colon(parse, last)
    subject = find_subject(parse, verb) or _neighbour(material, verb)
    source = None
    if subject is not None and material.quoted(subject.i) is None:
        source = source_span(parse, subject, cue_start(parse, verb), cue_end(parse, verb))
    else:
        subject = None
    speech = _Speech(verb, (first, min(last, quote.first) if before else last), source, None)
    speech.head = subject.i if subject is not None else None
    if before:
        speech.spans.extend(
            s for s in _beside(material, verb, subject) if s.end <= quote.span.start
        )
    return speech


def _beside(material: Material, verb: Token, subject: Token | None) -> tuple[Span, ...]:
    """Return what the cue introduces besides the quotation that follows it."""
    clause = clause_content(material, verb)
    if clause is not None:
        return (clause,)
    return around(material, verb, subject)[:1] if subject is not None else ()


def _neighbour(material: Material, verb: Token) -> Token | None:
    """Return the noun beside a verb of saying of which the parser missed the subject."""
    tokens = material.parse.tokens
    for step in (1, -1):
        i = verb.i + step
        while 0 <= i < len(tokens) and abs(i - verb.i) <= 8:
            token = tokens[i]
            if token.sentence != verb.sentence and token.text in _ends_sentence:
                break
            if material.quoted(i) is not None or token.pos in ("VERB", "ADP", "SCONJ", "PUNCT"):
                break
            if token.pos in ("NOUN", "PROPN", "PRON"):
                return _head_of_noun(material, token)
            i += step
    return None


def _head_of_noun(material: Material, token: Token) -> Token:
    while token.dep in ("compound", "poss", "nmod", "amod"):
        token = material.parse.tokens[token.head]
    return token


def parse_after(material: Material, offset: int) -> int:
    """Return the first token at or behind ``offset``."""
    token = material.parse.token_at(offset)
    return len(material.parse.tokens) if token is None else token.i


def _carries_on(material: Material, n: int, previous: _Speech) -> bool:
    """Tell whether a quotation without a cue goes on with what ``previous`` introduced."""
    tokens = material.parse.tokens
    quote = material.quotes[n]
    last = parse_after(material, max(span.end for span in previous.spans))
    between = tokens[last : quote.first]
    if quote.continues:
        return True
    if not between:
        return True
    ends = sum(t.text in _ends_sentence for t in between)
    holds_cue = any(t.i == previous.verb.i for t in between)
    return ends <= 1 and holds_cue and between[-1].text in _ends_sentence
