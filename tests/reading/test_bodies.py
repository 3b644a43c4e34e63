from __future__ import annotations

from polybius.reading.bodies import drafts
from polybius.reading.circumstances import find_circumstances
from polybius.reading.counts.find import find_counts
from polybius.reading.layers import Marks
from polybius.reading.occurrences.find import find_occurrences
from polybius.records import Count, Statement
from tests.reading.said import read


def statements(text: str) -> list[str]:
    parse, names, attributions = read(text)
    made = drafts(Marks(parse, names, attributions=attributions), (), lambda span: None)
    return [draft.body.proposition.text for draft in made if isinstance(draft.body, Statement)]


def test_what_somebody_says_of_nothing_else_is_a_statement() -> None:
    assert statements("The mayor said that the road to the harbour was open.") == [
        "that the road to the harbour was open"
    ]


def test_what_is_no_clause_is_stated_with_its_cue() -> None:
    # Regression: a statement's whole words were "the blast", "to fight on".
    assert statements("The league claimed credit for the blast at the depot.") in (
        ["claimed credit for the blast at the depot"],
        [],
    )
    assert statements("The mayor denounced the blast at the depot.") == [
        "denounced the blast at the depot"
    ]
    assert statements("The rebels vowed to fight on.") == ["vowed to fight on"]


def test_the_halves_of_a_sentence_are_one_statement() -> None:
    # Regression: only the half before the cue was kept.
    assert statements("“The road is open,” the mayor said, “and the market too.”") == [
        "“The road is open,” the mayor said, “and the market too.”"
    ]


def test_a_wish_is_no_statement() -> None:
    # Regression: "did not want to leave" was kept as something said, and doubted.
    assert statements("The soldiers did not want to leave the harbour.") == []
    assert statements("The mayor wants the road to be opened.") == []


def test_what_only_points_at_something_said_elsewhere_is_no_statement() -> None:
    # Regression: "this report" was kept as something that a voice had said.
    assert statements("The officials confirmed this report.") == []
    assert statements("It all went according to plan.") == []


def test_a_count_has_only_its_own_victims() -> None:
    # Regression: the count of the civilians also had the soldiers for victims.
    parse, names, attributions = read("The shelling killed four soldiers and nine farmers.")
    occurrences = find_occurrences(parse, names)
    counts = find_counts(parse, names, occurrences)
    marks = Marks(parse, names, attributions=attributions, occurrences=occurrences, counts=counts)
    made = drafts(marks, find_circumstances(marks), lambda span: None)
    assert {
        draft.body.best: [r.party.name for r in draft.roles if r.role == "victim"]
        for draft in made
        if isinstance(draft.body, Count)
    } == {4: ["four soldiers"], 9: ["nine farmers"]}


def test_those_whom_a_count_counts_are_its_victims() -> None:
    # Regression: the dead of a happening without a word of its own had no part in it.
    parse, names, attributions = read("Seventeen farmers died after the shelling by rebels.")
    occurrences = find_occurrences(parse, names)
    counts = find_counts(parse, names, occurrences)
    marks = Marks(parse, names, attributions=attributions, occurrences=occurrences, counts=counts)
    made = drafts(marks, find_circumstances(marks), lambda span: None)
    [count] = [draft for draft in made if isinstance(draft.body, Count)]
    assert [(r.role, r.party.name) for r in count.roles] == [
        ("victim", "Seventeen farmers"),
        ("perpetrator", "rebels"),
    ]
