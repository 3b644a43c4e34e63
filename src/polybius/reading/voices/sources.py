"""Who a cue's subject is, and how far the words for that source extend."""

from __future__ import annotations

from polybius.reading.grammar.syntax import Parse, Span, Token
from polybius.reading.voices.cues import cue_index

_subjects = ("nsubj", "nsubjpass")
_shares_subject = frozenset({"conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "dep"})
_relatives = frozenset({"who", "which", "that", "whom"})
_loose = frozenset({",", ";", ":", "—", "–", "-", "--", ".", "and", "but", "or"})
_dashes = frozenset({"—", "–", "-", "--"})
_longest_dateline = 14
_opening_marks = frozenset({"“", '"', "''", "``"})
_closing_marks = frozenset({"”", '"', "''"})
_next_acts = ("control", "clause", "object")
_remarks = ("clause", "object", "predicate", "preposition")
_titles = frozenset(
    {
        *("mr.", "mrs.", "ms.", "dr.", "sen.", "sens.", "rep.", "reps.", "gov.", "govs.", "gen."),
        *("col.", "lt.", "maj.", "sgt.", "capt.", "adm.", "cmdr.", "rev.", "fr.", "prof.", "hon."),
        *("st.", "amb.", "del.", "brig.", "cpl.", "pvt.", "insp.", "supt.", "det."),
    }
)
_longest_title = 8
"""Tokens before a title at which a sentence was wrongly ended."""
_farthest = 6
"""Steps up the tree to look for the subject that a participle or infinitive shares."""


def find_subject(parse: Parse, verb: Token) -> Token | None:
    """Return the head of the noun phrase that ``verb`` is said of, its own or shared.

    "He rose, *saying* …", "she went on to *say*", "the letter *saying* …", "without *saying*".
    Expletive "it" and "there" are no subject.
    """
    current = verb
    for _ in range(_farthest):
        own = own_subject(parse, current)
        if own is not None:
            return None if own.dep == "expl" else own
        if is_bare_passive(parse, current):
            return None
        if current.dep in ("acl", "relcl"):
            noun = parse.tokens[current.head]
            if noun.lower != "order" or parse.tokens[noun.head].lower != "in":
                return noun
            current = parse.tokens[parse.tokens[noun.head].head]  # "In order to" is no order.
            continue
        if goes_on_with_speaker(parse, current):
            current = parse.tokens[parse.tokens[current.head].head]
            continue
        if current.dep == "pobj" or current.dep not in _shares_subject:
            return None
        current = parse.tokens[current.head]
    return None


def goes_on_with_speaker(parse: Parse, verb: Token) -> bool:
    """Tell whether a verb that the parser joined to a content goes on with the speaker.

    "Said it was over, *adding* that …", "said it was over, and *urged* calm".
    """
    clause, index = parse.tokens[verb.head], cue_index()
    if clause.dep != "ccomp" or clause.head >= clause.i or parse.children(verb.i, "nsubj"):
        return False
    first = parse.edges(verb.i)[0]
    comma = any(t.text == "," for t in parse.tokens[max(first - 2, clause.i) : first])
    if verb.dep == "advcl":
        return verb.tag == "VBG" and comma and any(index.has(verb.lemma, f) for f in _remarks)
    tenses = ("VBD", "VBZ", parse.tokens[clause.head].tag)
    if verb.dep != "conj" or verb.tag not in tenses:
        return False
    if parse.tokens[first - 1].pos != "CCONJ":
        return False
    if comma:
        return any(index.has(verb.lemma, frame) for frame in _next_acts)
    same_tense = verb.tag == parse.tokens[clause.head].tag != clause.tag
    return same_tense and index.has(verb.lemma, "clause")


def is_bare_passive(parse: Parse, verb: Token) -> bool:
    """Tell whether ``verb`` is a participle of which the subject is not the doer: "when asked"."""
    if verb.tag != "VBN" or verb.dep not in ("advcl", "acl", "pcomp"):
        return False
    return not parse.children(verb.i, "aux", "nsubj")


def own_subject(parse: Parse, verb: Token) -> Token | None:
    """Return the subject that hangs from ``verb`` itself."""
    found = parse.children(verb.i, "nsubj", "nsubjpass", "expl")
    return found[-1] if found else None


def behind_dateline(parse: Parse, first: int) -> int:
    """Return where the prose begins if token ``first`` opens a dateline ("KARAN (Wire) - …")."""
    sentence = parse.sentence_of(first)
    opens = sentence.first == 0 or (
        parse.sentence_of(sentence.first - 1).paragraph != sentence.paragraph
    )
    if first != sentence.first or not opens:
        return first
    for i in range(first + 1, min(first + _longest_dateline, sentence.last - 1)):
        token = parse.tokens[i]
        if token.pos in ("VERB", "AUX"):
            return first
        if token.text in _dashes and parse.tokens[i - 1].end < token.start:
            shouted = any(t.text.isupper() and len(t.text) > 2 for t in parse.tokens[first:i])
            return i + 1 if shouted or parse.tokens[i - 1].text == ")" else first
    return first


def source_span(parse: Parse, head: Token, cue_first: int, cue_last: int) -> Span:
    """Return the whole noun phrase of ``head``: titles, apposition, relative clause.

    It never runs into the cue (tokens ``cue_first`` up to ``cue_last``). The comma that closes an
    apposition before the cue belongs to it.
    """
    if head.lower in _relatives:
        return head.span
    first, last = parse.edges(head.i)
    first = _with_halves(parse, head, first)
    prose = behind_dateline(parse, first)
    first = prose if prose <= head.i else first
    if head.i < cue_first:
        last = min(last, cue_first)
    else:
        first = max(first, cue_last)
    while first < head.i and (_is_loose(parse.tokens[first]) or parse.tokens[first].text == "”"):
        first += 1
    while last > head.i + 1 and _is_loose(parse.tokens[last - 1]):
        last -= 1
    last = max(last, head.i + 1)
    if last < len(parse.tokens) and parse.tokens[last].text in _closing_marks:
        opened = any(t.text in _opening_marks for t in parse.tokens[first:last])
        last += 1 if opened else 0
    if head.i < cue_first and closes_apposition(parse, first, last):
        last += 1
    return parse.span(_with_title(parse, first), last)


def _with_halves(parse: Parse, head: Token, first: int) -> int:
    """Take in a first half of the noun phrase that the parser made a subject of its own.

    "Vatican spokesman Father Y said": both nouns hang from the verb, or the first from nothing.
    """
    if head.pos != "PROPN":
        return first
    for other in parse.children(head.head, "nsubj", "nsubjpass"):
        low, high = parse.edges(other.i)
        between = parse.tokens[high:first]
        joined = all(t.text in ("’", "'") for t in between) and other.pos in ("NOUN", "PROPN")
        if any(t.text in _closing_marks for t in parse.tokens[low:high]):
            continue
        if other.i < high <= first and joined:
            return low
    opening = parse.tokens[parse.sentence_of(first).first]
    mistaken = opening.tag == "VB" and opening.text[:1].isupper() and opening.i == first - 1
    return opening.i if mistaken and opening.i == parse.tokens[head.head].head else first


def _with_title(parse: Parse, first: int) -> int:
    """Take in what stands before a title's full stop that was taken for a sentence's end."""
    sentence = parse.sentence_of(first)
    if first != sentence.first or first == 0 or parse.tokens[first - 1].lower not in _titles:
        return first
    before = parse.sentence_of(first - 1)
    if before.paragraph != sentence.paragraph:
        return first
    words = parse.tokens[before.first : before.last]
    if len(words) > _longest_title or any(t.pos in ("VERB", "AUX") for t in words):
        return first - 1
    return before.first


def _is_loose(token: Token) -> bool:
    return token.pos in ("PUNCT", "CCONJ") and token.lower in _loose


def closes_apposition(parse: Parse, first: int, last: int) -> bool:
    """Tell whether a comma at ``last`` closes an apposition inside ``first`` … ``last``."""
    if last + 1 >= len(parse.tokens) or parse.tokens[last].text != ",":
        return False
    if parse.tokens[last].sentence != parse.tokens[first].sentence:
        return False
    opened = any(t.text == "," for t in parse.tokens[first:last])
    return opened and parse.tokens[last + 1].pos in ("VERB", "AUX", "ADV", "PART")
