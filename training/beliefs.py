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
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from polybius.reading.voices.extents import Around, Choice, best_of, choices_of, spans_of
from polybius.reading.voices.find import find_all
from polybius.reading.voices.learned import Candidate, candidates, delimited, unrefused
from training.calibration import agree, brier, expected_error, gold_tokens, tokens
from training.choosing import Question, fit_choices
from training.lessons_attribution import own_corpus
from training.lessons_written import folder, written_news
from training.logistic import Examples, fit, score
from training.marked import Marked
from training.reader import shipped

folds = 5
smallest_weight = 0.01


@dataclass(frozen=True)
class Judged:
    """One candidate: its traits, whether it is an attribution, and how right its contents are."""

    rule: str
    traits: frozenset[str]
    is_one: bool
    choices: tuple[frozenset[str], ...]
    """The traits of each extent that its content may have; none where that is delimited."""
    right: tuple[bool, ...]
    """Whether source and content are right with each of them."""
    exact: tuple[bool, ...]
    """Whether the content is that of the attribution, to the character."""

    def is_right(self, extent_weights: Mapping[str, float]) -> bool:
        """Tell whether source and content are right with the extent that is chosen."""
        return self.right[best_of(self.choices, extent_weights)]


def judged(marked: Marked, encode: Callable[[Parse], Encoded]) -> list[Judged]:
    """Return the candidates of a marked text.

    What the heads see is one where no right finding of a rule has its cue, as it is when reading.
    """
    parsed = parse(marked.text)
    encoded = encode(parsed)
    findings = find_all(survey(parsed, find_names(parsed, load_register())))
    ruled, seen = candidates(encoded, findings)
    by_rules = [(one, _judged(parsed, one, marked.attributions)) for one in ruled]
    cues = [span for one, own in by_rules if own.is_one for span in one.finding.cue]
    by_heads = [
        _judged(parsed, one, marked.attributions)
        for one in seen
        if not any(a.overlaps(b) for a in one.finding.cue for b in cues)
    ]
    return [own for own in (*(own for _, own in by_rules), *by_heads) if own.rule not in unrefused]


def _judged(parsed: Parse, one: Candidate, gold: Sequence[dict[str, Any]]) -> Judged:
    finding = one.finding
    cue, source = tokens(parsed, finding.cue), tokens(parsed, finding.source)
    meant = [g for g in gold if cue & gold_tokens(parsed, g["cue"])]
    said = tokens(parsed, finding.content)
    likely = [g for g in meant if said & gold_tokens(parsed, g["content"])]
    choices = _choices(parsed, one)
    contents = [finding.content, *(spans_of(parsed, c.extent) for c in choices[1:])]

    def right(content: Sequence[Span]) -> bool:
        own = tokens(parsed, content)
        return any(
            agree(source, gold_tokens(parsed, g["source"]))
            and agree(own, gold_tokens(parsed, g["content"]))
            for g in likely
        )

    nearest = max(likely, key=lambda g: len(said & gold_tokens(parsed, g["content"])), default=None)
    wanted = None if nearest is None else as_unit(parsed.text, nearest["content"])
    return Judged(
        finding.rule,
        one.traits,
        bool(likely),
        tuple(choice.traits for choice in choices),
        tuple(map(right, contents)),
        tuple(as_unit(parsed.text, [(s.start, s.end) for s in own]) == wanted for own in contents),
    )


def _choices(parsed: Parse, one: Candidate) -> list[Choice]:
    if one.finding.rule in delimited:
        return []
    return choices_of(parsed, one.finding, Around(one.told, one.anchors))


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

    def fitted(labels: Iterable[bool]) -> dict[str, float]:
        known = np.array([float(label) for label in labels])
        return _pruned(fit(Examples(traits, known, ones), least=4, penalty=20.0))

    asked = [
        Question(one.choices, list(map(float, one.exact)))
        for one in every
        if one.is_one and one.choices
    ]
    ends = _pruned(fit_choices(asked, least=5, penalty=10.0))
    return Learned(
        fitted(one.is_one for one in every), fitted(one.is_right(ends) for one in every), ends
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
                right = one.is_right(learned.extents)
                sure.append((score(learned.right, one.traits), right))
            if one.is_one and one.choices:
                before += one.exact[0]
                after += one.exact[best_of(one.choices, learned.extents)]
                asked += 1
    found = sum(is_one for chance, is_one in chances if chance >= belief.least_belief)
    every = sum(is_one for _, is_one in chances)
    return {
        "candidates": len(chances),
        "kept": len(sure),
        "kept_f1": round(2 * found / (len(sure) + every), 4),
        "ece": round(expected_error(sure), 4),
        "brier": round(brier(sure), 4),
        "exact_before": round(before / asked, 4),
        "exact_after": round(after / asked, 4),
    }


def calibration(texts: Sequence[Sequence[Judged]], learned: Learned) -> dict[str, float]:
    """Return how far off confidences are on texts, as learned and as the rules' shares."""
    kept = [
        one
        for own in texts
        for one in own
        if score(learned.kept, one.traits) >= belief.least_belief
    ]
    ways = {
        "learned": [(score(learned.right, o.traits), o.is_right(learned.extents)) for o in kept],
        "shares": [
            (measured(f"voices.{o.rule}.v1", 0.8), o.is_right(learned.extents)) for o in kept
        ],
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
