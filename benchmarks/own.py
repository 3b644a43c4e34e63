"""The project's own corpus: every layer of the reading, without any gold data from outside.

``python -m benchmarks.own [--part test] corpus/corpus.jsonl`` prints one JSON object. Overlap and
exact F1 of source, cue and content are `benchmarks.polnear`'s, nested attributions included.

=================== ==========================================================================
stance, voice_kind, share that is right among attributions whose cues share a character with
anonymity           the gold cue (``_accuracy``); ``stance_f1``: cue and stance right
occurrence          ``trigger_f1``: triggers share a character; ``type``, ``polarity`` and
                    ``modality`` accuracy among those. Acts of speech are not counted.
count               ``count_f1``: number words share a character, and category, low and high are
                    right; ``class_accuracy`` among those
relation            kind right, both parties share a character; direction is ignored where the
                    kind is symmetric; ``relation_status_accuracy`` among those
outlook             propositions or words share a character, and the band is right
appeal              actions share a character
time, place, names  in fully annotated documents only: overlap and equal value; equal span;
                    pairs of mentions put under one entity
=================== ==========================================================================
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from benchmarks.common import Tally, f1, parse, read_jsonl, with_interval
from benchmarks.matching import pairs, shared
from benchmarks.polnear import roles, tally
from corpus.found import as_document
from polybius import codebook
from polybius.reader import Reader

Document = Mapping[str, Any]
Unit = Mapping[str, Any]
Tallies = dict[str, Tally]

acts_of_speech = frozenset(
    (
        "statement", "accusation", "appeal", "demand", "rejection", "threat", "concession",
        "diplomatic_support",
    )
)  # fmt: skip
"""Event types that the corpus leaves to the attributions."""
unmarked_relations = frozenset(("located_in",))
"""Relation kinds that the corpus leaves to the places of occurrences."""


def measure(files: Sequence[Path], part: str | None = None) -> dict[str, Any]:
    """Return every metric over the documents of ``part`` (all where None)."""
    reader = Reader()
    documents = [
        document
        for path in files
        for document in read_jsonl(path)
        if part in (None, document["part"])
    ]
    scored = []
    for document in documents:
        marks = reader.mark_parsed(parse(document["text"]), document["published"])
        scored.append(score(document, as_document(marks)))
    return {"documents": len(documents), **metrics(scored)}


def metrics(scored: Sequence[Tallies]) -> dict[str, Any]:
    """Return F1 (for accuracies: the share) of each key with its 95 % interval."""
    result: dict[str, Any] = {}
    for key in keys:
        units = [tallies[key] for tallies in scored if key in tallies]
        result |= with_interval(key, units, f1)
    return result


def score(gold: Document, found: Document) -> Tallies:
    """Compare what was found in one document with its annotation, layer by layer."""
    result: Tallies = {
        f"{role}_{way}_f1": value
        for (role, way), value in tally(dict(gold), list(found["attributions"])).items()
    }
    for layer in (attributions, occurrences, counts, relations, outlooks, appeals):
        result |= layer(gold, found)
    if gold["layers"] == "full":
        for layer in (times, places, names):
            result |= layer(gold, found)
    return result


def attributions(gold: Document, found: Document) -> Tallies:
    """Stance, voice kind and anonymity of the attributions whose cues meet."""
    a, b = gold["attributions"], found["attributions"]
    both = pairs(a, b, _same_cue)
    right = {key: _agreeing(a, b, both, key) for key in ("stance", "voice", "anonymity")}
    return {
        "attribution_f1": Tally(len(both), len(b), len(a)),
        "stance_f1": Tally(right["stance"], len(b), len(a)),
        "stance_accuracy": Tally(right["stance"], len(both), len(both)),
        "voice_kind_accuracy": Tally(right["voice"], len(both), len(both)),
        "anonymity_accuracy": Tally(right["anonymity"], len(both), len(both)),
    }


def _same_cue(a: Unit, b: Unit) -> float:
    if not shared(a["cue"], b["cue"]):
        return 0.0
    return 1.0 + shared(a["content"], b["content"]) + shared(a["source"], b["source"])


def _agreeing(
    a: Sequence[Unit], b: Sequence[Unit], both: Sequence[tuple[int, int]], *fields: str
) -> int:
    return sum(all(a[i][field] == b[j][field] for field in fields) for i, j in both)


def occurrences(gold: Document, found: Document) -> Tallies:
    """Triggers, and type, polarity and modality where they meet."""
    a, b = (
        [o for o in side["occurrences"] if o["event_type"] not in acts_of_speech]
        for side in (gold, found)
    )
    both = pairs(a, b, lambda x, y: shared(x["trigger"], y["trigger"]))
    accuracies = {
        f"occurrence_{name}_accuracy": Tally(_agreeing(a, b, both, field), len(both), len(both))
        for name, field in (
            ("type", "event_type"), ("polarity", "polarity"), ("modality", "modality"),
        )
    }  # fmt: skip
    return {"trigger_f1": Tally(len(both), len(b), len(a)), **accuracies}


def counts(gold: Document, found: Document) -> Tallies:
    """Numbers of people: words alone, and with category and interval; victim class."""
    a, b = gold["counts"], found["counts"]
    words = pairs(a, b, lambda x, y: shared([x["words"]], [y["words"]]))
    both = pairs(a, b, _same_count)
    return {
        "count_words_f1": Tally(len(words), len(b), len(a)),
        "count_f1": Tally(len(both), len(b), len(a)),
        "class_accuracy": Tally(_agreeing(a, b, both, "victim_class"), len(both), len(both)),
        "scope_accuracy": Tally(_agreeing(a, b, both, "scope"), len(both), len(both)),
    }


def _same_count(a: Unit, b: Unit) -> float:
    same = all(a[field] == b[field] for field in ("category", "low", "high"))
    return shared([a["words"]], [b["words"]]) if same else 0


def relations(gold: Document, found: Document) -> Tallies:
    """Kinds with both parties; status among those."""
    a = gold["relations"]
    b = [r for r in found["relations"] if r["relation"] not in unmarked_relations]
    both = pairs(a, b, _same_relation)
    return {
        "relation_f1": Tally(len(both), len(b), len(a)),
        "relation_status_accuracy": Tally(_agreeing(a, b, both, "status"), len(both), len(both)),
    }


def _same_relation(a: Unit, b: Unit) -> float:
    if a["relation"] != b["relation"]:
        return 0.0

    def overlap(first: str, second: str) -> float:
        return min(shared([a["a"]], [b[first]]), shared([a["b"]], [b[second]]))

    symmetric = codebook.load().relation_kinds[a["relation"]].symmetric
    return max(overlap("a", "b"), overlap("b", "a") if symmetric else 0)


def outlooks(gold: Document, found: Document) -> Tallies:
    """Forecasts with the right band of probability."""

    def alike(a: Unit, b: Unit) -> float:
        if (a["low"], a["high"]) != (b["low"], b["high"]):
            return 0
        return 100 * shared(a["words"], b["words"]) + shared(a["proposition"], b["proposition"])

    return _found("outlook_f1", gold["outlooks"], found["outlooks"], alike)


def appeals(gold: Document, found: Document) -> Tallies:
    """Calls to act."""
    return _found(
        "appeal_f1",
        gold["appeals"],
        found["appeals"],
        lambda a, b: shared(a["action"], b["action"]),
    )


def times(gold: Document, found: Document) -> Tallies:
    """Time expressions with their values."""

    def alike(a: Unit, b: Unit) -> float:
        return shared([a["span"]], [b["span"]]) if a["value"] == b["value"] else 0

    return _found("timex_value_f1", gold["times"], found["times"], alike)


def places(gold: Document, found: Document) -> Tallies:
    """Place names, by equal spans."""
    return _found(
        "toponym_f1", gold["places"], found["places"], lambda a, b: float(a["span"] == b["span"])
    )


def names(gold: Document, found: Document) -> Tallies:
    """Pairs of mentions that are put under one entity."""
    a, b = _mentions(gold), _mentions(found)
    both = dict(pairs(a, b, lambda x, y: 2 * shared([x[0]], [y[0]]) / _length(x[0], y[0])))
    wanted = _linked(a)
    back = {j: i for i, j in both.items()}
    given = {tuple(sorted((back.get(i, ~i), back.get(j, ~j)))) for i, j in _linked(b)}
    return {"coreference_link_f1": Tally(len(wanted & given), len(given), len(wanted))}


def _mentions(document: Document) -> list[tuple[list[int], int]]:
    return [(span, name["entity"]) for name in document["names"] for span in name["mentions"]]


def _length(a: Sequence[int], b: Sequence[int]) -> int:
    return a[1] - a[0] + b[1] - b[0]


def _linked(mentions: Sequence[tuple[list[int], int]]) -> set[tuple[int, ...]]:
    return {
        (i, j)
        for (i, a), (j, b) in combinations(enumerate(mentions), 2)
        if a[1] == b[1]
    }  # fmt: skip


def _found(
    key: str, a: Sequence[Unit], b: Sequence[Unit], likeness: Callable[[Unit, Unit], float]
) -> Tallies:
    return {key: Tally(len(pairs(a, b, likeness)), len(b), len(a))}


keys = (
    *(f"{role}_{way}_f1" for role in roles for way in ("overlap", "exact")),
    "attribution_f1", "stance_f1", "stance_accuracy", "voice_kind_accuracy", "anonymity_accuracy",
    "trigger_f1", "occurrence_type_accuracy", "occurrence_polarity_accuracy",
    "occurrence_modality_accuracy", "count_words_f1", "count_f1", "class_accuracy",
    "scope_accuracy", "relation_f1", "relation_status_accuracy", "outlook_f1", "appeal_f1",
    "timex_value_f1", "toponym_f1", "coreference_link_f1",
)  # fmt: skip
"""Every metric, in the order of the output."""


def main() -> None:
    """Run from the command line."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.own")
    arguments.add_argument("files", nargs="+", type=Path, metavar="FILE")
    arguments.add_argument("--part", choices=("train", "test"), help="default: both")
    given = arguments.parse_args()
    missing = [str(path) for path in given.files if not path.is_file()]
    if missing:
        raise SystemExit(f"no such file: {', '.join(missing)}")
    json.dump(measure(given.files, given.part), sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
