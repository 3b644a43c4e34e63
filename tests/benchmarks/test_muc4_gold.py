from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.common import Tally, read_jsonl
from benchmarks.muc4_keys import as_answer, parse_key, reduced_entities, roles
from benchmarks.muc4_scoring import ceaf_ree, slot_tallies, template_counts, template_f1

gold = Path(os.environ.get("POLYBIUS_GOLD", "../shared/gold")) / "muc4"
pytestmark = [
    pytest.mark.gold,
    pytest.mark.skipif(not gold.is_dir(), reason="the gold corpora are not here"),
]


def test_answers_made_from_the_raw_keys_score_one() -> None:
    for document in read_jsonl(gold / "dev.jsonl"):
        keys = [parse_key(t) for t in document["templates"]]
        for name, tally in slot_tallies([as_answer(k) for k in keys], keys).items():
            assert tally.right == tally.predicted == tally.gold, (document["docid"], name)


def test_answers_made_from_the_reduced_keys_score_one() -> None:
    for document in read_jsonl(gold / "entity_grit_dev.jsonl"):
        entities = {r: reduced_entities(document["extracts"].get(r, [])) for r in roles}
        first = {r: tuple(e[:1] for e in listed) for r, listed in entities.items()}
        total = sum(ceaf_ree(first, entities).values(), Tally())
        assert total.right == total.predicted == total.gold
    counts = []
    for document in read_jsonl(gold / "entity_gtt_dev.jsonl"):
        templates = [
            (t["incident_type"], {r: reduced_entities(t.get(r, [])) for r in roles})
            for t in document["templates"]
        ]
        counts.append(template_counts(templates, templates))
    assert template_f1(counts) == 1.0
