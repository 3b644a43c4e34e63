from __future__ import annotations

import pytest

from polybius.reader import Reader
from polybius.records import Claim, Count, Occurrence
from tests import samples

told = "Gunmen attacked the village of Tamsa on Monday, killing 23 people. "


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def of(reader: Reader, text: str, voice: str) -> list[tuple[str, str, str, list[str], bool]]:
    """Return what a voice says happened: type, polarity, stance, perpetrators, same as told."""
    report = samples.report(told + text)
    claims = reader.read(report).claims
    happening = {c.happening for c in claims if c.voice.kind == "outlet"}
    return [
        (
            c.body.event_type, c.body.polarity, c.stance.code,
            [r.party.name for r in c.roles if r.role == "perpetrator"], c.happening in happening,
        )
        for c in claims
        if isinstance(c.body, Occurrence) and c.voice.name == voice
    ]  # fmt: skip


def test_a_bare_claim_of_responsibility_is_for_what_was_told_last(reader: Reader) -> None:
    # Regression: it was a statement with the words "claimed responsibility", of no incident.
    assert of(reader, "The Tamar Front claimed responsibility.", "Tamar Front") == [
        ("attack", "happened", "claims_responsibility", ["Tamar Front"], True)
    ]


def test_whoever_is_blamed_did_it_by_the_words_of_the_one_who_blames(reader: Reader) -> None:
    [(kind, polarity, stance, doers, same)] = of(
        reader, "The mayor blamed the Tamar Front.", "The mayor"
    )
    assert (kind, polarity, stance, same) == ("attack", "happened", "accuses", True)
    assert doers == ["Tamar Front"]


@pytest.mark.parametrize(
    "words",
    [
        "denied responsibility",
        "denied responsibility for the attack",
        "denied any role",
        "denied any role in the attack",
        "denied involvement in the attack",
    ],
)
def test_a_denial_is_the_deniers(reader: Reader, words: str) -> None:
    # Regression: with "for the attack" the outlet itself said that there was none.
    assert of(reader, f"The Tamar Front {words}.", "Tamar Front") == [
        ("attack", "did_not_happen", "denies", ["Tamar Front"], True)
    ]
    denials = [c for c in claims(reader, f"The Tamar Front {words}.") if c.stance.code == "denies"]
    assert len(denials) == 1


@pytest.mark.parametrize("nobody", ["No group", "No one", "Nobody"])
@pytest.mark.parametrize("rest", ["", " for the attack"])
def test_nobody_is_no_voice_and_no_perpetrator(reader: Reader, nobody: str, rest: str) -> None:
    # Regression: "No group" claimed responsibility, and was a perpetrator.
    found = claims(reader, f"{nobody} has claimed responsibility{rest}.")
    assert found
    assert {c.voice.kind for c in found} == {"outlet"}
    assert {r.party.name for c in found for r in c.roles if r.role == "perpetrator"} == {"Gunmen"}


def test_fighters_act_for_their_front(reader: Reader) -> None:
    # Regression: the party blamed was called "fighters"; a front "for" something was no answer.
    [(*_, doers, same)] = of(reader, "The mayor blamed fighters of the Tamar Front.", "The mayor")
    assert (doers, same) == (["Tamar Front"], True)
    text = "The mayor blamed men of the Front for the Defence of the Sahel."
    [(*_, doers, same)] = of(reader, text, "The mayor")
    assert same


def test_they_who_strike_are_not_those_who_were_hurt(reader: Reader) -> None:
    # Regression: the thirty wounded were the perpetrators of the attack on them.
    text = 'Thirty people were wounded, Governor Lena Marsk said. "They struck twice," she said.'
    found = of(reader, text, "Lena Marsk")
    assert all("people" not in name for *_, doers, _ in found for name in doers)


def test_those_of_whom_none_suffered_are_named(reader: Reader) -> None:
    # Regression: a denial of civilian deaths lost the civilians, and denied all that was told.
    found = reader.read(samples.report("No civilians were killed, the colonel said.")).claims
    denied = [c for c in found if isinstance(c.body, Occurrence)]
    assert [(r.role, r.party.name) for c in denied for r in c.roles] == [("victim", "No civilians")]


@pytest.mark.parametrize(
    "words", ["The Tamar Front denied it.", "The Tamar Front has rejected the accusation."]
)
def test_a_denial_of_what_was_just_said_is_of_the_deed_with_all_who_are_in_it(
    reader: Reader, words: str
) -> None:
    said = "The army said that Blue Guard rebels had shelled a school there. "
    assert of(reader, said + words, "Tamar Front") == [
        ("shelling", "did_not_happen", "denies", ["Blue Guard"], False)
    ]


