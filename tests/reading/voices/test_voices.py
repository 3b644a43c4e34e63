import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.reading.grammar.parser import default_parser
from polybius.reading.layers import Names
from polybius.reading.voices.find import find_attributions
from tests.reading.said import marks, said, words

one_attribution = [
    # indirect speech, with and without "that"
    (
        "The army said that five soldiers were killed in the ambush.",
        ("The army", "said", "that five soldiers were killed in the ambush"),
    ),
    (
        "Residents say the bridge was destroyed.",
        ("Residents", "say", "the bridge was destroyed"),
    ),
    # addressee is no content
    (
        "The governor told reporters on Monday that the town had fallen.",
        ("The governor", "told", "that the town had fallen"),
    ),
    # the cue is inverted, and in the middle
    (
        "Five people were killed, police said.",
        ("police", "said", "Five people were killed"),
    ),
    (
        "The convoy, the ministry said, was attacked near the river.",
        ("the ministry", "said", "The convoy | was attacked near the river"),
    ),
    (
        "According to a hospital official, twelve people were wounded.",
        ("a hospital official", "According to", "twelve people were wounded"),
    ),
    (
        "Twelve people were wounded, according to the mayor.",
        ("the mayor", "according to", "Twelve people were wounded"),
    ),
    # infinitives and gerunds
    (
        "The commander vowed to continue the fight.",
        ("The commander", "vowed", "to continue the fight"),
    ),
    (
        "The group denied taking part in the raid.",
        ("The group", "denied", "taking part in the raid"),
    ),
    (
        "The mayor called on residents to stay at home.",
        ("The mayor", "called on", "to stay at home"),
    ),
    # nouns
    (
        "The envoy called for a ceasefire.",
        ("The envoy", "called for", "a ceasefire"),
    ),
    (
        "The militia claimed responsibility for the bombing.",
        ("The militia", "claimed responsibility for", "the bombing"),
    ),
    (
        "The minister expressed concern that the truce would collapse.",
        ("The minister", "expressed concern", "that the truce would collapse"),
    ),
    (
        "The judge accused the police of shooting at the crowd.",
        ("The judge", "accused", "the police of shooting at the crowd"),
    ),
    # no source
    (
        "It was reported that a depot had burned.",
        ("", "It was reported", "that a depot had burned"),
    ),
    (
        "The gunmen are believed to have crossed the border.",
        ("", "are believed", "The gunmen | to have crossed the border"),
    ),
    (
        "The convoy was reportedly hit by a mine.",
        ("", "reportedly", "The convoy was | hit by a mine"),
    ),
    # what ties the sentence to the one before is the reporter's
    (
        "Meanwhile, the road was reopened, officials said.",
        ("officials", "said", "the road was reopened"),
    ),
    # auxiliaries, negation and adverbs belong to the cue
    (
        "The army has not yet confirmed that the town was lost.",
        ("The army", "has not yet confirmed", "that the town was lost"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), one_attribution)
def test_source_cue_and_content_are_found(text: str, expected: tuple[str, str, str]) -> None:
    assert said(text) == [expected]


@pytest.mark.parametrize(
    ("opening", "closing"), [("“", "”"), ('"', '"'), ("''", "''"), ("«", "»"), ("“", '"')]
)
def test_direct_speech_in_any_marks(opening: str, closing: str) -> None:
    text = f"{opening}We are surrounded,{closing} the mayor said. {opening}Send help.{closing}"
    content = f"{opening}We are surrounded,{closing} | {opening}Send help.{closing}"
    assert said(text) == [("the mayor", "said", content)]


def test_a_quotation_follows_its_cue() -> None:
    text = "The doctor said: “There is no water left.”"
    assert said(text) == [("The doctor", "said:", "“There is no water left.”")]


def test_a_quotation_runs_over_paragraphs() -> None:
    text = "“The road is closed,” the driver said. “We waited.\n\n“Then we turned back.”"
    (mark,) = marks(text)
    assert words(text, mark.content)[-1] == "“Then we turned back.”"


def test_a_dateline_is_nobodys_word() -> None:
    text = "KARAN (Wire) - Five people were killed on Monday, police said."
    assert said(text) == [("police", "said", "Five people were killed on Monday")]


def test_a_speaker_goes_on_after_what_he_said() -> None:
    text = "The minister said nine people were killed, and accused the front of the attack."
    assert said(text) == [
        ("The minister", "said", "nine people were killed"),
        ("The minister", "accused", "the front of the attack"),
    ]


def test_quoted_words_within_a_sentence_are_part_of_indirect_speech() -> None:
    text = "The minister said the attack was “a cowardly act” by outsiders."
    assert said(text)[0][2] == "the attack was “a cowardly act” by outsiders"


def test_nested_speech_keeps_its_chain() -> None:
    text = "Police said that a witness claimed that the gunmen wore uniforms."
    outer, inner = marks(text)
    assert inner.parent == 0
    assert outer.parent is None
    assert inner.voice.through == outer.voice


def test_a_headline_speaks_through_its_colon() -> None:
    text = "Minister Omar Dalvi: Seventeen Killed in Valley\n\nThe valley was quiet on Monday."
    assert ("Minister Omar Dalvi", ":", "Seventeen Killed in Valley") in said(text)


def test_a_pronoun_has_the_voice_of_its_name() -> None:
    text = "Governor Lena Orvik said the town was safe. She added that the road was open."
    first, second = marks(text)
    assert second.voice.name == first.voice.name == "Lena Orvik"
    assert second.voice.kind == "government"
    assert second.voice.anonymity == "named"


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("Police", "police"),
        ("A military source", "military"),
        ("Doctors", "medic"),
        ("An eyewitness", "witness"),
        ("Another official", "official"),
        ("Analysts", "analyst"),
        ("A rights group", "ngo"),
    ],
)
def test_an_unnamed_source_has_its_kind(source: str, kind: str) -> None:
    (mark,) = marks(f"{source} said that the market was shelled.")
    assert (mark.voice.kind, mark.voice.anonymity) == (kind, "unnamed")


