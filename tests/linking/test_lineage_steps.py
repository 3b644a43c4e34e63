"""What one more text changes is looked up by itself, and is what looking up all would give."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from polybius.linking.lineage_runs import run, stock, stock_families
from polybius.linking.lineage_sketches import (
    Sketch,
    candidates,
    candidates_of,
    groups_of,
    most_together,
    one_by_one,
    places,
    touched_by,
)
from polybius.linking.lineage_words import Worded

filled = Worded("abc")


def crowd(seed: int) -> tuple[list[Sketch], list[str | None]]:
    """Return sketches of which many agree at many places, and their tables."""
    chance = np.random.default_rng(seed)
    number = int(chance.integers(one_by_one, 3 * most_together))
    stories = chance.integers(0, 2**31, (int(chance.integers(1, 4)), places))
    made = stories[chance.integers(0, len(stories), number)]
    noise = chance.random(made.shape) < chance.choice((0.3, 0.7, 0.95, 0.985))
    made[noise] = chance.integers(0, 2**31, noise.sum())
    tables = [str(chance.integers(3)) if chance.random() < 0.3 else None for _ in made]
    return [row.astype(np.uint32) for row in made], tables


def pairs_of(rows: list[Sketch], tables: list[str | None]) -> set[tuple[int, int]]:
    return set(candidates([filled] * len(rows), rows, tables))


@given(st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_one_text_looked_up_alone_has_the_candidates_that_it_has_among_all(seed: int) -> None:
    rows, tables = crowd(seed)
    matrix, groups = np.array(rows), groups_of(tables)
    alone = {(n, m) for n in range(len(rows)) for m in candidates_of(n, matrix, groups)}
    assert alone == pairs_of(rows, tables)


@given(st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_texts_that_one_more_does_not_touch_keep_their_candidates(seed: int) -> None:
    rows, tables = crowd(seed)
    new = Random(seed).randrange(len(rows))
    others = [n for n in range(len(rows)) if n != new]
    before = pairs_of([rows[n] for n in others], [tables[n] for n in others])
    changed = {(others[n], others[m]) for n, m in before} ^ pairs_of(rows, tables)
    touched = {new, *touched_by(new, np.array(rows)).tolist()}
    assert {later for later, _ in changed} <= touched


@given(st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_stock_is_what_several_families_have_however_texts_meet(seed: int) -> None:
    chance = Random(seed)
    signs = ("\u0100", "\u0101", "\U0010fffe")
    texts = [Worded("".join(chance.choices(signs, k=chance.randrange(40)))) for _ in range(12)]
    families = [chance.randrange(7) for _ in texts]
    of = [{t.whole[n : n + run] for n in range(len(t.whole) - run + 1)} for t in texts]
    runs = frozenset().union(*of[:3])
    where = {r: {f for f, own in zip(families, of, strict=True) if r in own} for r in runs}
    expected = {r for r, found in where.items() if len(found) >= stock_families}
    assert stock(runs, texts, families) == expected
