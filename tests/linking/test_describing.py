"""Whether a text describes a reported happening, on invented texts."""

from __future__ import annotations

import pytest

from polybius.linking.describing import describes, share_described, stem

report = (
    "The Harbour Front has been active for years. In March it shelled the bridge at Marrowdale , "
    "wounding nine guards. Talks began later."
)
start = report.index("shelled")
end = start + len("shelled")


def test_other_forms_of_the_words_count() -> None:
    told = "Nine guards were wounded in March when shelling hit bridges in Marrowdale."
    assert share_described(report, start, end, told) == 1.0


def test_another_shelling_is_not_described() -> None:
    assert not describes(report, start, end, "Guns shelled the port of Dunmoor; talks began.")


def test_only_the_sentence_of_the_happening_counts() -> None:
    assert not describes(report, start, end, "The Harbour Front, active for years, began talks.")


@pytest.mark.parametrize("text", ["", "Please accept cookies."])
def test_a_dead_page_describes_nothing(text: str) -> None:
    assert share_described(report, start, end, text) == 0


@pytest.mark.parametrize(
    ("form", "stemmed"),
    [("Killing", "kill"), ("killed", "kill"), ("bed", "bed"), ("Negotiations", "negoti")],
)
def test_stems(form: str, stemmed: str) -> None:
    assert stem(form) == stemmed
