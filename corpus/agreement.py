"""How far two annotators agree: ``python -m corpus.agreement [--second FOLDER]`` prints JSON.

The second annotator marks copies of a fifth of the documents (``corpus/second``), without having
seen the first's. Spans: F1 between the two, exact and by shared tokens, per role. Codes: share
equal and Krippendorff's alpha on the units that both have marked (triggers, number words or cues
share a character).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.common import Tally
from benchmarks.matching import pairs, shared
from benchmarks.polnear import roles, tally
from corpus.compile import documents, folder
from corpus.markup import MarkupError
from polybius.web.work.alpha import nominal_alpha

second_folder = folder / "second"

codes = {
    "attributions": ("stance", "voice", "anonymity"),
    "occurrences": ("event_type", "polarity", "modality"),
    "counts": ("category", "victim_class", "low", "high", "scope"),
}
anchors = {"attributions": "cue", "occurrences": "trigger", "counts": "words"}
"""The span by which two annotators' units are taken for the same."""

Document = Mapping[str, Any]


def agreement(first: Sequence[Document], second: Sequence[Document]) -> dict[str, Any]:
    """Compare the documents that are in both, by docid.

    Raises:
        SystemExit: a document's text is not the same in both.
    """
    by_id = {document["docid"]: document for document in second}
    both = [
        (document, by_id[document["docid"]]) for document in first if document["docid"] in by_id
    ]
    for one, other in both:
        if one["text"] != other["text"]:
            raise SystemExit(f"{one['docid']}: the second annotator changed the text.")
    result: dict[str, Any] = {"documents": len(both), "spans": _spans(both)}
    for layer, fields in codes.items():
        result[layer] = _layer(both, layer, fields)
    return result


def _spans(both: Sequence[tuple[Document, Document]]) -> dict[str, float]:
    tallies = [tally(dict(one), list(other["attributions"])) for one, other in both]
    return {
        f"{role}_{way}_f1": round(sum((t[role, way] for t in tallies), Tally()).f1, 4)
        for role in roles
        for way in ("exact", "overlap")
    }


def _layer(
    both: Sequence[tuple[Document, Document]], layer: str, fields: Sequence[str]
) -> dict[str, Any]:
    units = Tally()
    matched: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = []
    for one, other in both:
        a, b = one[layer], other[layer]
        found = pairs(a, b, lambda x, y: shared(_anchor(x, layer), _anchor(y, layer)))
        matched += [(a[i], b[j]) for i, j in found]
        units += Tally(len(found), len(b), len(a))
    result: dict[str, Any] = {"units_f1": round(units.f1, 4), "matched": len(matched)}
    for field in fields:
        values = [(str(a[field]), str(b[field])) for a, b in matched]
        alpha = nominal_alpha(values)
        result[field] = {
            "equal": round(sum(a == b for a, b in values) / len(values), 4) if values else None,
            "alpha": None if alpha is None else round(alpha, 4),
        }
    return result


def _anchor(unit: Mapping[str, Any], layer: str) -> list[list[int]]:
    spans = unit[anchors[layer]]
    return [spans] if layer == "counts" else list(spans)


def bare(document: Document, source: str) -> str:
    """Return ``source`` (a file of ``corpus/texts``) without marks, for the second annotator."""
    text = document["text"]
    out = [*source.split("---\n", 1)[0].splitlines(), "---"]
    for n, (start, end) in enumerate(document["sentences"]):
        headline = n == 0 and document["title"] is not None
        out.append(("# " if headline else "") + _escaped(text[start:end]))
        if text[end : end + 2] == "\n\n":
            out.append("")
    return "\n".join(out) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m corpus.agreement", description=__doc__)
    parser.add_argument("--second", type=Path, default=second_folder, help="annotated copies")
    parser.add_argument("--bare", type=Path, help="write unmarked copies into this folder instead")
    given = parser.parse_args()
    try:
        first = documents()
        if given.bare:
            return _write_bare(first, given.bare)
        second = documents(given.second)
    except MarkupError as error:
        print(error, file=sys.stderr)
        return 2
    json.dump(agreement(first, second), sys.stdout, indent=2)
    print()
    return 0


def _write_bare(first: Sequence[Document], target: Path) -> int:
    target.mkdir(parents=True, exist_ok=True)
    for document in first:
        if document["second"]:
            name = f"{document['docid']}.txt"
            source = (folder / "texts" / name).read_text(encoding="utf-8")
            (target / name).write_text(bare(document, source), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
