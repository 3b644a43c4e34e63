"""Are copies found, and told from independent accounts of one incident?

``python -m benchmarks.lineage [FILE…]`` prints one JSON object. Without a file it builds its own
set: articles of 250 to 400 words, each made of two texts of the project's corpus, short texts of
the corpus as they are, and independent accounts of invented incidents, some with a shared
quotation or a shared background paragraph (``lineage_accounts.txt``); of each seventeen copies
(`benchmarks.lineage_edits`).

A file has one JSON object a line: ``id``, ``text``, ``family`` (equal for copies of one another;
null for a text on its own), and, where known, ``published`` (ISO day), ``edit`` (a name that
recall is shown by) and ``of`` (the id that it was copied from).

``pair_recall`` and ``pair_precision`` count pairs of texts that are, or are found to be, of one
family, over a whole file at once; the intervals are over families. ``copy_recall`` is the share of
copies that come into the family of the text they are of, ``_long`` where that has 60 carrying
words (some 130 in all) or more.
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

from benchmarks.common import Tally, mean, precision, read_jsonl, recall, with_interval
from benchmarks.lineage_edits import edits
from polybius.linking.lineage import Lineage, lineages
from polybius.linking.lineage_words import worded
from polybius.records import Origin, Report, TextMap

Text = Mapping[str, Any]
Copy = tuple[str, bool, bool]
long_words = 60
articles = 20
"""Articles made of two texts each; the corpus's other texts stand alone."""
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
    made = copies(texts, found)
    long = [copy for copy in made if copy[1]]
    return {
        "texts": len(texts),
        "families": len({t["family"] for t in texts if t["family"]}),
        **with_interval("pair_recall", units, recall),
        **with_interval("pair_precision", units, precision),
        **with_interval("copy_recall", made, _share_found),
        **with_interval("copy_recall_long", long, _share_found),
        "recall_by_edit": recall_by_edit(made),
        "recall_by_edit_long": recall_by_edit(long),
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


def _share_found(made: Sequence[Copy]) -> float:
    return mean(hit for _, _, hit in made)


def copies(texts: Sequence[Text], found: Lineage) -> list[Copy]:
    """Return edit, whether the original is long, and whether it was found, for each copy."""
    words = {t["id"]: len(worded(t["text"]).whole) for t in texts}
    return [
        (t["edit"], words[t["of"]] >= long_words, found.root(t["id"]) == found.root(t["of"]))
        for t in texts
        if t.get("edit")
    ]


def recall_by_edit(made: Sequence[Copy]) -> dict[str, float]:
    """Return the share of each edit's copies that were found."""
    by_edit: dict[str, list[bool]] = {}
    for edit, _, hit in made:
        by_edit.setdefault(edit, []).append(hit)
    return {edit: round(mean(hits), 4) for edit, hits in sorted(by_edit.items())}


def built() -> list[Text]:
    """Return the project's own set, the same every time."""
    made: list[Text] = []
    originals = written() | told()
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


def written() -> dict[str, str]:
    """Return the corpus's texts, the first ones two by two."""
    texts = sorted((d["docid"], d["text"]) for d in read_jsonl(corpus))
    pairs = [texts[n : n + 2] for n in range(0, 2 * articles, 2)]
    joined = {f"{one[0]}+{two[0]}": f"{one[1]}\n\n{two[1]}" for one, two in pairs}
    return joined | dict(texts[2 * articles :])


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
