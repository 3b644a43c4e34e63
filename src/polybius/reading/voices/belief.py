"""How likely a finding is an attribution, and how likely a right one: logistic models.

They weigh what the rule is worth, how sure the trained heads are of the cue and of the tokens that
stand for source and content, and the words; they are learned from texts that the heads have not
seen (``training.beliefs``). The first decides what is kept, the second is the confidence that an
attribution carries.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

import numpy as np

from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.neural.attributions import Told
from polybius.reading.neural.stretches import log_odds
from polybius.reading.voices.findings import Finding

path = Path(__file__).with_name("belief.json.gz")
least_belief = 0.5
"""How likely a finding must be an attribution to be kept."""
chance_steps = (-6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6)
odds_steps = (-6, -4, -2, -1, 0, 1, 2, 4, 6)
"""Log odds of the cue's head word, and means of those of other tokens, at which traits begin."""


Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Beliefs:
    """Weights of traits: of being an attribution, and of having its source and content right."""

    kept: Weights
    right: Weights


@cache
def shipped() -> Beliefs:
    """Return the weights that ship."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return Beliefs(**json.load(lines))


def probability(traits: frozenset[str], weights: Weights) -> float:
    """Return how likely what has these traits is."""
    return 1 / (1 + exp(-sum(weights.get(t, 0.0) for t in sorted(traits))))


def traits_of(parse: Parse, finding: Finding, chance: float, told: Told) -> frozenset[str]:
    """Return what speaks for and against a finding.

    Args:
        parse: the text.
        finding: what a rule or the heads found.
        chance: how likely the heads hold its cue's head word to be one.
        told: what they say of the tokens around it.
    """
    return frozenset(_traits(parse, finding, chance, told))


def _traits(parse: Parse, finding: Finding, chance: float, told: Told) -> Iterator[str]:
    cue, rule = parse.tokens[finding.cue_head], finding.rule
    yield "all"
    yield f"rule={rule}"
    yield f"cue={cue.lemma}"
    yield f"cue={cue.lemma} {rule}"
    yield f"tag={cue.tag}"
    yield f"tag={cue.tag} {rule}"
    yield f"dep={cue.dep}"
    odds = float(log_odds(np.array([chance], np.float32))[0])
    for step in chance_steps:
        if odds >= step:
            yield f"chance>={step}"
            yield f"chance>={step} {rule}"
    for role, row, spans in (("source", 3, finding.source), ("content", 6, finding.content)):
        inside = _mean_odds(parse, told, row, spans)
        yield f"{role}={inside is not None} {rule}"
        for step in odds_steps:
            if inside is not None and inside >= step:
                yield f"{role}>={step}"
                yield f"{role}>={step} {rule}"
    size = sum(len(parse.tokens_in(span)) for span in finding.content)
    yield f"size={min(size.bit_length(), 6)}"
    yield f"pieces={min(len(finding.content), 3)}"
    if finding.source_head is not None:
        head = parse.tokens[finding.source_head]
        yield f"source {head.pos}"
        yield f"source {head.lower}" if head.pos == "PRON" else "source other"


def _mean_odds(parse: Parse, told: Told, row: int, spans: Sequence[Span]) -> float | None:
    size = told.chances.shape[1]
    places = [t.i - told.first for span in spans for t in parse.tokens_in(span)]
    inside = [at for at in places if 0 <= at < size]
    return float(log_odds(told.chances[row, inside]).mean()) if inside else None
