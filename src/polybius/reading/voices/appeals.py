"""Calls to act: who is asked, told or urged to do what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from polybius.reading.grammar.syntax import Parse, Span, Token
from polybius.reading.layers import AppealMark, AttributionMark, Names, RoleFill
from polybius.reading.voices.contents import Material, survey, tidy
from polybius.reading.voices.infinitives import find_call_on, find_infinitive
from polybius.reading.voices.kinds import names_people
from polybius.reading.voices.speakers import can_speak
from polybius.reading.voices.speech import speaks

_calling = frozenset({"appeals"})
_ordering = frozenset({"order", "instruct", "command", "tell", "warn", "advise", "ask", "direct"})
_ought = frozenset({"should", "must"})
_argument = frozenset({"dobj", "dative", "pobj", "nsubj"})
_requests = frozenset({"request", "demand", "seek", "ask", "want", "require"})
_wh = frozenset({"WRB", "WP", "WDT"})
_unsure = frozenset({"would", "'d", "’d", "will", "'ll", "’ll", "can", "could"})
_calls = frozenset({"call", "appeal", "plea", "request", "demand", "order", "ultimatum"})
_own_calls = frozenset({"call", "urge", "appeal", "ask", "demand", "request", "implore", "beg"})
_anybody = frozenset({"any", "no", "anyone", "anybody", "whoever", "nobody"})
_longest_cue = 12
learned = "voices.minilm.v1"
direct = "voices.quote.v1"


def find_appeals(
    parse: Parse, names: Names, attributions: Sequence[AttributionMark]
) -> tuple[AppealMark, ...]:
    """Return the calls to act that voices make, in text order.

    "Called on *supporters* to *mobilise*", "urged *restraint*", and in a voice's words what
    somebody else "should" or "must" do. The action is without the addressee, unless it is what is
    to happen to somebody; of what is not to be done it keeps the "not".
    """
    material = survey(parse, names)
    found: dict[Span, AppealMark] = {}
    for attribution in attributions:
        for mark in _of_attribution(material, attribution):
            found.setdefault(mark.action, mark)
    return tuple(sorted(found.values(), key=lambda m: m.action.start))


def _of_attribution(material: Material, attribution: AttributionMark) -> Iterator[AppealMark]:
    cue = _cue_verb(material, attribution)
    if not speaks(material.parse, attribution) or _is_of_anybody(material, attribution):
        return
    negated = cue is not None and bool(material.parse.children(cue.i, "neg"))
    calls = attribution.stance in _calling or (cue is not None and cue.lemma in _ordering)
    suffers = attribution.rule == learned and cue is not None and cue.tag == "VBN"
    quoted = attribution.rule == direct and attribution.stance not in _calling
    ahead = cue is not None and any(
        t.lower in _unsure for t in material.parse.children(cue.i, "aux")
    )
    barred = negated or suffers or quoted or ahead
    if calls and not barred and cue is not None and attribution.content:
        mark = _bare(material, attribution) or _befalling(material, attribution)
        if mark is None:
            read = _addressed if _is_addressed(material, attribution) else _called_for
            mark = read(material, attribution, cue)
        if mark is not None:
            if len(material.parse.tokens_in(mark.action)) > 1 or not _is_pronoun(material, mark):
                yield _of_others(material, attribution, mark)
            return
    for span in attribution.content:
        yield from _in_own_words(material, attribution, span)
        for mark in _ought_to(material, attribution, span):
            if mark.addressee is None or not _is_speaker(material, attribution, mark.addressee):
                yield mark


def _in_own_words(
    material: Material, attribution: AttributionMark, span: Span
) -> Iterator[AppealMark]:
    """Find what somebody calls for in the words that are quoted: "we urge both sides to talk"."""
    for verb in material.parse.tokens_in(span):
        own = any(t.lower in ("i", "we") for t in material.parse.children(verb.i, "nsubj"))
        if verb.pos != "VERB" or verb.lemma not in _own_calls or not own:
            continue
        said = find_call_on(material, verb) or find_infinitive(material, verb)
        if said is None or material.parse.children(verb.i, "neg"):
            continue
        call = replace(attribution, cue=said.cue, content=said.content)
        mark = _called_for(material, call, verb)
        if mark is not None and span.contains(mark.action):
            yield _of_others(material, attribution, mark)


def _of_others(material: Material, attribution: AttributionMark, mark: AppealMark) -> AppealMark:
    """Return a call in which "him" is not the one who calls (principle B of Chomsky 1981)."""
    if mark.addressee is None or not _is_speaker(material, attribution, mark.addressee):
        return mark
    return replace(mark, addressee=replace(mark.addressee, entity=None))


def _is_pronoun(material: Material, mark: AppealMark) -> bool:
    """Tell whether what is called for is only pointed at: "which he urged"."""
    return material.parse.tokens_in(mark.action)[0].tag in ("WDT", "WP", "PRP", "DT", "IN")


def _is_speaker(material: Material, attribution: AttributionMark, fill: RoleFill) -> bool:
    """Tell whether who should act is the one who says so: no call to anybody."""
    head = material.parse.top_of(attribution.source[0]) if attribution.source else None
    speaker = None if head is None else material.names.entity_at(head.i)
    return speaker is not None and fill.entity == speaker


def _is_of_anybody(material: Material, attribution: AttributionMark) -> bool:
    """Tell whether nobody has asked yet: "any agency asking for leave to enter"."""
    words = [t for span in attribution.source[:1] for t in material.parse.tokens_in(span)]
    return bool(words) and words[0].lower in _anybody


def _cue_verb(material: Material, attribution: AttributionMark) -> Token | None:
    if not attribution.cue:
        return None
    cue = material.parse.tokens_in(attribution.cue[0])
    verbs = [t for t in cue if t.pos in ("VERB", "NOUN") and t.dep not in ("aux", "auxpass")]
    return verbs[0] if verbs else None


def _called_for(material: Material, attribution: AttributionMark, cue: Token) -> AppealMark | None:
    """Return the action in the content of "urged X to act", "called for a truce"."""
    parse = material.parse
    tokens = parse.tokens_in(attribution.content[0])
    to = next((t for t in tokens if t.lower == "to" and t.dep == "aux"), None)
    if to is not None and _comes_early(to, tokens) and not _is_for_a_thing(material, cue, to):
        action = tidy(material, _with_not(parse, to.head, to.i + 1), tokens[-1].i + 1)
        addressee = _addressee(material, cue, tokens[0].i, to.i)
        if action is None:
            return None
        # "A decision to leave" is what is to be done, and asks nobody.
        apart = addressee is not None and not addressee.span.overlaps(action)
        return AppealMark(action, addressee if apart else None)
    if cue.lemma in _ordering:
        return None
    clause = next((t for t in tokens if t.dep == "ccomp" and t.pos == "VERB"), None)
    if clause is not None:
        return _of_clause(material, clause)
    action = tidy(material, tokens[0].i, tokens[-1].i + 1)
    if action is None:
        return None
    asked = _asked_from(material, cue, tokens)
    return AppealMark(action, asked or _addressee(material, cue, cue.i + 1, tokens[0].i))


def _bare(material: Material, attribution: AttributionMark) -> AppealMark | None:
    """Return the action where the cue itself ends in "to": "a call to *open the road*"."""
    tokens = material.parse.tokens_in(attribution.content[0])
    if material.parse.tokens_in(attribution.cue[0])[-1].lower != "to" or tokens[0].tag != "VB":
        return None
    action = tidy(material, tokens[0].i, tokens[-1].i + 1)
    return AppealMark(action) if action is not None else None


def _befalling(material: Material, attribution: AttributionMark) -> AppealMark | None:
    """Return the action with a subject that is a thing: "called for *talks to open*"."""
    parse = material.parse
    tokens = parse.tokens_in(attribution.content[0])
    to = next((t for t in tokens if t.lower == "to" and t.dep == "aux"), None)
    subject = None if to is None else next(iter(parse.children(to.head, "nsubj")), None)
    if subject is None or subject.i < tokens[0].i or can_speak(parse, subject):
        return None
    whole = tidy(material, parse.edges(subject.i)[0], tokens[-1].i + 1)
    return AppealMark(whole) if whole is not None else None


def _is_addressed(material: Material, attribution: AttributionMark) -> bool:
    """Tell whether a cue's noun leads to whom it is for: "issued a call *to* the front"."""
    cue = material.parse.tokens_in(attribution.cue[0])
    nouns = [t for t in cue if t.pos == "NOUN" and t.lemma in _calls]
    return bool(nouns) and cue[-1].lower == "to" and cue[-1].i > nouns[-1].i