@pytest.mark.parametrize("words", ["a claim denied by the rebels", "which the rebels deny"])
def test_a_denial_that_closes_a_sentence_is_not_in_the_words_that_it_denies(
    reader: Reader, words: str
) -> None:
    found = claims(reader, f"The army said that rebels had shelled a school there, {words}.")
    [denial] = [c for c in found if c.stance.code == "denies"]
    assert (denial.voice.name, denial.voice.through) == ("the rebels", None)
    assert isinstance(denial.body, Occurrence)
    assert denial.body.event_type == "shelling"


def test_others_confirm_what_was_said_though_somebody_denied_it_between(reader: Reader) -> None:
    said = "The army said that rebels had shelled a school there. The rebels denied it. "
    [(kind, polarity, stance, doers, _)] = of(
        reader, said + "A doctor confirmed the account.", "A doctor"
    )
    assert (kind, polarity, stance, doers) == ("shelling", "happened", "asserts", ["rebels"])


def test_what_is_denied_is_what_was_said_last_not_what_happened_before(reader: Reader) -> None:
    said = "The mayor said that the budget had grown. The Tamar Front denied it."
    assert of(reader, said, "Tamar Front") == []
    [(kind, *_)] = of(reader, "The Tamar Front denied that there had been looting.", "Tamar Front")
    assert kind == "looting"


def test_those_who_accuse_each_other_speak_and_name_nobody(reader: Reader) -> None:
    # Regression: the outlet said so, of a party called "each other".
    found = claims(reader, "The army and the rebels accused each other of shelling it on Friday.")
    shelling = [c for c in found if getattr(c.body, "event_type", "") == "shelling"]
    assert [(c.voice.name, c.stance.code) for c in shelling] == [
        ("The army", "accuses"), ("the rebels", "accuses"),
    ]  # fmt: skip
    assert not any(r.role == "perpetrator" for c in shelling for r in c.roles)


def test_who_accuses_others_of_a_deed_does_not_deny_it(reader: Reader) -> None:
    # Regression: "denied" before it made the shelling one that had not happened.
    words = "The Tamar Front denied any role and accused the army of shelling the village."
    found = of(reader, words, "Tamar Front")
    assert {(kind, polarity, stance) for kind, polarity, stance, *_ in found} == {
        ("attack", "did_not_happen", "denies"),
        ("shelling", "happened", "accuses"),
    }


def test_blame_stands_though_more_is_told_of_the_blamed(reader: Reader) -> None:
    found = of(
        reader,
        "Officials blamed the Tamar Front, which had carried out similar bombings in the past.",
        "Officials",
    )
    assert ("attack", "happened", "accuses", ["Tamar Front"], True) in found


def test_blame_for_something_else_is_no_word_on_the_deed(reader: Reader) -> None:
    for rest in ("for failing to protect them", "for the state of the roads"):
        found = of(reader, f"Residents blamed the government {rest}.", "Residents")
        assert not any("government" in doer for *_, doers, _ in found for doer in doers), rest


def test_a_toll_is_of_what_was_told_last(reader: Reader) -> None:
    # Regression: a later toll had no place, no day and no happening, so no incident rose by it.
    found = claims(reader, "The Observatory put the toll at 31. It has since risen to 35, he said.")
    tolls = {c.body.best: c for c in found if isinstance(c.body, Count)}
    assert {31, 23} <= set(tolls)
    assert tolls[31].happening == tolls[23].happening
    assert (tolls[31].place, tolls[31].when) == (tolls[23].place, tolls[23].when)
    later = (
        "On Sunday gunmen killed a guard in Bree. "
        "The death toll had risen to 35 by Wednesday, he said."
    )
    tolls = {c.body.best: c for c in claims(reader, later) if isinstance(c.body, Count)}
    assert tolls[35].happening == tolls[23].happening
    assert tolls[35].when == tolls[23].when
    whole = claims(reader, "More than 5,000 have died since the war began in 2019.")
    total = next(c for c in whole if isinstance(c.body, Count) and c.body.low > 5000)
    assert (total.happening, total.place) == (None, None)


def claims(reader: Reader, text: str) -> list[Claim]:
    return list(reader.read(samples.report(told + text)).claims)


def test_of_those_who_were_not_harmed_there_are_none(reader: Reader) -> None:
    # Regression: the ledger counted a governor who was alive.
    found = claims(reader, "The governor was not killed.")
    assert [c.body.high for c in found if isinstance(c.body, Count) and c.body.low < 23] == [0]


def test_where_people_protested_is_where_they_were_shot(reader: Reader) -> None:
    # Regression: to protest against something is to speak, and where one spoke is no scene.
    text = "Thousands protested in Mosul against the tax. Guards opened fire, killing four people."
    found = reader.read(samples.report(text)).claims
    [count] = [c for c in found if isinstance(c.body, Count) and c.body.category == "killed"]
    assert count.place is not None
    assert count.place.name == "Mosul"
