"""re3d: entities and relations in texts on Syria and Iraq, against Polybius' own marks.

``python -m benchmarks.re3d FILE…`` prints relation_f1, fighting_f1 and allies_f1 with 95 %
intervals, each with precision and recall, F1 for each relation type, and of entities.

A relation is right if its type is and both argument spans overlap those of a gold relation that
no other has been matched with; direction is ignored for the symmetric types, of which a pair that
is labelled both ways counts once. Gold labels with a confidence of at least one half count. re3d
asks for some relations that Polybius keeps in other layers than `RelationMark`: who is who and
whose (names), how many (counts), who is where (presence). `benchmarks.re3d_scheme` converts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.common import Tally, f1, parse, precision, read_jsonl, recall, run, with_interval
from benchmarks.re3d_scheme import Entity, Triple, predict
from polybius.reading.grammar.syntax import Span
from polybius.reading.neural.relations import types, undirected

least_confidence = 0.5
entity_types = ("Organisation", "Person", "Location", "Nationality", "Temporal", "Quantity")


@dataclass(frozen=True, slots=True)
class Scores:
    """Tallies of one document, by relation type and by entity type."""

    relations: dict[str, Tally]
    entities: dict[str, Tally]


def measure(files: Sequence[Path]) -> dict[str, Any]:
    """Return the metrics of all documents in ``files``."""
    units = [score(document) for path in files for document in read_jsonl(path)]
    result: dict[str, Any] = {"documents": len(units)}
    named = (("relation", types), ("fighting", ("FightingAgainst",)),
             ("allies", ("AlliesOf",)))  # fmt: skip
    for name, kinds in named:
        for measure_name, metric in (("f1", f1), ("precision", precision), ("recall", recall)):
            part = partial(_over, chosen=kinds, metric=metric)
            result |= with_interval(f"{name}_{measure_name}", units, part)
    for kind in types:
        result[f"{kind}_f1"] = round(_over(units, (kind,), f1), 4)
        tally = sum((u.relations[kind] for u in units), Tally())
        result[f"{kind}_counts"] = [int(tally.right), int(tally.predicted), int(tally.gold)]
    for kind in entity_types:
        result[f"entity_{kind}_f1"] = round(f1(u.entities[kind] for u in units), 4)
    return result


def _over(units: Sequence[Scores], chosen: Iterable[str], metric: Any) -> float:
    return float(metric([sum((u.relations[t] for t in chosen), Tally()) for u in units]))


def score(document: dict[str, Any]) -> Scores:
    """Read one document and compare."""
    entities, triples = predict(parse(document["text"]))
    gold = [
        Triple(r["type"], Span(*r["source"]), Span(*r["target"]))
        for r in document["relations"]
        if r["confidence"] >= least_confidence
    ]
    gold_entities = [
        Entity(e["type"], Span(e["start"], e["end"]))
        for e in document["entities"]
        if e["confidence"] >= least_confidence
    ]
    return Scores(
        {kind: match(kind, triples, gold) for kind in types},
        {kind: _match_entities(kind, entities, gold_entities) for kind in entity_types},
    )


def match(kind: str, predicted: Sequence[Triple], gold: Sequence[Triple]) -> Tally:
    """Match the relations of one type one to one, in order."""
    ours = _once(t for t in predicted if t.type == kind)
    left = _once(t for t in gold if t.type == kind)
    total, right = len(left), 0
    for triple in ours:
        hit = next((g for g in left if _same(triple, g)), None)
        if hit is not None:
            left.remove(hit)
            right += 1
    return Tally(right, len(ours), total)


def _once(triples: Iterable[Triple]) -> list[Triple]:
    """Keep one of each; of an undirected relation that is given both ways, the first."""
    kept: dict[object, Triple] = {}
    for t in triples:
        ends = ((t.source.start, t.source.end), (t.target.start, t.target.end))
        kept.setdefault(tuple(sorted(ends)) if t.type in undirected else ends, t)
    return list(kept.values())


def _same(a: Triple, b: Triple) -> bool:
    straight = a.source.overlaps(b.source) and a.target.overlaps(b.target)
    if straight or a.type not in undirected:
        return straight
    return a.source.overlaps(b.target) and a.target.overlaps(b.source)


def _match_entities(kind: str, predicted: Sequence[Entity], gold: Sequence[Entity]) -> Tally:
    ours = [e.span for e in predicted if e.type == kind]
    left = [e.span for e in gold if e.type == kind]
    total, right = len(left), 0
    for span in ours:
        hit = next((g for g in left if span.overlaps(g)), None)
        if hit is not None:
            left.remove(hit)
            right += 1
    return Tally(right, len(ours), total)


if __name__ == "__main__":
    run("re3d", measure)
