"""Who the report speaks of: mentions of parties and persons, tied to entities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from polybius.codebook.parties import Register
from polybius.reading.grammar.nouns import determiners
from polybius.reading.grammar.syntax import Parse
from polybius.reading.layers import EntityMark, NameMark, Names, ToponymMark
from polybius.reading.names.clusters import Cluster, Clusters
from polybius.reading.names.coreference import tie_references
from polybius.reading.names.drafts import Draft
from polybius.reading.names.expansions import Expansion
from polybius.reading.names.mentions import find_mentions
from polybius.reading.names.same_names import tie_names
from polybius.reading.names.titles import tie_titles
from polybius.records import Rejected

rule = "names.rules.v1"
_FORMS = ("name", "abbreviation", "description", "adjective", "metonym", "pronoun")


def find_names(parse: Parse, register: Register, toponyms: Sequence[ToponymMark] = ()) -> Names:
    """Find the mentions of parties and persons in ``parse`` and tie them to entities.

    An entity has the register's ``party_id`` where one party only is known under its names; where
    several are, or the report expands an abbreviation in another way than the register, they are
    left as candidates for `polybius.resolving.parties` and `polybius.resolving.checks`.

    ``toponyms`` keep places that the parser takes for bodies or persons from becoming entities.
    """
    drafts, expansions = find_mentions(parse, register, toponyms)
    clusters = Clusters(drafts)
    tie_names(parse, clusters, expansions)
    tie_titles(parse, clusters)
    tie_references(parse, clusters)
    return _assemble(parse, clusters, expansions, register)


def _assemble(
    parse: Parse, clusters: Clusters, expansions: tuple[Expansion, ...], register: Register
) -> Names:
    found = [cluster for cluster in clusters.all() if not _refers_to_nothing(clusters, cluster)]
    for position, cluster in enumerate(found):
        for member in cluster.members:
            clusters.drafts[member].entity = position
    drafts = [d for d in clusters.drafts if d.entity >= 0]
    marks = tuple(NameMark(d.first, d.last, d.head, d.form, d.entity) for d in drafts)
    by_token = _innermost(marks)
    maker = _EntityMaker(
        parse,
        clusters,
        {expansion.short: expansion for expansion in expansions},
        register,
        {i: marks[n].entity for i, n in by_token.items()},
    )
    return Names(marks, tuple(map(maker.make, found)), by_token)


def _refers_to_nothing(clusters: Clusters, cluster: Cluster) -> bool:
    """Tell whether all that a cluster has is a pronoun of the third person."""
    drafts = [clusters.drafts[m] for m in cluster.members]
    return all(d.form == "pronoun" and not d.speaker for d in drafts)


def _innermost(marks: tuple[NameMark, ...]) -> dict[int, int]:
    by_token: dict[int, int] = {}
    for n in sorted(range(len(marks)), key=lambda n: (marks[n].first - marks[n].last, n)):
        by_token.update((i, n) for i in range(marks[n].first, marks[n].last))
    return dict(sorted(by_token.items()))


@dataclass(frozen=True, slots=True)
class _EntityMaker:
    parse: Parse
    clusters: Clusters
    expansions: dict[tuple[int, int], Expansion]
    """By the token range of the short form."""
    register: Register
    entity_of: dict[int, int]
    """Token position → position of the entity."""

    def make(self, cluster: Cluster) -> EntityMark:
        drafts = [self.clusters.drafts[m] for m in cluster.members]
        best = _fullest(self.parse, drafts, self.register)
        ranges = [(d.first, d.last) for d in drafts]
        expansion = next((self.expansions[r] for r in ranges if r in self.expansions), None)
        party_id, candidates = _parties(drafts, expansion, self.register)
        body = None if cluster.body is None else self.entity_of.get(cluster.body)
        return EntityMark(
            name=_written(self.parse, (best.first, best.last)),
            kind=self.clusters.kind(cluster),
            span=self.parse.span(best.first, best.last),
            role=_written(self.parse, cluster.roles[0]) if cluster.roles else None,
            body=None if body == best.entity else body,
            party_id=party_id,
            candidates=candidates,
            expansion=None if expansion is None else self._both(expansion),
        )

    def _both(self, expansion: Expansion) -> tuple[str, str]:
        return _written(self.parse, expansion.full), _written(self.parse, expansion.short)


def _written(parse: Parse, tokens: tuple[int, int]) -> str:
    return " ".join(parse.words(parse.span(*tokens)).split())


def _fullest(parse: Parse, drafts: list[Draft], register: Register) -> Draft:
    """Return the mention that says most: a name before a description, the longest first.

    A capital that stands for its state names it only for want of another name.
    """

    def rank(draft: Draft) -> tuple[int, int, int]:
        written = _written(parse, (draft.first, draft.last))
        metonym = any(written in register.entries[code].metonyms for code in draft.codes)
        form = _FORMS.index("metonym" if metonym else draft.form)
        return form, -_length(parse, draft), draft.first

    return min(drafts, key=rank)


def _length(parse: Parse, draft: Draft) -> int:
    words = (t for t in parse.tokens[draft.first : draft.last] if t.lower not in determiners)
    return sum(t.end - t.start for t in words)


def _parties(
    drafts: list[Draft], expansion: Expansion | None, register: Register
) -> tuple[str | None, tuple[Rejected, ...]]:
    """Return the one party that every known form allows, else none and the candidates."""
    known = [d for d in drafts if d.codes]
    if not known:
        return None, ()
    shared = [c for c in known[0].codes if all(c in d.codes for d in known)]
    every = list(dict.fromkeys(c for d in known for c in d.codes))
    at_odds = expansion is not None and _at_odds(drafts, expansion)
    if len(shared) == 1 and not at_odds:
        lost = [c for c in every if c != shared[0]]
        return shared[0], _rejected(lost, register, "another form of the name excludes it")
    why = (
        "the report expands the abbreviation in another way"
        if at_odds
        else "several parties are known under this name"
    )
    return None, _rejected(every, register, why)


def _at_odds(drafts: list[Draft], expansion: Expansion) -> bool:
    full = next((d for d in drafts if (d.first, d.last) == expansion.full), None)
    short = next((d for d in drafts if (d.first, d.last) == expansion.short), None)
    return bool(full and short and short.codes and not set(full.codes) & set(short.codes))


def _rejected(codes: list[str], register: Register, why: str) -> tuple[Rejected, ...]:
    return tuple(Rejected(c, register.entries[c].name, 1 / len(codes), why) for c in codes)
