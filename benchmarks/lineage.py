"""Are copies found, and told from independent accounts of one incident?

``python -m benchmarks.lineage [FILE…]`` prints one JSON object. Without a file it builds its own
set: every text of the project's corpus with seventeen copies (`benchmarks.lineage_edits`), and
independent accounts of invented incidents, some with a shared quotation or a shared background
paragraph (``lineage_accounts.txt``). The corpus holds pairs of its own that belong together (a
correction and what it corrects); they are left out of the count.

A file has one JSON object a line: ``id``, ``text``, ``family`` (equal for copies of one another;
null for a text on its own), and, where known, ``published`` (ISO day), ``edit`` (a name that
recall is shown by) and ``of`` (the id that it was copied from). Texts whose ``family`` begins
with the same letters up to a ``/`` are told apart no more than others.

``pair_recall`` and ``pair_precision`` count pairs of texts that are, or are found to be, of one
family, over a whole file at once; the intervals are over families. ``recall_by_edit`` is the share
of copies that come into the family of the text they are of.
"""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.common import Tally, precision, read_jsonl, recall, with_interval
from benchmarks.lineage_edits import edits
from polybius.linking.lineage import Lineage, lineages
from polybius.records import Origin, Report, TextMap

Text = Mapping[str, Any]
root = Path(__file__).parent
corpus = root.parent / "corpus" / "corpus.jsonl"
accounts = root / "lineage_accounts.txt"
boilerplate = (
    "More than four thousand people have died in the region since the ceasefire broke down two "
    "years ago, according to local observers. Talks ended without a result in spring."
)


def measure(texts: Sequence[Text]) -> dict[str, Any]:
    """Return precision and recall of the families found among ``texts``."""
    started = time.perf_counter()
    found = lineages(map(as_report, texts))
    seconds = time.perf_counter() - started
    units = tallies(texts, found)
    return {
        "texts": len(texts),
        "families": len({t["family"] for t in texts if t["family"]}),
        **with_interval("pair_recall", units, recall),
        **with_interval("pair_precision", units, precision),
        "recall_by_edit": recall_by_edit(texts, found),
        "seconds": round(seconds, 1),
    }


def as_report(text: Text) -> Report:
    """Return a text as a report whose id is the text's."""
    return Report(
        id=text["id"],
        text=text["text"],
        media_type="text/plain",
        language="en",
        origin=Origin(text["id"], "2032-12-31T00:00:00Z"),
        text_map=TextMap("decoded", ()),
        published=text.get("published"),
    )


def tallies(texts: Sequence[Text], found: Lineage) -> list[Tally]:
    """Return, for each true family and each lone text, its pairs right, found and true.

    A pair found across families counts half against each of the two.
    """
    true: dict[str, list[str]] = {}
    for text in texts:
        true.setdefault(text["family"] or f"alone:{text['id']}", []).append(text["id"])
    family_of = {member: family for family, members in true.items() for member in members}
    gold = {family: len(members) * (len(members) - 1) // 2 for family, members in true.items()}
    right = dict.fromkeys(true, 0.0)
    predicted = dict.fromkeys(true, 0.0)
    for members in found.families.values():
        for a, b in combinations(members, 2):
            predicted[family_of[a]] += 0.5
            predicted[family_of[b]] += 0.5
            right[family_of[a]] += family_of[a] == family_of[b]
    return [Tally(right[f], predicted[f], gold[f]) for f in sorted(true)]


def recall_by_edit(texts: Sequence[Text], found: Lineage) -> dict[str, float]:
    """Return the share of each edit's copies that are in the family of what they are copies of."""
    seen: dict[str, list[bool]] = {}
    for text in texts:
        if text.get("edit"):
            joined = found.root(text["id"]) == found.root(text["of"])
            seen.setdefault(text["edit"], []).append(joined)
    return {edit: round(sum(hits) / len(hits), 4) for edit, hits in sorted(seen.items())}


def built() -> list[Text]:
    """Return the project's own set, the same every time."""
    made: list[Text] = []
    originals = {d["docid"]: d["text"] for d in read_jsonl(corpus)} | told()
    for name, text in sorted(originals.items()):
        strange = [w for other, t in sorted(originals.items()) if other != name for w in t.split()]
        made.append({"id": name, "text": text, "family": name, "published": "2032-01-01"})
        for edit, change in edits.items():
            chance = Random(f"{name}:{edit}")
            made.append(
                {
                    "id": f"{name}:{edit}",
                    "text": change(text, chance, strange),
                    "family": name,
                    "published": f"2032-01-{chance.randint(1, 9):02}",
                    "edit": edit,
                    "of": name,
                }
            )
    return made


def told() -> dict[str, str]:
    """Return the independent accounts of invented incidents, by incident and number."""
    made: dict[str, str] = {}
    parts = accounts.read_text("utf-8").split("\n## ")[1:]
    for part in parts:
        incident, _, body = part.partition("\n")
        for number, account in enumerate(body.split("\n---\n"), 1):
            text = account.strip().replace("@boilerplate", f"\n\n{boilerplate}")
            made[f"{incident} {number}"] = text
    return made


def main(files: Iterable[Path]) -> None:
    """Measure each file, or the set built here, and print the result."""
    listed = list(files)
    texts = [text for path in listed for text in read_jsonl(path)] if listed else built()
    json.dump(measure(texts), sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    arguments = ArgumentParser(prog="python -m benchmarks.lineage")
    arguments.add_argument("files", nargs="*", type=Path, metavar="FILE")
    main(arguments.parse_args().files)
