"""What our marks teach: who says what, in documents of five corpora and in our own."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.common import parse, read_jsonl
from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.neural.attributions import anchor_head, parts, parts_head
from training.cutting import Cutter
from training.lessons_relations import relation_lessons
from training.marked import Marked
from training.net import Lesson
from training.plain_text import joined


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
    tops = parsed.tops(tokens_of(parsed, cue))
    words = [t for t in tops if t.pos != "PUNCT"] or tops
    verbs = [t for t in words if t.pos == "VERB"]
    return next((t.i for t in verbs or words), None)


_roles = ("source", "cue", "content")


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


def marked_news(files: Sequence[Path], marks: Path) -> Iterator[Marked]:
    """Yield tokenised documents of ECB+ and MEANTIME with the attributions marked in them.

    Texts are put together from their tokens. Documents that nobody has gone through are left out.
    """
    done, marked = by_document(marks, "news")
    for document in (d for path in files for d in read_jsonl(path)):
        if document["docid"] not in done:
            continue
        text, places = news_text(document["sentences"])
        said = [
            {role: [_stretch(places[s], a, b) for s, a, b in one[role]] for role in _roles}
            for one in marked[document["docid"]]
        ]
        yield Marked(text, said, None)


def marked_reports(files: Sequence[Path], marks: Path) -> Iterator[Marked]:
    """Yield documents of MUC-4 and re3d with the attributions marked in them by offsets."""
    done, marked = by_document(marks, "reports")
    for document in (d for path in files for d in read_jsonl(path)):
        if document["docid"] in done:
            yield Marked(document["text"], marked[document["docid"]], None)


def by_document(marks: Path, name: str) -> tuple[frozenset[str], dict[str, list[dict[str, Any]]]]:
    """Return the documents that were gone through, and the marks of each."""
    done = json.loads((marks / f"{name}_done.json").read_text(encoding="utf-8"))
    marked: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in read_jsonl(marks / f"{name}.jsonl"):
        marked[one["document"]].append(one)
    return frozenset(done), marked


def news_text(sentences: Iterable[Mapping[str, Any]]) -> tuple[str, dict[int, list[Span]]]:
    """Return tokenised sentences as lines of text, and where each one's tokens stand in it.

    Lines that are an address are left out.
    """
    text, places = "", {}
    for sentence in sentences:
        if sentence["tokens"][0].startswith("http"):
            continue
        line, spans = joined(sentence["tokens"])
        places[sentence["index"]] = [_moved((s.start, s.end), len(text)) for s in spans]
        text += line + "\n"
    return text, places


def _by_sentence(path: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in read_jsonl(path):
        found[one["sentence"]].append(one)
    return found


def _stretch(places: Sequence[Span], first: int, last: int) -> tuple[int, int]:
    return places[first].start, places[last - 1].end


def _moved(span: Sequence[int], by: int) -> Span:
    return Span(span[0] + by, span[1] + by)


def own_corpus(path: Path, part: str = "train") -> Iterator[Marked]:
    """Yield a part of the project's own corpus."""
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        if document["part"] == part:
            yield Marked(document["text"], document["attributions"], None)


def attribution_set(cutting: Cutter, texts: Iterable[Marked]) -> list[Lesson]:
    """Return the lessons in attribution on marked texts, with those in relations."""
    found: list[Lesson] = []
    for marked in texts:
        parsed = parse(marked.text)
        lessons = cutting(parsed)
        attribution_lessons(parsed, marked.attributions, lessons)
        if marked.relations is not None:
            relation_lessons(parsed, marked.relations, lessons)
        found.extend(lessons)
    return found


def laid_over(lessons: Sequence[Lesson], others: Iterable[Lesson]) -> list[Lesson]:
    """Give ``others`` what ``lessons`` teach of the same windows; return those of new windows."""
    known = {x.window.pieces: x for x in others}
    for lesson in lessons:
        other = known.setdefault(lesson.window.pieces, lesson)
        other.tags |= lesson.tags
        other.pairs |= lesson.pairs
    return [x for x in lessons if known[x.window.pieces] is x]
