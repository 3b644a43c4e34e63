"""What each data set teaches the heads: its labels, laid over the windows of its texts."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from benchmarks.common import parse, read_jsonl
from benchmarks.muc4_keys import Key, parse_key, places_of
from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.neural.attributions import anchor_head, parts, parts_head
from polybius.reading.neural.relations import nominals, undirected
from polybius.reading.neural.relations import types as relation_types
from polybius.reading.neural.windows import cut
from training.net import Lesson

Cutter = Callable[[Parse], Sequence[Lesson]]


def cutter(tokenizer: Tokenizer, ends: tuple[int, int]) -> Cutter:
    """Return what makes the empty lessons of a text."""
    return lambda parsed: [Lesson(w) for w in cut(parsed, tokenizer, ends)]


def attribution_lessons(
    parsed: Parse, attributions: Sequence[dict[str, Any]], lessons: Sequence[Lesson]
) -> None:
    """Teach ``attributions`` (spans of ``source``, ``cue``, ``content`` as pairs of offsets)."""
    taken: dict[int, dict[str, Any]] = {}
    for one in attributions:
        anchor = anchor_of(parsed, one["cue"])
        if anchor is not None and anchor not in taken:
            taken[anchor] = one
    for lesson in lessons:
        window = lesson.window
        size = window.last - window.first
        lesson.tags[anchor_head] = np.zeros(size, np.int64)
        lesson.pairs[parts_head] = []
        for anchor, one in taken.items():
            if window.first <= anchor < window.last:
                lesson.tags[anchor_head][anchor - window.first] = 1
                truth = np.zeros((len(parts), size), np.float32)
                for row, role in enumerate(("cue", "source", "content")):
                    inside = [
                        i for i in tokens_of(parsed, one[role]) if window.first <= i < window.last
                    ]
                    own = set(inside)
                    for i in inside:
                        truth[3 * row : 3 * row + 3, i - window.first] = (
                            1,
                            i - 1 not in own,
                            i + 1 not in own,
                        )
                lesson.pairs[parts_head].append((anchor - window.first, truth))


def tokens_of(parsed: Parse, spans: Iterable[Sequence[int]]) -> list[int]:
    """Return the tokens that share a character with any of ``spans``."""
    return [t.i for s in spans for t in parsed.tokens_in(Span(int(s[0]), int(s[1])))]


def anchor_of(parsed: Parse, cue: Sequence[Sequence[int]]) -> int | None:
    """Return the token of a cue that governs the rest of it; of several the first verb."""
    own = tokens_of(parsed, cue)
    inside = set(own)
    tops = [i for i in own if parsed.tokens[i].head not in inside or parsed.tokens[i].head == i]
    words = [i for i in tops if parsed.tokens[i].pos != "PUNCT"] or tops
    verbs = [i for i in words if parsed.tokens[i].pos == "VERB"]
    return (verbs or words or [None])[0]


@dataclass(frozen=True)
class Marked:
    """A document of M2E2 with what we marked in it."""

    text: str
    attributions: list[dict[str, Any]]
    relations: list[tuple[str, Span, Span]] | None
    """None where relations were not marked."""


def marked_by_hand(gold: Path, marks: Path) -> Iterator[Marked]:
    """Yield M2E2's documents with the attributions and relations that we marked in them.

    A text is a document's sentences in their order, with a blank between; sentences that are not
    in the training part are missing.
    """
    documents: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read_jsonl(gold):
        documents[row["doc_id"]].append(row)
    attributions = _by_sentence(marks / "attributions.jsonl")
    relations = _by_sentence(marks / "relations.jsonl")
    related = set(json.loads((marks / "relations_done.json").read_text(encoding="utf-8")))
    for key in sorted(documents):
        rows = sorted(documents[key], key=lambda r: int(r["sentence_id"].rsplit("_", 1)[1]))
        starts, text = {}, ""
        for row in rows:
            starts[row["sentence_id"]] = len(text)
            text += row["text"] + " "
        said = [
            {
                role: [[starts[s] + a, starts[s] + b] for s, a, b in one[role]]
                for role in ("source", "cue", "content")
            }
            for row in rows
            for one in attributions[row["sentence_id"]]
        ]
        ties = [
            (one["type"], _moved(one["source"], at), _moved(one["target"], at))
            for sentence, at in starts.items()
            for one in relations[sentence]
        ]
        yield Marked(text.rstrip(), said, ties if key in related else None)


def _by_sentence(path: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in read_jsonl(path):
        found[one["sentence"]].append(one)
    return found


def _moved(span: Sequence[int], by: int) -> Span:
    return Span(span[0] + by, span[1] + by)


def own_corpus(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the training part of the project's own corpus."""
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        if document["part"] == "train":
            yield document


