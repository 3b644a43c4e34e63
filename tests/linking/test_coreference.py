"""What is compared of two mentions of events, and how pairs become clusters; invented examples."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from polybius.errors import ModelError
from polybius.linking.coreference.documents import Collection, collect
from polybius.linking.coreference.mentions import EventMention, make_mention
from polybius.linking.coreference.pairs import Pairs
from polybius.linking.coreference.resolve import clustered, resolve
from polybius.linking.coreference.scorer import load_scorer
from polybius.linking.coreference.standing import rivalry, spread, standing
from polybius.linking.coreference.trees import Tree, Trees, leaf
from polybius.linking.encoding import LexicalEncoder, ReadingEncoder
from polybius.reading.grammar.parser import default_parser
from polybius.reading.grammar.syntax import Parse, Span

text = (
    "Shells struck the bridge at Marrowdale on Monday. The strike killed nine guards. "
    "Officials said that troops did not shell the bridge."
)
other_text = "A bridge at Marrowdale was struck by shells on Monday, and nine guards were killed."
far_text = "Voters in Dunmoor elected a mayor. The election was quiet."


def mentions_of(parse: Parse, *words: str, document: int = 0) -> list[EventMention]:
    starts = (parse.text.index(word) for word in words)
    return [
        make_mention(parse, [Span(at, at + len(word))], document)
        for at, word in zip(starts, words, strict=True)
    ]


@pytest.fixture(scope="module")
def parsed() -> list[Parse]:
    return [default_parser().parse(each) for each in (text, other_text, far_text)]


@pytest.fixture(scope="module")
def told(parsed: list[Parse]) -> list[EventMention]:
    return mentions_of(parsed[0], "struck", "strike", "shell ")


def test_the_grammar_of_a_mention_is_marked(told: list[EventMention]) -> None:
    struck, strike, shell = told
    assert struck.marks == frozenset()
    assert strike.marks == {"definite"}
    assert shell.marks == {"negated", "reported", "unreal"}
    assert struck.arguments == ("shell", "bridge", "marrowdale", "monday")


def test_two_mentions_are_compared_by_where_they_stand(told: list[EventMention]) -> None:
    elsewhere = replace(told[1], document=1)
    found = standing([*told, elsewhere], np.array([0, 0]), np.array([1, 3]))
    assert found["sentences apart"].tolist() == [1, -1]
    assert found["definite again"].tolist() == [1, 0]
    assert found["later sentence"].tolist() == [1, 1]
    assert found["same tag"].tolist() == [0, 0]


def test_a_rival_is_a_mention_of_either_document_that_is_more_alike(
    told: list[EventMention],
) -> None:
    elsewhere = replace(told[0], document=4)
    vectors = np.array([[1, 0], [0.6, 0.8], [0, 1], [1, 0]], np.float32)
    kinds = dict.fromkeys(("context", "lemma", "clause"), vectors)
    found = rivalry([*told, elsewhere], kinds, np.array([0, 1]), np.array([3, 3]))
    assert found["lemma rivals, most"].tolist() == pytest.approx([0, -0.4])
    assert found["lemma rivals, least"].tolist() == pytest.approx([0, 0])


def test_a_lemma_that_all_the_news_has_is_common_in_it(told: list[EventMention]) -> None:
    words = np.array([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]], np.float32)
    counts = (Counter(strike=2), Counter(strike=1), Counter(vote=1))
    collection = Collection(counts, {}, 1.0, words, words, words, words, words)
    found = spread(told, collection, np.array([0]), np.array([2]))
    assert found["lemma in the news, more"].tolist() == [1]
    assert found["lemma in the news, less"].tolist() == [0]


def test_documents_are_held_against_each_other_by_names_alone_too(parsed: list[Parse]) -> None:
    made = collect(parsed, LexicalEncoder())
    assert made.names[0, 1] > 0.5 > made.names[0, 2]
    assert made.common[0, 1] > made.common[0, 2]


def test_a_tree_leads_each_row_to_its_leaf() -> None:
    tree = Tree(
        feature=np.array([1, leaf, 0, leaf, leaf]),
        threshold=np.array([0.5, 0, 2.0, 0, 0]),
        left=np.array([1, 0, 3, 0, 0]),
        right=np.array([2, 0, 4, 0, 0]),
        value=np.array([0, -1.0, 0, 2.0, 3.0]),
    )
    rows = np.array([[9, 0.5], [2, 0.6], [2.1, 0.6]], np.float32)
    assert tree.values(rows).tolist() == [-1.0, 2.0, 3.0]
    expected = 1 / (1 + np.exp(-np.array([-1.5, 4.5, 6.5])))
    assert Trees(0.5, (tree, tree)).probability(rows) == pytest.approx(expected)


def test_a_few_sure_pairs_bear_more_than_many_doubtful_ones() -> None:
    pairs = Pairs(np.array([0, 0, 1]), np.array([1, 2, 2]), np.zeros((3, 0), np.float32), ())
    sure = np.array([0.9, 0.1, 0.7], np.float32)
    doubtful = np.array([0.9, 0.4, 0.4], np.float32)
    assert clustered(3, pairs, sure, 0.1) == [[0, 1, 2]]
    assert clustered(3, pairs, doubtful, 0.1) == [[0, 1], [2]]


def test_weights_learned_on_other_features_are_refused() -> None:
    scorer = load_scorer(ReadingEncoder().name)
    pairs = Pairs(np.array([0]), np.array([1]), np.zeros((1, 1), np.float32), ("height",))
    with pytest.raises(ModelError, match="another version"):
        scorer.probability(pairs)


def test_one_strike_told_by_two_papers_is_one_event(parsed: list[Parse]) -> None:
    spans = [
        [[Span(each.text.index(word), each.text.index(word) + len(word))] for word in words]
        for each, words in zip(
            parsed, (("struck", "killed"), ("struck", "killed"), ("elected",)), strict=True
        )
    ]
    clusters = resolve(list(zip(parsed, spans, strict=True)))
    assert clusters == [[0, 2], [1, 3], [4]]
