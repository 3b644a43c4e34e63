"""Resolves the place names of a report to the gazetteer, jointly.

One sense per discourse: mentions of one name mean one place, unless the text puts them in
different wider places ("Springfield, Illinois", "Springfield, Massachusetts").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import log

from rapidfuzz import fuzz

from polybius.reading.layers import ToponymMark
from polybius.reading.toponyms.words import common_words, feature_kinds
from polybius.records import Code, Passage, Place, Rejected
from polybius.resolving.gazetteer import Gazetteer, GazetteerEntry, kind_precision, suits
from polybius.resolving.gazetteer_names import fold
from polybius.resolving.places_home import home_names
from polybius.resolving.places_scoring import Group, score, wide_kinds

rule = "places.joint.v1"
threshold = 2.3
"""A best score below this leaves the name unresolved: a little-known place by an unreviewed
spelling, with nothing in the report to support it."""
most_candidates = 40
matrix_side = 1600
"""Candidates of a report scored together: bounds time and memory of reports with many names."""
dateline_reach = 80
"""Characters from the start of a report within which its first place names weigh more."""
home_weight = 1.5
home_renown = 0.3
namesake_renown = 0.5
"""How the place in a publisher's name counts as context, and how little its being well known
does: papers are of small towns too. The second is for the same name in the text."""
cluster_share = 0.5
"""Share of a report's places that must lie in one division for unknown names to be put there."""
well_known = 5.5
"""Fame of a place that a building or body may be placed by."""
beside_reach = 600
"""Characters from an unknown name within which a town is taken to be near it."""
home_share, home_places = 0.5, 3
"""Share of a report's places, and how many at least, that make a country its home."""
known_abroad = 4.8
"""Standing that a place elsewhere must have to be meant by a bare name in such a report."""
least_likeness, announced_likeness = 88.0, 80.0
"""How alike (of 100) the spellings of an unknown name and of a place taken for it must be; the
second where a word beside it names the place's kind."""
longest_initials = 3
"""Letters of a name that is written in capitals anyway: "UAE"."""
kept_rejected = 5
near_words = ("near", "outside", "around", "toward", "towards")
list_after = re.compile(
    r"^,\s+(?:the\s+)?(?P<next>[^,;:()\n]{2,40}?),?\s+(?:and|or|&)\s+(?:the\s+)?[A-Z]"
)
"""After the first of three places: ", Aleppo and Homs". The second need not hold the first."""
listed_trust = 0.4
"""How much a wider place counts that may only be the next of a list."""


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """What else is known about the report whose places are resolved."""

    text: str
    gazetteer: Gazetteer
    publisher: str | None = None
    """Name or internet domain of the publisher."""


def resolve_places(toponyms: Sequence[ToponymMark], context: PlaceContext) -> tuple[Place, ...]:
    """Resolve ``toponyms``, the place names of one report; the result keeps their order."""
    plan = _Plan(toponyms, context)
    score(plan.groups)
    if plan.respell():
        score(plan.groups)
    return tuple(
        _place(mark, plan.groups[at], plan, context)
        for mark, at in zip(toponyms, plan.group_of, strict=True)
    )


