"""Whose text it is: speeches, communiqués and interviews are their authors', not the outlet's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from polybius.codebook.register import load_register
from polybius.reader import Reader
from polybius.reading.grammar.parser import default_parser
from polybius.reading.layers import AuthorMark
from polybius.reading.names.find import find_names
from polybius.reading.voices.authorship import author_at, find_authors
from polybius.reading.voices.contents import survey
from polybius.records import Claim
from tests import samples


def authors(text: str) -> tuple[AuthorMark, ...]:
    parse = default_parser().parse(text)
    return find_authors(survey(parse, find_names(parse, load_register())))


def spoken(text: str) -> list[tuple[str, str]]:
    """Author's name and the first words of each stretch."""
    return [(a.voice.name, text[a.span.start : a.span.end].split(".", 1)[0].strip())
            for a in authors(text)]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name", "begins"),
    [
        (
            "QORZAN, 3 Mar 25 -- [Communique] [General Command of the Tarn Front] [Text] "
            "Our units destroyed two bridges on Sunday. We shall go on.",
            "General Command of the Tarn Front",
            "Our units destroyed two bridges",
        ),
        (
            "QORZAN, 3 Mar 25 -- [Address by Governor Ilan Maro to the assembly] [Excerpts] "
            "I tell you that the road is open.",
            "Ilan Maro",
            "I tell you",
        ),
        (
            "Statement by the Ministry of Defence of Tarnia\n\n"
            "We have ended our operation near Qorzan. Our losses are two wounded.",
            "Ministry of Defence of Tarnia",
            "We have ended",
        ),
        (
            "The army has gathered at Qorzan. The Defence Ministry issued the following "
            "communique:\n\n1. On 3 March, three soldiers were killed near the bridge.",
            "Defence Ministry",
            "1",
        ),
    ],
    ids=["brackets", "speech", "title", "introduced"],
)
def test_a_heading_names_who_speaks(text: str, name: str, begins: str) -> None:
    ((author, words),) = spoken(text)
    assert author.endswith(name)
    assert words.startswith(begins)


def test_the_turns_of_an_interview_are_apart() -> None:
    text = (
        "QORZAN, 3 Mar 25 -- [Interview with Governor Ilan Maro by Radio Qorzan] [Text]\n"
        "[Reporter] Was the bridge blown up?\n"
        "[Maro] It was blown up by the rebels.\n"
        "[Reporter] Who saw it?\n"
        "[Maro] Our patrol saw it.\n"
    )
    assert [words for _, words in spoken(text)] == [
        "It was blown up by the rebels", "Our patrol saw it",
    ]  # fmt: skip
    assert author_at(authors(text), text.index("Was the bridge")) is None


def test_a_transcript_names_its_speakers() -> None:
    text = (
        "Q: General, is the road open?\n"
        "GENERAL MARO: The road was opened on Sunday.\n"
        "Q: Were there losses?\n"
        "GENERAL MARO: Two of our men were wounded.\n"
    )
    assert [words for _, words in spoken(text)] == [
        "The road was opened on Sunday", "Two of our men were wounded",
    ]  # fmt: skip


def test_a_bracketed_surname_that_the_tagger_does_not_know_is_a_speaker() -> None:
    # Tagged X, not as a name, so that the answers fell to the outlet.
    text = (
        "QORZAN, 3 MAR 25 (RADIO TARN) -- [TEXT] WE NOW HAVE COLONEL ILAN TOVARA WITH US.\n\n"
        "   [REPORTER] GOOD MORNING, COLONEL.\n\n"
        "   [TOVARA] I NEVER SPOKE OF THE BRIDGE.\n\n"
        "   [REPORTER] WHO CLOSED IT?\n\n"
        "   [TOVARA] THE ARMY CLOSED IT.\n"
    )
    assert spoken(text) == [
        ("ILAN TOVARA", "I NEVER SPOKE OF THE BRIDGE"), ("ILAN TOVARA", "THE ARMY CLOSED IT"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Statement by minister angers teachers\n\nTeachers in Qorzan walked out on Sunday.",
        'The minister made the following statement: "The road is open." He left at noon.',
        "Ilan Maro said: the road is open.\nThe mayor added: it will stay so.\nThe rest is quiet.",
        "QORZAN, 3 Mar 25 -- [Report] [Text] The army [as heard] took the bridge.",
    ],
    ids=["headline", "quotation", "cues", "note"],
)
def test_what_the_outlet_reports_is_the_outlets(text: str) -> None:
    assert authors(text) == ()


def claims(text: str) -> tuple[Claim, ...]:
    return Reader().read(replace(samples.report(text), publisher="Radio Qorzan")).claims


def test_claims_are_the_authors_and_what_he_tells_of_others_goes_through_him() -> None:
    found = claims(
        "QORZAN, 3 Mar 25 -- [Communique] [General Command of the Tarn Front] [Text] "
        "Our units killed four soldiers near Qorzan on Sunday. "
        "The mayor said that six civilians were killed in the shelling."
    )
    voices = {(claim.voice.name, claim.voice.through and claim.voice.through.name)
              for claim in found}  # fmt: skip
    assert ("General Command of the Tarn Front", None) in voices
    assert any(
        through == "General Command of the Tarn Front" and "mayor" in name
        for name, through in voices
    )
    assert not any(name == "Radio Qorzan" for name, _ in voices)
    (own,) = {c.voice for c in found if c.voice.through is None}
    assert own.passage is not None
    assert own.passage.text in ("General Command of the Tarn Front",)