def attribution_set(cutting: Cutter, gold: Path, marks: Path, own: Path) -> list[Lesson]:
    """Return every lesson in attribution, with those in relations on the same texts."""
    found: list[Lesson] = []
    for marked in marked_by_hand(gold, marks):
        parsed = parse(marked.text)
        lessons = cutting(parsed)
        attribution_lessons(parsed, marked.attributions, lessons)
        if marked.relations is not None:
            relation_lessons(parsed, marked.relations, lessons)
        found.extend(lessons)
    for document in own_corpus(own):
        parsed = parse(document["text"])
        lessons = cutting(parsed)
        attribution_lessons(parsed, document["attributions"], lessons)
        found.extend(lessons)
    return found


muc4_roles = {
    "PerpInd": "PERP: INDIVIDUAL ID",
    "PerpOrg": "PERP: ORGANIZATION ID",
    "Target": "PHYS TGT: ID",
    "Victim": "HUM TGT: NAME",
    "Described": "HUM TGT: DESCRIPTION",
    "Weapon": "INCIDENT: INSTRUMENT ID",
    "Location": "INCIDENT: LOCATION",
}
"""Tag head (with ``muc4_`` before it) → the slot whose strings it learns to find."""
effects = ("DEATH", "INJURY", "NO INJURY OR DEATH", "NO INJURY", "REGAINED FREEDOM")
confidences = (
    "REPORTED AS FACT", "SUSPECTED OR ACCUSED", "SUSPECTED OR ACCUSED BY AUTHORITIES",
    "CLAIMED OR ADMITTED", "POSSIBLE",
)  # fmt: skip
incident_types = (
    "ATTACK", "BOMBING", "KIDNAPPING", "ARSON", "ROBBERY", "FORCED WORK STOPPAGE", "HIJACKING",
)  # fmt: skip
kept_back = 4
"""One document in so many is kept from the encoder, so that what builds on it can be fitted."""


def is_kept_back(docid: str) -> bool:
    """Tell whether a MUC-4 document is kept from the encoder's training."""
    return int(hashlib.sha256(docid.encode()).hexdigest(), 16) % kept_back == 0


def muc4_set(cutting: Cutter, gold: Path, generator: random.Random) -> list[Lesson]:
    """Return the lessons in who did what to whom; of stretches without any, two in five."""
    found: list[Lesson] = []
    for document in read_jsonl(gold):
        if is_kept_back(document["docid"]):
            continue
        keys = [parse_key(t) for t in document["templates"]]
        lessons = muc4_lessons(parse(document["text"]), keys, cutting)
        found += [x for x in lessons if _says_something(x) or generator.random() < 0.4]
    return found


def _says_something(lesson: Lesson) -> bool:
    return any((tags > 0).any() for tags in lesson.tags.values())


