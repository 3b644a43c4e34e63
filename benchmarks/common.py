"""What every accuracy benchmark shares: reading gold files, F1, bootstrap intervals, one JSON.

Each benchmark is ``python -m benchmarks.<set> FILE…`` and prints one JSON object of metrics,
fractions from 0 to 1, each with ``<key>_ci95`` from a bootstrap over documents.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Parse
from polybius.reading.neural.encoded import Encoded
from polybius.reading.neural.encoder import default_encoder

T = TypeVar("T")
samples = 1000
seed = 20260222


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts behind precision, recall and F1."""

    right: float = 0.0
    predicted: float = 0.0
    gold: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        """Add count by count."""
        return Tally(
            self.right + other.right, self.predicted + other.predicted, self.gold + other.gold
        )

    @property
    def precision(self) -> float:
        """Right among predicted; 0 where nothing was predicted."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Right among gold; 0 where there is no gold."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.predicted + self.gold
        return 2 * self.right / total if total else 0.0


def f1(tallies: Iterable[Tally]) -> float:
    """Micro F1 over documents."""
    return sum(tallies, Tally()).f1


def precision(tallies: Iterable[Tally]) -> float:
    """Micro precision over documents."""
    return sum(tallies, Tally()).precision


def recall(tallies: Iterable[Tally]) -> float:
    """Micro recall over documents."""
    return sum(tallies, Tally()).recall


def mean(values: Iterable[float]) -> float:
    """Arithmetic mean; 0 of nothing."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def with_interval(
    key: str, units: Sequence[T], metric: Callable[[Sequence[T]], float]
) -> dict[str, Any]:
    """Return ``{key: metric(units), key_ci95: [low, high]}``.

    ``units`` are the documents' contributions; the interval is the 95 % percentile bootstrap
    over them (Efron and Tibshirani 1993, ch. 13), with a fixed seed.
    """
    generator = np.random.default_rng(seed)
    draws = []
    for _ in range(samples if units else 0):
        chosen = generator.integers(0, len(units), len(units))
        draws.append(metric([units[i] for i in chosen]))
    low, high = np.percentile(draws, [2.5, 97.5]) if draws else (0.0, 0.0)
    return {
        key: round(metric(units), 4),
        f"{key}_ci95": [round(float(low), 4), round(float(high), 4)],
    }


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the documents of a gold file.

    Raises:
        SystemExit: a line is not JSON; the message names file and line.
    """
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise SystemExit(f"{path}:{number}: not JSON: {error}") from error


def parse(text: str) -> Parse:
    """Parse ``text``, from the cache in ``POLYBIUS_PARSE_CACHE`` (a folder) if that is set."""
    folder = os.environ.get("POLYBIUS_PARSE_CACHE")
    if not folder:
        return default_parser().parse(text)
    from polybius.reading import grammar  # noqa: PLC0415

    folders = (Path(str(grammar.__file__)).parent, Path(str(grammar.__file__)).parents[1] / "data")
    code = b"".join(p.read_bytes() for f in folders for p in sorted(f.iterdir()) if p.is_file())
    key = hashlib.sha256(code + text.encode("utf-8", "surrogatepass")).hexdigest()
    path = Path(folder) / key[:2] / key
    if path.exists():
        return pickle.loads(path.read_bytes())  # type: ignore[no-any-return]
    parsed = default_parser().parse(text)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")
    part.write_bytes(pickle.dumps(parsed))
    part.replace(path)
    return parsed


def encode(parsed: Parse) -> Encoded:
    """Return what the shipped encoder makes of a text."""
    return default_encoder().encode(parsed)


def run(name: str, measure: Callable[[Sequence[Path]], dict[str, Any]]) -> None:
    """Run a benchmark from the command line and print its JSON object."""
    arguments = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}")
    arguments.add_argument("files", nargs="+", type=Path, metavar="FILE")
    files = arguments.parse_args().files
    missing = [str(path) for path in files if not path.is_file()]
    if missing:
        raise SystemExit(f"no such file: {', '.join(missing)}")
    json.dump(measure(files), sys.stdout, indent=2)
    print()
