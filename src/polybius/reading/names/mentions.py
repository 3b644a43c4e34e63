"""Finds the mentions of parties and persons in a parsed text, before any is tied to another.

Names come from the register's surface forms, from expansions in the report, from the parser's
named entities and from capitalised runs that end like a name of an organisation; common nouns and
pronouns come from the parse. Where sources disagree the register wins, then the expansion, then
the longer name: the parser's entity recogniser is weak on armed groups and on names that are rare
in American newswire.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from polybius.codebook.parties import NameKind, Register
from polybius.reading.grammar import nouns
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.layers import ToponymMark
from polybius.reading.names.descriptions import find_descriptions, find_pronouns
from polybius.reading.names.drafts import Draft
from polybius.reading.names.expansions import Expansion, find_expansions
from polybius.reading.names.surfaces import Surface, find_surfaces

party_labels = frozenset({"PERSON", "ORG", "NORP"})
_LOCATIVES = word_set(
    """
    in at near across inside within throughout around toward towards outside into via over
    """
)
_PLACE_NOUNS = word_set("province district city town village region governorate county river dam")
_SPEECH = word_set(
    """
    say tell add claim announce state report note warn acknowledge confirm
    """
)
_LEADING_WORDS = word_set("the a an ’s 's ’ '")


def find_mentions(
    parse: Parse, register: Register, toponyms: Sequence[ToponymMark] = ()
) -> tuple[list[Draft], tuple[Expansion, ...]]:
    """Return the mentions of ``parse`` in text order, and the expansions that the report gives."""
    expansions = tuple(e for e in find_expansions(parse) if _names_party(parse, e))
    places = {t.i for m in toponyms if m.literal for t in parse.tokens_in(m.span)}
    names = _without_clashes(_names(parse, register, expansions, places))
    covered = {i for draft in names for i in range(draft.first, draft.last)}
    known = {
        parse.tokens[d.last - 1].text
        for d in names
        if d.kind == "person" and d.form == "name" and d.last - d.first > 1
    }
    found = [*names, *_late_names(parse, covered | places, known - _place_names(parse))]
    covered = {i for draft in found for i in range(draft.first, draft.last)}
    found += find_descriptions(parse, covered)
    found += find_pronouns(parse, covered)
    return sorted(found, key=lambda d: (d.first, -d.last)), expansions


# --- names ------------------------------------------------------------------------------------


def _names_party(parse: Parse, expansion: Expansion) -> bool:
    """Tell a name's expansion from that of a common term: "improvised explosive device (IED)"."""
    first, last = expansion.full
    return parse.tokens[first].text[0].isupper() and parse.tokens[last - 1].text[0].isupper()


def _names(
    parse: Parse, register: Register, expansions: tuple[Expansion, ...], places: set[int]
) -> Iterator[tuple[int, Draft]]:
    """Yield name mentions with their rank: lower ranks win over what they overlap."""
    surfaces = find_surfaces(parse, register)
    exact = {(s.first, s.last): s for s in surfaces}
    for expansion in expansions:
        for form, (first, last) in (("name", expansion.full), ("abbreviation", expansion.short)):
            known = exact.get((first, last))
            codes = known.codes if known else ()
            kind = _kind(parse.tokens[first:last], codes, register, "ORG")
            yield 0, Draft(first, last, _head(parse, first, last), form, kind, codes)
    for surface in surfaces:
        yield from _from_surface(parse, surface, register)
    for first, last, label in _repaired(parse):
        if (first, last) in exact or places.issuperset(range(first, last)):
            continue
        kind = _kind(parse.tokens[first:last], (), register, label)
        # A longer name of an organisation or person outranks the state's name inside it.
        head = _head(parse, first, last)
        form = "adjective" if label == "NORP" and parse.tokens[head].pos == "ADJ" else "name"
        yield 2, Draft(first, last, head, form, kind)


