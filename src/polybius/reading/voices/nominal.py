"""Attribution without a verb of saying: "according to", nouns, adjectives, headlines, hearsay."""

from __future__ import annotations

from polybius.reading.grammar.syntax import Span, Token
from polybius.reading.voices.clauses import finding_of, is_finite
from polybius.reading.voices.contents import Material, behind_connective, tidy
from polybius.reading.voices.cues import cue_index, cue_start
from polybius.reading.voices.findings import Finding
from polybius.reading.voices.sources import find_subject, source_span
from polybius.reading.voices.speakers import can_speak
from polybius.reading.voices.speech import answering, taking_part

_about = frozenset(
    {
        "of",
        "about",
        "for",
        "on",
        "against",
        "over",
        "to",
        "in",
        "that",
        "with",
        "at",
        "toward",
        "towards",
        "regarding",
        "concerning",
        "from",
    }
)
_never_said = frozenset(
    {
        "plan",
        "schedule",
        "custom",
        "need",
        "ability",
        "merit",
        "age",
        "size",
        "rank",
        "circumstance",
    }
)
"""What something goes by without anybody's saying so: "according to plan"."""
_any_feeling = frozenset({"express", "voice"})
_bears = frozenset(
    {"claim", "accept", "take", "assume", "deny", "disclaim", "acknowledge", "admit"}
)
_borne = answering | taking_part
_longest_light = 6
_carry_on = frozenset({"continue", "keep", "begin", "intensify", "escalate", "soften", "temper"})


def find_according_to(material: Material, token: Token) -> Finding | None:
    """Return the attribution of "according to X": the rest of the sentence is what X says."""
    parse = material.parse
    if token.lower != "according" or token.i + 2 >= len(parse.tokens):
        return None
    to = parse.tokens[token.i + 1]
    objects = parse.children(to.i, "pobj") or parse.children(token.i, "pobj")
    if to.lower != "to" or not objects or _is_manner(material, objects[0]):
        return None
    sentence = parse.sentence_of(token.i)
    first, last = parse.edges(objects[0].i)
    first, last = max(first, to.i + 1), max(last, objects[0].i + 1)
    if token.i <= sentence.first + 1:
        last = _before_comma(material, first, last)
    start = _last_clause(material, behind_connective(material, sentence.first), token.i)
    end = sentence.last
    if last + 1 < end and parse.tokens[last].text == "," and start < token.i - 1:
        end = last if parse.tokens[last + 1].pos in ("CCONJ", "SCONJ") else end
    elif last < end and start < token.i - 1 and parse.tokens[last].pos == "CCONJ":
        end = last
    content = _rest(material, start, token.i, last, end)
    source = tidy(material, first, last)
    if source is None or not content:
        return None
    return Finding(
        cue_head=token.i,
        cue=(parse.span(token.i, to.i + 1),),
        content=content,
        source=(source,),
        source_head=objects[0].i,
        rule="according_to",
        confidence=0.9,
    )


def _is_manner(material: Material, thing: Token) -> bool:
    """Tell "went according to plan", "act according to law" from what somebody says."""
    bare = not material.parse.children(thing.i, "det", "poss")
    return thing.lemma in _never_said or (bare and thing.lower == "law")


def _before_comma(material: Material, first: int, last: int) -> int:
    """Cut a source that the parser let run over the comma after "According to X"."""
    tokens = material.parse.tokens
    if last < len(tokens) and tokens[last].text == ",":
        return last
    for i in range(first + 1, last):
        if tokens[i].text == ",":
            return i
    return last


def _last_clause(material: Material, first: int, last: int) -> int:
    """Return where the clause begins that ends at ``last``: behind a colon or semicolon."""
    for i in range(last - 2, first, -1):
        if material.parse.tokens[i].text in (":", ";") and material.quoted(i) is None:
            return i + 1
    return first


def _rest(material: Material, start: int, first: int, last: int, end: int) -> tuple[Span, ...]:
    """Return what stands before and behind tokens ``first`` up to ``last`` in their sentence."""
    spans = (tidy(material, start, first), tidy(material, last, end))
    return tuple(span for span in spans if span is not None)


def find_adjectival(material: Material, verb: Token) -> Finding | None:
    """Return the attribution of "is confident *that …*", "was critical of *…*"."""
    parse, index = material.parse, cue_index()
    if verb.lemma not in ("be", "feel", "become", "remain", "seem", "sound", "grow", "get"):
        return None
    for adjective in parse.children(verb.i, "acomp"):
        impersonal = adjective.lemma in index.impressions or adjective.lower in index.impressions
        known = adjective.lemma in index.attitudes or adjective.lower in index.attitudes
        subject = find_subject(parse, verb)
        if not known and not (impersonal and subject is None):
            continue
        if subject is not None and not can_speak(parse, subject):
            continue
        return _complemented(material, verb, adjective, subject)
    return None


