"""Which attributions are somebody's word, and which only tell what is known, wanted or done.

PolNeAR's guidelines count "backs the plan" and "knew of the attack" as attributions, and so do
the rules. What they govern is no word of the one who knows or backs: whoever tells it answers
for it, the speaker around it or the outlet.
"""

from __future__ import annotations

from collections.abc import Sequence

from polybius.reading.counts.people import nobody
from polybius.reading.grammar.syntax import Parse, Span, Token
from polybius.reading.layers import AttributionMark
from polybius.reading.voices.cues import cue_index
from polybius.reading.voices.findings import Finding
from polybius.reading.voices.speakers import can_speak

_always = frozenset({"quote", "according_to", "hearsay", "headline", "call_on"})
_never = frozenset({"impression"})
_stated = frozenset({"adjective", "passive", "figure"})
_clausal = frozenset({"clause", "generic"})
_whose = frozenset({"by", "from", "of", "among", "between", "within"})
_unreal = frozenset(
    {"must", "should", "could", "may", "might", "ought", "will", "shall", "'ll", "’ll"}
)
_disclosing = frozenset(
    {"report", "disclose", "reveal", "release", "mention", "specify", "publish"}
)
"""Verbs that, negated, say nothing of their object: "does not report the number"."""
_itself = frozenset({"itself", "himself", "herself", "themselves"})
_reporting = frozenset(
    {
        *("say", "report", "believe", "allege", "rumour", "rumor", "claim", "suspect", "accuse"),
        *("charge", "estimate", "expect", "think", "quote", "state", "announce", "predict"),
        *("fear", "reckon", "understand", "urge", "ask", "order", "tell", "warn"),
    }
)
"""Verbs whose passive gives somebody's word without saying whose: "is believed to"."""


answering = frozenset({"responsibility", "credit", "blame", "involvement", "liability"})
"""What somebody claims or denies who answers for a deed, or does not."""
taking_part = frozenset({"role", "part", "hand", "connection", "link", "complicity"})
"""What somebody denies or admits to have had in a deed: "denied any role"."""
owning = frozenset({"deny", "disclaim", "acknowledge", "admit"})
"""Verbs with which those are words on a deed: to "take part" is none."""


def speaks(parse: Parse, mark: AttributionMark) -> bool:
    """Tell whether what an attribution holds is the word of its voice."""
    rule = mark.rule.split(".")[1]
    if mark.source and _is_nobody(parse, mark.source[0]):
        return False
    if rule != "quote" and mark.voice.kind == "unknown" and _is_thing(parse, mark.source):
        return False
    if rule == "minilm" and _is_stray(parse, mark):
        return False
    if rule == "predicate" and parse.tokens_in(mark.content[0])[0].lower in _itself:
        return False  # "A guild that calls itself honest".
    return _is_speech(parse, rule, mark.cue, bool(mark.source))


def _is_stray(parse: Parse, mark: AttributionMark) -> bool:
    """Tell whether a noun's source isn't its owner: "in Arvenia, *calls for* stricter laws"."""
    cue = [t for span in mark.cue for t in parse.tokens_in(span)]
    head = parse.top_of(mark.source[0]) if mark.source else None
    if head is None or any(t.pos in ("VERB", "AUX") for t in cue):
        return False
    governor = parse.tokens[head.head]
    owns = head.dep in ("poss", "compound") and head.pos in ("NOUN", "PROPN", "PRON")
    return not (owns or (head.dep == "pobj" and governor.lower in _whose))


def _is_nobody(parse: Parse, source: Span) -> bool:
    """Tell whether it is said that nobody said it: "no group has claimed the attack"."""
    head = parse.top_of(source)
    if head is None:
        return False
    return head.lower in nobody or any(t.lower == "no" for t in parse.children(head.i, "det"))


def _is_unreal(tokens: Sequence[Token]) -> bool:
    """Tell whether nobody has said it yet: "must demand that", "will reject it"."""
    negated = any(t.dep == "neg" or t.lower == "cannot" for t in tokens)
    return not negated and any(t.lower in _unreal and t.dep == "aux" for t in tokens)


def _is_thing(parse: Parse, source: Sequence[Span]) -> bool:
    """Tell whether a source is something that can't speak: "a situation which demands"."""
    head = parse.top_of(source[0]) if source else None
    if head is not None and head.lower in ("who", "which", "that"):
        clause = parse.tokens[head.head]
        head = parse.tokens[clause.head] if clause.dep == "relcl" else head
    if head is not None and head.lower == "you":
        return True
    if head is None or can_speak(parse, head) or head.text != head.lower:
        return False
    return head.pos in ("NOUN", "VERB", "ADJ") or head.lower in ("which", "that", "this")


def is_speech(parse: Parse, finding: Finding) -> bool:
    """Tell the same of a finding that has no voice yet."""
    return _is_speech(parse, finding.rule, finding.cue, finding.source_head is not None)


def _is_speech(parse: Parse, rule: str, cue: Sequence[Span], has_source: bool) -> bool:
    tokens = [t for span in cue for t in parse.tokens_in(span)]
    if rule in _always or rule in _never or _is_unreal(tokens):
        return rule in _always
    negated = any(t.dep == "neg" for t in tokens)
    if rule == "object" and negated and any(t.lemma in _disclosing for t in tokens):
        return False
    if not has_source:
        return _is_hearsay(rule, tokens)
    return _is_word(parse, rule, tokens)


def _is_word(parse: Parse, rule: str, tokens: Sequence[Token]) -> bool:
    """Tell whether a cue with a source is one of saying."""
    nouns = [t for t in tokens if t.pos == "NOUN"]
    if rule in ("noun", "light_verb"):
        owns = any(t.lemma in owning for t in tokens)
        borne = answering | taking_part if owns else answering
        return not nouns or any(_names_speech(n) or n.lemma in borne for n in nouns)
    verbs = [t for t in tokens if t.pos == "VERB"]
    if rule == "minilm":
        return any(map(_names_speech, nouns)) or any(_says(v, clausal=False) for v in verbs)
    if rule == "infinitive" and any(v.lemma == "want" for v in verbs):
        return _has_other(parse, verbs[-1])
    return rule in _stated or any(_says(v, clausal=rule in _clausal) for v in verbs[-1:])


def _names_speech(noun: Token) -> bool:
    index = cue_index()
    return noun.lemma in index.nouns and noun.lemma not in index.unsaid


def _says(verb: Token, clausal: bool) -> bool:
    index = cue_index()
    if index.has(verb.lemma, "unsaid") or (not clausal and index.has(verb.lemma, "unsaid_thing")):
        return False
    known = ("quote", "clause", "object", "infinitive", "control", "predicate", "gerund")
    prepositional = verb.lemma in index.prepositions
    return clausal or prepositional or any(index.has(verb.lemma, frame) for frame in known)


def _has_other(parse: Parse, verb: Token) -> bool:
    """Tell whether somebody else is to act: "wants them to leave"."""
    below = parse.children(verb.i, "ccomp", "xcomp")
    return any(parse.children(t.i, "nsubj") for t in below)


def _is_hearsay(rule: str, tokens: Sequence[Token]) -> bool:
    """Tell whether a cue without a source gives somebody's word all the same."""
    if any(t.pos == "NOUN" and t.lemma in cue_index().rumours for t in tokens):
        return rule in ("unowned_noun", "minilm")
    passive = any(t.tag == "VBN" and t.lemma in _reporting for t in tokens)
    return passive and rule in ("impersonal", "minilm") and any(t.pos == "AUX" for t in tokens)
