import pytest

from polybius.reading.grammar.parser import default_parser
from polybius.reading.voices.quotes import find_quotes


def quoted(text: str) -> list[str]:
    return [text[q.span.start : q.span.end] for q in find_quotes(default_parser().parse(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “yes” and “no”.", ["“yes”", "“no”"]),
        ('He said "yes, I will."', ['"yes, I will."']),
        ("''They're gone,'' she said.", ["''They're gone,''"]),
        ("«Nous partons», he said.", ["«Nous partons»"]),
        ("He called it ‘a mistake’ twice.", ["‘a mistake’"]),
        ("“He told me ‘run’ and I ran.”", ["“He told me ‘run’ and I ran.”"]),
    ],
)
def test_marks_of_any_style(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


@pytest.mark.parametrize("text", ["The men's camp wasn't far.", "It took 5' of rope.", "No marks."])
def test_apostrophes_open_nothing(text: str) -> None:
    assert quoted(text) == []


def test_an_apostrophe_does_not_close_doubled_single_marks() -> None:
    # The possessive in ''Francis' word'' was once taken for the closing mark.
    assert quoted("''James' word is law,'' he said.") == ["''James' word is law,''"]


def test_a_quotation_goes_on_in_the_next_paragraph() -> None:
    text = "“We waited.\n\n“Then we left.”"
    quotes = find_quotes(default_parser().parse(text))
    assert [q.continues for q in quotes] == [False, True]


def test_a_mark_that_is_never_closed_ends_with_its_sentence() -> None:
    assert quoted("He said “we left. They stayed on.") == ["“we left."]
