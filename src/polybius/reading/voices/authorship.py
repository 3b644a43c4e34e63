"""Whose text is this? The stretches of a report that are not in the outlet's own words.

Monitoring services and press offices print speeches, communiqués and interviews whole, and name
the speaker in a heading: "[Communiqué] [General Command of the Front]", "[Interview with the
governor by Radio Qorzan]", "Statement by the Ministry of Defence", "… issued the following
communiqué:". What such a stretch says in its own voice, its author says, not the outlet.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from polybius.reading.grammar.datelines import dateline_end
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Span, Token
from polybius.reading.layers import AuthorMark
from polybius.reading.voices.contents import Material
from polybius.reading.voices.findings import Finding
from polybius.reading.voices.voicing import first_person, voice_of

rule = "voices.authorship.v1"

_kind = (
    r"(?:communiqu[eé]s?|statement|speech|address|remarks|message|letter|(?:press|news) release"
    r"|interview|(?:news|press) conference|commentary|declaration|proclamation|testimony|sermon)"
)
_groups = re.compile(r"\[([^\[\]]{2,240})\]")
_format = re.compile(
    r"(?i)(?:text|excerpts?|continued|live|recorded|summary|report|video|applause|passage .*"
    r"|words? .*|as (?:heard|received|published)|(?:begin|end) .*)$"
)
_alone = re.compile(rf"(?i)(?:[\w-]+ ){{0,3}}{_kind}$")
_with = re.compile(
    rf"(?i)(?:[\w-]+ ){{0,3}}{_kind} (?:issued |given |delivered )?(?:with|by|of|from)\s+"
)
_ends_name = re.compile(
    r"(?i),|\s(?:by|to|at|on|in|during|before|after|following|regarding|concerning|about|for)\s"
)
_title = re.compile(
    rf"(?i)\W*(?:(?:full )?text of )?(?:the )?(?:(?:joint|official|press|opening|closing|prepared"
    rf"|public|open) )*{_kind} (?:issued |given |delivered )?(?:by|of|from) (?:the )?"
)
_turn = re.compile(
    r"(?m)^[ \t]*(?:\[begin [^\[\]\n]{1,30}\]\s*)?"
    r"(?:\[([^\[\]\n]{2,60})\]|([^\W\d_][\w.’' -]{0,40}):)[ \t]",
    re.IGNORECASE,
)
_pause = re.compile(r"(?i)\[end [^\[\]\n]{1,30}\]")
_asks = word_set(
    "q question questioner reporter reporters correspondent moderator host announcer interviewer"
)
_issues = word_set("issue release publish broadcast deliver make send distribute read give")
heading_room = 400
"""Characters after the dateline within which a heading may begin."""
fewest_turns = 3


@dataclass(frozen=True, slots=True)
class _Heading:
    """Who is named as author, and where his text begins."""

    source: Span
    start: int


def find_authors(material: Material) -> tuple[AuthorMark, ...]:
    """Return the stretches with an author of their own, in text order, none overlapping."""
    parse = material.parse
    heading = _bracketed(parse) or _titled(material)
    if heading is not None:
        spoken = _turns(parse, heading) or [(heading.source, Span(heading.start, len(parse.text)))]
    else:
        spoken = _labelled(parse) or list(_introduced(material))
    marks = (_mark(material, source, stretch) for source, stretch in spoken)
    return tuple(mark for mark in marks if mark is not None)


def author_at(authors: Sequence[AuthorMark], offset: int) -> AuthorMark | None:
    """Return whose words stand at a character, where they are not the outlet's."""
    return next((a for a in authors if a.span.start <= offset < a.span.end), None)


def _mark(material: Material, source: Span, stretch: Span) -> AuthorMark | None:
    head = _head(material, source)
    if head is None:
        return None
    finding = Finding(head.i, (source,), (stretch,), (source,), head.i)
    voice = voice_of(material, finding, None)
    if "[" in voice.name or "]" in voice.name:
        voice = replace(voice, name=" ".join(material.parse.words(source).split()))
    return AuthorMark(stretch, source, voice, rule)


def _head(material: Material, source: Span) -> Token | None:
    """Return what the author's name refers to: itself, or the fuller mention of a bare surname."""
    parse, names = material.parse, material.names
    head = parse.top_of(source)
    if head is None or names.entity_at(head.i) is not None:
        return head
    surname = parse.words(source).split()[-1].lower()
    fuller = (e.span for e in names.entities if surname in e.name.lower().split()[1:])
    return next((parse.top_of(span) for span in fuller), head)


def _bracketed(parse: Parse) -> _Heading | None:
    """Read the bracketed headings of monitoring services."""
    text = parse.text
    begin = text.find("[", 0, dateline_end(text) + heading_room)
    groups = []
    while begin >= 0 and (match := _groups.match(text, begin)):
        groups.append(match)
        gap = re.compile(r"\s*").match(text, match.end())
        begin = gap.end() if gap is not None else -1
    for match, after in zip(groups, [*groups[1:], None], strict=False):
        words, start = match.group(1), groups[-1].end()
        named = _with.match(words)
        if named is not None:
            return _Heading(_who(text, match.start(1) + named.end(), match.end(1)), start)
        if _alone.match(words) and after is not None and not _format.match(after.group(1)):
            return _Heading(_name_in(text, after.start(1), after.end(1)), start)
    return None


