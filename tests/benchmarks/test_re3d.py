from __future__ import annotations

from typing import Any

from benchmarks.re3d import score

text = "The Syrian Democratic Forces (SDF) fought ISIL near Raqqah on Monday."


def document(*relations: tuple[str, str, str, float]) -> dict[str, Any]:
    def at(words: str) -> list[int]:
        return [text.index(words), text.index(words) + len(words)]

    return {
        "text": text,
        "entities": [
            {"type": "Organisation", "start": at("ISIL")[0], "end": at("ISIL")[1], "confidence": 1}
        ],
        "relations": [
            {"type": kind, "source": at(a), "target": at(b), "confidence": confidence}
            for kind, a, b, confidence in relations
        ],
    }


def test_overlapping_arguments_in_either_direction_are_right() -> None:
    tally = score(document(("FightingAgainst", "ISIL", "Democratic Forces", 0.9)))
    fights = tally.relations["FightingAgainst"]
    assert (fights.right, fights.gold) == (1, 1)


def test_doubtful_labels_do_not_count() -> None:
    tally = score(document(("FightingAgainst", "ISIL", "Democratic Forces", 0.4)))
    assert tally.relations["FightingAgainst"].gold == 0


def test_a_pair_labelled_both_ways_counts_once() -> None:
    tally = score(
        document(
            ("IsSynonymOf", "SDF", "Syrian Democratic Forces", 1.0),
            ("IsSynonymOf", "Syrian Democratic Forces", "SDF", 1.0),
        )
    )
    synonyms = tally.relations["IsSynonymOf"]
    assert synonyms.gold == 1


def test_entities_are_compared_by_type() -> None:
    assert score(document()).entities["Organisation"].right == 1
