"""Measures what a network's heads find without the rules: ``python -m training.alone FILE…``.

    [--model src/polybius/reading/neural/model | --teacher STATE] [--level 0.5]

FILE is in PolNeAR's form (`benchmarks.polnear`), STATE what `training.reader --teacher` keeps.
Prints the F1 of content, source and cue, by which encoders are compared (decision 8).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import torch

from benchmarks.common import parse, read_jsonl
from benchmarks.polnear import ranges, scores, tally
from polybius.reading.grammar.syntax import Parse
from polybius.reading.neural.attributions import see_attributions
from polybius.reading.neural.encoded import Encoded
from polybius.reading.neural.encoder import Encoder
from training.cutting import cutter
from training.distilling import heads_of
from training.encoders import mpnet
from training.reader import shape, shipped
from training.teacher import Teacher


def teacher(state: Path) -> Callable[[Parse], Encoded]:
    """Return what encodes texts as the larger network of a file does."""
    start = mpnet()
    net = Teacher(start, shape)
    lacking = net.load_state_dict(torch.load(state, weights_only=True)["net"], strict=False)
    if not all(name.startswith("encoder.") for name in lacking.missing_keys):
        raise SystemExit(f"{state}: no heads in it.")
    net.eval()
    cutting, heads = cutter(start.tokenizer, start.ends), heads_of(net)

    def encode(parsed: Parse) -> Encoded:
        lessons = cutting(parsed)
        with torch.no_grad():
            vectors = tuple(net([lesson], 0)[0].numpy() for lesson in lessons)
        return Encoded(parsed, tuple(lesson.window for lesson in lessons), vectors, heads)

    return encode


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", type=Path, nargs="+", metavar="FILE")
    options.add_argument("--model", type=Path, default=shipped)
    options.add_argument("--teacher", type=Path)
    options.add_argument("--level", type=float, default=0.5)
    chosen = options.parse_args()
    encode = teacher(chosen.teacher) if chosen.teacher else Encoder(chosen.model, 2).encode
    compared = []
    for document in (d for path in chosen.files for d in read_jsonl(path)):
        seen = see_attributions(encode(parse(document["text"])), chosen.level)
        compared.append(tally(document, list(map(ranges, seen))))
    print(json.dumps(scores(compared), indent=2))


if __name__ == "__main__":
    main()
