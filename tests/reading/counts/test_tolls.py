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


def test_one_who_turns_the_gun_on_himself_is_counted() -> None:
    # Regression: the second death of a murder and suicide was not counted.
    text = "A man fatally shot his brother before turning the gun on himself."
    assert tolls(text)["killed"] == 2
    assert tolls("The guard took his own life.")["killed"] == 1


def test_they_are_those_named_one_by_one() -> None:
    # Regression: "they died" left the two who were named among the wounded.
    text = (
        "The shooting left two dead. Ari Tanner, 24, and Bo Stone, 31, were taken to a hospital, "
        "where they died."
    )
    found = tolls(text)
    assert (found["killed"], found.get("wounded", 0)) == (2, 0)


def test_a_figure_run_into_its_repetition_counts_once() -> None:
    # Regression: a headline without a full stop was added to the first sentence.
    text = "3 guards killed in blast, mayor says Rescuers said three guards were killed in a blast."
    assert tolls(text)["killed"] == 3


def test_others_come_after_somebody() -> None:
    # Regression: "two others" were added to the two, told of again one by one.
    text = (
        "A clash left one man dead and two others injured. "
        "An officer and a driver were also injured."
    )
    assert tolls(text)["wounded"] == 2


def test_a_girl_of_seventeen_is_a_woman() -> None:
    # Regression: between child and adult the words were held against each other.
    text = "A 17-year-old woman was wounded. The girl was taken to a hospital."
    assert tolls(text)["wounded"] == 1


def test_those_beside_a_number_of_deaths_are_not_dead() -> None:
    text = "The town had six homicides and 15 shooting victims at eleven places."
    assert tolls(text)["killed"] == 6


def test_those_hit_after_shots_were_hit_by_them() -> None:
    text = "A car pulled up and a man opened fire. Both riders were hit."
    assert tolls(text)["wounded"] == 2
    assert "wounded" not in tolls("A car pulled up. Both riders were hit by it.")


def test_the_day_of_the_report_is_that_of_its_first_victims() -> None:
    # Regression: the first dated victim was one of an older happening, told as background.
    text = (
        "A woman was killed on a corner in Brakka. She was found around noon on March 25, 2019. "
        "On January 14, 2019, three men were killed there."
    )
    parse = default_parser().parse(text)
    counts = find_counts(parse, None, ())
    assert main_toll(parse, counts, find_times(parse, "2019-03-26"))["killed"].best == 1


def test_a_headline_does_not_add_to_the_text_below_it() -> None:
    # Regression: "Commander Captured" was one captive more than the report has.
    text = (
        "Rebel commander captured in Tarn\n\n"
        "Troops detained a commander of the Red Front on Monday. Two fighters were detained too."
    )
    assert tolls(text)["detained"] == 3
    assert tolls("Rebel commander captured in Tarn\n\nTroops held the road.")["detained"] == 1
