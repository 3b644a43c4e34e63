"""Learns how far to believe what rules and heads find, and where contents end.

    python -m training.beliefs [--model src/polybius/reading/neural/model]

It learns from the written texts that are kept from the encoder (`training.lessons_written`) and
writes ``belief.json.gz`` and ``extents.json.gz`` of `polybius.reading.voices`. Prints what
five-fold cross-validation gives on those texts: F1 of what is kept, calibration of the confidences
(expected calibration error and Brier score), and the share of exact contents before and after; then
the calibration on the test part of the own corpus, with the shares of rules
(`training.calibration`) beside it.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.common import parse
from benchmarks.polnear import joined as as_unit
from polybius.codebook.register import load_register
from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.names.find import find_names
from polybius.reading.neural.encoded import Encoded
from polybius.reading.neural.encoder import Encoder
from polybius.reading.voices import belief, extents
from polybius.reading.voices.confidence import measured
from polybius.reading.voices.contents import survey
from polybius.reading.voices.extents import choices_of, spans_of
from polybius.reading.voices.find import find_all
from polybius.reading.voices.learned import Candidate, candidates, delimited, only_seen, unrefused
from training.calibration import agree, brier, expected_error, gold_tokens, tokens
from training.choosing import Question, fit_choices
from training.lessons_attribution import Marked, own_corpus
from training.lessons_written import folder, written_news
from training.logistic import Examples, fit, score
from training.reader import shipped

folds = 5
belief_fit = {"least": 4, "penalty": 20.0}
extent_fit = {"least": 5, "penalty": 10.0}
smallest_weight = 0.01

Gold = Mapping[str, Sequence[Sequence[int]]]


@dataclass(frozen=True)
class Judged:
    """One candidate: its traits, whether it is an attribution and a right one."""

    rule: str
    traits: frozenset[str]
    is_one: bool
    is_right: bool
    question: Question | None
    """Which extent of its content is exact, where it has a choice."""


def judged(marked: Marked, encode: Callable[[Parse], Encoded]) -> list[Judged]:
    """Return all candidates of a marked text."""
    parsed = parse(marked.text)
    encoded = encode(parsed)
    ruled = candidates(encoded, find_all(survey(parsed, find_names(parsed, load_register()))))
    cues = [span for one in ruled for span in one.finding.cue]
    new = [
        one
        for one in only_seen(encoded)
        if not any(a.overlaps(b) for a in one.finding.cue for b in cues)
    ]
    return [
        _judged(parsed, one, marked.attributions)
        for one in (*ruled, *new)
        if one.finding.rule not in unrefused
    ]


def _judged(parsed: Parse, one: Candidate, gold: Sequence[dict[str, Any]]) -> Judged:
    finding = one.finding
    cue, content = tokens(parsed, finding.cue), tokens(parsed, finding.content)
    source = tokens(parsed, finding.source)
    meant = [g for g in gold if cue & gold_tokens(parsed, g["cue"])]
    likely = [g for g in meant if content & gold_tokens(parsed, g["content"])]
    right = any(
        agree(source, gold_tokens(parsed, g["source"]))
        and agree(content, gold_tokens(parsed, g["content"]))
        for g in likely
    )
    asked = None
    if likely and finding.rule not in delimited:
        nearest = max(likely, key=lambda g: len(content & gold_tokens(parsed, g["content"])))
        asked = _question(parsed, one, nearest)
    return Judged(finding.rule, one.traits, bool(likely), right, asked)


def _question(parsed: Parse, one: Candidate, gold: Gold) -> Question | None:
    choices = choices_of(parsed, one.finding, one.told)
    wanted = as_unit(parsed.text, gold["content"])

    def exact(spans: Sequence[Span]) -> float:
        return float(as_unit(parsed.text, [(s.start, s.end) for s in spans]) == wanted)

    found = [one.finding.content, *(spans_of(parsed, c.extent) for c in choices[1:])]
    traits = [frozenset(choice.traits) for choice in choices]
    return Question(traits, list(map(exact, found))) if choices else None


@dataclass(frozen=True)
class Learned:
    """The three sets of weights."""

    kept: dict[str, float]
    right: dict[str, float]
    extents: dict[str, float]


def learn(texts: Sequence[Sequence[Judged]]) -> Learned:
    """Learn from the candidates of texts."""
    every = [one for own in texts for one in own]
    traits, ones = [one.traits for one in every], np.ones(len(every))

    def fitted(labels: Iterator[bool]) -> dict[str, float]:
        known = np.array([float(label) for label in labels])
        return _pruned(fit(Examples(traits, known, ones), **belief_fit))  # type: ignore[arg-type]

    asked = [one.question for one in every if one.question is not None]
    return Learned(
        fitted(one.is_one for one in every),
        fitted(one.is_right for one in every),
        _pruned(fit_choices(asked, **extent_fit)),  # type: ignore[arg-type]
    )


def _pruned(weights: Mapping[str, float]) -> dict[str, float]:
    return {t: round(w, 3) for t, w in sorted(weights.items()) if abs(w) >= smallest_weight}


def tested(texts: Sequence[Sequence[Judged]]) -> dict[str, float]:
    """Return what cross-validation gives over ``texts``."""
    chances: list[tuple[float, bool]] = []
    sure: list[tuple[float, bool]] = []
    before = after = asked = 0.0
    for fold in range(folds):
        learned = learn([own for n, own in enumerate(texts) if n % folds != fold])
        for one in (one for own in texts[fold::folds] for one in own):
            chance = score(learned.kept, one.traits)
            chances.append((chance, one.is_one))
            if chance >= belief.least_belief:
                sure.append((score(learned.right, one.traits), one.is_right))
            if one.question is not None:
                best = _best(one.question, learned.extents)
                before, after = before + one.question.shares[0], after + one.question.shares[best]
                asked += 1
    right = sum(is_one for chance, is_one in chances if chance >= belief.least_belief)
    every = sum(is_one for _, is_one in chances)
    return {
        "candidates": len(chances),
        "kept": len(sure),
        "kept_f1": round(2 * right / (len(sure) + every), 4),
        "ece": round(expected_error(sure), 4),
        "brier": round(brier(sure), 4),
        "exact_before": round(before / asked, 4),
        "exact_after": round(after / asked, 4),
    }


def _best(question: Question, weights: Mapping[str, float]) -> int:
    scores = [sum(weights.get(t, 0.0) for t in sorted(traits)) for traits in question.traits]
    return max(range(len(scores)), key=lambda n: (scores[n], -n))


def calibration(texts: Sequence[Sequence[Judged]], learned: Learned) -> dict[str, float]:
    """Return how far off confidences are on texts, as learned and as the rules' shares."""
    kept = [
        one
        for own in texts
        for one in own
        if score(learned.kept, one.traits) >= belief.least_belief
    ]
    ways = {
        "learned": [(score(learned.right, one.traits), one.is_right) for one in kept],
        "shares": [(measured(f"voices.{one.rule}.v1", 0.8), one.is_right) for one in kept],
    }
    errors = {
        f"{name}_{way}": round(error(found), 4)
        for name, error in (("ece", expected_error), ("brier", brier))
        for way, found in ways.items()
    }
    return {"attributions": len(kept), **errors}


def write(path: Path, content: object) -> None:
    """Write JSON, packed, the same bytes on every run."""
    packed = gzip.compress(json.dumps(content, sort_keys=True).encode(), mtime=0)
    path.write_bytes(packed)


def main() -> None:
    """Learn, write, and print what cross-validation gives."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", type=Path, default=shipped)
    encode = Encoder(options.parse_args().model, 2).encode
    texts = [judged(marked, encode) for marked in written_news(folder, kept=True)]
    print(json.dumps(tested(texts)))
    learned = learn(texts)
    unseen = [judged(marked, encode) for marked in own_corpus(Path("corpus/corpus.jsonl"), "test")]
    print(json.dumps(calibration(unseen, learned)))
    write(belief.path, {"kept": learned.kept, "right": learned.right})
    write(extents.path, learned.extents)


if __name__ == "__main__":
    main()