def _from_surface(
    parse: Parse, surface: Surface, register: Register
) -> Iterator[tuple[int, Draft]]:
    first, last = surface.first, surface.last
    head = _head(parse, first, last)
    kinds = {register.entries[code].kind for code in surface.codes}
    if kinds == {"state"} and surface.kind is not NameKind.ADJECTIVE and _is_place(parse, head):
        return
    if surface.kind is NameKind.METONYM and not _acts(parse, head):
        return
    form = {NameKind.ABBREVIATION: "abbreviation", NameKind.ADJECTIVE: "adjective"}.get(
        surface.kind, "name"
    )
    kind = _kind(parse.tokens[first:last], surface.codes, register, "")
    yield (1 if kinds != {"state"} else 3), Draft(first, last, head, form, kind, surface.codes)


def _is_place(parse: Parse, head: int) -> bool:
    """Tell whether a state's name stands for its territory: "in Pakistan"."""
    token = parse.tokens[head]
    while token.dep in {"conj", "appos"} and token.head != token.i:
        token = parse.tokens[token.head]
    governor = parse.tokens[token.head]
    return token.dep == "pobj" and governor.lower in _LOCATIVES


def _acts(parse: Parse, head: int) -> bool:
    """Tell whether a capital or seat stands for its government: it says or does something."""
    token = parse.tokens[head]
    return token.dep in {"nsubj", "agent"} and parse.tokens[token.head].pos == "VERB"


def _repaired(parse: Parse) -> Iterator[tuple[int, int, str]]:
    """Yield the parser's entities with determiners and possessives trimmed."""
    places = _place_words(parse)
    for named in parse.named:
        first, last, label = named.first, named.last, named.label
        if label not in party_labels:
            continue
        while first < last and not parse.tokens[first].text[0].isalnum():
            first += 1
        while first < last and parse.tokens[first].lower in _LEADING_WORDS:
            first += 1
        while last > first and (
            parse.tokens[last - 1].tag == "POS" or not parse.tokens[last - 1].text[-1].isalnum()
        ):
            last -= 1
        comma = next((i for i in range(first, last) if parse.tokens[i].text == ","), last)
        last = comma if comma > first else last
        words = parse.tokens[first:last]
        if words and words[0].lower in _LOCATIVES:
            # "Near Velport" at the head of a sentence is a place, whatever the recogniser says.
            continue
        if not any(t.text[0].isupper() for t in words) or _is_common(words):
            continue
        if label == "PERSON" or last - first > 1 or words[0].lower not in places:
            yield first, last, label


def _place_names(parse: Parse) -> set[str]:
    """Return the words of what the parser takes for places."""
    named = (n for n in parse.named if n.label in ("GPE", "LOC", "FAC"))
    return {t.text for n in named for t in parse.tokens[n.first : n.last]}


def _place_words(parse: Parse) -> frozenset[str]:
    """Return the single words that the report somewhere treats as a place."""
    found = {parse.tokens[n.first].lower for n in parse.named if n.label in {"GPE", "LOC"}}
    for token in parse.tokens:
        if token.pos != "PROPN" or token.text.isupper():
            continue
        following = parse.tokens[token.i + 1] if token.i + 1 < len(parse.tokens) else token
        if _is_place(parse, token.i) or following.lemma in _PLACE_NOUNS:
            found.add(token.lower)
    return frozenset(found)


def _is_common(words: tuple[Token, ...]) -> bool:
    """Tell whether this is no party's name but an office or a code name."""
    last = words[-1]
    if words[0].lower in {"operation", "exercise"} or last.lower in nouns.thing_suffixes:
        return True
    office = last.lemma in nouns.person_nouns or last.lower in nouns.honorifics
    return len(words) == 1 and (office or len(last.text) < 2)


def _kind(tokens: tuple[Token, ...], codes: tuple[str, ...], register: Register, label: str) -> str:
    kinds = {register.entries[code].kind for code in codes}
    if len(kinds) == 1:
        return next(iter(kinds))
    words = tuple(t.lower for t in tokens if t.text[0].isalnum())
    told = nouns.name_kind(words) if len(words) > 1 else None
    if label == "PERSON" and len(tokens) == 1 and 2 <= len(tokens[0].text) <= 5:
        # The recogniser takes unknown abbreviations for people.
        label = "ORG" if tokens[0].text.isupper() else label
    if told:
        return told
    return {"PERSON": "person", "NORP": "community", "ORG": "organisation"}.get(label, "unknown")


