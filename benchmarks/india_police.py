"""Police deeds in sentences and documents (IndiaPoliceEvents, Halterman et al. 2021).

``python -m benchmarks.india_police FILE…`` prints one JSON object: F1 of each class over the
sentences or documents of the files, and their mean. Rules and trained heads are asked alike. The
rules read the classes from the occurrences whose doer is the police or another security force;
arrests and measures against crowds that name no doer are taken for theirs. The heads
(`polybius.reading.neural.deeds`) learned from reports written for it. No level was fitted to the
set: a class holds where the mean of the heads' probability and the rules' precision on those
reports, for or against, is at least one half. To that come the rules of
`benchmarks.india_police_rules` for what no occurrence says: failing to act (theirs alone: what the
head learned of it from the written reports does not carry over), deaths by police fire, and police
as the doer of anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.common import Tally, encode, f1, mean, parse, read_jsonl, run, with_interval
from benchmarks.india_police_rules import acts, fails, is_police, kills
from polybius.codebook import load
from polybius.codebook.register import load_register
from polybius.reading.counts.find import find_counts
from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.layers import CountMark, Names, OccurrenceMark
from polybius.reading.names.find import find_names
from polybius.reading.neural.deeds import classes, see_deeds
from polybius.reading.occurrences.find import find_occurrences
from polybius.records import Modality, Polarity

killing = frozenset(("killing", "execution", "massacre", "assassination"))
force = frozenset(
    ("shooting", "beating", "torture", "protest_intervention", "excessive_force", "wounding")
)
by_default = frozenset(
    """arrest protest_intervention excessive_force restriction mobilisation raid weapons_seizure
    interception""".split()  # noqa: SIM905
)
"""Deeds that are the police's unless somebody else is named."""
acting = frozenset(("security_measures", "strategic", "dealings"))
"""Groups of event types that are an action where the police do them."""
rule_confidence = 0.9
"""The rules' precision on the written reports: .89 to .90 for each class but FAIL."""


def measure(files: Sequence[Path]) -> dict[str, Any]:
    """Score the sentences or documents of ``files``."""
    units = [unit for path in files for unit in _units(list(read_jsonl(path)))]
    result: dict[str, Any] = with_interval("mean_f1", units, _mean)
    for name in classes:
        result |= with_interval(f"{name.lower()}_f1", [u[name] for u in units], f1)
    return result


def _units(records: Sequence[dict[str, Any]]) -> Iterator[dict[str, Tally]]:
    """Yield the tallies of each sentence, or of each document."""
    for _, group in groupby(records, key=lambda r: r["doc_id"]):
        own = list(group)
        if "sent_id" in own[0]:
            found = of_sentences([r["text"] for r in own])
        else:
            found = [of_document(r["text"]) for r in own]
        for record, labels in zip(own, found, strict=True):
            yield {name: _tally(name, labels, record["labels"]) for name in classes}


def _mean(units: Sequence[dict[str, Tally]]) -> float:
    return mean(f1([u[name] for u in units]) for name in classes)


def _tally(name: str, found: frozenset[str], labels: Any) -> Tally:
    gold = bool(labels[name]) if isinstance(labels, dict) else name in labels
    return Tally(float(gold and name in found), float(name in found), float(gold))


def of_document(text: str) -> frozenset[str]:
    """Return the classes of a document: each is as likely as in its likeliest sentence."""
    parsed = parse(text)
    chances = see_deeds(encode(parsed), [Span(s.start, s.end) for s in parsed.sentences])
    highest = {name: max((c[name] for c in chances), default=0.0) for name in classes}
    return _joined(by_rules(parsed), highest, by_words(parsed))


def of_sentences(sentences: Sequence[str]) -> list[frozenset[str]]:
    """Return the classes of each of the sentences of a document.

    The rules read a sentence by itself, the heads all of them together.
    """
    text, spans = "", []
    for sentence in sentences:
        spans.append(Span(len(text), len(text) + len(sentence.strip())))
        text += sentence.strip() + "\n"
    chances = see_deeds(encode(parse(text)), spans)
    parses = [parse(sentence) for sentence in sentences]
    return [
        _joined(by_rules(own), chance, by_words(own))
        for own, chance in zip(parses, chances, strict=True)
    ]


def _joined(
    ruled: frozenset[str], chance: dict[str, float], told: frozenset[str]
) -> frozenset[str]:
    """Return ``told`` and the classes that rules and heads together hold likelier than not."""
    found = set(told)
    for name in set(classes) - {"FAIL"}:
        rules = rule_confidence if name in ruled else 1 - rule_confidence
        if (rules + chance[name]) / 2 >= 0.5:
            found.add(name)
    return _closed(found)


def _closed(found: set[str]) -> frozenset[str]:
    if "KILL" in found:
        found.add("FORCE")
    if found - {"FAIL"}:
        found.add("ANY_ACTION")
    return frozenset(found)


def by_rules(parsed: Parse) -> frozenset[str]:
    """Return the classes that the rules find in a sentence or document."""
    names = find_names(parsed, load_register())
    occurrences = find_occurrences(parsed, names)
    counts = find_counts(parsed, names, occurrences)
    found = set()
    for happening in dict.fromkeys(m.happening for m in occurrences):
        marks = [m for m in occurrences if m.happening == happening]
        if any(_by_police(parsed, names, mark) for mark in marks):
            found |= {name for mark in marks for name in _classes(mark)}
    dead = {parsed.tokens[c.token].sentence for c in counts if _is_death(c)}
    forced = {parsed.tokens[m.token].sentence for m in occurrences if "FORCE" in _classes(m)}
    if "FORCE" in found and dead & forced:
        found.add("KILL")
    return _closed(found)


def by_words(parsed: Parse) -> frozenset[str]:
    """Return the classes that the words say outright."""
    asked = (("FAIL", fails), ("KILL", kills), ("ANY_ACTION", acts))
    return frozenset(name for name, holds in asked if holds(parsed))


def _by_police(parsed: Parse, names: Names, mark: OccurrenceMark) -> bool:
    doers = [f.head for f in mark.fills if f.role in ("perpetrator", "participant")]
    moved = [f.head for f in mark.fills if mark.event_type == "mobilisation"]
    if any(_is_police(parsed, names, i) for i in (*doers, *moved)):
        return True
    return not doers and mark.event_type in by_default


def _is_death(count: CountMark) -> bool:
    return count.category == "killed" and not count.denied and count.token >= 0


def _classes(mark: OccurrenceMark) -> set[str]:
    if mark.polarity is not Polarity.HAPPENED or mark.modality is Modality.HYPOTHETICAL:
        return set()
    if mark.modality is not Modality.ACTUAL:
        return {"ANY_ACTION"}
    if mark.event_type in killing:
        return {"KILL"}
    if mark.event_type in force:
        return {"FORCE"}
    if mark.event_type == "arrest":
        return {"ARREST"}
    parent = load().event_types[mark.event_type].parent
    return {"ANY_ACTION"} if parent in acting else set()


def _is_police(parsed: Parse, names: Names, i: int) -> bool:
    entity = names.entity_at(i)
    if entity is not None and names.entities[entity].kind == "force":
        return True
    return is_police(parsed, i)


if __name__ == "__main__":
    run("india_police", measure)
