from __future__ import annotations

from polybius.reading.bodies import drafts
from polybius.reading.layers import Marks
from polybius.records import Statement
from tests.reading.said import read


def statements(text: str) -> list[str]:
    parse, names, attributions = read(text)
    made = drafts(Marks(parse, names, attributions=attributions), (), lambda span: None)
    return [draft.body.proposition.text for draft in made if isinstance(draft.body, Statement)]


def test_what_somebody_says_of_nothing_else_is_a_statement() -> None:
    assert statements("The mayor said that the road to the harbour was open.") == [
        "that the road to the harbour was open"
    ]


def test_a_wish_is_no_statement() -> None:
    # Regression: "did not want to leave" was kept as something said, and doubted.
    assert statements("The soldiers did not want to leave the harbour.") == []
    assert statements("The mayor wants the road to be opened.") == []
