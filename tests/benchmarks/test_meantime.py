"""How times are counted against MEANTIME's, and modality put into its terms."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.common import Tally
from benchmarks.meantime import measure_documents, published, score_times
from benchmarks.meantime_scheme import factuality
from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Span

text = "Port Alba falls\nMay 16 , 2012\nRebels took the port on Tuesday , after two weeks .\n"


def timex(words: str, value: str, kind: str = "DATE", function: str = "NONE") -> dict[str, Any]:
    start = text.index(words)
    return {
        "spans": [[start, start + len(words)]],
        "type": kind,
        "value": value,
        "functionInDocument": function,
    }


def document(*timexes: dict[str, Any]) -> dict[str, Any]:
    own = timex("May 16 , 2012", "2012-05-16", function="CREATION_TIME")
    return {"text": text, "dct": "2012-05-16", "timex3": [own, *timexes], "events": []}


def tallies(*timexes: dict[str, Any]) -> dict[str, Tally]:
    given = document(*timexes)
    return score_times(given, default_parser().parse(given["text"]))


def test_the_documents_own_date_is_neither_asked_for_nor_counted() -> None:
    assert tallies(timex("Tuesday", "2012-05-15"), timex("two weeks", "P2W", "DURATION")) == {
        "value": Tally(2, 2, 2),
        "type": Tally(2, 2, 2),
        "span": Tally(2, 2, 2),
        "overlap": Tally(2, 2, 2),
    }


def test_value_and_type_are_judged_by_overlap_and_each_by_itself() -> None:
    found = tallies(timex("on Tuesday", "2012-05-15", "TIME"))
    assert (found["value"].right, found["type"].right, found["span"].right) == (1, 0, 0)


def test_a_gold_expression_is_used_once() -> None:
    found = tallies(timex("Tuesday , after two weeks", "2012-05-15"))
    assert found["overlap"] == Tally(1, 2, 1)


def test_gold_times_that_stand_nowhere_are_left_out() -> None:
    nowhere = {"spans": [], "type": "DATE", "value": "2058", "functionInDocument": "NONE"}
    assert tallies(nowhere)["value"].gold == 0


def test_predictions_beyond_the_annotated_part_are_left_out() -> None:
    given = document()
    given["text"] = text + "\n".join(f"Line {word} ." for word in ("a", "b", "c", "d")) + " May 5 ."
    assert score_times(given, default_parser().parse(given["text"]))["overlap"].predicted == 2


def test_a_date_that_is_not_iso_is_no_publication_date() -> None:
    assert published({"dct": "16-05-2012"}) is None
    assert published({"dct": None}) is None


@pytest.mark.parametrize(
    ("sentence", "words", "certainty", "polarity"),
    [
        ("Rebels shelled the port.", "shelled", "CERTAIN", "POS"),
        ("Rebels will leave the port.", "leave", "CERTAIN", "POS"),
        ("Rebels did not leave the port.", "leave", "CERTAIN", "NEG"),
        ("Rebels might leave the port.", "leave", "POSSIBLE", "POS"),
        ("Rebels are expected to leave the port.", "leave", "PROBABLE", "UNDERSPECIFIED"),
        ("Rebels want to leave the port.", "leave", "UNDERSPECIFIED", "UNDERSPECIFIED"),
        ("The tower can hold forty guards.", "hold", "CERTAIN", "POS"),
        ("The port shut due to the fighting.", "fighting", "CERTAIN", "POS"),
    ],
)
def test_factuality(sentence: str, words: str, certainty: str, polarity: str) -> None:
    start = sentence.index(words)
    found = factuality(default_parser().parse(sentence), Span(start, start + len(words)))
    assert (found.certainty, found.polarity) == (certainty, polarity)


def test_measure_reports_every_promised_key_with_its_interval() -> None:
    result = measure_documents([document(timex("Tuesday", "2012-05-15"))])
    for key in ("timex_value_f1", "timex_span_f1", "timex_type_f1", "certainty_macro_f1",
                "polarity_macro_f1"):  # fmt: skip
        assert 0 <= result[key] <= 1
        assert len(result[f"{key}_ci95"]) == 2