def _complemented(
    material: Material, verb: Token, adjective: Token, subject: Token | None
) -> Finding | None:
    parse = material.parse
    hangers = (*parse.children(adjective.i), *parse.children(verb.i))
    for child in sorted(hangers, key=lambda t: t.i):
        if child.i < adjective.i:
            continue
        first, last = parse.edges(child.i)
        end = adjective.i + 1
        if child.dep == "prep":
            if first != end:
                continue
            end = child.i + 1
            first = end
        elif child.dep not in ("ccomp", "xcomp") or not _is_clause(material, child):
            continue
        content = tidy(material, max(first, end), last)
        if content is None:
            continue
        start = cue_start(parse, verb)
        source: tuple[Span, ...] = ()
        if subject is not None:
            source = (source_span(parse, subject, start, end),)
        elif start > 0 and parse.tokens[start - 1].lower == "it":
            start -= 1
        return Finding(
            cue_head=adjective.i,
            cue=(parse.span(start, end),),
            content=(content,),
            source=source,
            source_head=subject.i if subject is not None else None,
            rule="adjective",
            confidence=0.6,
        )
    return None


def _is_clause(material: Material, token: Token) -> bool:
    has_to = any(t.lower == "to" for t in material.parse.children(token.i, "aux"))
    return has_to or is_finite(material, token)


def find_light(material: Material, verb: Token) -> Finding | None:
    """Return the attribution of "raised doubts about *…*", "expressed concern *that …*"."""
    parse, index = material.parse, cue_index()
    carries_on = verb.lemma in _carry_on
    if not (carries_on or verb.lemma in _bears or index.has(verb.lemma, "light")) or parse.children(
        verb.i, "auxpass"
    ):
        return None
    subject = find_subject(parse, verb)
    if subject is None or not can_speak(parse, subject):
        return None
    for noun in parse.children(verb.i, "dobj"):
        owner = parse.children(noun.i, "poss")
        own = not owner or owner[-1].pos == "PRON"
        if noun.i < verb.i or not own or noun.i - verb.i > _longest_light:
            continue
        known = noun.lemma in index.nouns or verb.lemma in _any_feeling
        if verb.lemma in _bears:
            known = noun.lemma in _borne or (known and index.has(verb.lemma, "light"))
        complement = _complement(material, noun) if known and (owner or not carries_on) else None
        if complement is not None:
            cue = parse.span(cue_start(parse, verb), complement[0])
            return finding_of(
                material,
                verb,
                subject,
                (complement[1],),
                rule="light_verb",
                confidence=0.6,
                cue=cue,
            )
    return None


def find_nominal(material: Material, noun: Token) -> Finding | None:
    """Return the attribution of "X's claim *that …*" and of "reports *that …*"."""
    parse, index = material.parse, cue_index()
    if noun.pos not in ("NOUN", "PROPN") or noun.lemma not in index.nouns:
        return None
    complement = _complement(material, noun)
    if complement is None:
        return None
    end, content = complement
    owner = next(iter(parse.children(noun.i, "poss")), None) or _author(material, noun)
    source: tuple[Span, ...] = ()
    first = noun.i
    if owner is not None:
        start, first = parse.edges(owner.i)
        source = (parse.span(start, first),)
    elif parse.tokens[end].lower not in ("that", "whether"):
        return None
    return Finding(
        cue_head=noun.i,
        cue=(parse.span(min(first, noun.i), end),),
        content=(content,),
        source=source,
        source_head=owner.i if owner is not None else None,
        rule="noun" if owner is not None else "unowned_noun",
        confidence=0.5,
    )


def _author(material: Material, noun: Token) -> Token | None:
    """Return the body named before its report: "an Amnesty report that …"."""
    if noun.tag != "NN":
        return None  # "Relief appeals to donors" is a sentence that the parser took for a phrase.
    before = material.parse.children(noun.i, "compound")
    named = [t for t in before if t.pos == "PROPN" and t.entity == "ORG"]
    return named[-1] if named else None


def _complement(material: Material, noun: Token) -> tuple[int, Span] | None:
    """Return where the cue ends (behind a preposition) and the content of a noun of saying."""
    parse = material.parse
    for child in parse.children(noun.i):
        first, last = parse.edges(child.i)
        if child.i < noun.i:
            continue
        if child.dep == "prep" and child.lower in _about and child.i == noun.i + 1:
            content = tidy(material, child.i + 1, last)
            return (child.i + 1, content) if content else None
        if child.dep in ("acl", "ccomp", "relcl") and first == noun.i + 1:
            opening = parse.tokens[first]
            if opening.lower not in ("that", "to", "whether") or opening.dep not in ("mark", "aux"):
                continue
            content = tidy(material, first, last)
            return (noun.i + 1, content) if content else None
    return None
