"""Restores case to headlines that capitalise their words: "Rebels Seize Town After Clashes".

The parser takes such words for names. What the rest of the text writes in lower case is lowered,
what it capitalises inside sentences stays, and `casing`'s counts decide on the others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from polybius.reading.grammar.casing import load_model, word_pattern
from polybius.reading.grammar.datelines import dateline_end

longest, fewest_words = 160, 4
capital_share = 0.85
"""Share of a headline's longer words that begin with a capital."""
small = 4
"""Letters of the longest words that headlines leave in lower case ("with")."""
common_words = 2
"""Words of everyday English that must be capitalised: names alone make no headline."""
_inside = re.compile(r"[\w,;’'\"”)] +[\"“(]?$")


def restore_headlines(text: str, paragraphs: Iterable[tuple[int, int]]) -> str:
    """Return ``text``, which is not all in capitals, with its headlines in sentence case.

    The result has the same length: offsets hold in both.
    """
    headlines = [span for span in paragraphs if is_headline(text[span[0] : span[1]])]
    if not headlines:
        return text
    seen = _casings(text, headlines)
    pieces, at = [], 0
    for start, end in headlines:
        pieces += [text[at:start], _restored(text[start:end], seen)]
        at = end
    return "".join([*pieces, text[at:]])


def is_headline(line: str) -> bool:
    """Tell whether ``line`` stands for itself and has its words capitalised."""
    line = line.strip()
    if len(line.splitlines()) != 1 or len(line) > longest or line[-1] in ".!?;,":
        return False
    if line[0] == "[" or dateline_end(line):
        return False
    words = [m.group() for m in word_pattern.finditer(line)]
    telling = [word for word in words if len(word) > small]
    capital = [word for word in telling if word[0].isupper()]
    if len(words) < fewest_words or len(capital) < capital_share * len(telling):
        return False
    lexicon = load_model().lexicon
    common = [w for w in capital[1:] if not w.isupper() and w.lower() in lexicon]
    return len(common) >= common_words


def _casings(text: str, headlines: Iterable[tuple[int, int]]) -> Counter[tuple[str, bool]]:
    """Count each word of the prose by whether it begins with a capital inside a sentence."""
    left_out = set(headlines)
    seen: Counter[tuple[str, bool]] = Counter()
    at = 0
    for start, end in [*sorted(left_out), (len(text), len(text))]:
        for match in word_pattern.finditer(text, at, start):
            word = match.group()
            if not word[0].isupper():
                seen[word, False] += 1
            elif _inside.search(text[max(0, match.start() - 4) : match.start()]):
                seen[word.lower(), True] += 1
        at = end
    return seen


def _restored(line: str, seen: Counter[tuple[str, bool]]) -> str:
    matches = list(word_pattern.finditer(line))
    forms = [m.group() for m in matches]
    first = [n == 0 or line[matches[n - 1].end() : m.start()].strip() == ":" for n, m in
             enumerate(matches)]  # fmt: skip
    cased = load_model().case(
        [form.lower() for form in forms], first, [form.isupper() for form in forms]
    )
    pieces, at = [], 0
    for match, form, likeliest, opens in zip(matches, forms, cased, first, strict=True):
        kept = form if opens or form[1:] != form[1:].lower() else _cased(form, likeliest, seen)
        pieces += [line[at : match.start()], kept]
        at = match.end()
    return "".join([*pieces, line[at:]])


def _cased(form: str, likeliest: str, seen: Counter[tuple[str, bool]]) -> str:
    lower = form.lower()
    capital, small_ = seen[lower, True], seen[lower, False]
    if capital != small_:
        return form if capital > small_ else lower
    return lower if likeliest == lower else form
