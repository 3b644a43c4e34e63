"""Incidents of MUC-3/4: role fillers, whole templates, and single slots of the raw keys.

``python -m benchmarks.muc4 FILE…`` prints one JSON object. The form of each file decides which
keys it gives: GRIT form ``ceaf_ree_f1``, GTT form ``template_f1``, raw keys ``date_f1``,
``location_f1``, ``type_f1``, ``stage_f1``, ``responsible_f1``, ``number_f1`` and ``effect_f1``
(``…_referred_f1`` asks that the human target be right, too). See `benchmarks.muc4_scoring`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.common import Tally, f1, precision, read_jsonl, recall, run, with_interval
from benchmarks.muc4_keys import Incident, Mentions, parse_key, reduced_entities, roles
from benchmarks.muc4_scoring import (
    Template,
    ceaf_ree,
    slot_tallies,
    slots,
    template_counts,
    template_f1,
)
from benchmarks.muc4_templates import incidents_of, reduced_templates

Document = dict[str, Any]
Answer = Callable[[str], Sequence[Incident]]
"""Text → incidents."""


def measure(files: Sequence[Path], answer: Answer = incidents_of) -> dict[str, Any]:
    """Score the incidents that ``answer`` finds in the texts of ``files``.

    Raises:
        SystemExit: a file has none of the three forms.
    """
    documents = [document for path in files for document in read_jsonl(path)]
    found: dict[str, Any] = {}
    for form, score in forms.items():
        chosen = [d for d in documents if form_of(d) == form]
        if chosen:
            found |= score(chosen, answer) | {f"{form}_documents": len(chosen)}
    if not found:
        raise SystemExit("none of the files has raw keys, GRIT or GTT form.")
    return found


def form_of(document: Document) -> str | None:
    """Return ``grit``, ``gtt`` or ``raw``; None for anything else."""
    if "extracts" in document:
        return "grit"
    if "doctext" in document and "templates" in document:
        return "gtt"
    return "raw" if "text" in document and "templates" in document else None


def score_grit(documents: Sequence[Document], answer: Answer) -> dict[str, Any]:
    """Score entities per role, over all incidents of a document."""
    tallies = []
    for document in documents:
        gold = {r: reduced_entities(document["extracts"].get(r, [])) for r in roles}
        tallies.append(ceaf_ree(merged_entities(answer(document["doctext"])), gold))
    totals = [sum(t.values(), Tally()) for t in tallies]
    return (
        with_interval("ceaf_ree_f1", totals, f1)
        | {"ceaf_ree_p": round(precision(totals), 4), "ceaf_ree_r": round(recall(totals), 4)}
        | {f"ceaf_ree_{r.lower()}_f1": round(f1([t[r] for t in tallies]), 4) for r in roles}
    )


def merged_entities(incidents: Sequence[Incident]) -> dict[str, tuple[Mentions, ...]]:
    """Return the entities of each role over all incidents, each once."""
    return {
        r: tuple(dict.fromkeys(e for i in incidents for e in i.entities.get(r, ()))) for r in roles
    }


def score_gtt(documents: Sequence[Document], answer: Answer) -> dict[str, Any]:
    """Score whole templates."""
    counts = []
    for document in documents:
        gold = [_template(t) for t in document["templates"]]
        distinct = [t for n, t in enumerate(gold) if t not in gold[:n]]
        counts.append(template_counts(reduced_templates(answer(document["doctext"])), distinct))
    return with_interval("template_f1", counts, template_f1)


def _template(raw: dict[str, Any]) -> Template:
    return raw["incident_type"], {r: reduced_entities(raw.get(r, [])) for r in roles}


def score_raw(documents: Sequence[Document], answer: Answer) -> dict[str, Any]:
    """Score the slots of the raw keys."""
    tallies = [
        slot_tallies(answer(d["text"]), [parse_key(t) for t in d["templates"]]) for d in documents
    ]
    found: dict[str, Any] = {}
    for name in slots:
        found |= with_interval(f"{name.lower()}_f1", [t[name] for t in tallies], f1)
    return found


forms: dict[str, Callable[[Sequence[Document], Answer], dict[str, Any]]] = {
    "raw": score_raw,
    "grit": score_grit,
    "gtt": score_gtt,
}

if __name__ == "__main__":
    run("muc4", measure)
