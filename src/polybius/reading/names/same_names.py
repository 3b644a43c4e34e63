"""Ties mentions by name to one another: by spelling, short names, acronyms, surest first.

After Raghunathan et al. (2010) and Lee et al. (2013), "Deterministic coreference resolution based
on entity-centric, precision-ranked rules"; descriptions and pronouns follow in `coreference`.
"""

from __future__ import annotations

from itertools import pairwise

from polybius.codebook.naming import name_key
from polybius.reading.grammar import nouns
from polybius.reading.grammar.syntax import Parse
from polybius.reading.names.clusters import Clusters
from polybius.reading.names.drafts import Draft, collective_kinds
from polybius.reading.names.expansions import Expansion


def tie_names(parse: Parse, clusters: Clusters, expansions: tuple[Expansion, ...]) -> None:
    """Put the mentions by name of one entity together, wherever they stand in the report."""
    drafts = clusters.drafts
    named = [n for n, d in enumerate(drafts) if d.form in {"name", "abbreviation", "adjective"}]
    _tie_expansions(clusters, expansions, named)
    _tie_equal(clusters, named, lambda n: _spelling(parse, drafts[n]))
    expanded = _expanded_spellings(parse, drafts, expansions)
    _tie_equal(
        clusters,
        [n for n in named if drafts[n].codes and _spelling(parse, drafts[n]) not in expanded],
        lambda n: " ".join(drafts[n].codes),
    )
    _tie_bracketed(parse, clusters, named)
    _tie_acronyms(parse, clusters, named)
    _tie_persons(parse, clusters, named)
    _tie_short_names(parse, clusters, named)


def _spelling(parse: Parse, draft: Draft) -> str:
    return name_key(parse.words(parse.span(draft.first, draft.last)))


def _expanded_spellings(
    parse: Parse, drafts: list[Draft], expansions: tuple[Expansion, ...]
) -> frozenset[str]:
    """Return the abbreviations that mean in this report what the report says, not the register."""
    by_range = {(d.first, d.last): d for d in drafts}
    found = set()
    for expansion in expansions:
        full, short = by_range.get(expansion.full), by_range.get(expansion.short)
        if full and short and short.codes and not set(full.codes) & set(short.codes):
            found.add(_spelling(parse, short))
    return frozenset(found)


def _tie_expansions(
    clusters: Clusters, expansions: tuple[Expansion, ...], named: list[int]
) -> None:
    by_range = {(clusters.drafts[n].first, clusters.drafts[n].last): n for n in named}
    for expansion in expansions:
        full, short = by_range.get(expansion.full), by_range.get(expansion.short)
        if full is not None and short is not None:
            clusters.merge(full, short)


def _tie_equal(clusters: Clusters, positions: list[int], key: object) -> None:
    assert callable(key)
    first: dict[str, int] = {}
    for n in positions:
        value = key(n)
        if value:
            clusters.merge(first.setdefault(value, n), n)


def _tie_bracketed(parse: Parse, clusters: Clusters, named: list[int]) -> None:
    """Tie "National Guard (GNA)": an abbreviation of the name in another language."""
    for left, right in pairwise(named):
        a, b = clusters.drafts[left], clusters.drafts[right]
        gap = parse.tokens[a.last : b.first]
        short = parse.words(parse.span(b.first, b.last))
        beside = len(gap) == 1 and gap[0].text in {"(", "["} and not (a.codes and b.codes)
        if beside and a.kind in collective_kinds - {"state"} and short.isupper() and len(short) < 9:
            clusters.merge(left, right)


def _tie_acronyms(parse: Parse, clusters: Clusters, named: list[int]) -> None:
    """Tie "UN" to "United Nations" where the report does not say so."""
    by_initials: dict[str, int] = {}
    for n in named:
        words = parse.tokens[clusters.drafts[n].first : clusters.drafts[n].last]
        initials = "".join(t.text[0] for t in words if t.text[0].isupper())
        if len(initials) > 1 and clusters.drafts[n].kind != "person":
            by_initials.setdefault(initials, n)
    for n in named:
        draft = clusters.drafts[n]
        text = parse.words(parse.span(draft.first, draft.last)).replace(".", "")
        full = by_initials.get(text)
        if full is None or draft.last - draft.first > 1 or not text.isupper():
            continue
        if not draft.codes or not clusters.drafts[full].codes:
            clusters.merge(full, n)


def _tie_persons(parse: Parse, clusters: Clusters, named: list[int]) -> None:
    """Tie surnames and first names to the full name that stood last before, else first after."""
    persons = [n for n in named if clusters.drafts[n].kind == "person"]
    by_word: dict[str, list[int]] = {}
    for n in persons:
        words = _words(parse, clusters.drafts[n])
        if len(words) > 1:
            for word in {words[0], words[-1]}:
                by_word.setdefault(word, []).append(n)
    for n in named:
        draft = clusters.drafts[n]
        words = _words(parse, draft)
        if draft.codes or not words or (draft.kind != "person" and len(words) > 1):
            continue
        fitting = [
            m
            for m in by_word.get(words[-1], [])
            if m != n and _may_shorten(words, _words(parse, clusters.drafts[m]))
        ]
        before = [m for m in fitting if m < n]
        if fitting:
            clusters.merge(before[-1] if before else fitting[0], n)
            draft.kind = "person"


def _words(parse: Parse, draft: Draft) -> tuple[str, ...]:
    tokens = parse.tokens[draft.first : draft.last]
    words = (t.lower.rstrip(".") for t in tokens if t.text[0].isalnum())
    return tuple(w for w in words if w not in nouns.honorifics)


def _may_shorten(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Tell whether the words of ``short`` stand in ``full`` in order, initials left out."""
    telling = [w for w in short if len(w) > 1]
    rest = iter(full)
    return len(short) <= len(full) + 1 and bool(telling) and all(w in rest for w in telling)


def _tie_short_names(parse: Parse, clusters: Clusters, named: list[int]) -> None:
    """Tie "Central Command" to "X Central Command": at least two last words in common."""
    by_tail: dict[tuple[str, ...], int] = {}
    bodies = [
        n
        for n in named
        if clusters.drafts[n].kind != "person" and clusters.drafts[n].form == "name"
    ]
    for n in bodies:
        words = _words(parse, clusters.drafts[n])
        for size in range(2, len(words)):
            by_tail.setdefault(words[-size:], n)
    for n in bodies:
        full = by_tail.get(_words(parse, clusters.drafts[n]))
        if full is not None and not (clusters.drafts[n].codes and clusters.drafts[full].codes):
            clusters.merge(full, n)
