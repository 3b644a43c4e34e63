"""Restores case to texts that are all in capitals (telex and agency copy).

A truecaser after Lita et al. 2003 (*tRuEcasIng*, ACL): each word takes the casing that its counts
in mixed-case text, the words beside it and the casing of the word before it make likeliest. The
counts ship as ``data/casing.json.gz`` and are made by ``python -m training.casing``.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from polybius.reading.grammar.acronyms import find_acronyms
from polybius.reading.grammar.datelines import dateline_end

capitals_share = 0.8
"""Above this share of capitals among its letters a text counts as all in capitals."""

classes = "lTUM"
"""lower, Title, UPPER, Mixed ("McDonald"): the casings that a word can have."""

word_pattern = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
break_pattern = re.compile(
    r"[.!?][\"'”’)\]]*\s+[\"'“‘(\[]*$|\n[ \t]*\n\s*[\"'“‘(\[]*$|[\]:]\s+[\"“]$"
)
"""What stands before a sentence's first word."""

context_weight = 2.0
"""How many observations of its own a word's context needs to count as much as the word alone."""

Row = tuple[float, float, float, float]


def is_all_capitals(text: str) -> bool:
    """Tell whether ``text`` is written in capitals throughout."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(map(str.isupper, letters)) >= capitals_share * len(letters)


def restore_case(text: str) -> str:
    """Return ``text`` in sentence case if it is all in capitals, else as it is.

    The result has the same length: offsets hold in both.
    """
    if not is_all_capitals(text):
        return text
    words = list(word_pattern.finditer(text))
    forms = [m.group() for m in words]
    prose = dateline_end(text)
    starts = [_opens_sentence(text, words, n, prose) for n in range(len(words))]
    known = find_acronyms(text)
    upper = [f.lower() in known and _is_acronym(text, words, n) for n, f in enumerate(forms)]
    cased = load_model().case([f.lower() for f in forms], starts, upper)
    pieces, at = [], 0
    for match, form in zip(words, cased, strict=True):
        pieces += [text[at : match.start()], form if len(form) == len(match.group()) else match[0]]
        at = match.end()
    return "".join([*pieces, text[at:]])


def _is_acronym(text: str, words: list[re.Match[str]], n: int) -> bool:
    """Tell an acronym from the English word that it looks like: "the UP" from "up"."""
    if words[n].group().lower() not in load_model().lexicon:
        return True
    before = words[n - 1].group().lower() if n else ""
    return before in ("the", "a") or text[words[n].start() - 1 : words[n].start()] in ("[", "(")


def _opens_sentence(text: str, words: list[re.Match[str]], n: int, prose: int) -> bool:
    before = words[n - 1].end() if n else 0
    begin = words[n].start()
    return before <= prose <= begin or break_pattern.search(text[before:begin]) is not None


@dataclass(frozen=True)
class CasingModel:
    """Counts of casings. A `Row` has one number for each of `classes`, in their order."""

    words: dict[str, Row]
    """Lower-case word → how often it was seen in each casing inside a sentence."""
    mixed: dict[str, str]
    """Lower-case word → its commonest mixed form: "McDonald"."""
    after: dict[str, Row]
    """``before word`` → casings of ``word`` there, where they differ from the word's own."""
    ahead: dict[str, Row]
    """``word next`` → casings of ``word`` there, where they differ from the word's own."""
    lexicon: frozenset[str]
    """English words that are written in lower case."""
    steps: tuple[Row, ...]
    """Casing of the word before (last row: none) → probability of each casing."""
    unknown: Row
    """Probability of each casing for a word that is neither counted nor in the lexicon."""

    def case(self, words: list[str], starts: list[bool], upper: list[bool]) -> list[str]:
        """Return ``words`` (lower case) in their likeliest casing.

        Args:
            words: the words of a text, in order.
            starts: whether each is the first of a sentence.
            upper: whether each is known to be an acronym.
        """
        chosen = self._likeliest(words, starts, upper)
        return [
            self.form(word, "T" if start and kind == "l" else kind)
            for word, kind, start in zip(words, chosen, starts, strict=True)
        ]

    def form(self, word: str, kind: str) -> str:
        """Write lower-case ``word`` in casing ``kind``."""
        if kind == "M":
            return self.mixed.get(word, word.capitalize())
        return {"l": word, "T": word.capitalize(), "U": word.upper()}[kind]

    def _likeliest(self, words: list[str], starts: list[bool], upper: list[bool]) -> str:
        """Viterbi over casings: a word's own probabilities, scaled by how casings follow."""
        prior = self.steps[len(classes)]
        best: list[float] = [0.0] * len(classes)
        trail: list[list[int]] = []
        for n in range(len(words)):
            own = (0.0, 0.0, 1.0, 0.0) if upper[n] else self._own(words, n)
            # A capital that a sentence's start forces says nothing about the word after it, and
            # the word before a sentence's start nothing about its first word.
            steps = (prior,) * len(classes) if n == 0 or starts[n] else self.steps
            came = [
                max(range(len(classes)), key=lambda p: best[p] + _log(steps[p][k]))
                for k in range(len(classes))
            ]
            best = [
                best[p] + _log(steps[p][k]) - _log(prior[k]) + _log(own[k])
                for k, p in enumerate(came)
            ]
            trail.append(came)
        return _trace(best, trail)

    def _own(self, words: list[str], n: int) -> Row:
        word = words[n]
        row = self._alone(word)
        for table, key in (
            (self.after, f"{words[n - 1]} {word}" if n else ""),
            (self.ahead, f"{word} {words[n + 1]}" if n + 1 < len(words) else ""),
        ):
            seen = table.get(key)
            if seen is not None:
                row = _blend(seen, row, context_weight)
        return row

    def _alone(self, word: str) -> Row:
        if word.endswith(("'s", "’s")):
            return self._alone(word[:-2])
        english = (0.96, 0.03, 0.01, 0.0)
        seen = self.words.get(word)
        if seen is not None:
            return _blend(seen, english if word in self.lexicon else (0.3, 0.3, 0.2, 0.01), 0.5)
        if word in self.lexicon:
            return english
        if len(word) == 1:
            return (0.02, 0.98, 0.0, 0.0)
        if not re.search(r"[aeiouyáéíóúü]", word):
            return (0.05, 0.1, 0.85, 0.0)
        return self.unknown


def _blend(seen: Row, prior: Row, weight: float) -> Row:
    total = sum(seen) + weight * sum(prior)
    a, b, c, d = ((s + weight * p) / total for s, p in zip(seen, prior, strict=True))
    return (a, b, c, d)


def _log(p: float) -> float:
    return math.log(p) if p > 1e-9 else -20.0


def _trace(best: list[float], trail: list[list[int]]) -> str:
    if not trail:
        return ""
    k = best.index(max(best))
    found = []
    for arrivals in reversed(trail):
        found.append(classes[k])
        k = arrivals[k]
    return "".join(reversed(found))


@cache
def load_model() -> CasingModel:
    """Return the counts that ship with the package."""
    packed = (files("polybius.reading") / "data" / "casing.json.gz").read_bytes()
    return model_from(json.loads(gzip.decompress(packed)))


def model_from(raw: dict[str, Any]) -> CasingModel:
    """Build the model from the parsed JSON of its data file."""
    rows = {k: {w: tuple(r) for w, r in raw[k].items()} for k in ("words", "after", "ahead")}
    return CasingModel(
        **rows,
        mixed=raw["mixed"],
        lexicon=frozenset(raw["lexicon"].split()),
        steps=tuple(tuple(r) for r in raw["steps"]),
        unknown=tuple(raw["unknown"]),
    )
