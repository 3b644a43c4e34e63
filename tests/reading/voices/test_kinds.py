from __future__ import annotations

import pytest

from polybius.reading.voices.kinds import kind_of_name
from polybius.records import Voice
from tests.reading.said import marks


def voice(text: str) -> Voice:
    return marks(text)[0].voice


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The chairman of the farmers' union, Ilan Maro, said that the road was open.", "ngo"),
        ("The director of the Velport Institute, Ilan Maro, said the road was open.", "academic"),
        ("A company spokesman said that the mine was shut.", "business"),
        # Regression: presidents of leagues and clubs were governments.
        ("The president of the Velport Football Association, Ilan Maro, said it was over.", "ngo"),
        # Regression: "group" made armed groups of whoever is one.
        ("Christian groups said that the church was shut.", "unknown"),
        ("The group said that it held the bridge.", "armed_group"),
        # Regression: a front's commanders were an army's.
        ("Commander Ilan Maro of the Tamar Front said that the bridge held.", "armed_group"),
        ("Tamar Front commander Ilan Maro said that the bridge held.", "armed_group"),
        ("General Ilan Maro said that the bridge held.", "military"),
        # Regression: an accord and an order were sources of unknown kind.
        ("The accord says that the road will be opened.", "document"),
        ("The order said that the market was shut.", "document"),
    ],
)
def test_the_kind_is_that_of_the_body_or_the_noun(text: str, kind: str) -> None:
    assert voice(text).kind == kind


@pytest.mark.parametrize(
    "text",
    [
        # Regression: whoever had a nationality spoke for the state.
        "An Italian pilgrim said that the city was calm.",
        "The Italian analyst Ilan Maro said that the talks had failed.",
        "Italians said that the city was calm.",
    ],
)
def test_a_nationality_is_no_side(text: str) -> None:
    found = voice(text)
    assert found.kind not in ("government", "official")
    assert found.party_id is None


def test_an_official_of_a_state_speaks_for_it() -> None:
    found = voice("Italian officials said that the city was calm.")
    assert (found.kind, found.party_id) == ("government", "state.it")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Velport University", "academic"),
        ("Amnesty International", "ngo"),
        ("Council of Elders", None),
        ("Maro", None),
    ],
)
def test_the_words_of_a_name_tell_its_kind(name: str, kind: str | None) -> None:
    assert kind_of_name(name) == kind


def test_nobody_names_himself() -> None:
    # Regression: "he said" was given to whoever the quotation was about.
    text = (
        "Ilan Maro is a professor. Maro praised the army. President Teo Brand resigned on Monday. "
        "“This shows that Brand has lost,” he said."
    )
    assert [m.voice.name for m in marks(text) if m.rule == "voices.quote.v1"] == ["Maro"]


def test_nobody_speaks_through_himself() -> None:
    # Regression: "she said she fears" was her word through her own.
    inner = marks("Ana Brand said she fears that the bridge will fall.")[-1]
    assert inner.voice.name == "Ana Brand"
    assert inner.voice.through is None


def test_a_commanding_officer_is_of_the_army() -> None:
    # Regression: every officer was of the police.
    assert (
        marks("His commanding officer said that the raid had failed.")[0].voice.kind == "military"
    )


def test_those_who_are_told_lend_a_name_no_kind() -> None:
    # Regression: "police Dan Bassett" was one of the police.
    found = marks("The nurses told police Dan Bassett threatened to stab them.")
    assert [m.voice.kind for m in found if m.voice.name == "Dan Bassett"] == ["person"]