def _who(text: str, start: int, end: int) -> Span:
    """Return who is spoken with: the first of "X by Y", unless X are those who ask."""
    first = _name_in(text, start, end)
    asks = not _asks.isdisjoint(re.findall(r"\w+", text[first.start : first.end].lower()))
    by = re.compile(r"(?i)\bby\s+").search(text, first.start, end) if asks else None
    return first if by is None else _name_in(text, by.end(), end)


def _name_in(text: str, start: int, end: int) -> Span:
    cut = _ends_name.search(text, start, end)
    return Span(start, cut.start() if cut is not None and cut.start() > start else end)


def _titled(material: Material) -> _Heading | None:
    """Read a title such as "Statement by …", if the text then speaks in the first person."""
    text = material.parse.text
    first = len(text) - len(text.lstrip())
    line_end = text.find("\n", first)
    title = _title.match(text, first)
    if title is None or line_end < 0 or text[:line_end].rstrip().endswith("."):
        return None
    if len(_own_words(material, line_end)) < 2:
        return None
    return _Heading(_name_in(text, title.end(), line_end), line_end)


def _own_words(material: Material, start: int) -> list[Token]:
    """Return the first-person pronouns that stand outside quotations."""
    return [
        token
        for token in material.parse.tokens
        if token.start >= start
        and token.lower in first_person
        and token.pos == "PRON"
        and material.quoted(token.i) is None
    ]


@dataclass(frozen=True, slots=True)
class _Turn:
    """A stretch that begins with its speaker's name."""

    label: Span
    speaker: str
    """The last word of the name, in lower case."""
    stretch: Span
    bracketed: bool


def _all_turns(parse: Parse, start: int) -> list[_Turn]:
    text = parse.text
    found: list[tuple[Span, str, int, bool]] = []
    for match in _turn.finditer(text, start):
        label = _name_in(text, *match.span(match.lastindex or 0))
        words = re.findall(r"\w+", text[label.start : label.end].lower())
        if words and not _format.match(match.group(match.lastindex or 0)):
            found.append((label, words[-1], match.end(), match.lastindex == 1))
    ends = [*(label.start for label, *_ in found), len(text)][1:]
    return [
        _Turn(label, speaker, Span(begin, _until_pause(text, begin, end)), bracketed)
        for (label, speaker, begin, bracketed), end in zip(found, ends, strict=False)
    ]


def _until_pause(text: str, begin: int, end: int) -> int:
    pause = _pause.search(text, begin, end)
    return end if pause is None else pause.start()


def _turns(parse: Parse, heading: _Heading) -> list[tuple[Span, Span]]:
    """Return the turns of the author of an interview; none if its turns aren't labelled."""
    own = set(re.findall(r"\w+", parse.words(heading.source).lower()))
    heads = set(re.findall(r"\w+", parse.text[: heading.start].lower()))
    turns = [
        t for t in _all_turns(parse, heading.start) if t.speaker in _asks or t.speaker in heads
    ]
    return [(heading.source, turn.stretch) for turn in turns if turn.speaker in own]


def _labelled(parse: Parse) -> list[tuple[Span, Span]]:
    """Return the turns of a transcript: paragraphs that begin with a speaker's name.

    A speaker is one who has several turns, or is named elsewhere in the text.
    """
    turns = _all_turns(parse, 0)
    named = Counter(re.findall(r"\w+", parse.text.lower()))
    taken = Counter(turn.speaker for turn in turns)
    asked = any(speaker in _asks for speaker in taken)
    if len(turns) < fewest_turns or not (asked or max(taken.values()) > 1):
        return []
    return [
        (turn.label, turn.stretch)
        for turn in turns
        if turn.speaker not in _asks
        and (taken[turn.speaker] > 1 or (turn.bracketed and named[turn.speaker] > 1))
        and _is_name(parse, turn.label)
    ]


def _is_name(parse: Parse, label: Span) -> bool:
    # The tagger gives X to many a foreign surname that stands alone.
    top = parse.top_of(label)
    named = top is not None and top.pos in ("PROPN", "NOUN", "X")
    return named and parse.text[label.start].isupper()


def _introduced(material: Material) -> Iterator[tuple[Span, Span]]:
    """Yield the text after "X issued the following communiqué:"."""
    parse = material.parse
    pattern = rf"(?i)\b(?:following|here is)\b[^.:\n]{{0,80}}\b({_kind})\b[^.:\n]{{0,80}}:\s*(?=\S)"
    for match in re.finditer(pattern, parse.text):
        if parse.text[match.end()] in "\"“‘'":
            continue
        noun = parse.top_of(Span(*match.span(1)))
        source = None if noun is None else _issuer(parse, noun)
        if source is not None:
            yield source, Span(match.end(), len(parse.text))
            return


def _issuer(parse: Parse, noun: Token) -> Span | None:
    """Return who issued what a noun stands for: the verb's subject, "by …", or what names it."""
    verb = parse.tokens[noun.head]
    if verb.lemma in _issues:
        subjects = parse.children(verb.i, "nsubj")
        if subjects:
            return parse.subtree_span(subjects[0].i)
    for preposition in parse.children(noun.i, "prep"):
        if preposition.lower in ("by", "from", "of"):
            return next((parse.subtree_span(t.i) for t in parse.children(preposition.i)), None)
    names = [t for t in parse.subtree(noun.i) if t.i < noun.i and t.pos == "PROPN"]
    return Span(names[0].start, names[-1].end) if names else None
