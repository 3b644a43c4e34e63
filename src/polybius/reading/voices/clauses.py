"""Indirect speech: verbs of which a clause is the content, after, before or around them."""

from __future__ import annotations

from polybius.reading.grammar.syntax import Span, Token
from polybius.reading.voices.contents import Material, behind_connective, clause_end, tidy
from polybius.reading.voices.cues import cue_end, cue_index, cue_span, cue_start
from polybius.reading.voices.findings import Finding
from polybius.reading.voices.sources import find_subject, goes_on_with_speaker, source_span
from polybius.reading.voices.speakers import can_speak

_finite = frozenset({"VBD", "VBZ", "VBP", "MD"})
addressing = frozenset(
    {
        "tell",
        "remind",
        "assure",
        "reassure",
        "inform",
        "advise",
        "warn",
        "notify",
        "convince",
        "persuade",
        "ask",
        "show",
        "brief",
        "teach",
        "promise",
    }
)
"""Verbs right behind which may stand those to whom something is said."""
_asks = frozenset({"ask", "wonder", "question"})
_longest_adverbial = 3
_adverbial = frozenset({"ADV", "PROPN", "NOUN", "ADJ", "DET"})
_stops = frozenset({",", "—", "–", "-", "--", ";", ":"})
_stops_or_marks = _stops | {'"', "”", "''", "’", "'", "?", "!"}


def find_clausal(material: Material, verb: Token) -> Finding | None:
    """Return the attribution that ``verb`` makes with a clause as its content, if it does."""
    index = cue_index()
    known = index.has(verb.lemma, "clause")
    if not known and index.has(verb.lemma, "no_cue"):
        return None
    subject = find_subject(material.parse, verb)
    if not known and (subject is None or not can_speak(material.parse, subject)):
        return None
    passive = any(t.dep == "auxpass" for t in material.parse.children(verb.i))
    if passive and not index.has(verb.lemma, "control"):
        return None
    content = clause_content(material, verb) if known or subject is not None else None
    spans: tuple[Span, ...] = (content,) if content else ()
    if not spans and (known or index.has(verb.lemma, "quote")) and subject is not None:
        spans = around(material, verb, subject)
    if not spans:
        return None
    return finding_of(
        material,
        verb,
        subject,
        spans,
        rule="clause" if known else "generic",
        confidence=0.9 if known else 0.6,
    )


def finding_of(
    material: Material,
    verb: Token,
    subject: Token | None,
    content: tuple[Span, ...],
    *,
    rule: str,
    confidence: float,
    cue: Span | None = None,
) -> Finding:
    """Put a finding together from a cue verb, the head of its source and its content."""
    parse = material.parse
    source: tuple[Span, ...] = ()
    if subject is not None:
        source = (source_span(parse, subject, cue_start(parse, verb), cue_end(parse, verb)),)
    return Finding(
        cue_head=verb.i,
        cue=(cue or _up_to(material, verb, content[0]),),
        content=content,
        source=source,
        source_head=subject.i if subject is not None else None,
        rule=rule,
        confidence=confidence,
    )


def _up_to(material: Material, verb: Token, content: Span) -> Span:
    """Return the cue with the adverbs of time and manner that stand between it and its content."""
    parse = material.parse
    span = cue_span(parse, verb)
    last = cue_end(parse, verb)
    following = parse.token_at(content.start)
    if following is None or not last < following.i <= last + _longest_adverbial:
        return span
    between = parse.tokens[last : following.i]
    if any(t.pos not in _adverbial or t.dep in ("dobj", "dative", "pobj") for t in between):
        return span
    return Span(span.start, between[-1].end)


def clause_content(material: Material, verb: Token) -> Span | None:
    """Return the finite clause that follows ``verb`` as its complement."""
    parse = material.parse
    for child in parse.children(verb.i, "ccomp", "advcl"):
        if child.i < verb.i or not is_finite(material, child):
            continue
        if child.dep == "advcl" and not _is_question(material, verb, child):
            continue
        if _is_aside(material, verb, child):
            continue
        first = max(parse.edges(child.i)[0], verb.i + 1)
        first = _after_addressee(material, verb, _with_subject(material, verb, child, first), child)
        last = _before_next_cue(material, child, clause_end(material, verb, child))
        return tidy(material, first, last)
    return None


def _is_question(material: Material, verb: Token, clause: Token) -> bool:
    """Tell whether the parser took "asked if …" for a condition."""
    marks = material.parse.children(clause.i, "mark")
    return verb.lemma in _asks and any(t.lower in ("if", "whether") for t in marks)


def _before_next_cue(material: Material, clause: Token, last: int) -> int:
    """Leave out what the speaker does next ("…, and *urged calm*"), or what another says."""
    parse = material.parse
    for verb in parse.children(clause.i, "conj", "advcl"):
        first = parse.edges(verb.i)[0]
        if first <= clause.i:
            continue
        goes_on = first >= verb.i - 2 and goes_on_with_speaker(parse, verb)
        if not goes_on and not _is_of_another(material, verb, first):
            continue
        before = first
        while before > clause.i and parse.tokens[before - 1].pos in ("CCONJ", "PUNCT"):
            before -= 1
        last = min(last, before)
    return last


