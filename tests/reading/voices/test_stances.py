import pytest

from tests.reading.said import marks, words


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The ministry said that the road was open.", "asserts"),
        ("The ministry denied that its troops had fired.", "denies"),
        ("The party rejected the allegation.", "denies"),
        ("The minister acknowledged that two raids had failed.", "acknowledges"),
        ("The judge accused the police of shooting at the crowd.", "accuses"),
        ("The mayor blamed the militia for the fire.", "accuses"),
        ("Doctors estimated that thirty people were wounded.", "estimates"),
        ("Analysts expect the fighting to spread.", "predicts"),
        ("The agency warned of a famine.", "warns"),
        ("The envoy urged both sides to stop.", "appeals"),
        ("Diplomats doubted that the truce would hold.", "doubts"),
        ("The militia claimed responsibility for the bombing.", "claims_responsibility"),
        ("The rebels issued a denial of the charge.", "denies"),
        # negated cues turn
        ("The army could not confirm that the town was lost.", "doubts"),
        ("The police did not say who had fired.", "doubts"),
        ("The government did not acknowledge that its jets had struck.", "denies"),
        ("The spokesman refused to say whether troops had crossed.", "doubts"),
    ],
)
def test_the_cue_shows_the_stance(text: str, stance: str) -> None:
    assert [mark.stance for mark in marks(text)][:1] == [stance]


def test_saying_that_ones_own_side_did_it_claims_responsibility() -> None:
    (mark,) = marks("The Taliban said that it killed nine soldiers.")
    assert mark.stance == "claims_responsibility"


def test_saying_that_others_did_it_claims_nothing() -> None:
    (mark,) = marks("The Taliban said that bandits killed nine soldiers.")
    assert mark.stance == "asserts"


def test_saying_that_ones_own_side_did_not_do_it_denies() -> None:
    (mark,) = marks("The Taliban said that it did not attack the school.")
    assert mark.stance == "denies"


def test_what_one_means_to_do_is_not_claimed_as_done() -> None:
    (mark, *_) = marks("The Taliban said that it will attack the base.")
    assert mark.stance != "claims_responsibility"


def test_confirming_ones_own_losses_acknowledges() -> None:
    (mark,) = marks("The army confirmed that five of its soldiers were killed.")
    assert mark.stance == "acknowledges"


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [
        ("The front said it killed ninety. The claim could not be verified.", 0, "not_verified"),
        ("The front said it killed ninety. It said these were preliminary figures.", 0,
         "preliminary"),
        ("Initial reports said that nine people died.", 0, "preliminary"),
        ("Police gave a preliminary toll and said that four people died.", -1, "preliminary"),
    ],
)  # fmt: skip
def test_a_standing_goes_to_the_claim_it_speaks_of(text: str, number: int, code: str) -> None:
    assert code in {standing.code for standing in marks(text)[number].standings}


def test_a_standing_keeps_its_words() -> None:
    text = "The front said it killed ninety. The claim could not be independently verified."
    (standing,) = marks(text)[0].standings
    assert words(text, (standing.span,)) == ["could not be independently verified"]


def test_an_unrelated_sentence_gives_no_standing() -> None:
    assert marks("The front said it killed ninety. The town was quiet.")[0].standings == ()
