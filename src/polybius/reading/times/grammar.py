"""Patterns over symbols, and the cascade that applies them: small expressions first, then larger.

A rule's pattern names kinds of symbols, with ``?``, ``|`` and parentheses as in regular
expressions: ``month small comma? year``. Every kind is compiled to one character, so that a text
becomes a string and each rule one regular expression (the cascaded finite-state transducers of
FASTUS, Hobbs et al. 1997). A level's matches become symbols that the next level builds on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from polybius.reading.grammar.syntax import Parse
from polybius.reading.times.readings import Resolver
from polybius.reading.times.symbols import Symbol, Value, kinds_of_symbols

sets_of_kinds = {
    "num": ("small", "number", "year"),
    "a_unit": ("unit", "units"),
}
"""Names that stand for any of several kinds."""
_results = ("day", "period", "month_only", "year_only", "quarter_only", "span", "time", "refs")
"""Kinds that rules make and no word has by itself."""
_codes = {kind: chr(0xE000 + i) for i, kind in enumerate((*kinds_of_symbols(), *_results))}
"""Kind → the character of the private use area that stands for it."""
_name = re.compile(r"[a-z][a-z_0-9]*")


def _compile(pattern: str) -> re.Pattern[str]:
    def chars(match: re.Match[str]) -> str:
        kinds = sets_of_kinds.get(match[0])
        return f"[{''.join(_codes[k] for k in kinds)}]" if kinds else _codes[match[0]]

    return re.compile(_name.sub(chars, pattern).replace(" ", ""))


@dataclass(frozen=True)
class Found:
    """The symbols that a rule matched."""

    parse: Parse
    symbols: Sequence[Symbol]

    def __getitem__(self, kind: str) -> Symbol:
        """Return the first symbol of ``kind``."""
        return self.all(kind)[0]

    def has(self, kind: str) -> bool:
        """Tell whether there is a symbol of ``kind``."""
        return bool(self.all(kind))

    def all(self, kind: str) -> list[Symbol]:
        """Return the symbols of ``kind``."""
        return [s for s in self.symbols if s.kind in sets_of_kinds.get(kind, (kind,))]

    def value(self, kind: str) -> Value:
        """Return the value of the first symbol of ``kind``; None where there is none."""
        return next((s.value for s in self.all(kind)), None)

    def integer(self, kind: str) -> int | None:
        """Return the value of the first symbol of ``kind`` as a whole number."""
        value = self.value(kind)
        return int(value) if isinstance(value, (int, float)) else None

    @property
    def first(self) -> int:
        """The first token."""
        return self.symbols[0].first

    @property
    def last(self) -> int:
        """The token after the last."""
        return self.symbols[-1].last

    def word_before(self, back: int = 1) -> str:
        """Return the word that stands ``back`` tokens before, in lower case."""
        i = self.first - back
        return self.parse.tokens[i].lower if i >= 0 else ""

    def word_after(self, ahead: int = 1) -> str:
        """Return the word that stands ``ahead`` tokens after, in lower case."""
        i = self.last + ahead - 1
        return self.parse.tokens[i].lower if i < len(self.parse.tokens) else ""


Build = Callable[[Found], Resolver | None]
"""Makes the reading of a match; None where the match proves to be no expression."""


@dataclass(frozen=True)
class Rule:
    """Symbols that match ``pattern`` become one symbol of ``kind``, read by ``build``."""

    kind: str
    pattern: str
    build: Build
    keeps: str = ""
    """Kind of the matched symbol whose value the new symbol takes over."""

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern over characters."""
        return _compile(self.pattern)


@dataclass(frozen=True)
class Level:
    """Rules that are applied together."""

    rules: tuple[Rule, ...]

    @cached_property
    def any_rule(self) -> re.Pattern[str]:
        """Matches where any of the rules does: most sentences are done with one search."""
        return re.compile("|".join(f"(?:{rule.compiled.pattern})" for rule in self.rules))


def reduce(parse: Parse, row: Sequence[Symbol], level: Level) -> list[Symbol]:
    """Apply ``level`` to ``row``: the leftmost match wins, the longest of these, the first rule."""
    rules = level.rules
    line = "".join(_codes[s.kind] for s in row)
    if not level.any_rule.search(line):
        return list(row)
    matches = sorted(
        (m.start(), -m.end(), order)
        for order, rule in enumerate(rules)
        for m in rule.compiled.finditer(line)
    )
    reduced: list[Symbol] = []
    done = 0
    for start, end, order in matches:
        if start < done:
            continue
        symbol = _apply(parse, rules[order], row[start:-end])
        if symbol is not None:
            reduced += [*row[done:start], symbol]
            done = -end
    return [*reduced, *row[done:]]


def _apply(parse: Parse, rule: Rule, matched: Sequence[Symbol]) -> Symbol | None:
    found = Found(parse, matched)
    resolve = rule.build(found)
    if resolve is None:
        return None
    value = found.value(rule.keeps) if rule.keeps else None
    return Symbol(rule.kind, found.first, found.last, value, matched[0].word, None, resolve)
