from __future__ import annotations

import copy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.agreement import agreement, bare, second_folder
from corpus.compile import documents, texts
from corpus.markup import read_source
from polybius.web.work.alpha import nominal_alpha


def columns(*rows: str) -> list[tuple[str | None, ...]]:
    return [
        tuple(None if value == "." else value for value in unit)
        for unit in zip(*(row.split() for row in rows), strict=True)
    ]


@pytest.mark.parametrize(
    ("rows", "alpha"),
    [
        (("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), 0.095),
        (("a a b b d c c c e d d a", "b a b b b c c c e d d d"), 0.692),
        (
            (
                "1 2 3 3 2 1 4 1 2 . . .",
                "1 2 3 3 2 2 4 1 2 5 . 3",
                ". 3 3 3 2 3 4 2 2 5 1 .",
                "1 2 3 3 2 4 4 1 2 5 1 .",
            ),
            0.743,
        ),
    ],
)
def test_krippendorff_2011_examples_a_to_c(rows: tuple[str, ...], alpha: float) -> None:
    assert nominal_alpha(columns(*rows)) == pytest.approx(alpha, abs=0.0005)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1))
def test_alpha_is_at_most_one_and_one_only_where_all_agree(units: list[tuple[int, int]]) -> None:
    alpha = nominal_alpha(units)
    if alpha is not None:
        assert alpha <= 1
        assert (alpha == pytest.approx(1)) == all(a == b for a, b in units)


def test_nothing_to_compare_has_no_alpha() -> None:
    assert nominal_alpha([]) is None
    assert nominal_alpha([("a", None), (None, None)]) is None
    assert nominal_alpha([("a", "a"), ("a", "a")]) is None


def test_an_annotator_agrees_with_himself() -> None:
    listed = documents()
    result = agreement(listed, listed)
    assert set(result["spans"].values()) == {1.0}
    assert result["attributions"]["stance"] == {"equal": 1.0, "alpha": 1.0}
    assert result["counts"]["units_f1"] == 1.0


def test_differences_are_counted() -> None:
    listed = documents()[:5]
    other = copy.deepcopy(listed)
    for document in other:
        document["attributions"] = document["attributions"][1:]
        for count in document["counts"]:
            count["victim_class"] = "person"
    result = agreement(listed, other)
    assert result["spans"]["cue_exact_f1"] < 1
    assert result["attributions"]["units_f1"] < 1
    assert result["attributions"]["stance"]["equal"] == 1
    assert result["counts"]["victim_class"]["alpha"] <= 0


def test_a_changed_text_is_refused() -> None:
    listed = documents()[:1]
    other = copy.deepcopy(listed)
    other[0]["text"] += " More."
    with pytest.raises(SystemExit, match="changed the text"):
        agreement(listed, other)


def test_second_copies_have_the_same_text(tmp_path: Path) -> None:
    by_id = {document["docid"]: document for document in documents()}
    for path in sorted(second_folder.glob("*.txt")):
        assert read_source(path).text == by_id[path.stem]["text"]
        first = (texts / path.name).read_text(encoding="utf-8")
        unmarked = tmp_path / path.name
        unmarked.write_text(bare(by_id[path.stem], first), encoding="utf-8")
        assert read_source(unmarked).marks == []
        assert read_source(unmarked).title == by_id[path.stem]["title"]


def test_the_second_annotation_compiles_and_no_document_of_it_is_bare() -> None:
    second = documents(second_folder)
    assert {d["docid"] for d in second} <= {d["docid"] for d in documents() if d["second"]}
    for document in second:
        assert document["attributions"], document["docid"]
        assert document["occurrences"], document["docid"]
