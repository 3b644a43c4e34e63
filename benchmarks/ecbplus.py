"""Cross-document event coreference on ECB+ (Cybulska and Vossen 2014, CC BY 3.0).

``python -m benchmarks.ecbplus FILE…`` prints one JSON object:

======================= =====================================================================
conll_f1_gold           gold event mentions in the sentences to use, all files' documents at once,
                        no topic labels; singletons count; a mention without a chain is its own
conll_f1_end_to_end     the same, on the happenings that our reader finds in those sentences; a
                        found mention is the gold one that it shares characters with, one to one
muc, b3, ceafe          the three parts of each, and recall and precision of found mentions
======================= =====================================================================

Intervals come from a bootstrap over topics, in which every mention counts for its own topic as
it was scored among all. The program sees the documents' tokens as lines of text; topics, chains,
kinds of mentions and mentions of participants, places and times stay unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.common import parse, read_jsonl, run, with_interval
from benchmarks.ecbplus_scoring import Cluster, Counts, conll, f1, metrics, score
from benchmarks.matching import pairs
from polybius.linking.coreference.resolve import resolve
from polybius.linking.encoding import ReadingEncoder
from polybius.reader import Reader
from polybius.reading.grammar.syntax import Parse, Span

treebank = {"``": '"', "''": '"', "-LRB-": "(", "-RRB-": ")"}


@dataclass(frozen=True)
class GoldMention:
    """An event mention and the chain that it is in."""

    id: str
    chain: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class GoldDocument:
    """A document as text, with its event mentions in the sentences to use."""

    docid: str
    topic: int
    parse: Parse
    mentions: tuple[GoldMention, ...]
    used: tuple[Span, ...]
    """The sentences to use."""


Gold = Sequence[GoldDocument]


def read_gold(files: Iterable[Path]) -> list[GoldDocument]:
    """Read and parse the documents of the files."""
    return [_document(raw) for path in files for raw in read_jsonl(path)]


def gold_clusters(gold: Gold) -> list[Cluster]:
    """Return the chains, each as keys ``(document, mention)``."""
    chains: dict[str, set[tuple[str, str]]] = {}
    for document in gold:
        for mention in document.mentions:
            chains.setdefault(mention.chain, set()).add((document.docid, mention.id))
    return [frozenset(chain) for chain in chains.values()]


def _document(raw: Mapping[str, Any]) -> GoldDocument:
    text, at = _text(raw["sentences"])
    used = set(raw["coref_sentences"])
    mentions = tuple(
        GoldMention(
            str(mention["m_id"]),
            mention["chain"] or f"{raw['docid']} {mention['m_id']}",
            tuple(at[mention["sentence"]][n] for n in mention["token_index"]),
        )
        for mention in raw["mentions"]
        if mention["kind"] == "event" and mention["sentence"] in used
    )
    sentences = tuple(
        Span(at[index][0].start, at[index][-1].end) for index in sorted(used) if at.get(index)
    )
    return GoldDocument(raw["docid"], raw["topic"], parse(text), mentions, sentences)


def _text(sentences: Sequence[Mapping[str, Any]]) -> tuple[str, dict[int, list[Span]]]:
    """Return the sentences as paragraphs, and where each one's tokens stand."""
    text, at = "", dict[int, list[Span]]()
    for sentence in sentences:
        at[sentence["index"]] = spans = []
        for token in sentence["tokens"]:
            word = treebank.get(token, token)
            spans.append(Span(len(text), len(text) + len(word)))
            text += f"{word} "
        text += "\n\n"
    return text, at


def measure(files: Sequence[Path]) -> dict[str, Any]:
    """Return every metric over the documents of the files."""
    gold = read_gold(files)
    encoder = ReadingEncoder()
    keys = [(d.docid, m.id) for d in gold for m in d.mentions]
    topic = {(d.docid, m.id): d.topic for d in gold for m in d.mentions}
    named = resolve([(d.parse, [m.spans for m in d.mentions]) for d in gold], encoder)
    result: dict[str, Any] = {
        "documents": len(gold),
        "mentions": len(keys),
        "encoder": encoder.name,
        **_scores("gold", gold, [frozenset(keys[n] for n in c) for c in named], topic),
    }
    found = [(d, spans) for d in gold for spans in _happenings(d)]
    by_document = [(d.parse, [spans for e, spans in found if e is d]) for d in gold]
    labels = _labels(gold, found)
    topic |= {label: d.topic for label, (d, _) in zip(labels, found, strict=True)}
    clusters = [frozenset(labels[n] for n in c) for c in resolve(by_document, encoder)]
    right = len(set(labels) & set(keys))
    return {
        **result,
        **_scores("end_to_end", gold, clusters, topic),
        "found_mentions": len(found),
        "mention_recall": round(right / max(1, len(keys)), 4),
        "mention_precision": round(right / max(1, len(found)), 4),
    }


def _scores(
    name: str, gold: Gold, found: Sequence[Cluster], topic: Mapping[Any, int]
) -> dict[str, Any]:
    units: list[Counts] = score(gold_clusters(gold), found, topic)
    parts = {f"{metric}_f1_{name}": round(f1(units, metric), 4) for metric in metrics}
    return {**with_interval(f"conll_f1_{name}", units, conll), **parts}


def _happenings(document: GoldDocument) -> list[tuple[Span, ...]]:
    """Return the triggers of the occurrences that the reader finds in the sentences to use."""
    marks = _reader().mark_parsed(document.parse)
    triggers = dict.fromkeys(o.trigger for o in marks.occurrences)
    return [(t,) for t in triggers if any(sentence.overlaps(t) for sentence in document.used)]


_readers: list[Reader] = []


def _reader() -> Reader:
    if not _readers:
        _readers.append(Reader())
    return _readers[0]


def _labels(
    gold: Gold, found: Sequence[tuple[GoldDocument, tuple[Span, ...]]]
) -> list[tuple[str, str]]:
    """Name each found mention as its gold counterpart, or by its place in the text."""
    labels: list[tuple[str, str]] = []
    for document in gold:
        own = [spans for d, spans in found if d is document]
        partner = {j: i for i, j in pairs([m.spans for m in document.mentions], own, _overlap)}
        labels += [
            (document.docid, document.mentions[partner[n]].id)
            if n in partner
            else (document.docid, f"found {spans[0].start}")
            for n, spans in enumerate(own)
        ]
    return labels


def _overlap(a: Sequence[Span], b: Sequence[Span]) -> float:
    common = sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in a for y in b)
    return common / max(sum(s.end - s.start for s in (*a, *b)), 1)


def main() -> None:
    """Measure the files of the command line and print the JSON object."""
    run("ecbplus", measure)


if __name__ == "__main__":
    main()
