from __future__ import annotations

import json
from pathlib import Path

from benchmarks import gun_counts, isaf


def test_gun_counts_scores_all_and_the_positive_articles(tmp_path: Path) -> None:
    articles = [
        {
            "id": "a",
            "text": "Two men were killed and a boy was wounded.",
            "killed": 2,
            "injured": 1,
        },
        {"id": "b", "text": "", "killed": 0, "injured": 1},
    ]
    path = tmp_path / "dev.jsonl"
    path.write_text("\n".join(map(json.dumps, articles)), "utf-8")
    found = gun_counts.measure([path])
    assert found["killed_exact"] == 1.0
    assert found["injured_exact"] == 0.5
    assert found["killed_zero"] == 0.5
    assert len(found["injured_exact_pos_ci95"]) == 2


def test_isaf_uses_the_datas_least_numbers() -> None:
    text = (
        "Joint Command Update June 8, 2011\n\n"
        "KABUL, Afghanistan (June 8, 2011)\n"
        "A patrol detained numerous suspected insurgents in Khost province yesterday. "
        "Two soldiers were killed."
    )
    found = isaf.answer(text)
    assert found["min_captured"] == 4
    assert found["min_killed"] == 0
    assert found["province"] == "khost"
    assert found["start_date"] == "2011-06-07"
