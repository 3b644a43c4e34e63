from __future__ import annotations

import pytest

from polybius.reading.circumstances import find_circumstances, find_count_circumstances
from polybius.reading.counts.find import find_counts
from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Span
from polybius.reading.layers import Marks, Names, ToponymMark
from polybius.reading.occurrences.find import find_occurrences
from polybius.reading.times.find import find_times
from polybius.reading.toponyms.spans import mark_spans

nobody = Names((), (), {})


def test_the_narrowest_of_nested_places_is_carried_on() -> None:
    # Regression: the last place of the sentence before was taken, the province for the district.
    text = (
        "Troops searched a house in Brakka district, Tarn province. They detained several rebels."
    )
    parse = default_parser().parse(text)
    at = {name: text.index(name) for name in ("Brakka", "Tarn")}
    spans = {name: Span(start, start + len(name)) for name, start in at.items()}
    places = (
        ToponymMark(spans["Brakka"], "Brakka", "district", ("Tarn",)),
        ToponymMark(spans["Tarn"], "Tarn", "province"),
    )
    occurrences = find_occurrences(parse, nobody)
    found = find_circumstances(Marks(parse, nobody, occurrences=occurrences, toponyms=places))
    second = [
        around
        for occurrence, around in zip(occurrences, found, strict=True)
        if parse.words(occurrence.trigger) == "detained"
    ]
    assert [around.place for around in second] == [(0, "discourse")]


def times_of(text: str, trigger: str) -> str:
    """Return the words of the time chosen for what ``trigger`` names."""
    parse = default_parser().parse(text)
    occurrences = find_occurrences(parse, nobody)
    marks = Marks(parse, nobody, occurrences=occurrences, times=find_times(parse, "2024-05-10"))
    found = next(
        around.time
        for occurrence, around in zip(occurrences, find_circumstances(marks), strict=True)
        if parse.words(occurrence.trigger) == trigger
    )
    assert found is not None
    return parse.words(marks.times[found[0]].span)


def test_the_day_of_an_announcement_is_not_that_of_what_is_announced() -> None:
    # Regression: "today" stands nearest to the arrest and was taken for its day.
    text = "The army today confirmed the arrest of a courier during a raid in Brakka, May 3."
    assert times_of(text, "arrest") == "May 3"


def test_the_day_of_an_announcement_serves_for_want_of_another() -> None:
    assert times_of("The army confirmed on Monday the arrest of a courier.", "arrest") == "Monday"


def test_a_day_is_better_than_a_night() -> None:
    # Regression: an overnight raid is dated by its day where the report names one.
    text = "Troops captured a rebel leader in an overnight raid Monday."
    assert times_of(text, "captured") == "Monday"


def test_a_day_that_names_another_happening_is_not_carried_on() -> None:
    # Regression: the day of the blast was carried on to the arrests of the next sentence.
    text = (
        "Troops searched a house in Brakka on Thursday. The owner is blamed for Monday's blast. "
        "Two men were detained."
    )
    assert times_of(text, "detained") == "Thursday"


def place_of_count(text: str, *names: str) -> list[str | None]:
    """Return the name of the place of each count, among the places ``names`` of ``text``."""
    parse = default_parser().parse(text)
    spans = [Span(text.index(name), text.index(name) + len(name)) for name in names]
    occurrences = find_occurrences(parse, nobody)
    counts = find_counts(parse, nobody, occurrences)
    toponyms = mark_spans(text, spans)
    marks = Marks(parse, nobody, occurrences=occurrences, counts=counts, toponyms=toponyms)
    found = find_count_circumstances(marks, find_circumstances(marks))
    return [None if around.place is None else names[around.place[0]] for around in found]


def test_the_narrower_of_two_places_in_one_clause_is_the_scene() -> None:
    # Regression: the province stood nearer to the verb and was taken for the place.
    text = "In Brakka district, Tarn province, soldiers killed two rebels."
    assert place_of_count(text, "Brakka", "Tarn") == ["Brakka"]


def test_a_count_without_a_happening_has_a_place_of_its_own() -> None:
    # Regression: "died" names no happening, and its count had neither place nor day.
    assert place_of_count("Six people died in Bree last week.", "Bree") == ["Bree"]


