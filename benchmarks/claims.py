"""What comes out of real reports: how many claims of each kind, how many reports failed.

``python -m benchmarks.claims FILE…`` takes whatever ``polybius read`` takes, each FILE into a
ledger of its own, and prints one JSON object: counts for each FILE. Nothing here says whether a
claim is right; the benchmarks with gold answers do.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.common import run
from polybius.intake import IntakeOptions, find_sources
from polybius.ledger.store import Ledger
from polybius.pipeline import Failed, Summary, read_sources
from polybius.reader import Reader
from polybius.records import ClaimKind
from polybius.weighing.deriving import rebuild


def measure(files: Sequence[Path]) -> dict[str, Any]:
    """Read each file and return its counts, by the file's name."""
    reader = Reader()
    return {str(path): count(path, reader) for path in files}


def count(path: Path, reader: Reader) -> dict[str, Any]:
    """Return what comes out of ``path``; ``words_per_second`` is of reading and writing."""
    summary, flags, words = Summary(), 0, 0
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "ledger.sqlite") as ledger:
        started = time.perf_counter()
        for outcome in read_sources(find_sources([str(path)]), IntakeOptions(), reader, ledger):
            summary.add(outcome)
            if not isinstance(outcome, Failed) and outcome.reading is not None:
                words += len(outcome.report.text.split())
                flags += len(outcome.reading.flags)
        seconds = time.perf_counter() - started
        kinds = Counter(claim.kind for claim in ledger.claims())
        derived = rebuild(ledger)
    return {
        "read": summary.read,
        "known": summary.known,
        "unread": summary.unread,
        "failed": len(summary.failures),
        "words": words,
        "claims": summary.claims,
        **{kind.value: kinds[kind] for kind in ClaimKind},
        "flags": flags,
        "incidents": len(derived.incidents),
        "disputes": len(derived.disputes),
        "words_per_second": round(words / seconds),
    }


if __name__ == "__main__":
    run("claims", measure)
