"""How far two who marked the same reports agree: ``python -m training.agreement [--gold GOLD]``.

Compares ``corpus/standoff/reports_again.jsonl`` with ``reports.jsonl`` on the documents that are in
both, outer attributions only, by what `benchmarks.polnear` measures.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from benchmarks.common import read_jsonl
from benchmarks.polnear import scores, tally
from training.lessons_attribution import by_document

marks = Path("corpus/standoff")


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gold", type=Path, default=Path("../shared/gold"))
    texts = {
        d["docid"]: d["text"] for d in read_jsonl(options.parse_args().gold / "muc4/train.jsonl")
    }
    one, first = by_document(marks, "reports")
    other, again = by_document(marks, "reports_again")
    both = sorted(one & other & texts.keys())
    compared = [
        tally({"text": texts[key], "attributions": outer(first[key])}, outer(again[key]))
        for key in both
    ]
    print(json.dumps({"documents": len(both)} | scores(compared), indent=2))


def outer(marked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the attributions that stand in no other."""
    return [one for one in marked if not one.get("inner")]


if __name__ == "__main__":
    main()