def test_the_first_of_places_listed_together_is_carried_on() -> None:
    # Regression: the last of them was taken.
    text = "Troops raided houses in Brakka and Tarn. They detained six men."
    assert place_of_count(text, "Brakka", "Tarn") == ["Brakka"]


def test_a_caption_lends_its_place_to_no_other_sentence() -> None:
    # Regression: the place under an old picture was given to the next paragraph's dead.
    text = "FILE - Guards stand in Brakka, May 3, 2019.\n\nSix people were killed."
    assert place_of_count(text, "Brakka") == [None]


def test_a_caption_lends_nothing_to_a_happening_told_again() -> None:
    # Regression: the day of a picture became that of the war.
    text = (
        "FILE - Guards stand in Brakka after the attack, May 3, 2019.\n\n"
        "Six people were killed in the attack."
    )
    assert place_of_count(text, "Brakka") == [None]


def test_a_vague_time_keeps_others_away() -> None:
    # Regression: deaths "in recent years" were set on the day named before.
    text = "Marchers met on Thursday. They showed pictures of men who were killed in recent years."
    parse = default_parser().parse(text)
    occurrences = find_occurrences(parse, nobody)
    marks = Marks(parse, nobody, occurrences=occurrences, times=find_times(parse, "2024-05-10"))
    [found] = [
        around.time
        for occurrence, around in zip(occurrences, find_circumstances(marks), strict=True)
        if parse.words(occurrence.trigger) == "killed"
    ]
    assert found is None


def test_a_total_is_not_set_where_one_of_its_happenings_was() -> None:
    # Regression: all the war's dead were killed in the last attack.
    text = (
        "Rebels killed six people in Brakka on Monday. The attacks have killed hundreds of people "
        "since the start of the war."
    )
    assert place_of_count(text, "Brakka") == ["Brakka", None]


def test_where_somebody_spoke_is_no_scene() -> None:
    # Regression: the town of the interview was that of the attack.
    assert place_of_count("He was speaking in Brakka after six men were killed.", "Brakka") == [
        None
    ]


def test_a_day_since_which_something_goes_on_is_no_day_of_it() -> None:
    # Regression: those displaced since December were all displaced in December.
    text = "Since the war began in December, 860 farmers were displaced."
    parse = default_parser().parse(text)
    occurrences = find_occurrences(parse, nobody)
    marks = Marks(parse, nobody, occurrences=occurrences, times=find_times(parse, "2024-05-10"))
    found = {
        parse.words(occurrence.trigger): around.time
        for occurrence, around in zip(occurrences, find_circumstances(marks), strict=True)
    }
    assert found["displaced"] is None


def test_what_a_clause_says_of_a_happening_outweighs_what_stands_beside_it() -> None:
    # Regression: the killing was given the day of the arrest.
    text = (
        "Gunmen killed a judge in Brakka on May 3. "
        "A man was arrested on May 7 after a clerk named him as the one who killed the judge."
    )
    assert times_of(text, "arrested") == "May 7"
    parse = default_parser().parse(text)
    occurrences = find_occurrences(parse, nobody)
    marks = Marks(parse, nobody, occurrences=occurrences, times=find_times(parse, "2024-05-10"))
    around = zip(occurrences, find_circumstances(marks), strict=True)
    days = [
        a.time and marks.times[a.time[0]].start
        for o, a in around
        if parse.words(o.trigger) == "killed"
    ]
    assert days == ["2024-05-03", "2024-05-03"]


@pytest.mark.parametrize("published", ["2024-05-10", "2024-05", "2024", "2024-05-10T09:00:00Z"])
def test_nothing_took_place_after_it_was_told(published: str) -> None:
    # Regression: the killing was set in the year of the election.
    text = "Rebels killed a judge, and the governor is almost set to win the election next year."
    parse = default_parser().parse(text)
    occurrences = find_occurrences(parse, nobody)
    times = find_times(parse, published)
    assert times[0].start == "2025-01-01"
    told = Marks(parse, nobody, published, occurrences=occurrences, times=times)
    assert [c.time for c in find_circumstances(told)] == [None]
