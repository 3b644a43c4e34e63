from __future__ import annotations

import pytest

from polybius.codebook import load_register
from polybius.reading.counts.find import find_counts
from polybius.reading.grammar.parser import default_parser
from polybius.reading.layers import CountMark
from polybius.reading.names.find import find_names
from polybius.reading.occurrences.find import find_occurrences


def counts(text: str) -> list[CountMark]:
    return list(find_counts(default_parser().parse(text), None, ()))


def brief(text: str) -> list[tuple[str, str, int, int | None]]:
    return [(c.category, c.victim_class, c.low, c.high) for c in counts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "17 personnel and 31 civilians were killed in the attacks.",
            [("killed", "security_forces", 17, 17), ("killed", "civilians", 31, 31)],
        ),
        (
            "The group managed to kill 200 security personnel.",
            [("killed", "security_forces", 200, 200)],
        ),
        (
            "The blast killed 12, wounding 30.",
            [("killed", "person", 12, 12), ("wounded", "person", 30, 30)],
        ),
        ("The death of three soldiers was confirmed.", [("killed", "soldiers", 3, 3)]),
        # What armies say of those they kill: it was an occurrence without its number.
        ("Troops neutralised nine soldiers.", [("killed", "soldiers", 9, 9)]),
        ("The team eliminated two rivals.", []),
        ("The rebels lost two fighters.", [("killed", "armed_group", 2, 2)]),
        ("Three of those killed were children.", [("killed", "children", 3, 3)]),
        ("The death toll among soldiers rose to 11.", [("killed", "soldiers", 11, 11)]),
        # "At least two" of whom nobody gave a number.
        ("The men fled. Gunmen shot them, and they were killed.", []),
        ("Those killed were teachers.", []),
        ("The death toll rose to 51 on Tuesday.", [("killed", "person", 51, 51)]),
        (
            "Ten were killed and 20 more wounded.",
            [("killed", "person", 10, 10), ("wounded", "person", 20, 20)],
        ),
        (
            "The attack left 12 dead and three others wounded.",
            [("killed", "person", 12, 12), ("wounded", "person", 3, 3)],
        ),
        ("The bodies of five men were found in a well.", [("killed", "men", 5, 5)]),
        ("Four villagers lost their lives in the raid.", [("killed", "civilians", 4, 4)]),
        ("The attack claimed the lives of 12 soldiers.", [("killed", "soldiers", 12, 12)]),
        ("Dozens of civilians were killed.", [("killed", "civilians", 24, 99)]),
        ("More than 40 militants surrendered.", [("surrendered", "armed_group", 41, None)]),
        ("Three soldiers remain missing.", [("missing", "soldiers", 3, 3)]),
        ("Security forces detained several insurgents.", [("detained", "armed_group", 3, 10)]),
        ("Gunmen abducted 12 farmers on Monday.", [("abducted", "civilians", 12, 12)]),
        ("Militants killed 12 soldiers and injured 4.", [("killed", "soldiers", 12, 12),
                                                         ("wounded", "person", 4, 4)]),
        ("Civilians were killed in the shelling.", [("killed", "civilians", 2, None)]),
        ("A family of five was killed.", [("killed", "civilians", 5, 5)]),
    ],
)  # fmt: skip
def test_numbers_bind_to_harm_and_class(
    text: str, expected: list[tuple[str, str, int, int | None]]
) -> None:
    assert brief(text) == expected


def test_words_of_the_number_are_kept() -> None:
    text = "At least 20 soldiers were killed."
    (count,) = counts(text)
    assert text[count.words.start : count.words.end] == "At least 20"
    assert count.subject is not None
    assert text[count.subject.start : count.subject.end] == "At least 20 soldiers"


@pytest.mark.parametrize(
    "text",
    [
        "No one was killed.",
        "No civilians were injured.",
        "There were no casualties.",
        "Nobody died.",
    ],
)
def test_denials_count_nobody(text: str) -> None:
    (count,) = counts(text)
    assert (count.low, count.high, count.denied) == (0, 0, True)