def _addressed(material: Material, attribution: AttributionMark, _: Token) -> AppealMark | None:
    """Return what they are called to do: the infinitive behind or beside the addressee."""
    parse = material.parse
    tokens = parse.tokens_in(attribution.content[0])
    head = parse.tops(t.i for t in tokens)[0]
    end = parse.sentence_of(head.i).last
    for to in parse.tokens[head.i + 1 : min(end, head.i + _longest_cue)]:
        if to.lower == "to" and to.dep == "aux":
            action = tidy(material, _with_not(parse, to.head, to.i + 1), parse.edges(to.head)[1])
            who = RoleFill(
                "addressee",
                parse.span(parse.edges(head.i)[0], to.i),
                head.i,
                material.names.entity_at(head.i),
            )
            return AppealMark(action, who) if action is not None else None
    return None


def _asked_from(material: Material, cue: Token, tokens: Sequence[Token]) -> RoleFill | None:
    """Return who is asked in "requested help from *the agency*"."""
    for token in tokens:
        if token.lower == "from" and cue.lemma in _requests and token.head < token.i:
            found = material.parse.children(token.i, "pobj")
            if found and can_speak(material.parse, found[0]):
                return _fill(material, found[0])
    return None


def _is_for_a_thing(material: Material, cue: Token, to: Token) -> bool:
    """Tell whether a thing is asked for, to an end: "requested money to build it"."""
    objects = [t for t in material.parse.children(cue.i, "dobj") if cue.i < t.i < to.i]
    return bool(objects) and cue.lemma in _requests and not can_speak(material.parse, objects[0])