def test_a_party_in_the_register_is_known() -> None:
    (mark,) = marks("The Taliban said that the base was taken.")
    assert (mark.voice.kind, mark.voice.party_id) == ("armed_group", "af.taliban")


def test_an_impersonal_voice_has_no_source() -> None:
    (mark,) = marks("It was reported that a depot had burned.")
    assert mark.voice.anonymity == "impersonal"
    assert mark.source == ()


@pytest.mark.parametrize(
    "text",
    [
        "The bomb destroyed two houses.",
        "Heavy rain made the road impassable.",
        "Troops attacked the village at dawn.",
        "",
    ],
)
def test_plain_narration_has_no_voice(text: str) -> None:
    assert said(text) == []


def test_an_act_is_no_attribution_though_its_verb_can_judge() -> None:
    # "attack" names a judgement of speeches and a raid; the raid is the common case here.
    assert said("Rebels attacked the airport on Sunday.") == []


_pieces = st.sampled_from(
    ['"', "“", "”", "''", "'", "‘", "’", "«", "»", ", ", ". ", "\n\n", "he said", "The army",
     " that ", "it was reported", " : ", "five died", "according to ", "claims", "-", "(", ")"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(_pieces, max_size=14).map("".join))
def test_every_span_lies_in_the_text_and_holds_words(text: str) -> None:
    parse = default_parser().parse(text)
    for number, mark in enumerate(find_attributions(parse, Names((), (), {}))):
        assert mark.cue
        assert mark.content
        assert mark.parent != number
        for span in (*mark.source, *mark.cue, *mark.content):
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end].strip()


def test_whom_somebody_threatens_is_no_content() -> None:
    # Regression: "threatening people with a gun" was somebody's statement.
    assert not marks("Officers shot a man threatening people with a gun.")
    assert not marks("The front threatened Israel with rockets.")
    assert marks("The army threatened a new offensive.")
