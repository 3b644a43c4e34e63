import pytest

from polybius.reading.voices.appeals import find_appeals
from tests.reading.said import read, words


def appeals(text: str) -> list[tuple[str, str | None]]:
    parse, names, attributions = read(text)
    return [
        (
            words(text, (m.action,))[0],
            words(text, (m.addressee.span,))[0] if m.addressee else None,
        )
        for m in find_appeals(parse, names, attributions)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The leader called on supporters to mobilise.",
            ("mobilise", "supporters"),
        ),
        (
            "The envoy urged the rebels to lay down their arms.",
            ("lay down their arms", "the rebels"),
        ),
        ("The council called for a ceasefire.", ("a ceasefire", None)),
        (
            "The commander ordered his men to withdraw.",
            ("withdraw", "his men"),
        ),
        (
            "The party said the government should negotiate with the rebels.",
            ("negotiate with the rebels", "the government"),
        ),
        (
            "The agency demanded that both sides release their prisoners.",
            ("release their prisoners", "both sides"),
        ),
        # Regression: the "not" was lost, which turned the call round.
        (
            "The aid group urged residents not to return to the valley.",
            ("not to return to the valley", "residents"),
        ),
        # Regression: who is blamed is not who is asked.
        (
            "The bishop said that the army should not be blamed for the fire.",
            ("the army should not be blamed for the fire", None),
        ),
        (
            "The envoy said the bridge must be repaired at once.",
            ("the bridge must be repaired at once", None),
        ),
        # Regression: of two who are asked only the first was kept.
        (
            "The envoy urged Arvenia and Tarnia to open the road.",
            ("open the road", "Arvenia and Tarnia"),
        ),
        (
            "The union issued an urgent call to the rebels to leave the school.",
            ("leave the school", "the rebels"),
        ),
        (
            "The ministry requested help from the coast guard.",
            ("help from the coast guard", "the coast guard"),
        ),
    ],
)
def test_an_appeal_has_its_action_and_addressee(
    text: str, expected: tuple[str, str | None]
) -> None:
    assert appeals(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The army said that the town had fallen.",
        "The minister said we should have acted sooner.",
        "Officials told reporters that the road was open.",
        # Regression: what a law or a purpose asks was taken for somebody's call.
        "Work on the bridge, which requires patience, went on.",
        "The clerk said a bill must pass both chambers.",
    ],
)
def test_statements_are_no_appeals(text: str) -> None:
    assert appeals(text) == []
