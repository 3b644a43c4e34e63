from __future__ import annotations

from itertools import pairwise

import pytest

from polybius.codebook.checks import cue_fields, cues_of, faults
from polybius.codebook.entries import Entry, EstimativeWord, EventType, VagueNumber, VictimClass
from polybius.codebook.loading import checked_table, load, load_table, parse_table, shapes
from polybius.errors import CodebookError, Where

HERE = Where("mine.yaml")

STANCES = {
    "asserts",
    "claims_responsibility",
    "accuses",
    "denies",
    "acknowledges",
    "estimates",
    "predicts",
    "warns",
    "appeals",
    "doubts",
}


@pytest.mark.parametrize("name", shapes)
def test_every_entry_says_what_it_is_and_where_it_comes_from(name: str) -> None:
    table = getattr(load(), name)
    assert table
    for code, entry in table.items():
        assert entry.code == code
        assert min(len(entry.label), len(entry.source)) > 0
        assert entry.definition.endswith("."), code


@pytest.mark.parametrize("name", shapes)
def test_shipped_tables_have_no_faults(name: str) -> None:
    assert list(faults(getattr(load(), name))) == []


def test_codes_that_programs_rely_on_are_there() -> None:
    book = load()
    assert set(book.stances) == STANCES
    assert set(book.standings) == {"verified", "not_verified", "preliminary", "disputed"}
    assert {"active", "planned", "failed", "ended", "denied"} == set(book.relation_statuses)
    assert {"confirmed", "fair", "weak", "contested", "discounted"} == set(book.grades)
    assert {"person", "civilians", "security_forces", "armed_group"} <= set(book.victim_classes)
    assert {"killed", "wounded", "casualties", "missing"} <= set(book.harm_categories)
    assert {"attack", "bombing", "killing", "other"} <= set(book.event_types)


def test_ucdp_precision_numbers_are_its_own() -> None:
    book = load()
    assert [entry.ucdp for entry in book.date_precision.values()] == [1, 2, 3, 4, 5, None]
    assert [entry.ucdp for entry in book.place_precision.values()] == [1, 2, 3, 4, 5, 6, 7, None]


def test_icd203_bands_join_end_to_end() -> None:
    bands = [e for e in load().estimative_words.values() if e.icd203]
    assert len(bands) == 7
    assert (bands[0].low, bands[-1].high) == (0.01, 0.99)
    assert all(lower.high == upper.low for lower, upper in pairwise(bands))


def test_survey_medians_lie_within_the_bands_that_come_from_the_survey() -> None:
    for entry in load().estimative_words.values():
        if entry.source.startswith("Survey"):
            assert entry.survey_median is not None
            assert entry.low <= entry.survey_median <= entry.high, entry.code


def test_only_the_points_that_acled_publishes_are_given_as_its_own() -> None:
    given = {e.code: e.acled for e in load().vague_numbers.values() if e.acled is not None}
    assert given == {"tens": 10, "dozens": 12, "hundreds": 100}


def test_groups_of_event_types_are_one_level_deep() -> None:
    types = load().event_types
    for entry in types.values():
        assert entry.parent is None or types[entry.parent].parent is None


@pytest.mark.parametrize("name", shapes)
def test_cues_are_told_by_one_code(name: str) -> None:
    table: dict[str, Entry] = getattr(load(), name)
    for field in cue_fields:
        cues = [cue for entry in table.values() for cue in cues_of(entry, field)]
        assert len(cues) == len(set(cues))


GOOD = "one:\n  label: One\n  definition: First.\n  source: Me\n"


def test_a_good_table_is_read_in_order() -> None:
    table = parse_table(GOOD + GOOD.replace("one", "two"), Entry, HERE)
    assert list(table) == ["one", "two"]
    assert table["two"].definition == "First."


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("one: [1\ntwo: {", 2, "not YAML"),
        ("- one\n- two\n", None, "mapping of codes"),
        ("", None, "mapping of codes"),
        (GOOD + "two: 5\n", 5, "mapping of fields"),
        (GOOD + "  colour: red\n", 1, "unknown fields ['colour']"),
        (GOOD + GOOD, 5, "stands twice"),
        (GOOD + "  label: Uno\n", 1, "twice"),
        (GOOD.replace("  source: Me\n", ""), 1, "source"),
        (GOOD.replace("First.", "''"), 1, "empty definition"),
        (GOOD.replace("First.", "[1, 2]"), 1, "Expected `str`"),
    ],
)
def test_bad_files_are_refused_with_place_and_fault(text: str, line: int | None, said: str) -> None:
    with pytest.raises(CodebookError) as caught:
        checked_table(text, Entry, HERE)
    assert said in str(caught.value)
    assert caught.value.where == Where("mine.yaml", line=line)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(CodebookError, match=r"codebook/data/nowhere\.yaml: the file is missing"):
        load_table("nowhere", Entry)


FRAME = "  label: L\n  definition: D.\n  source: S\n"
TYPE = FRAME + "  plover: null\n  acled: null\n  acled_sub: null\n  cameo_root: null\n"


@pytest.mark.parametrize(
    ("shape", "text", "said"),
    [
        (VictimClass, f"one:\n{FRAME}  parent: two\n", "unknown parent 'two'"),
        (VictimClass, f"one:\n{FRAME}  parent: one\n", "its own ancestor"),
        (
            VictimClass,
            f"one:\n{FRAME}  parent: two\ntwo:\n{FRAME}  parent: one\n",
            "its own ancestor",
        ),
        (EventType, f"one:\n{TYPE}  verbs: [go]\ntwo:\n{TYPE}  verbs: [go]\n", "as 'one' does"),
        (EventType, f"one:\n{TYPE}  verbs: [go, go]\n", "as 'one' does"),
        (EventType, f"one:\n{TYPE}  verbs: [Go]\n", "lower-case"),
        (EventType, f"one:\n{TYPE}  verbs: [go away]\n", "several words are a phrase"),
        (EventType, f"one:\n{TYPE}  phrases: ['go  away']\n", "lower-case, unpadded"),
        (VagueNumber, f"one:\n{FRAME}  words: []\n  low: 5\n  high: 2\n  best: null\n", "order"),
        (VagueNumber, f"one:\n{FRAME}  words: []\n  low: 1\n  high: 2\n  best: 3\n", "order"),
        (VagueNumber, f"one:\n{FRAME}  words: []\n  low: -1\n  high: 2\n  best: 2\n", "negative"),
        (EstimativeWord, f"one:\n{FRAME}  words: []\n  low: 0.5\n  high: 5\n", "above 1"),
    ],
)
def test_tables_that_do_not_hold_together_are_refused(
    shape: type[Entry], text: str, said: str
) -> None:
    with pytest.raises(CodebookError) as caught:
        checked_table(text, shape, HERE)
    assert said in str(caught.value)
    assert caught.value.where is not None
    assert caught.value.where.line is not None
