import pytest

from polybius.reading.grammar.syntax import Span
from polybius.reading.layers import TimeMark
from polybius.reading.voices.outlooks import find_outlooks
from tests.reading.said import read, words


def outlooks(text: str) -> list[tuple[str, str]]:
    parse, _, attributions = read(text)
    return [
        (words(text, (m.words,))[0], words(text, (m.proposition,))[0])
        for m in find_outlooks(parse, attributions, ())
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Analysts said the conflict is likely to escalate.",
            ("likely", "the conflict is likely to escalate"),
        ),
        (
            "A new attack cannot be ruled out, officials said.",
            ("cannot be ruled out", "A new attack cannot be ruled out"),
        ),
        (
            "Officials said the army would likely attack the town.",
            ("likely", "the army would likely attack the town"),
        ),
        # Regression: "does not rule out" was "rule out", and the report's word.
        (
            "The minister does not rule out that the army will attack the town.",
            ("does not rule out", "that the army will attack the town"),
        ),
        (
            "It is highly unlikely that the rebels will disarm.",
            ("highly unlikely", "that the rebels will disarm"),
        ),
        (
            "Experts warned that the ceasefire will probably collapse.",
            ("probably", "that the ceasefire will probably collapse"),
        ),
        (
            "It is only a matter of time before the rebels withdraw from the town.",
            (
                "only a matter of time",
                "It is only a matter of time before the rebels withdraw from the town",
            ),
        ),
        (
            "Violence could spread to other districts.",
            ("could", "Violence could spread to other districts"),
        ),
        (
            "An official said the war would continue for years.",
            ("would", "the war would continue for years"),
        ),
    ],
)
def test_forecasts_have_their_words_and_proposition(text: str, expected: tuple[str, str]) -> None:
    assert outlooks(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The minister said he will visit the town on Friday.",
        "The summit will take place in May.",
        "Fighters may have fled before the raid.",
        "If the rebels attack, the town will be evacuated.",
        "“We will fight to the end,” the commander said.",
        "The shop will open at nine.",
        # Regression: the month of May, hopes, promises of one's own side, aims, comparisons and
        # what may be so now were forecasts.
        "Analysts said the attack of May was over.",
        "The mayor said she hopes that the war will end.",
        "The general said his troops will attack the town.",
        "The union works to raise the chances of a ceasefire.",
        "Farmers are six times more likely to be attacked.",
        "Police said the rebels could be part of the army.",
        "The general denied that the rebels will attack.",
    ],
)
def test_plans_promises_and_the_past_are_no_forecasts(text: str) -> None:
    assert outlooks(text) == []


def test_the_band_is_the_codebooks() -> None:
    parse, _, attributions = read("It is highly unlikely that the rebels will disarm.")
    (mark,) = find_outlooks(parse, attributions, ())
    assert (mark.low, mark.high) == (0.05, 0.20)


def test_a_bare_judgement_is_on_what_was_asked() -> None:
    text = "Asked whether the rebels would attack the capital, he said it is unlikely."
    assert ("unlikely", "whether the rebels would attack the capital") in outlooks(text)


def test_not_only_denies_nothing() -> None:
    # Regression: "will not only" was read as "will not".
    text = "Officials said that the rebels will not only attack the road but also seize the port."
    parse, _, attributions = read(text)
    (mark,) = find_outlooks(parse, attributions, ())
    assert (mark.low, mark.high) == (0.9, 1.0)


def test_the_present_is_no_horizon() -> None:
    # Regression: "currently" and "recent" inside a forecast were given as what it is for.
    text = "Analysts said the war is likely to reach the groups currently in exile."
    parse, _, attributions = read(text)
    start = text.index("currently")
    time = TimeMark(Span(start, start + len("currently")), "DATE", "PRESENT_REF")
    (mark,) = find_outlooks(parse, attributions, (time,))
    assert mark.horizon is None


def test_the_horizon_is_the_time_inside() -> None:
    text = "Analysts said the conflict is likely to escalate within weeks."
    parse, _, attributions = read(text)
    start = text.index("within")
    time = TimeMark(Span(start, start + len("within weeks")), "DURATION", "PXW")
    (mark,) = find_outlooks(parse, attributions, (time,))
    assert mark.horizon == 0


def test_no_denies_a_forecast() -> None:
    # Regression: "there will be no attack" was all but certain to come.
    parse, _, attributions = read("Analysts said that there will be no attack on the town.")
    (mark,) = find_outlooks(parse, attributions, ())
    assert (mark.low, mark.high) == (0.0, 0.1)


def test_the_time_of_another_clause_is_no_horizon() -> None:
    # Regression: "18 months of attacks" was what a forecast was for.
    text = "Analysts said the war is likely to spread to the towns that were shelled in 2004."
    parse, _, attributions = read(text)
    start = text.index("2004")
    time = TimeMark(Span(start, start + 4), "DATE", "2004")
    (mark,) = find_outlooks(parse, attributions, (time,))
    assert mark.horizon is None