def test_no_covers_a_coordination() -> None:
    assert all(c.denied for c in counts("No women or children were injured in the operation."))


@pytest.mark.parametrize(
    "text",
    [
        "The militants threatened to kill 20 hostages.",
        "The bomb could have killed hundreds of people.",
        "If the dam breaks, 500 people will die.",
        "They planned to abduct two engineers.",
        "The force conducted an operation to capture a commander.",
    ],
)
def test_what_has_not_happened_is_not_counted(text: str) -> None:
    assert counts(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The 34-year-old teacher spoke on June 20, 2019.",
        "He lives at 4400 Marigold Street near Highway 40.",
        "They paid $ 3,000 and drove 12 miles in 40 minutes.",
        "Police found eight 9 mm casings.",
        "Picture 1 / 29 of a fatal shooting.",
    ],
)
def test_measures_dates_and_addresses_are_no_counts(text: str) -> None:
    assert counts(text) == []


def test_parts_belong_to_their_whole() -> None:
    found = counts("The strike killed 31 civilians, including three children and two women.")
    assert [(c.low, c.part_of) for c in found] == [(31, None), (3, 0), (2, 0)]
    found = counts("Twelve people died, among them two women.")
    assert [(c.low, c.part_of) for c in found] == [(12, None), (2, 0)]


def test_totals_over_weeks_are_cumulative() -> None:
    (count,) = counts("At least 4,000 people have been killed since January.")
    assert count.scope == "cumulative"
    (count,) = counts("Seven people were killed on Tuesday.")
    assert count.scope == "incremental"


def test_a_period_before_two_verbs_is_of_both() -> None:
    # Regression: the displaced were all of one happening.
    both = counts("Since January 2,000 people have been killed and 40,000 displaced in the south.")
    assert [c.scope for c in both] == ["cumulative", "cumulative"]
    apart = counts("On Monday ten people were killed and 40 wounded; 300 have died since January.")
    assert [c.scope for c in apart] == ["incremental", "incremental", "cumulative"]


def test_one_victim_counts_once_however_often_mentioned() -> None:
    text = (
        "A 19-year-old man was shot on Monday. The man was taken to a hospital, where he died. "
        "Police identified him as Ari Tanner, 19. Tanner was killed near his home."
    )
    assert brief(text) == [("killed", "men", 1, 1)]


def test_victims_in_a_list_are_told_apart() -> None:
    assert len(counts("A man and his son were shot dead.")) == 2
    assert len(counts("Ari Tanner, 34, and Bea Stone, 29, died at the scene.")) == 2
    assert len(counts("A man was killed. Another man was killed an hour later.")) == 2


def test_the_gravest_harm_to_a_victim_counts() -> None:
    assert brief("Police found a man dead with a gunshot wound to the head.") == [
        ("killed", "men", 1, 1)
    ]


def test_the_part_is_counted_not_the_whole() -> None:
    # "Two of the students arrested" once counted the students.
    assert [c.low for c in counts("Two of the students arrested are from the capital.")] == [2]


def test_an_attacker_who_dies_is_told_from_the_victims() -> None:
    assert brief("The suicide bomber blew himself up, killing 6 policemen.") == [
        ("killed", "attackers", 1, 1),
        ("killed", "police", 6, 6),
    ]


def test_animals_are_not_people() -> None:
    assert counts("The shelling killed 40 sheep.") == []


def test_counts_belong_to_what_happened() -> None:
    parse = default_parser().parse("The blast left 12 people dead. Rebels killed two soldiers.")
    names = find_names(parse, load_register())
    occurrences = find_occurrences(parse, names)
    found = find_counts(parse, names, occurrences)
    triggers = [
        parse.words(occurrences[c.occurrence].trigger) for c in found if c.occurrence is not None
    ]
    assert [c.low for c in found] == [12, 2]
    assert triggers[-1] == "killed"
    assert len(triggers) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Nobody knows how many soldiers died in the battle.",
        "Can the number of civilians killed be told now?",
        "The bill makes it a crime to kill a guard.",
        "They fear the possibility of having 600 farmers displaced.",
        "The army must end strikes that kill civilians.",
        "The whole community was dying of thirst.",
    ],
)
def test_what_is_asked_or_feared_or_always_so_is_not_counted(text: str) -> None:
    # Regression: each gave a count of dead.
    assert brief(text) == []