def _head(parse: Parse, first: int, last: int) -> int:
    """Return the token that governs the rest: the last whose own head lies outside."""
    outside = parse.tops(range(first, last))
    nominal = [t for t in outside if t.pos in {"PROPN", "NOUN", "ADJ", "PRON"}]
    return (nominal or outside)[-1].i


def _without_clashes(ranked: Iterable[tuple[int, Draft]]) -> list[Draft]:
    """Keep the best-ranked of what overlaps; a state's name may stand inside a longer name."""
    kept: list[Draft] = []
    owner: dict[int, Draft] = {}
    for _, draft in sorted(
        ranked, key=lambda rd: (rd[0], -(rd[1].last - rd[1].first), rd[1].first)
    ):
        clashing = {id(owner[i]): owner[i] for i in range(draft.first, draft.last) if i in owner}
        if not clashing:
            kept.append(draft)
            owner.update((i, draft) for i in range(draft.first, draft.last))
        elif all(_extends(draft, other) for other in clashing.values()):
            for other in clashing.values():
                kept.remove(other)
            kept.append(draft)
            owner.update((i, draft) for i in range(draft.first, draft.last))
        elif all(_may_nest(draft, other) for other in clashing.values()):
            kept.append(draft)
    return kept


def _extends(draft: Draft, other: Draft) -> bool:
    """Tell whether a recognised name that goes beyond a register form should replace it."""
    wider = draft.first <= other.first and other.last <= draft.last
    longer = draft.last - draft.first > other.last - other.first
    return (
        wider and longer and draft.kind == "person" and not draft.codes and other.kind != "person"
    )


def _may_nest(draft: Draft, other: Draft) -> bool:
    inside = other.first <= draft.first and draft.last <= other.last
    return (
        inside and draft.kind == "state" and other.kind != "person" and other.first == draft.first
    )


def _late_names(parse: Parse, covered: set[int], known: set[str]) -> Iterator[Draft]:
    """Yield capitalised runs that end like a name, or speak, and that no other source found.

    So also persons ``known`` by that surname, whom the parser saw elsewhere only.
    """
    for first, last in _capital_runs(parse, covered):
        words = tuple(t.lower for t in parse.tokens[first:last] if t.text[0].isalnum())
        again = parse.tokens[last - 1]
        stands_alone = again.pos == "PROPN" and again.dep not in ("amod", "compound")
        if again.text in known and stands_alone and nouns.honorifics.issuperset(words[:-1]):
            yield Draft(again.i, last, again.i, "name", "person")
            continue
        kind = nouns.name_kind(words) if len(words) > 1 else None
        head = _head(parse, first, last)
        if kind is None and _speaks(parse, head) and (len(words) > 1):
            kind = "person"
        if kind is not None:
            yield Draft(first, last, head, "name", kind)


def _speaks(parse: Parse, head: int) -> bool:
    token = parse.tokens[head]
    return token.dep == "nsubj" and parse.tokens[token.head].lemma in _SPEECH


def _capital_runs(parse: Parse, covered: set[int]) -> Iterator[tuple[int, int]]:
    for sentence in parse.sentences:
        at = sentence.first
        while at < sentence.last:
            end = at
            while (
                end < sentence.last
                and end not in covered
                and _in_run(parse, at, end, sentence.last)
            ):
                end += 1
            while end > at and not parse.tokens[end - 1].text[0].isupper():
                end -= 1
            if end > at:
                yield at, end
            at = max(end, at + 1)


def _in_run(parse: Parse, at: int, end: int, last: int) -> bool:
    token = parse.tokens[end]
    if token.pos == "PROPN" and token.text[0].isupper():
        return True
    following = parse.tokens[end + 1] if end + 1 < last else None
    joins = token.lower in {"of", "for", "and", "-", "the", "e", "al", "el", "de", "ul"}
    capital = token.text[0].isupper() and token.pos in {"NOUN", "ADJ"}
    return capital or (
        joins
        and end > at
        and following is not None
        and following.text[0].isupper()
        and token.lower in {"-", "of", "e", "al", "el", "de", "ul"}
    )
