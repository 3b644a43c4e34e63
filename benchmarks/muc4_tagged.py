"""Candidates for role fillers from the trained tags, beside those from the marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.muc4_candidates import Candidate, Context, candidates_of, clean, described
from benchmarks.muc4_keys import roles
from benchmarks.muc4_reading import Read
from benchmarks.muc4_view import Range, View, runs
from polybius.reading.occurrences.roles import phrase_range
from polybius.reading.occurrences.things import kind_of

levels = (0.15, 0.5)
"""Chances from which on tokens are taken to be in a filler: once generously, once strictly."""
longest = 12
_edge_words = frozenset(("DET", "PUNCT", "ADP", "CCONJ", "SCONJ", "AUX", "SPACE"))


def all_candidates(read: Read, view: View) -> list[Candidate]:
    """Return the candidates from the marks, then those that only the tags find."""
    found = candidates_of(read)
    known = {(c.role, c.text.lower()) for c in found}
    context = Context(read)
    more: dict[tuple[str, str], Candidate] = {}
    for role in (*roles, described):
        for first, last in _tagged(view, role):
            text = clean(read.parse.words(read.parse.span(first, last)))
            if not text or (role, text.lower()) in known:
                continue
            head = read.parse.tokens[head_of(read, (first, last))]
            candidate = more.get((role, text.lower()))
            if candidate is None:
                candidate = Candidate(role, context.cluster_of(head, text), text)
                more[role, text.lower()] = candidate
            context.add(candidate, head, "phrase", kind_of(read.parse, read.names, head.i))
    return [*found, *more.values()]


def head_of(read: Read, where: Range) -> int:
    """Return the token of a range that governs the others."""
    tokens = read.parse.tokens
    first, last = where
    tops = [i for i in range(first, last) if not first <= tokens[i].head < last]
    tops += [i for i in range(first, last) if tokens[i].head == i]
    nouns = [i for i in tops if tokens[i].pos in ("NOUN", "PROPN")]
    return (nouns or tops or [last - 1])[0]


def _tagged(view: View, role: str) -> Iterator[Range]:
    """Yield the tagged stretches of a role, each with its shorter and longer forms, once."""
    seen = set()
    for level in levels:
        for run in runs(view, role, level):
            for form in _forms(view, run):
                if form not in seen and 0 < form[1] - form[0] <= longest:
                    seen.add(form)
                    yield form


def _forms(view: View, run: Range) -> Sequence[Range]:
    tokens = view.parse.tokens
    first, last = run
    while first < last and tokens[first].pos in _edge_words:
        first += 1
    while first < last and tokens[last - 1].pos in ("PUNCT", "SPACE", "DET", "ADP"):
        last -= 1
    if first == last:
        return ()
    begin, end = phrase_range(view.parse, last - 1)
    while begin < last and tokens[begin].pos in _edge_words:
        begin += 1
    return ((first, last), (begin, last), (first, max(last, end)), (begin, max(last, end)))
