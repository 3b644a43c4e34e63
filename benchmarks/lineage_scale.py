"""Cost of lineage: processor seconds and memory for 10,000 and 50,000 generated reports.

``python -m benchmarks.lineage_scale [SIZE…]`` prints one JSON object. The reports are generated
with a fixed seed to be as alike as news is: words by Zipf's law, a third of each text in stock
phrases that many stories share, and one story in three printed again, by up to fifty papers (a Zipf
tail), trimmed and with some of its words changed. ``copy_recall`` is the share of these that are in
the family of their story; ``strangers`` counts reports found to be copies of another story.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from time import process_time
from typing import Any

import numpy as np

from benchmarks.lineage import as_report
from polybius.linking.lineage import lineages

sizes = (10_000, 50_000)
seed = 20260222
vocabulary, phrases = 40_000, 4_000
days = 3650


def texts(number: int) -> Iterator[dict[str, Any]]:
    """Yield generated texts with the story that each tells."""
    chance = np.random.default_rng(seed)
    stock = [_words(chance, int(chance.integers(3, 7))) for _ in range(phrases)]
    made = 0
    while made < number:
        story = f"story {made}"
        body = [_sentence(chance, stock) for _ in range(int(chance.integers(8, 25)))]
        day = int(chance.integers(days))
        copies = min(int(chance.zipf(2.0)), 50) if chance.random() < 1 / 3 else 0
        for copy in range(min(copies + 1, number - made)):
            kept = body if copy == 0 else body[: max(4, int(len(body) * chance.uniform(0.4, 1)))]
            words = [w for sentence in kept for w in sentence]
            changed = chance.random(len(words)) < (0.15 if copy else 0)
            text = " ".join(
                f"w{chance.integers(vocabulary)}" if new else word
                for word, new in zip(words, changed, strict=True)
            )
            yield {
                "id": f"{story}/{copy}",
                "text": text,
                "family": story,
                "published": f"{2000 + (day + copy % 3) // 365}-{(day + copy % 3) % 365:03}",
            }
            made += 1


def _words(chance: np.random.Generator, number: int) -> list[str]:
    return [f"w{min(int(n), vocabulary)}" for n in chance.zipf(1.3, number)]


def _sentence(chance: np.random.Generator, stock: list[list[str]]) -> list[str]:
    """Return a sentence of which a third is in stock phrases."""
    some = stock[min(int(chance.zipf(1.5)), phrases) - 1]
    words = [*_words(chance, 8), *some, *_words(chance, 4)]
    return [*words[:-1], f"{words[-1]}."]


def measure(size: int) -> dict[str, Any]:
    """Trace the lineage of ``size`` reports and return what it cost."""
    made = list(texts(size))
    began = process_time()
    found = lineages(map(as_report, made))
    seconds = process_time() - began
    story = {text["id"]: text["family"] for text in made}
    copies = [text for text in made if not text["id"].endswith("/0")]
    together = [found.root(t["id"]) == found.root(f"{t['family']}/0") for t in copies]
    return {
        "reports": size,
        "copies": len(copies),
        "cpu_seconds": round(seconds, 1),
        "milliseconds_each": round(1000 * seconds / size, 2),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "copy_recall": round(sum(together) / max(1, len(together)), 4),
        "strangers": sum(story[a] != story[b] for a, b in found.parents.items()),
    }


def main() -> None:
    """Measure each size and print the JSON object."""
    chosen = [int(text) for text in sys.argv[1:]] or list(sizes)
    json.dump({"curve": [measure(size) for size in chosen]}, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
