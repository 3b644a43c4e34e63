"""What a human target suffered: the values that the slot may have, with what speaks for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.muc4_candidates import incident_type, reality
from benchmarks.muc4_choices import Choice
from benchmarks.muc4_evidence import step
from benchmarks.muc4_reading import Read
from benchmarks.muc4_targets import effect_of
from benchmarks.muc4_view import View, seen_effects
from polybius.reading.grammar.syntax import Token

nothing = "-"
"""Stands for a human target of which the text doesn't tell what it suffered."""
labels = (*seen_effects, nothing)
_words = frozenset(("VERB", "NOUN", "ADJ", "ADV"))


@dataclass(frozen=True)
class Target:
    """Somebody who was hit."""

    text: str
    heads: Sequence[int]
    """The tokens that head its mentions."""


def effects_of(found: Read, view: View | None, target: Target, kind: str) -> list[Choice]:
    """Return what a target may have suffered, with what speaks for each.

    Args:
        found: the text's marks.
        view: the trained chances; None to do without them.
        target: who was hit.
        kind: the incident's type.
    """
    traits = set(_traits(found, target.heads, kind))
    seen = _seen(view, target.text) if view else {}
    return [
        Choice(v, frozenset(f"{v} & {t}" for t in traits) | seen.get(v, frozenset()))
        for v in labels
    ]


def _seen(view: View, text: str) -> dict[str, frozenset[str]]:
    """Return how sure the trained head is of each value, on average and at most: one a step."""
    rows = view.values("muc4_effect", view.ranges_of(text))
    if not len(rows):
        return {}
    mean, most = rows.mean(axis=0), rows.max(axis=0)
    return {
        value: frozenset(
            [f"{value} & mean>={k}" for k in range(step(float(mean[n])) + 1)]
            + [f"{value} & most>={k}" for k in range(step(float(most[n])) + 1)]
        )
        for n, value in enumerate(labels)
        if value != nothing
    }


def _traits(found: Read, heads: Sequence[int], kind: str) -> Iterator[str]:
    tokens = found.parse.tokens
    ruled = effect_of(found, heads, kind)
    yield "any"
    yield f"ruled={ruled or nothing}"
    yield f"type={kind}"
    yield f"type={kind}:{ruled or nothing}"
    yield f"mentions={min(len(heads), 4)}"
    yield f"first={min(tokens[min(heads)].sentence, 6)}" if heads else "first=none"
    for token in tokens:
        if token.lemma in _telling:
            yield f"text={token.lemma}"
    for head in heads[:6]:
        yield from _mention(found, head)


_telling = frozenset(
    """responsibility claim deny blame accuse suspect communique attribute unidentified kill die
    injure wound unharmed unhurt casualty release rescue escape survive""".split()  # noqa: SIM905
)


def _mention(found: Read, head: int) -> Iterator[str]:
    tokens = found.parse.tokens
    token = tokens[head]
    yield f"head={token.lemma}"
    yield f"tag={token.tag}"
    for word in found.parse.sentence_tokens(token.sentence):
        if word.pos in _words:
            yield f"said={word.lemma}"
    for steps, over in enumerate(_above(found, head)):
        if over.pos in ("VERB", "NOUN"):
            yield f"over={over.lemma}"
            yield f"over={min(steps, 2)}:{token.dep}:{over.lemma}"
    for child in found.parse.children(head):
        if child.dep in ("amod", "acl", "relcl", "nummod", "appos"):
            yield f"with={child.dep}:{child.lemma}"
    span = token.span
    for mark in found.attributions:
        if any(c.contains(span) for c in mark.content):
            yield f"told={mark.stance}"
            yield f"teller={mark.voice.kind}:{mark.stance}"
        if any(c.contains(span) for c in mark.source):
            yield f"tells={mark.stance}"
    yield from _parts(found, head)


def _parts(found: Read, head: int) -> Iterator[str]:
    entity = found.names.entity_at(head)
    if entity is not None:
        yield f"entity={found.names.entities[entity].kind}"
    for mark in found.occurrences:
        for fill in mark.fills:
            if fill.head == head or (entity is not None and fill.entity == entity):
                name = incident_type(mark) or mark.event_type
                yield f"part={fill.role}:{mark.event_type}:{reality(mark)}"
                yield f"part={fill.role}:{name}"
    for count in found.counts:
        if count.token == head:
            yield f"count={count.category}:{count.denied}"


def _above(found: Read, head: int) -> Iterator[Token]:
    tokens = found.parse.tokens
    for _ in range(4):
        if tokens[head].head == head:
            return
        head = tokens[head].head
        yield tokens[head]
        if tokens[head].pos == "VERB":
            return
