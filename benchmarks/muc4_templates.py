"""MUC-4 templates from a text's marks and trained chances: incidents and who fills their slots.

What counts, and which of the candidates fill a slot, is decided by `benchmarks.muc4_weights`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from benchmarks.common import encode
from benchmarks.muc4_candidates import Candidate, described, incident_type, with_document
from benchmarks.muc4_choices import Choice, choose, dates, locations, shares_of
from benchmarks.muc4_circumstances import stage_of
from benchmarks.muc4_documents import document_features
from benchmarks.muc4_evidence import document_evidence, filler_evidence
from benchmarks.muc4_keys import Incident, Mentions, normal, roles
from benchmarks.muc4_reading import Read, read
from benchmarks.muc4_scoring import Template
from benchmarks.muc4_several import cut_of, several_traits
from benchmarks.muc4_tagged import all_candidates
from benchmarks.muc4_targets import confidence_of, nobody, nobody_hurt, number_of
from benchmarks.muc4_values import Target, effects_of, nothing
from benchmarks.muc4_view import View, seen_types, view_of
from benchmarks.muc4_weights import Model, labels, load_model, probability
from polybius.reading.layers import OccurrenceMark
from polybius.records import Modality, Polarity

without_targets = frozenset(("KIDNAPPING",))
"""Types to which targets and weapons don't apply."""
hopeless_rule, hopeless_tag = 0.04, 0.08
"""Chances below which, both, a candidate isn't looked at."""
unreal = (Modality.HYPOTHETICAL, Modality.POSSIBLE, Modality.FUTURE)


@dataclass(frozen=True, slots=True)
class Filler:
    """A candidate that was taken."""

    role: str
    text: str
    heads: tuple[int, ...]
    likelihood: float


@lru_cache(maxsize=512)
def incidents_of(text: str) -> tuple[Incident, ...]:
    """Return the incidents that a text reports."""
    found = read(text)
    return fill_templates(found, view_of(encode(found.parse)), load_model())


def fill_templates(found: Read, view: View, model: Model) -> tuple[Incident, ...]:
    """Return the incidents that a text amounts to under ``model``."""
    rules = ruled_labels(found, model)
    evidence = document_evidence(view, rules)
    likely = {label: model.chance(f"document {label}", evidence) for label in labels}
    candidates, ruled = offered(found, view, rules, model)
    spoken_for = filler_evidence(candidates, ruled, view, likely)
    chances = [
        model.chance(f"filler {c.role}", own) for c, own in zip(candidates, spoken_for, strict=True)
    ]
    taken = take(candidates, chances, model)
    every = {kind: marks_of(found, kind) for kind in labels[1:]}
    types = types_of(likely, model.thresholds)
    groups = {kind: every[kind] for kind in types}
    by_type = assign(found, view, taken, groups)
    return tuple(
        _Filling(found, view, model, kind, marks).incident(fillers)
        for kind in types
        for marks, fillers in parts_of(found, model, kind, (groups[kind], by_type.get(kind, ())))
    )


Part = tuple[Sequence[OccurrenceMark], Sequence[Filler]]
"""The occurrences that an incident is read from, and who and what fills its slots."""


def parts_of(found: Read, model: Model, kind: str, whole: Part) -> tuple[Part, ...]:
    """Return one incident's part each, where a text seems to tell of two of a type.

    What is hit lies before or after the sentence with which the second begins; who did it may
    have done both.
    """
    marks, fillers = whole
    traits = several_traits(found, kind, marks)
    if probability(model.several, traits) < model.thresholds["several"]:
        return (whole,)
    tokens = found.parse.tokens
    spoken = {tokens[mark.token].sentence for mark in marks}
    hit = {f: _spot(found, f, spoken) for f in fillers if not f.role.startswith("Perp")}
    cut = cut_of([*spoken, *hit.values()])
    if cut is None:
        return (whole,)
    return tuple(
        (
            [m for m in marks if (tokens[m.token].sentence >= cut) is later],
            [f for f in fillers if f not in hit or (hit[f] >= cut) is later],
        )
        for later in (False, True)
    )


def _spot(found: Read, filler: Filler, spoken: Collection[int]) -> int:
    """Return the first sentence with the filler that speaks of an incident, if one does."""
    sentences = [found.parse.tokens[head].sentence for head in filler.heads]
    return next((s for s in sentences if s in spoken), sentences[0])


def ruled_labels(found: Read, model: Model) -> dict[str, float]:
    """Return the chance of each document label as the rules' models see it."""
    features = document_features(found)
    return {label: probability(model.documents[label], features) for label in labels}


def offered(
    found: Read, view: View, rules: Mapping[str, float], model: Model
) -> tuple[list[Candidate], list[float]]:
    """Return the candidates that rules or tags say anything for, with the rules' chances."""
    inside = {role: view.inside(role) for role in (*roles, described)}
    kept, ruled = [], []
    for candidate in all_candidates(found, view):
        chance = probability(model.fillers[candidate.role], with_document(candidate, rules))
        tags = inside[candidate.role]
        if chance >= hopeless_rule or any(tags[h] >= hopeless_tag for h in candidate.heads):
            kept.append(candidate)
            ruled.append(chance)
    return kept, ruled


