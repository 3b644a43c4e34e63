"""Learns how often each rule of attribution is right, from texts that were marked by hand.

    python -m training.calibration [--gold ../shared/gold/m2e2/train.jsonl]

Writes ``src/polybius/reading/voices/confidence.json``: rule → share that was right of what is kept
of its findings, with as many right and wrong added as `doubt` says. It is the confidence of what is
read without the trained heads, and tells which rules find more than attitudes. The heads have seen
those texts, so that what they let pass is a little better there than elsewhere. An attribution is
right if its source and content share most of their tokens with those of a marked attribution whose
cue it overlaps.

How far off confidences are is measured by `training.beliefs`, with `expected_error` (Naeini, Cooper
and Hauskrecht 2015; ten bins) and `brier` (Brier 1950).
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.common import encode, parse
from polybius.codebook.register import load_register
from polybius.reading.grammar.syntax import Parse, Span
from polybius.reading.layers import AttributionMark
from polybius.reading.names.find import find_names
from polybius.reading.voices.confidence import path as written
from polybius.reading.voices.find import find_attributions
from polybius.reading.voices.learned import unrefused
from training.lessons_attribution import marked_by_hand

doubt = 2.0
least_shared = 0.8
bins = 10

Judged = tuple[str, bool]
"""Rule, and whether it was right."""


def judged(parsed: Parse, gold: Sequence[dict[str, Any]]) -> Iterator[Judged]:
    """Yield what each attribution that the reader finds in a text is worth."""
    names = find_names(parsed, load_register())
    marks = find_attributions(parsed, names, encoded=encode(parsed))
    for mark in marks:
        yield mark.rule, any(is_right(parsed, mark, one) for one in gold)


def is_right(parsed: Parse, mark: AttributionMark, gold: dict[str, Any]) -> bool:
    """Tell whether a mark has the cue, source and content of a gold attribution."""
    if not tokens(parsed, mark.cue) & gold_tokens(parsed, gold["cue"]):
        return False
    pairs = ((getattr(mark, role), gold[role]) for role in ("source", "content"))
    return all(agree(tokens(parsed, a), gold_tokens(parsed, b)) for a, b in pairs)


def agree(a: set[int], b: set[int]) -> bool:
    """Tell whether two sets of tokens are nearly the same."""
    return not (a or b) or 2 * len(a & b) >= least_shared * (len(a) + len(b))


def tokens(parsed: Parse, spans: Sequence[Span]) -> set[int]:
    """Return the tokens of spans, without punctuation."""
    return {t.i for span in spans for t in parsed.tokens_in(span) if t.pos != "PUNCT"}


def gold_tokens(parsed: Parse, spans: Sequence[Sequence[int]]) -> set[int]:
    """Return the tokens of pairs of offsets, without punctuation."""
    return tokens(parsed, [Span(s[0], s[1]) for s in spans])


def expected_error(found: Sequence[tuple[float, bool]]) -> float:
    """Return the expected calibration error over equal bins of confidence."""
    groups: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in found:
        groups[min(int(confidence * bins), bins - 1)].append((confidence, right))
    return sum(
        abs(sum(c for c, _ in group) - sum(r for _, r in group)) / len(found)
        for group in groups.values()
    )


def brier(found: Sequence[tuple[float, bool]]) -> float:
    """Return the mean squared error of the confidences (Brier 1950)."""
    return sum((c - r) ** 2 for c, r in found) / len(found)


def learn(found: Sequence[Judged]) -> dict[str, float]:
    """Return the share that is right of each rule, drawn towards the whole's where few.

    What the marks leave out can't be measured by them.
    """
    unmarked = {f"voices.{rule}.v1" for rule in unrefused}
    by_rule: dict[str, list[bool]] = defaultdict(list)
    for rule, right in found:
        if rule not in unmarked:
            by_rule[rule].append(right)
    mean = sum(r for _, r in found) / len(found)
    return {
        rule: round((sum(rights) + 2 * doubt * mean) / (len(rights) + 2 * doubt), 3)
        for rule, rights in sorted(by_rule.items())
    }


def main() -> None:
    """Learn, write, and print of how many."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gold", type=Path, default=Path("../shared/gold/m2e2/train.jsonl"))
    found: list[Judged] = []
    for marked in marked_by_hand(options.parse_args().gold, Path("corpus/standoff")):
        found += judged(parse(marked.text), marked.attributions)
    written.write_text(json.dumps(learn(found), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps({"learned from": len(found)}))


if __name__ == "__main__":
    main()