def test_who_shot_and_seriously_wounded_somebody_was_not_shot() -> None:
    # Regression: "officers shot" was read as a headline's passive.
    text = "Officers shot and seriously wounded a farmer."
    assert brief(text) == [("wounded", "civilians", 1, 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Regression: the second clause told of three further people.
        (
            "Five people were shot. Three of the victims were flown to a hospital. "
            "Two others were taken to the hospital.",
            [5],
        ),
        # Regression: who was shot with others by himself was left out.
        ("A man fatally shot his wife and then himself.", [1, 1]),
        ("A man fatally shot his wife and then himself on Friday, officials said.", [1, 1]),
        # Regression: the one of two who fell was counted beside the one man who had died.
        (
            "One man has died in a shooting. Two men got into an argument. "
            "One of them was shot and killed.",
            [1],
        ),
        # Regression: the eleventh of a year was a second victim.
        ("A man was killed in Bree. The man is the 11th person murdered this year.", [1]),
        # Regression: the "over" of "was over" bounded the number.
        ("Before it was over one guard was wounded.", [1]),
        # Regression: a telephone number and a year counted dead.
        ("Call 888-CRIME-SC, killed or not.", []),
        ("The 2014 gunshot victim total rose.", []),
    ],
)
def test_figures_that_repeat_or_are_none(text: str, expected: list[int]) -> None:
    found = counts(text)
    assert [c.low for c in found if c.part_of is None] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Regression: the "and" of the range hid it from its noun.
        ("Between 150 and 200 farmers were arrested.", [(150, 200)]),
        # Regression: the second noun was a group of its own.
        ("The strike killed 21 relatives and neighbours.", [(21, 21)]),
    ],
)
def test_a_number_and_its_nouns(text: str, expected: list[tuple[int, int | None]]) -> None:
    assert [(c.low, c.high) for c in counts(text)] == expected


def test_some_of_them_are_of_the_kind_that_they_stand_for() -> None:
    # Regression: those whom the army killed were the army's, for it was the subject.
    parse = default_parser().parse("The army attacked rebels. It said it had killed 12 of them.")
    [mark] = find_counts(parse, find_names(parse, load_register()), ())
    assert (mark.low, mark.victim_class) == (12, "armed_group")
    [whole, part] = counts("Three soldiers were wounded. Two of them died.")
    assert (part.victim_class, part.part_of) == (whole.victim_class, 0)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Some 40 civilians were killed in the raid, 12 of them children.", (12, "children")),
        ("At least 30 people died, 12 of whom were children.", (12, "children")),
        ("Twelve people, three of them police officers, died in the blast.", (3, "police")),
    ],
)
def test_some_of_them_are_part_of_the_whole(text: str, part: tuple[int, str]) -> None:
    whole, some = counts(text)
    assert (some.low, some.victim_class) == part
    assert (some.part_of, whole.part_of) == (0, None)


def test_part_of_others_is_no_part() -> None:
    # Regression: the guards were two of the dozens wounded.
    text = "A blast killed 24 people. Two of the guards later died. Three of the dead were boys."
    assert [c.part_of for c in counts(text)] == [None, None, 0]


def test_what_a_false_report_tells_is_denied() -> None:
    # Regression: the outlet counted a governor who is alive.
    [mark] = counts("Reports that the governor had been killed were false.")
    assert mark.denied
    [mark] = counts("Reports that 12 people had been killed were confirmed.")
    assert not mark.denied


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("The governor was not killed.", True),
        ("Two men were not seriously wounded.", False),
        ("Crews have not yet found three missing people.", False),
    ],
)
def test_only_the_harm_itself_is_denied(text: str, denied: bool) -> None:
    assert [mark.denied for mark in counts(text)] == [denied]
