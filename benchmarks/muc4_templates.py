"""MUC-4 templates from the pipeline's marks: incidents with those who fill their slots.

Which texts report an incident that counts, and who of those mentioned fills a slot, is decided by
`benchmarks.muc4_weights`; everything else is read off the marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from benchmarks.muc4_candidates import (
    Candidate,
    candidates_of,
    described,
    incident_type,
    with_document,
)
from benchmarks.muc4_circumstances import date_of, location_of, stage_of
from benchmarks.muc4_documents import document_features
from benchmarks.muc4_keys import Incident, Mentions, roles
from benchmarks.muc4_reading import Read, read
from benchmarks.muc4_scoring import Template
from benchmarks.muc4_targets import confidence_of, effect_of, number_of
from benchmarks.muc4_weights import Model, labels, load_model, probability
from polybius.reading.layers import OccurrenceMark
from polybius.records import Modality, Polarity

without_targets = frozenset(("KIDNAPPING",))
"""Types to which targets and weapons don't apply."""
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
    return fill_templates(read(text), load_model())


def fill_templates(found: Read, model: Model) -> tuple[Incident, ...]:
    """Return the incidents that the marks of a text amount to under ``model``."""
    features = document_features(found)
    likely = {label: probability(model.documents[label], features) for label in labels}
    taken = take(candidates_of(found), likely, model)
    every = {kind: marks_of(found, kind) for kind in labels[1:]}
    types = types_of(likely, model.thresholds, [kind for kind in every if every[kind]])
    groups = {kind: every[kind] for kind in types}
    by_type = assign(found, taken, groups)
    return tuple(_incident(found, kind, groups[kind], by_type.get(kind, ())) for kind in types)


def take(
    candidates: Sequence[Candidate], likely: Mapping[str, float], model: Model
) -> tuple[Filler, ...]:
    """Return the candidates above their role's threshold, the likeliest of each cluster."""
    best: dict[tuple[str, str], Filler] = {}
    for candidate in candidates:
        weights = model.fillers[candidate.role]
        p = probability(weights, with_document(candidate, likely))
        key = candidate.role, candidate.cluster
        if p >= model.thresholds[candidate.role] and (key not in best or p > best[key].likelihood):
            best[key] = Filler(candidate.role, candidate.text, tuple(candidate.heads), p)
    return tuple(best.values())


def types_of(
    likely: Mapping[str, float], thresholds: Mapping[str, float], spoken_of: Sequence[str]
) -> tuple[str, ...]:
    """Return the types of incident, the likeliest first; one at least in a relevant text.

    Types that no occurrence is of are taken only where there is none of another type either.
    """
    ordered = sorted(labels[1:], key=lambda label: (-likely[label], label))
    chosen = [k for k in ordered if likely[k] >= thresholds[k] and k in spoken_of]
    if not chosen and likely["relevant"] >= thresholds["relevant"]:
        chosen = ordered[:1]
    return tuple(chosen)


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
    found: Read, taken: Sequence[Filler], groups: Mapping[str, Sequence[OccurrenceMark]]
) -> dict[str, tuple[Filler, ...]]:
    """Give each filler to the incidents whose occurrences it stands with."""
    kinds = list(groups)
    given: dict[str, list[Filler]] = {kind: [] for kind in kinds}
    for filler in taken if kinds else ():
        votes = Counter({kind: _ties(found, filler, marks) for kind, marks in groups.items()})
        most = max(votes.values())
        mine = [k for k in kinds if votes[k] == most and most] or kinds[:1]
        if filler.role.startswith("Perp") and most:
            mine = [k for k in kinds if votes[k]]
        for kind in mine:
            given[kind].append(filler)
    return {kind: tuple(fillers) for kind, fillers in given.items()}


def _ties(found: Read, filler: Filler, marks: Sequence[OccurrenceMark]) -> int:
    """Count what binds a filler to occurrences: their roles, then their sentences."""
    tokens = found.parse.tokens
    spots = {tokens[head].sentence for head in filler.heads}
    tied = 0
    for mark in marks:
        if any(fill.head in filler.heads for fill in mark.fills):
            tied += 5
        elif tokens[mark.token].sentence in spots:
            tied += 1
    return tied


def _incident(
    found: Read, kind: str, marks: Sequence[OccurrenceMark], fillers: Sequence[Filler]
) -> Incident:
    entities = {role: _strings(fillers, role) for role in roles}
    if kind in without_targets:
        entities |= {"Target": (), "Weapon": ()}
    if kind == "ARSON":
        entities["Weapon"] = ()
    humans = [f for f in fillers if f.role in ("Victim", described)]
    numbers = ((number_of(found, f.heads, named=f.role == "Victim"), f.text) for f in humans)
    effects = ((effect_of(found, f.heads, kind), f.text) for f in humans)
    return Incident(
        type=kind,
        stage=stage_of(marks),
        date=date_of(found, marks),
        location=location_of(found, marks),
        entities=entities,
        responsible=tuple(
            (f.text, confidence_of(found, f.heads)) for f in fillers if f.role == "PerpOrg"
        ),
        numbers=tuple(numbers),
        effects=tuple((effect, who) for effect, who in effects if effect),
    )


def _strings(fillers: Sequence[Filler], role: str) -> tuple[Mentions, ...]:
    return tuple(dict.fromkeys((f.text,) for f in fillers if f.role == role))


def reduced_templates(incidents: Sequence[Incident]) -> list[Template]:
    """Return incidents in the form that whole templates are scored in."""
    return [(incident.type.lower(), incident.entities) for incident in incidents]
