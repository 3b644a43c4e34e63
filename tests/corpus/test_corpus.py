from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from corpus.compile import compiled, documents, folder, rendered
from corpus.documents import genres
from corpus.table import figures, readme, with_tables
from polybius import codebook


@cache
def corpus() -> list[dict[str, Any]]:
    return documents()


def test_compiled_file_is_what_the_sources_say() -> None:
    assert compiled.read_text(encoding="utf-8") == rendered(corpus())


def test_readme_tables_are_up_to_date() -> None:
    text = readme.read_text(encoding="utf-8")
    assert text == with_tables(text, corpus())


def test_names_of_licence_and_guidelines_stand() -> None:
    assert "CC-BY-4.0" in (folder / "LICENCE").read_text(encoding="utf-8")
    assert "corpus.agreement" in (folder / "GUIDELINES.md").read_text(encoding="utf-8")


def test_every_span_lies_in_its_text() -> None:
    def spans(value: Any) -> list[list[int]]:
        if isinstance(value, dict):
            return [s for key, v in value.items() if key != "id" for s in spans(v)]
        if isinstance(value, list):
            if len(value) == 2 and all(isinstance(v, int) for v in value):
                return [value]
            return [s for v in value for s in spans(v)]
        return []

    for document in corpus():
        for start, end in spans({k: v for k, v in document.items() if k != "text"}):
            words = document["text"][start:end]
            assert words and words == words.strip()


def test_no_role_of_an_attribution_overlaps_another() -> None:
    for document in corpus():
        for said in document["attributions"]:
            spans = sorted(s for role in ("source", "cue", "content") for s in said[role])
            for (_, end), (start, _) in pairwise(spans):
                assert end <= start, (document["docid"], said["id"])


@pytest.mark.parametrize(
    ("table", "least"),
    [
        ("Extent", {"sentences": 420, "documents": 45, "sentences without attribution": 120}),
        ("Stances", dict.fromkeys(codebook.load().stances, 15)),
        ("Voice kinds", dict.fromkeys(codebook.load().voice_kinds, 8)),
        ("Genres (documents)", dict.fromkeys(genres, 2)),
        (
            "Kinds of attribution",
            {
                "in the headline": 10,
                "nested in another": 40,
                "impersonal": 30,
                "unnamed source": 60,
                "carried over from before": 30,
                "nominal cue": 30,
                "according to": 30,
                "content before its cue": 40,
                "quotation of several sentences": 25,
                "with a standing": 25,
            },
        ),
        ("Happenings", {"did_not_happen": 10, "hypothetical": 5}),
        ("Counts", {"none": 10, "range or vague": 20, "part of another": 20}),
        (
            "Forecasts by ICD 203 band",
            {e.icd203: 3 for e in codebook.load().estimative_words.values() if e.icd203},
        ),
    ],
)
def test_covers_what_it_promises(table: str, least: dict[str, int]) -> None:
    counted = figures(corpus())[table]
    assert {name: n for name, n in least.items() if counted[name] < n} == {}


def test_part_and_second_follow_from_the_docid_alone() -> None:
    lines = compiled.read_text(encoding="utf-8").splitlines()
    listed = [json.loads(line) for line in lines]
    test = [d for d in listed if d["part"] == "test"]
    assert 0.2 < len(test) / len(listed) < 0.4
    second = {d["docid"] for d in listed if d["second"]}
    assert len(second) >= len(listed) / 5
    assert second == {path.stem for path in (folder / "second").glob("*.txt")}