def muc4_lessons(parsed: Parse, keys: Sequence[Key], cutting: Cutter) -> list[Lesson]:
    """Return the lessons of one text under its keys."""
    lessons = list(cutting(parsed))
    ranges = {role: _ranges(parsed, keys, slot) for role, slot in muc4_roles.items()}
    types = {v for key in keys for f in key.slots.get("INCIDENT: TYPE", ()) for v in f.values}
    truth = np.array([float(t in types) for t in incident_types], np.float32)
    referring = (
        ("muc4_effect", "HUM TGT: EFFECT OF INCIDENT", effects),
        ("muc4_confidence", "PERP: ORGANIZATION CONFIDENCE", confidences),
    )
    labels = {head: _labelled(parsed, keys, slot, names) for head, slot, names in referring}
    for lesson in lessons:
        window = lesson.window
        size = window.last - window.first
        for role, own in ranges.items():
            tags = np.zeros(size, np.int64)
            for first, last in own:
                if window.first <= first and last <= window.last:
                    tags[first - window.first : last - window.first] = 2
                    tags[first - window.first] = 1
            lesson.tags[f"muc4_{role}"] = tags
        for head, spans in labels.items():
            lesson.spans[head] = [
                (a - window.first, b - window.first, gold)
                for (a, b), gold in spans.items()
                if window.first <= a and b <= window.last
            ]
        here = truth if _says_something(lesson) else np.zeros_like(truth)
        lesson.spans["muc4_type"] = [(0, size, here)]
    return lessons


def _ranges(parsed: Parse, keys: Sequence[Key], slot: str) -> set[tuple[int, int]]:
    fillers = [f for key in keys for f in key.slots.get(slot, ())]
    if slot == "INCIDENT: LOCATION":
        strings = {p for f in fillers for v in f.values for p in places_of(v)}
    elif slot == "HUM TGT: DESCRIPTION":
        strings = {v for f in fillers if not f.refers_to for v in f.values}
    else:
        strings = {v for f in fillers for v in f.values}
    return {r for s in strings for r in _occurrences(parsed, s)}


def _occurrences(parsed: Parse, words: str) -> Iterator[tuple[int, int]]:
    """Yield the token ranges at which a string stands, whatever its case and line breaks."""
    if not words.strip():
        return
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words.split())) + r"(?!\w)"
    for match in re.finditer(pattern, parsed.text, re.IGNORECASE):
        own = parsed.tokens_in(Span(*match.span()))
        if own:
            yield own[0].i, own[-1].i + 1


def _labelled(
    parsed: Parse, keys: Sequence[Key], slot: str, names: Sequence[str]
) -> dict[tuple[int, int], NDArray[np.float32]]:
    found: dict[tuple[int, int], NDArray[np.float32]] = {}
    for key in keys:
        for filler in key.slots.get(slot, ()):
            for words in filler.refers_to:
                for where in _occurrences(parsed, words):
                    row = found.setdefault(where, np.zeros(len(names), np.float32))
                    for value in filler.values[:1]:
                        if value in names:
                            row[names.index(value)] = 1
    return found


_letters = "KAFVX"


def police_set(cutting: Cutter, written: Path) -> list[Lesson]:
    """Return the lessons in what police did, from the reports written for it."""
    found: list[Lesson] = []
    for part in re.split(r"^# .*\n", written.read_text(encoding="utf-8"), flags=re.MULTILINE):
        rows = [line.split("\t", 1) for line in part.splitlines() if "\t" in line]
        if rows:
            sentences = [(text.strip(), _police(letters)) for letters, text in rows]
            found += sentence_lessons(sentences, "police", cutting)
    return found


def _police(letters: str) -> NDArray[np.float32]:
    return np.array([float(letter in letters) for letter in _letters], np.float32)


def sentence_lessons(
    sentences: Sequence[tuple[str, NDArray[np.float32]]], head: str, cutting: Cutter
) -> list[Lesson]:
    """Return the lessons of a text whose sentences are labelled one by one."""
    text, starts = "", []
    for sentence, _ in sentences:
        starts.append(len(text))
        text += sentence + "\n"
    parsed = parse(text)
    lessons = list(cutting(parsed))
    for lesson in lessons:
        lesson.spans[head] = []
        for start, (sentence, truth) in zip(starts, sentences, strict=True):
            own = parsed.tokens_in(Span(start, start + len(sentence)))
            first, last = own[0].i - lesson.window.first, own[-1].i + 1 - lesson.window.first
            if first >= 0 and last <= lesson.window.last - lesson.window.first:
                lesson.spans[head].append((first, last, truth))
    return lessons