def _comes_early(to: Token, tokens: Sequence[Token]) -> bool:
    return not any(t.pos in ("VERB", "AUX") and t.dep != "amod" for t in tokens if t.i < to.i)


def _of_clause(material: Material, clause: Token) -> AppealMark | None:
    """Return what a clause calls for: of its subject's doing, or with a subject that only suffers.

    Of "the bridge must be repaired" the text does not say who is to do it.
    """
    parse = material.parse
    first, last = _with_not(parse, clause.i, clause.i), parse.edges(clause.i)[1]
    subject = next(iter(parse.children(clause.i, "nsubj")), None)
    if subject is None or not can_speak(parse, subject):
        whole = subject or next(iter(parse.children(clause.i, "nsubjpass")), None)
        first = first if whole is None else min(first, parse.edges(whole.i)[0])
        subject = None
    action = tidy(material, first, last)
    fill = _fill(material, subject) if subject is not None else None
    return AppealMark(action, fill) if action is not None else None


def _with_not(parse: Parse, verb: int, first: int) -> int:
    """Return where the action begins, at the "not" or "never" of its verb if it has one."""
    return min([first, *(t.i for t in parse.children(verb, "neg") if t.i < verb)])


def _addressee(material: Material, cue: Token, first: int, last: int) -> RoleFill | None:
    """Return who is asked: the noun phrase between the cue and what is asked of them."""
    parse = material.parse
    for token in parse.children(cue.i, "dative", "dobj"):
        if cue.i < token.i < last and (token.pos == "PROPN" or can_speak(parse, token)):
            return _fill(material, token)
    for token in parse.tokens[max(cue.i + 1, min(first, last - _longest_cue)) : last]:
        if token.dep in ("dobj", "dative", "pobj", "nsubj") and token.pos in (
            "NOUN",
            "PROPN",
            "PRON",
        ):
            return _fill(material, token)
    return None


def _fill(material: Material, head: Token) -> RoleFill:
    parse = material.parse
    others = [t for t in parse.children(head.i, "conj") if t.pos in ("NOUN", "PROPN")]
    # Of two who are asked neither is the addressee alone.
    entity = None if others else material.names.entity_at(head.i)
    if entity is not None and names_people(material.names.entities[entity], head):
        entity = None  # "Arvenians" are no state.
    return RoleFill("addressee", parse.subtree_span(head.i), head.i, entity)


def _ought_to(material: Material, attribution: AttributionMark, span: Span) -> Iterator[AppealMark]:
    """Find "X should negotiate" in a voice's words, where X is not the voice itself."""
    parse = material.parse
    for token in parse.tokens_in(span):
        if token.lower not in _ought or token.dep != "aux":
            continue
        verb = parse.tokens[token.head]
        helpers = {t.lower for t in parse.children(verb.i, "aux")}
        subject = next(iter(parse.children(verb.i, "nsubj", "nsubjpass")), None)
        if verb.pos != "VERB" or "have" in helpers or subject is None or subject.i > token.i:
            continue
        if subject.lower in ("i", "we", "it", "this", "that", "there"):
            continue
        asks = any(t.tag in _wh and t.i < verb.i for t in parse.children(verb.i))
        if asks or verb.dep == "relcl":
            continue
        acts = subject.dep == "nsubj" and can_speak(parse, subject)
        if token.lower == "must" and subject.dep == "nsubj" and not acts:
            continue
        mark = _of_clause(material, verb)
        if mark is not None:
            yield mark
