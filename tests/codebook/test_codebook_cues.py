from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from polybius.codebook.checks import cue_fields, cues_of
from polybius.codebook.cues import CueMatch, build_index, cue_index, split_cue
from polybius.codebook.entries import HarmCategory
from polybius.codebook.loading import load, shapes
from polybius.errors import CodebookError

TABLES = ("event_types", "stances", "standings", "harm_categories", "vague_numbers")


def plain(text: str) -> list[tuple[str, ...]]:
    return [(word,) for word in text.split()]


def test_single_words_are_found_by_any_of_their_forms() -> None:
    stances = cue_index("stances")
    assert stances.verb("say") == "asserts"
    assert stances.verb("said") is None
    assert stances.verb("said", "say") == "asserts"
    assert stances.noun("denial") == "denies"
    assert cue_index("event_types").means("mortar") == "shelling"
    assert cue_index("harm_categories").adjective("dead") == "killed"


def test_phrase_words_match_form_or_lemma() -> None:
    tokens = [("they",), ("opened", "open"), ("fire",)]
    assert cue_index("event_types").phrase_at(tokens, 1) == CueMatch(1, 3, "shooting")
    lives = [("lost", "lose"), ("their",), ("lives", "life")]
    assert cue_index("harm_categories").phrase_at(lives, 0) == CueMatch(0, 3, "killed")


def test_the_longest_phrase_wins() -> None:
    standings = cue_index("standings")
    found = standings.phrases_in(plain("the toll could not be independently verified"))
    assert [(m.first, m.last, m.code) for m in found] == [(2, 7, "not_verified")]
    words = cue_index("estimative_words")
    assert words.phrase_at(plain("not likely to"), 0) == CueMatch(0, 2, "unlikely")


def test_a_phrase_cut_off_by_the_end_is_not_found() -> None:
    assert cue_index("event_types").phrase_at([("car",)], 0) is None


def test_hyphens_and_clitics_are_split_as_in_the_text() -> None:
    assert split_cue("cease-fire") == ("cease", "-", "fire")
    assert split_cue("won't") == ("wo", "n't")
    assert split_cue("cannot verify") == ("can", "not", "verify")
    index = cue_index("event_types")
    assert index.phrase_at([("cease",), ("-",), ("fire",)], 0) == CueMatch(0, 3, "ceasefire")
    assert index.noun("cease-fire") == "ceasefire"


@pytest.mark.parametrize("table", shapes)
def test_cues_are_split_as_the_tokeniser_splits_texts(table: str) -> None:
    tokeniser = spacy.blank("en").tokenizer
    for entry in getattr(load(), table).values():
        for field in cue_fields:
            for cue in cues_of(entry, field):
                assert split_cue(cue) == tuple(token.text for token in tokeniser(cue)), cue


@pytest.mark.parametrize("table", TABLES)
def test_every_phrase_is_found_where_it_stands_alone(table: str) -> None:
    index = cue_index(table)
    for words, code in index.phrases:
        assert index.phrase_at([(word,) for word in words], 0) == CueMatch(0, len(words), code)


def test_phrases_stand_longest_first() -> None:
    lengths = [len(words) for words, _ in cue_index("standings").phrases]
    assert lengths == sorted(lengths, reverse=True)


VOCABULARY = ("a", "b", "c")
phrases = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=3).map(" ".join)


@given(st.sets(phrases, max_size=6), st.lists(st.sampled_from(VOCABULARY), max_size=8))
def test_phrase_search_agrees_with_trying_every_phrase(listed: set[str], words: list[str]) -> None:
    entry = HarmCategory(
        code="x", label="X", definition="X.", source="X", phrases=tuple(sorted(listed))
    )
    index = build_index("mine", {"x": entry})
    tokens = [(word,) for word in words]
    for at in range(len(words)):
        fits = [len(p.split()) for p in listed if words[at : at + len(p.split())] == p.split()]
        match = index.phrase_at(tokens, at)
        assert (match.last - match.first if match else 0) == max(fits, default=0)


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(CodebookError, match="no table 'stance'"):
        cue_index("stance")