def _is_of_another(material: Material, verb: Token, first: int) -> bool:
    """Tell whether a joined clause has a speaker of its own: "…, but critics say that"."""
    parse = material.parse
    if verb.dep != "conj" or not cue_index().has(verb.lemma, "quote"):
        return False
    between = [t.text for t in parse.tokens[max(0, first - 2) : first]]
    subject = next(iter(parse.children(verb.i, "nsubj")), None)
    own = subject is not None and subject.pos != "PRON" and can_speak(parse, subject)
    return own and "," in between and bool(parse.children(verb.i, "ccomp"))


def _is_aside(material: Material, verb: Token, child: Token) -> bool:
    """Tell "called for a mission, *which* would …" from "asked *which* would …"."""
    parse = material.parse
    subject = next(iter(parse.children(child.i, "nsubj", "nsubjpass")), None)
    if subject is None or subject.lower != "which" or verb.lemma in _asks:
        return False
    return subject.i > 0 and parse.tokens[subject.i - 1].text == ","


def _with_subject(material: Material, verb: Token, clause: Token, first: int) -> int:
    """Take in a subject that the parser made the cue's object ("argued the line would fail")."""
    parse = material.parse
    if parse.children(clause.i, "nsubj", "nsubjpass", "expl", "mark"):
        return first
    for thing in parse.children(verb.i, "dobj"):
        beside = verb.lemma not in addressing or parse.edges(thing.i)[1] == first
        if verb.i < thing.i < clause.i and beside:
            return min(first, parse.edges(thing.i)[0])
    return first


def is_finite(material: Material, verb: Token) -> bool:
    """Tell whether ``verb`` heads a clause of its own: not an infinitive, participle or label."""
    if verb.tag in _finite:
        return True
    children = material.parse.children(verb.i)
    if any(t.tag in _finite and t.dep in ("aux", "auxpass", "cop") for t in children):
        return True
    return any(t.lower in ("that", "whether", "if") and t.dep == "mark" for t in children)


def _after_addressee(material: Material, verb: Token, first: int, clause: Token) -> int:
    """Return where a clause begins that the parser gave the addressee to ("told aides that …")."""
    if verb.lemma not in addressing:
        return first
    for token in material.parse.tokens[first : clause.i]:
        if token.lower in ("that", "whether", "if") and token.dep in ("mark", "det", "nsubj"):
            return token.i if token.i > first else first
    return first


def around(material: Material, verb: Token, subject: Token) -> tuple[Span, ...]:
    """Return the content that precedes or surrounds a cue set off by commas.

    "Five people died, X said." – "Five people, X said, died."
    """
    parse = material.parse
    if not _only_speaks(material, verb):
        return ()
    main = _main_verb(material, verb)
    if main is None:
        return ()
    sentence = parse.sentence_of(verb.i)
    first, closing = _cue_room(material, verb, subject)
    if first - 1 <= sentence.first or parse.tokens[first - 1].text not in _stops_or_marks:
        return ()
    before = tidy(material, behind_connective(material, sentence.first), first)
    if before is None:
        return ()
    after = None
    if closing is not None and _goes_back_to(material, closing, main, verb):
        after = tidy(material, closing, sentence.last)
    return (before, after) if after is not None else (before,)


def _only_speaks(material: Material, verb: Token) -> bool:
    """Tell whether ``verb`` is one of saying or thinking without an object of its own."""
    index = cue_index()
    if not (index.has(verb.lemma, "clause") and verb.dep not in ("relcl", "acl", "xcomp", "amod")):
        return False
    objects = material.parse.children(verb.i, "dobj", "xcomp", "acomp", "attr", "prt")
    return verb.lemma in addressing or not any(t.i > verb.i for t in objects)


def _main_verb(material: Material, verb: Token) -> Token | None:
    """Return the head of the clause that a parenthetic cue belongs to, as the parser has it."""
    parse = material.parse
    for child in parse.children(verb.i, "ccomp", "parataxis"):
        if child.i < verb.i:
            return child
    head = parse.tokens[verb.head]
    if verb.dep in ("parataxis", "ccomp", "advcl", "conj", "dep") and head.i != verb.i:
        if verb.dep == "advcl" and not any(
            t.lower == "as" for t in parse.children(verb.i, "mark", "advmod")
        ):
            return None
        if verb.dep == "conj" or head.pos not in ("VERB", "AUX"):
            return None
        return head
    return None


def _cue_room(material: Material, verb: Token, subject: Token) -> tuple[int, int | None]:
    """Return the first token of cue and source, and the token after the comma that closes them."""
    parse = material.parse
    low, high = parse.edges(subject.i)
    start = cue_start(parse, verb)
    first = min(start, low) if subject.i < verb.i else start
    if first > 0 and parse.tokens[first - 1].lower == "as":
        first -= 1
    at = max(cue_end(parse, verb), high if subject.i > verb.i else 0)
    sentence = parse.sentence_of(verb.i)
    while at < sentence.last and parse.tokens[at].text not in _stops:
        at += 1
    return first, at + 1 if at < sentence.last else None


def _goes_back_to(material: Material, i: int, main: Token, verb: Token) -> bool:
    """Tell whether what stands at token ``i``, behind the cue, hangs from the content."""
    parse = material.parse
    if i >= len(parse.tokens) or parse.tokens[i].sentence != verb.sentence:
        return False
    for above in (parse.tokens[i], *parse.ancestors(i)):
        if above.i == verb.i:
            return False
        if above.i == main.i:
            return True
    return False
