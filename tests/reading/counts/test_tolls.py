from __future__ import annotations

from polybius.reading.counts.find import find_counts
from polybius.reading.counts.tolls import main_toll
from polybius.reading.grammar.parser import default_parser
from polybius.reading.times.find import find_times


def tolls(text: str) -> dict[str, int]:
    parse = default_parser().parse(text)
    return {c: t.best for c, t in main_toll(parse, find_counts(parse, None, ())).items()}


def test_counts_of_one_sentence_add_up() -> None:
    assert tolls("Two soldiers and three policemen were killed.")["killed"] == 5


def test_repeated_mentions_do_not_add() -> None:
    text = (
        "Four people were killed in the blast. Officials said that four people had been killed. "
        "Later the death toll rose to six."
    )
    assert tolls(text)["killed"] == 6


def test_parts_do_not_add_to_their_whole() -> None:
    assert tolls("Nine people died, including two children.")["killed"] == 9


def test_single_victims_add_up_over_sentences() -> None:
    text = "Ari Tanner, 34, was killed in the north. Bea Stone, 29, was killed in the south."
    assert tolls(text)["killed"] == 2


def test_those_hit_and_not_killed_are_wounded() -> None:
    assert tolls("Four men were shot and one of them was killed.").get("wounded") is not None
    found = tolls("Four men were shot on Monday. One man was killed.")
    assert (found["killed"], found["wounded"]) == (1, 3)


def test_totals_over_weeks_are_left_out() -> None:
    text = "Two people were killed on Monday. At least 85 people were killed in six weeks."
    assert tolls(text)["killed"] == 2


def test_a_happening_of_another_week_is_background() -> None:
    text = (
        "Two people were killed on March 25, 2019. "
        "On January 14, 2019, five people were killed in the same street."
    )
    parse = default_parser().parse(text)
    counts = find_counts(parse, None, ())
    assert main_toll(parse, counts)["killed"].best == 5
    assert main_toll(parse, counts, find_times(parse, "2019-03-26"))["killed"].best == 2


def test_captives_add_to_the_group_taken_beside_them() -> None:
    text = "The patrol captured a commander on Monday. It also detained two suspected insurgents."
    assert tolls(text)["detained"] == 3


def test_a_denial_is_no_toll() -> None:
    assert tolls("No one was killed.") == {}


def test_every_toll_names_its_counts() -> None:
    parse = default_parser().parse("Two soldiers were killed and nine people were wounded.")
    counts = find_counts(parse, None, ())
    for category, toll in main_toll(parse, counts).items():
        assert toll.counts
        assert all(counts[n].category == category for n in toll.counts)
        assert toll.low <= toll.best