certainties = ("CERTAIN", "PROBABLE", "POSSIBLE", "UNDERSPECIFIED")
polarities = ("POS", "NEG", "UNDERSPECIFIED")


def factuality_set(cutting: Cutter, gold: Path) -> list[Lesson]:
    """Return the lessons in how certain events are, from two thirds of MEANTIME's documents."""
    found: list[Lesson] = []
    for document in read_jsonl(gold):
        if is_measured_apart(document["docid"]):
            continue
        parsed = parse(document["text"])
        lessons = list(cutting(parsed))
        for lesson in lessons:
            lesson.spans |= {"certainty": [], "polarity": []}
        for event in document["events"]:
            if event["has_attributes"]:
                _teach_event(parsed, event, lessons)
        found += [x for x in lessons if x.spans["certainty"]]
    return found


def is_measured_apart(docid: str) -> bool:
    """Tell whether a MEANTIME document is kept from training, to measure on."""
    return int(hashlib.sha256(str(docid).encode()).hexdigest(), 16) % 3 == 0


def _teach_event(parsed: Parse, event: dict[str, Any], lessons: Sequence[Lesson]) -> None:
    own = parsed.tokens_in(Span(event["spans"][0][0], event["spans"][-1][1]))
    for lesson in lessons:
        window = lesson.window
        if own and window.first <= own[0].i and own[-1].i < window.last:
            where = own[0].i - window.first, own[-1].i + 1 - window.first
            for head, names in (("certainty", certainties), ("polarity", polarities)):
                if event.get(head) in names:
                    truth = np.array([float(n == event[head]) for n in names], np.float32)
                    lesson.spans[head].append((*where, truth))


def relation_lessons(
    parsed: Parse, relations: Sequence[tuple[str, Span, Span]], lessons: Sequence[Lesson]
) -> None:
    """Teach the relations between the heads of noun phrases."""
    heads = [(kind, head_of(parsed, a), head_of(parsed, b)) for kind, a, b in relations]
    pairs = {(kind, a, b) for kind, a, b in heads if a is not None and b is not None}
    pairs |= {(kind, b, a) for kind, a, b in pairs if kind in undirected}
    for lesson in lessons:
        first, last = lesson.window.first, lesson.window.last
        anchors = set(nominals(parsed, first, last))
        anchors |= {a for _, a, _ in pairs if first <= a < last}
        rows = {a: np.zeros((len(relation_types), last - first), np.float32) for a in anchors}
        for kind, a, b in pairs:
            if a in rows and first <= b < last:
                rows[a][relation_types.index(kind), b - first] = 1
        lesson.pairs["relation"] = [(a - first, rows[a]) for a in sorted(rows)]


def head_of(parsed: Parse, span: Span) -> int | None:
    """Return the token of a span that governs the others."""
    own = parsed.tokens_in(span)
    inside = {t.i for t in own}
    return next((t.i for t in own if t.head not in inside or t.head == t.i), None)


def re3d_set(cutting: Cutter, gold: Path) -> list[Lesson]:
    """Return the lessons in relations from re3d's documents that may be learned from, twice each.

    They are few beside those that we marked, and theirs is the scheme that is measured.
    """
    found: list[Lesson] = []
    for document in read_jsonl(gold):
        if "evaluate" in document["use"]:
            continue
        parsed = parse(document["text"])
        lessons = list(cutting(parsed))
        relations = [
            (r["type"], Span(*r["source"]), Span(*r["target"]))
            for r in document["relations"]
            if r["confidence"] >= 0.5
        ]
        relation_lessons(parsed, relations, lessons)
        found += lessons
    return found * 2