def take(
    candidates: Sequence[Candidate], chances: Sequence[float], model: Model
) -> tuple[Filler, ...]:
    """Return the candidates above their role's threshold, the likeliest of each cluster.

    Of two whose words are one among the other's, only the likelier is taken.
    """
    order = sorted(range(len(candidates)), key=lambda n: (-chances[n], n))
    taken: list[Filler] = []
    clusters: set[tuple[str, str]] = set()
    for n in order:
        candidate, key = candidates[n], (candidates[n].role, candidates[n].cluster)
        if chances[n] < model.thresholds[candidate.role] or key in clusters:
            continue
        if any(f.role == candidate.role and same_words(f.text, candidate.text) for f in taken):
            continue
        clusters.add(key)
        taken.append(Filler(candidate.role, candidate.text, tuple(candidate.heads), chances[n]))
    return tuple(taken)


def same_words(one: str, other: str) -> bool:
    """Tell whether all words of one string are among the other's."""
    a, b = set(normal(one).split()), set(normal(other).split())
    return a <= b or b <= a


def types_of(likely: Mapping[str, float], thresholds: Mapping[str, float]) -> tuple[str, ...]:
    """Return the types of incident, the likeliest first; one at least in a relevant text."""
    if likely["relevant"] < thresholds["relevant"]:
        return ()
    ordered = sorted(labels[1:], key=lambda label: (-likely[label], label))
    return tuple(k for k in ordered if likely[k] >= thresholds[k]) or tuple(ordered[:1])


def marks_of(found: Read, kind: str) -> tuple[OccurrenceMark, ...]:
    """Return the occurrences that an incident of this type would be read from."""
    return tuple(
        mark
        for mark in found.occurrences
        if incident_type(mark) == kind
        and mark.modality not in unreal
        and (mark.polarity is Polarity.HAPPENED or mark.modality is Modality.ATTEMPTED)
    )


def assign(
    found: Read,
    view: View,
    taken: Sequence[Filler],
    groups: Mapping[str, Sequence[OccurrenceMark]],
) -> dict[str, tuple[Filler, ...]]:
    """Give each filler to the incidents that it stands with; perpetrators to several."""
    given: dict[str, list[Filler]] = {kind: [] for kind in groups}
    for filler in taken if groups else ():
        ties = {kind: _tie(found, view, filler, kind, marks) for kind, marks in groups.items()}
        most = max(ties.values())
        share = 0.6 if filler.role.startswith("Perp") else 0.9
        for kind, tie in ties.items():
            if tie >= share * most:
                given[kind].append(filler)
    return {kind: tuple(fillers) for kind, fillers in given.items()}


def _tie(
    found: Read, view: View, filler: Filler, kind: str, marks: Sequence[OccurrenceMark]
) -> float:
    """Return what binds a filler to incidents of a type: roles, sentences, trained chances."""
    tokens = found.parse.tokens
    spots = {tokens[head].sentence for head in filler.heads}
    column = seen_types.index(kind)
    places = view.ranges_of(filler.text) or tuple((h, h + 1) for h in filler.heads)
    tied = max(float(view.types[view.window[a], column]) for a, _ in places)
    if any(fill.head in filler.heads for mark in marks for fill in mark.fills):
        return tied + 0.5
    return tied + 0.2 * any(tokens[mark.token].sentence in spots for mark in marks)


@dataclass(frozen=True)
class _Filling:
    """What fills the slots of one incident."""

    found: Read
    view: View
    model: Model
    kind: str
    marks: Sequence[OccurrenceMark]

    def incident(self, fillers: Sequence[Filler]) -> Incident:
        entities = {role: _strings(fillers, role) for role in roles}
        if self.kind in without_targets:
            entities |= {"Target": (), "Weapon": ()}
        if self.kind == "ARSON":
            entities["Weapon"] = ()
        humans = [f for f in fillers if f.role in ("Victim", described)]
        effects = [(effect, f.text) for f in humans if (effect := self._effect(f))]
        if not humans and self.kind == "BOMBING" and nobody_hurt(self.found.parse.text):
            effects.append(("NO INJURY OR DEATH", nobody))
        where = locations(self.found, self.view, self.kind, self.marks)
        return Incident(
            type=self.kind,
            stage=stage_of(self.marks),
            date=self._best("date", dates(self.found, self.kind, self.marks)),
            location=self._best("location", where),
            entities=entities,
            responsible=tuple(
                (f.text, confidence_of(self.found, f.heads)) for f in fillers if f.role == "PerpOrg"
            ),
            numbers=tuple(
                (number_of(self.found, f.heads, named=f.role == "Victim"), f.text) for f in humans
            ),
            effects=tuple(effects),
        )

    def _best(self, name: str, choices: Sequence[Choice]) -> str | None:
        return choose(choices, self.model.choosers[name])

    def _effect(self, filler: Filler) -> str | None:
        """Return what a human target suffered, if that has some chance at least."""
        target = Target(filler.text, filler.heads)
        choices = effects_of(self.found, self.view, target, self.kind)
        shares = shares_of(choices, self.model.choosers["effect"])
        told = [(share, -n) for n, share in enumerate(shares) if choices[n].value != nothing]
        share, place = max(told)
        return choices[-place].value if share >= self.model.thresholds["effect"] else None


def _strings(fillers: Sequence[Filler], role: str) -> tuple[Mentions, ...]:
    return tuple(dict.fromkeys((f.text,) for f in fillers if f.role == role))


def reduced_templates(incidents: Sequence[Incident]) -> list[Template]:
    """Return incidents in the form that whole templates are scored in."""
    return [(incident.type.lower(), incident.entities) for incident in incidents]
