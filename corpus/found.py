"""What the reader found in a text, in the form of the corpus' own documents."""

from __future__ import annotations

from typing import Any

from polybius.reading.grammar.syntax import Span
from polybius.reading.layers import AttributionMark, CountMark, Marks, OccurrenceMark


def as_document(marks: Marks) -> dict[str, Any]:
    """Return the layers of ``marks`` as `corpus.documents.document` has them."""
    return {
        "text": marks.parse.text,
        "attributions": [_attribution(n, mark) for n, mark in enumerate(marks.attributions)],
        "occurrences": [_occurrence(n, mark) for n, mark in enumerate(marks.occurrences)],
        "counts": [_count(n, mark) for n, mark in enumerate(marks.counts)],
        "relations": [
            {
                "relation": mark.relation,
                "status": mark.status,
                "a": _pair(mark.a.span),
                "b": _pair(mark.b.span),
                "cue": [_pair(mark.cue)],
                "sponsors": [_pair(fill.span) for fill in mark.sponsors],
            }
            for mark in marks.relations
        ],
        "outlooks": [
            {
                "low": mark.low,
                "high": mark.high,
                "words": [_pair(mark.words)],
                "proposition": [_pair(mark.proposition)],
            }
            for mark in marks.outlooks
        ],
        "appeals": [
            {
                "action": [_pair(mark.action)],
                "addressee": _pair(mark.addressee.span) if mark.addressee else None,
            }
            for mark in marks.appeals
        ],
        "times": [
            {
                "span": _pair(mark.span),
                "timex": mark.timex,
                "value": mark.value,
                "start": mark.start,
                "end": mark.end,
            }
            for mark in marks.times
        ],
        "places": [{"span": _pair(mark.span)} for mark in marks.toponyms],
        "names": _names(marks),
    }


def _attribution(number: int, mark: AttributionMark) -> dict[str, Any]:
    return {
        "id": number,
        "type": "Attribution" if mark.source else "Attribution-no-source",
        "stance": mark.stance,
        "voice": mark.voice.kind,
        "anonymity": mark.voice.anonymity,
        "parent": mark.parent,
        "source": [_pair(span) for span in mark.source],
        "cue": [_pair(span) for span in mark.cue],
        "content": [_pair(span) for span in mark.content],
        "standings": [{"code": s.code, "span": _pair(s.span)} for s in mark.standings],
    }


def _occurrence(number: int, mark: OccurrenceMark) -> dict[str, Any]:
    return {
        "id": number,
        "event_type": mark.event_type,
        "trigger": [_pair(mark.trigger)],
        "polarity": str(mark.polarity),
        "modality": str(mark.modality),
        "happening": mark.happening,
        "roles": [{"role": fill.role, "span": _pair(fill.span)} for fill in mark.fills],
    }


def _count(number: int, mark: CountMark) -> dict[str, Any]:
    return {
        "id": number,
        "category": mark.category,
        "victim_class": mark.victim_class,
        "low": mark.low,
        "high": mark.high,
        "best": mark.best,
        "scope": mark.scope,
        "part_of": mark.part_of,
        "denied": mark.denied,
        "occurrence": mark.occurrence,
        "words": _pair(mark.words),
        "subject": _pair(mark.subject) if mark.subject else None,
    }


def _names(marks: Marks) -> list[dict[str, Any]]:
    mentions: dict[int, list[list[int]]] = {}
    for mention in marks.names.mentions:
        span = _pair(marks.parse.span(mention.first, mention.last))
        mentions.setdefault(mention.entity, []).append(span)
    return [
        {"entity": entity, "kind": marks.names.entities[entity].kind, "mentions": spans}
        for entity, spans in sorted(mentions.items())
    ]


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]
