from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import polnear

text = "The army said that five soldiers died. Police denied it.\nMenu: home, news."
content = "that five soldiers died"


def document(**more: object) -> dict[str, object]:
    start = text.index(content)
    return {
        "docid": "a",
        "text": text,
        "attributions": [
            {
                "source": [[0, 8]],
                "cue": [[9, 13]],
                "content": [[start, start + 4], [start + 5, start + len(content)]],
            }
        ],
        **more,
    }


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(document()) + "\n", "utf-8")
    return path


def test_all_keys_come_with_intervals(gold: Path) -> None:
    result = polnear.measure([gold])
    for key in ("content_overlap_f1", "content_exact_f1", "source_overlap_f1", "cue_exact_f1"):
        assert 0 <= result[key] <= 1
        low, high = result[f"{key}_ci95"]
        assert low <= high


def test_a_found_attribution_counts(gold: Path) -> None:
    result = polnear.measure([gold])
    assert result["content_exact_recall"] == 1.0
    assert result["source_overlap_recall"] == 1.0


def test_spans_parted_by_white_space_are_one() -> None:
    start = text.index(content)
    parts = [[start, start + 4], [start + 5, start + len(content)]]
    assert polnear.joined(text, parts) == ((start, start + len(content)),)


def test_discarded_text_counts_neither_way() -> None:
    start = text.index("Menu")
    discard = {"label": "Discard", "spans": [[start, len(text)]]}
    guess = [{"source": (), "cue": (), "content": ((start, start + 4),)}]
    tally = polnear.tally(document(other_spans=[discard]), guess)
    assert tally["content", "overlap"].predicted == 0
    assert tally["content", "overlap"].gold == 4


def test_of_nested_attributions_the_outer_counts() -> None:
    nested = "Police said that a witness claimed that the gunmen fled."
    assert len(polnear.predict(nested)) == 1
