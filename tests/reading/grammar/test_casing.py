from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from polybius.reading.grammar.acronyms import find_acronyms
from polybius.reading.grammar.casing import classes, is_all_capitals, load_model, restore_case
from polybius.reading.grammar.datelines import dateline_end
from polybius.reading.grammar.paragraphs import split_paragraphs

dispatch = (
    "   SAN PEDRO, 3 JAN 90 (AGENCIA) -- [TEXT] THE ARMY OF NATIONAL RENEWAL [ANR] SAID THAT\n"
    "ABOUT 50 PEASANTS WERE KIDNAPPED IN JOSE PEREZ PROVINCE.  THE ANR DENIED IT.\n\n"
    '   A SPOKESMAN FOR THE GOVERNMENT OF COLOMBIA ADDED: "WE WILL INVESTIGATE.'
    '  THREE SOLDIERS WERE\nHURT."\n'
)


def test_offsets_hold_and_only_case_changes() -> None:
    restored = restore_case(dispatch)
    assert len(restored) == len(dispatch)
    assert restored.upper() == dispatch


def test_words_names_and_sentence_starts() -> None:
    restored = restore_case(dispatch)
    for form in (
        "San Pedro, 3 Jan 90",
        "[text] The army of ",
        "about 50 peasants were kidnapped in Jose Perez province.  The ANR denied it.",
        'A spokesman for the government of Colombia added: "We will investigate.  Three soldiers',
    ):
        assert form.replace("\n", " ") in restored.replace("\n", " ")


def test_mixed_text_stays_as_it_is() -> None:
    text = "The BBC said NATO and the UN met in PARIS."
    assert restore_case(text) is text


def test_share_of_capitals_decides() -> None:
    assert is_all_capitals("ABC 123 DEF g")
    assert not is_all_capitals("123")
    assert not is_all_capitals("ABC def")


def test_an_acronym_that_looks_like_an_english_word_needs_an_article() -> None:
    text = "THE MEN OF THE UNION OF PEASANTS [UP] WENT UP THE ROAD, WHERE THE UP MET."
    restored = restore_case(text)
    assert "went up the road" in restored
    assert "the UP met" in restored


def test_acronyms_in_both_orders_and_in_translated_order() -> None:
    text = "THE PATRIOTIC UNION [UP] AND THE ARL [RURAL LIBERATION ARMY] AND (PEACE) NOW"
    assert find_acronyms(text) == {"up", "arl"}


@given(st.text(alphabet="ABC DEÉß'.\n[]-9", max_size=60))
def test_any_text_keeps_its_length(text: str) -> None:
    assert len(restore_case(text)) == len(text)


def test_the_shipped_counts_are_sound() -> None:
    model = load_model()
    assert len(model.steps) == len(classes) + 1
    for row in (*model.steps, model.unknown):
        assert abs(sum(row) - 1) < 0.01
    assert model.case(["washington"], [False], [False]) == ["Washington"]


def test_datelines() -> None:
    for line, prose in (
        ("SAN PEDRO, 3 JAN 90 (AGENCIA) -- [TEXT] A BOMB", "A BOMB"),
        ("   LIMA (PERU), 30 AUG 89 -- [REPORT] [COMMITTEE,\nTWO] [TEXT] THE", "THE"),
        ("KABUL, Afghanistan (Jan. 27) – An Afghan", "An Afghan"),
        ("KABUL, Afghanistan (Jan. 27)\nA force", "A force"),
        ("LAGOS (Agency) - Gunmen", "Gunmen"),
        ("GAO — Gunmen killed two", "Gunmen killed two"),
    ):
        assert line[dateline_end(line) :] == prose


def test_no_dateline_in_prose() -> None:
    for line in ("THE MEN CAME -- AND LEFT.", "Gunmen (three) - all masked", "", "NATO said"):
        assert dateline_end(line) == 0


def test_wire_copy_paragraphs() -> None:
    # Two-line paragraphs of capitals were cut in two: no lower-case letter shows the wrapping.
    pieces = [dispatch[s:e] for s, e in split_paragraphs(dispatch)]
    assert pieces[0].endswith("[TEXT]")
    assert pieces[1].startswith("THE ARMY")
    lines = "THE FIRST LINE OF THIS PARAGRAPH, WHICH IS LONG ENOUGH, GOES ON\nAND ENDS HERE."
    text = "\n\n".join([lines] * 5)
    assert len(split_paragraphs(text)) == 5