class _Plan:
    """The groups that a report's mentions form, and which group each mention is in."""

    def __init__(self, toponyms: Sequence[ToponymMark], context: PlaceContext) -> None:
        self.gazetteer, self.text = context.gazetteer, context.text
        self.marks = toponyms
        senses = _senses(toponyms)
        self.keys = list(dict.fromkeys(senses))
        self.group_of = [self.keys.index(sense) for sense in senses]
        by_group: dict[int, list[ToponymMark]] = defaultdict(list)
        for mark, at in zip(toponyms, self.group_of, strict=True):
            by_group[at].append(mark)
        limit = max(1, min(most_candidates, matrix_side // max(1, len(self.keys))))
        self.groups = [self._group(by_group[at], limit) for at in range(len(self.keys))]
        self._link_containers()
        if context.publisher:
            self._add_home(context.publisher)

    def _group(self, marks: list[ToponymMark], limit: int) -> Group:
        mark = max(marks, key=lambda m: (len(m.containers), m.feature is not None, -m.span.start))
        containers = tuple(
            found for name in mark.containers if (found := self.gazetteer.candidates(name, limit=8))
        )
        listed = all(_may_be_listed(m, self.text) for m in marks if m.containers)
        found = self.gazetteer.candidates(mark.name, limit=200)
        early = 1.5 if marks[0].span.start < dateline_reach else 1.0
        return Group(
            key=fold(mark.name),
            candidates=_within(found or self._inner(mark.name), containers, limit),
            feature=feature_kinds.get(mark.feature or ""),
            containers=containers,
            container_trust=listed_trust if listed else 1.0,
            weight=early * (1.0 + log(len(marks))),
        )

    def _inner(self, name: str) -> tuple[GazetteerEntry, ...]:
        """Return candidates of a well-known place inside an unknown name: "Manila Cathedral"."""
        words = name.split()
        for n in range(len(words) - 1, 0, -1):
            for first in range(len(words) - n, -1, -1):
                inner = " ".join(words[first : first + n])
                if inner.lower() not in common_words and self.gazetteer.fame(inner) >= well_known:
                    found = self.gazetteer.candidates(inner, limit=most_candidates)
                    return tuple(replace(entry, part=True) for entry in found)
        return ()

    def respell(self) -> bool:
        """Take unknown names for those spelt nearly like them in the countries of the report.

        One place is written in many ways, above all where names come from another script.
        """
        settled = (self.settled(group) for group in self.groups)
        countries = frozenset(entry.country for entry in settled if entry and entry.country)
        unknown = [at for at, group in enumerate(self.groups) if self._is_unknown(group)]
        found = False
        for at in unknown if countries else ():
            key = self.groups[at].key
            alike = tuple(
                entry
                for entry in self.gazetteer.near_misses(key, countries=countries)
                if fuzz.ratio(key, fold(entry.name)) >= _least_likeness(entry, self.groups[at])
                and self._is_likelier(entry, self.groups[at])
            )
            if alike:
                self.groups[at].candidates, found = alike, True
        return found

    def _is_likelier(self, entry: GazetteerEntry, group: Group) -> bool:
        """Tell whether a place nearly of that name is likelier than the one of it, if any."""
        if not group.candidates:
            return True
        other = group.candidates[_best(group)]
        meant = replace(entry, respelt=False)
        return entry.country == self.home and meant.standing >= other.standing

    def _is_unknown(self, group: Group) -> bool:
        """Tell whether the gazetteer has no place of that name, or a stranger to the report's."""
        if not group.candidates:
            return True
        entry = group.candidates[_best(group)] if group.scores else None
        if entry is None or self.home in (None, entry.country) or entry.kind == "country":
            return False
        return group.feature is not None or self._is_stray(group, entry)

    def settled(self, group: Group) -> GazetteerEntry | None:
        """Return the place that a name is taken to mean; None if none is likely enough."""
        if not group.scores or max(group.scores) < threshold:
            return None
        entry = group.candidates[_best(group)]
        return None if self._is_stray(group, entry) else entry

    def _is_stray(self, group: Group, entry: GazetteerEntry) -> bool:
        """Tell whether a small place abroad only bears the name of an unknown one at home.

        No gazetteer has every quarter and hamlet, but far away some town is called like it.
        """
        home = self.home
        stranger = home is not None and entry.country not in (None, home)
        return stranger and not group.containers and entry.standing < known_abroad

    @cached_property
    def home(self) -> str | None:
        """The country in which most of the report's places lie, once they are scored."""
        mass: dict[str, float] = defaultdict(float)
        count: dict[str, int] = defaultdict(int)
        for group in self.groups:
            if group.scores and max(group.scores) >= threshold:
                country = group.candidates[_best(group)].country or ""
                mass[country] += group.weight
                count[country] += 1
        best = max(sorted(mass), key=lambda c: mass[c], default="")
        clear = best and mass[best] >= home_share * sum(mass.values())
        return best if clear and count[best] >= home_places else None

    def _link_containers(self) -> None:
        at_name: dict[str, int] = {}
        for at, (name, _) in sorted(enumerate(self.keys), key=lambda key: bool(key[1][1])):
            at_name.setdefault(name, at)
        for (_, containers), group in zip(self.keys, self.groups, strict=True):
            group.container_groups = tuple(at_name[c] for c in containers if c in at_name)

    def _add_home(self, publisher: str) -> None:
        for name in home_names(publisher, self.gazetteer):
            found = self.gazetteer.candidates(name, limit=most_candidates)
            self.groups.append(Group(fold(name), found, weight=home_weight, renown=home_renown))
            for group in self.groups:
                if group.key == fold(name):
                    group.renown = min(group.renown, namesake_renown)

    def beside(self, mark: ToponymMark) -> tuple[GazetteerEntry, Code] | None:
        """Return the town whose name stands closest to that of an unknown place.

        As no more is known than that the text speaks of both together, the precision is that of
        the town's first-order division.
        """
        near = [
            (gap, other.span.start, entry)
            for other, at in zip(self.marks, self.group_of, strict=True)
            if not self._is_dateline(other)
            and (gap := _gap(mark, other)) <= beside_reach
            and (entry := self.settled(self.groups[at])) is not None
            and entry.kind not in wide_kinds
            and entry.admin1 is not None
        ]
        if not near:
            return None
        entry = min(near, key=lambda found: found[:2])[2]
        return entry, "adm1"

    def _is_dateline(self, mark: ToponymMark) -> bool:
        """Tell whether a name in capitals only says where the report was filed."""
        return mark.name.isupper() and len(mark.name) > longest_initials and not self._in_capitals

    @cached_property
    def _in_capitals(self) -> bool:
        return self.text.isupper()

    def cluster(self) -> tuple[GazetteerEntry, Code] | None:
        """Return where most of what the report names lies, if in one division.

        The point is the division's most-mentioned town; the precision is the division's, as no
        more is known of what lies somewhere in it.
        """
        mass: dict[str, float] = defaultdict(float)
        towns: dict[str, list[tuple[float, float, GazetteerEntry]]] = defaultdict(list)
        whole = 0.0
        for group in self.groups:
            entry = self.settled(group)
            if entry is None or entry.kind in wide_kinds:
                continue
            whole += group.weight
            for code in filter(None, (entry.admin1, entry.admin2)):
                mass[code] += group.weight
                if entry.kind == "place":
                    towns[code].append((group.weight, entry.standing, entry))
        enough = [c for c, m in mass.items() if whole >= 2.0 and m >= cluster_share * whole]
        if not enough:
            return None
        narrowest = max(enough, key=lambda c: (c.count("."), mass[c], c))
        division = self.gazetteer.division(narrowest)
        if division is None:
            return None
        town = max(towns[narrowest], key=lambda t: (t[0], t[1], t[2].id), default=None)
        return (division if town is None else town[2]), kind_precision[division.kind]


def _least_likeness(entry: GazetteerEntry, group: Group) -> float:
    announced = group.feature is not None and suits(group.feature, entry.kind)
    return announced_likeness if announced else least_likeness


def _senses(toponyms: Sequence[ToponymMark]) -> list[tuple[str, tuple[str, ...]]]:
    """Return each mention's name and containers, a bare mention taking those of the first full.

    The province of "Bree city, Bree province" is no bare mention of the city.
    """
    full: dict[str, ToponymMark] = {}
    for mark in toponyms:
        if mark.containers:
            full.setdefault(fold(mark.name), mark)

    def containers(mark: ToponymMark) -> tuple[str, ...]:
        first = full.get(fold(mark.name))
        if mark.containers or first is None:
            return mark.containers
        own, other = feature_kinds.get(mark.feature or ""), feature_kinds.get(first.feature or "")
        same = fold(mark.name) in map(fold, first.containers)
        apart = own is not None and own != other and same
        return () if apart else first.containers

    return [(fold(mark.name), tuple(map(fold, containers(mark)))) for mark in toponyms]


def _may_be_listed(mark: ToponymMark, text: str) -> bool:
    """Tell whether the wider place of ``mark`` may be its neighbour in a list of places."""
    after = list_after.match(text[mark.span.end : mark.span.end + 80])
    return after is not None and fold(after["next"]) == fold(mark.containers[0])


def _within(
    found: tuple[GazetteerEntry, ...],
    containers: tuple[tuple[GazetteerEntry, ...], ...],
    limit: int,
) -> tuple[GazetteerEntry, ...]:
    """Cut a list of candidates, those in the named wider place first."""
    codes = {wide.admin1 or wide.country for options in containers for wide in options[:2]}
    inside = [e for e in found if e.admin1 in codes or e.country in codes]
    outside = [e for e in found if e not in inside]
    return tuple([*inside, *outside][:limit])


def _gap(a: ToponymMark, b: ToponymMark) -> int:
    return max(a.span.start - b.span.end, b.span.start - a.span.end, 0)


def _best(group: Group) -> int:
    return max(range(len(group.scores)), key=lambda i: (group.scores[i], group.candidates[i].id))


def _place(mark: ToponymMark, group: Group, plan: _Plan, context: PlaceContext) -> Place:
    passage = Passage(mark.span.start, mark.span.end, context.text[mark.span.start : mark.span.end])
    entry = plan.settled(group)
    if entry is not None:
        precision = _precision(entry, mark, context.text)
        return _resolved(mark, passage, entry, precision, _rejected(group, _best(group)))
    rejected = _rejected(group, None)
    around = _containing(mark, group, plan)
    if around is None:
        return Place(mark.name, passage, rejected=rejected)
    return _resolved(mark, passage, *around, rejected)


def _resolved(
    mark: ToponymMark,
    passage: Passage,
    entry: GazetteerEntry,
    precision: Code,
    rejected: tuple[Rejected, ...],
) -> Place:
    return Place(
        name=mark.name,
        passage=passage,
        precision=precision,
        gazetteer_id=entry.id,
        gazetteer_name=entry.name,
        latitude=entry.latitude,
        longitude=entry.longitude,
        country=entry.country,
        admin1=entry.admin1_name,
        rejected=rejected,
    )


def _containing(mark: ToponymMark, group: Group, plan: _Plan) -> tuple[GazetteerEntry, Code] | None:
    """Return what holds an unknown place, its own container or the report's, and how precisely."""
    for at in group.container_groups:
        wide = plan.groups[at]
        if wide.scores:
            entry = wide.candidates[_best(wide)]
            return entry, _wider(kind_precision[entry.kind])
    for options in group.containers:
        return options[0], _wider(kind_precision[options[0].kind])
    return plan.cluster() or plan.beside(mark)


def _wider(precision: Code) -> Code:
    # "Crown Heights, Brooklyn": somewhere in the town is near its point.
    return "near" if precision == "exact" else precision


def _precision(entry: GazetteerEntry, mark: ToponymMark, text: str) -> Code:
    if entry.country is None and entry.kind != "site":
        return "international"
    precision = kind_precision[entry.kind]
    if entry.part:
        return "near" if precision == "exact" else precision
    before = text[max(0, mark.span.start - 30) : mark.span.start].lower().split()
    if precision == "exact" and before and before[-1] in near_words:
        return "near"
    return precision


def _rejected(group: Group, best: int | None) -> tuple[Rejected, ...]:
    """Return the runners-up with their scores and the features that made them."""
    order = sorted(range(len(group.scores)), key=lambda i: (-group.scores[i], i))
    losers = [i for i in order if i != best][:kept_rejected]
    return tuple(
        Rejected(
            value=group.candidates[i].id,
            label=_label(group.candidates[i]),
            score=group.scores[i],
            why=", ".join(
                f"{name} {value:g}" for name, value in group.features[i].items() if value
            ),
        )
        for i in losers
    )


def _label(entry: GazetteerEntry) -> str:
    parts = [entry.name, entry.admin1_name if entry.admin1_name != entry.name else None]
    return ", ".join(part for part in (*parts, entry.country) if part)
