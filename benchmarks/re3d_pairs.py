"""Pairs of mentions in a sentence, and what can be told of each: re3d's relations are learned so.

What is told of a pair: the words and kinds of both, what stands between them, the path from one
to the other through the parse with conjuncts taken together ("engaged A, destroyed B and C": A, B
and C are objects of one verb), and what the rules found. Words are also known by their group of
like words (`groups`, from the encoder before it was trained; `training.re3d`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.layers import Names, ToponymMark
from polybius.reading.neural.relations import nominals

longest = 45
"""Tokens between two mentions beyond which no relation is looked for."""
_here = frozenset({"here", "there", "elsewhere"})
_many = frozenset({"multiple", "several", "many"})
_persons = frozenset({"i", "we", "he", "she", "me", "us", "him", "her", "you"})
_kinds = {
    **dict.fromkeys(("GPE", "LOC", "FAC"), "L"),
    **dict.fromkeys(("ORG", "NORP", "PROPN"), "O"),
    **dict.fromkeys(("DATE", "TIME"), "T"),
    **dict.fromkeys(("NUM", "CARDINAL", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"), "Q"),
    "PERSON": "P",
    "k:person": "P",
}
_labels = frozenset(_kinds) | {"PRODUCT", "EVENT"}
_verbs = frozenset({"VERB", "AUX"})
_told = frozenset({"VERB", "NOUN", "ADJ", "ADP", "AUX"})
_before = frozenset({"compound", "amod", "poss", "nmod", "det", "nummod"})
_steps = (1, 2, 3, 4, 6, 8, 12, 20, 30)

Groups = Mapping[str, Sequence[str]]
Way = list[tuple[int, int]]
"""From a token up to another: of each node its first conjunct, and the token itself."""


@dataclass(frozen=True)
class Pair:
    """Two mentions by their head tokens, ``a`` before ``b``, with what is told of them."""

    a: int
    b: int
    features: frozenset[str]


def mentions(parse: Parse) -> list[int]:
    """Return the head tokens of what re3d may take for an entity."""
    own = set(nominals(parse, 0, len(parse.tokens)))
    for token in parse.tokens:
        listed = token.i > 0 and parse.tokens[token.i - 1].text == ","
        if (
            (token.pos == "ADV" and token.lower in _here)
            or (token.pos == "ADJ" and token.entity in ("NORP", "GPE"))
            or (token.dep == "amod" and token.lower in _many)
            or (token.pos == "NOUN" and token.dep == "compound" and listed)
        ):
            own.add(token.i)
    return sorted(own)


def pairs(
    parse: Parse,
    names: Names,
    toponyms: Iterable[ToponymMark],
    ruled: Mapping[tuple[int, int], Iterable[str]],
    groups: Groups,
) -> Iterator[Pair]:
    """Yield the pairs of mentions within each sentence, in text order.

    Args:
        parse: the text.
        names: the parties that it speaks of.
        toponyms: the places.
        ruled: labels that the rules give to a pair, by its tokens in text order.
        groups: of a lemma, the groups of like words that it is in.
    """
    seen = _Seen(parse, names, toponyms, groups)
    by_sentence: dict[int, list[int]] = defaultdict(list)
    for i in mentions(parse):
        by_sentence[parse.tokens[i].sentence].append(i)
    between = {
        (a, b): m - n - 1
        for own in by_sentence.values()
        for n, a in enumerate(own)
        for m, b in enumerate(own)
        if n < m and b - a <= longest
    }
    for a, b in ruled:
        if parse.tokens[a].sentence == parse.tokens[b].sentence and b - a <= longest:
            between.setdefault((a, b), 0)
    for (a, b), others in sorted(between.items()):
        told = {f"rule={label}" for label in ruled.get((a, b), ())}
        yield Pair(a, b, frozenset(told | set(seen.features(a, b, others))))


class _Seen:
    """Tells of pairs in one text."""

    def __init__(
        self, parse: Parse, names: Names, toponyms: Iterable[ToponymMark], groups: Groups
    ) -> None:
        self.parse, self.names, self.groups = parse, names, groups
        self.places = {t.i for m in toponyms if m.literal for t in parse.tokens_in(m.span)}
        self.by_head = {m.head: m.entity for m in reversed(names.mentions)}

    def kind(self, i: int) -> str:
        """Return what sort of thing token ``i`` stands for, as finely as is known."""
        token = self.parse.tokens[i]
        if i in self.places:
            return "GPE"
        if token.pos == "PRON":
            return "PRON:" + token.lower
        if token.pos in ("ADJ", "ADV"):
            return token.pos
        entity = self.by_head.get(i)
        if entity is not None:
            return "k:" + self.names.entities[entity].kind
        if token.entity in _labels:
            return token.entity
        return token.pos if token.pos in ("NUM", "PROPN") else "noun"

    def sort(self, kind: str) -> str:
        """Return the sort that a kind is of: person, body, place, time, number, other."""
        if kind.startswith("PRON"):
            return "P" if kind[5:] in _persons else "pr"
        return _kinds.get(kind, "O" if kind.startswith("k:") else kind)

    def features(self, a: int, b: int, others: int) -> Iterator[str]:
        """Yield what can be told of two mentions with ``others`` between them."""
        kinds = self.kind(a), self.kind(b)
        sorts = self.sort(kinds[0]) + self.sort(kinds[1])
        yield from self._of_one("a", a, kinds[0])
        yield from self._of_one("b", b, kinds[1])
        yield from (f"T={kinds[0]}|{kinds[1]}", f"C={sorts}", f"d={_about(b - a)}")
        yield from (f"m={_about(others)}", f"Cm={sorts}{_about(others)}")
        yield from self._of_path(a, b, sorts)
        yield from self._of_gap(a, b, sorts)

    def _of_one(self, side: str, i: int, kind: str) -> Iterator[str]:
        token = self.parse.tokens[i]
        lemma = token.lemma.lower()
        yield from (f"{side}ty={kind}", f"{side}c={self.sort(kind)}", f"{side}l={lemma}")
        yield from (f"{side}dep={token.dep}", f"{side}tag={token.tag}")
        yield from (f"{side}{group}" for group in self.groups.get(lemma, ()))
        for child in self.parse.children(i):
            if child.i < i and child.dep in _before:
                word = child.entity if child.pos == "PROPN" else child.lemma.lower()
                yield f"{side}m={child.dep}:{word}"
        verb = next((t for t in self.parse.ancestors(i) if t.pos in _verbs), None)
        if verb is not None:
            yield f"{side}v={verb.lemma.lower()}"

    def _of_path(self, a: int, b: int, sorts: str) -> Iterator[str]:
        tokens = self.parse.tokens
        up, down = _path(self.parse, a, b)
        first, second = _first(self.parse, a), _first(self.parse, b)
        listed = f"{int(first != a)}{int(second != b)}"
        yield from (f"conj={listed}{int(first == second)}", f"conj={listed}{sorts}")
        if first == second:
            yield from self._of_listed(first, sorts)
        if not up:
            return
        steps = [self._step(r) for r, _ in up[:-1]], [self._step(r) for r, _ in down[1:]]
        if len(up) + len(down) <= 8:
            path = "^".join(steps[0]) + "|" + "_".join(steps[1])
            yield from (f"p={path}", f"p={path}{sorts}")
        yield f"pl={_about(len(up) + len(down) - 2)}"
        joint, other = tokens[up[-1][1]], tokens[down[0][1]]
        yield f"lcapos={joint.pos}{sorts}"
        for name, token in (("lca", joint), ("lcb", other))[: 1 + (joint.i != other.i)]:
            yield from (f"{name}={token.lemma.lower()}", f"{name}={token.lemma.lower()}{sorts}")
        if len(up) > 1 and len(down) > 1:
            yield from self._of_joint(joint, other, f"{steps[0][-1]}/{steps[1][0]}", sorts)
        else:
            yield f"gov={'a' if len(up) == 1 else 'b'}{sorts}"
        for side, way in (("u", up[1:-1]), ("w", down[1:-1])):
            for _, i in way:
                yield from self._of_node(side, tokens[i], sorts)

    def _of_listed(self, first: int, sorts: str) -> Iterator[str]:
        """Yield what two that are listed together do, or what is done to them."""
        token = self.parse.tokens[first]
        verb = self.parse.tokens[token.head]
        yield from (f"CJ{sorts}", f"CJ{sorts}{token.dep}", f"CJv={verb.lemma.lower()}{sorts}")
        does = [verb, *self.parse.children(verb.i, "dobj")]
        groups = sorted({g for t in does for g in self.groups.get(t.lemma.lower(), ())})
        yield from (f"CJv={group}{sorts}{token.dep}" for group in groups)

    def _of_joint(self, joint: Token, other: Token, roles: str, sorts: str) -> Iterator[str]:
        """Yield what the verbs say that both hang on, and how they hang on them."""
        yield from (f"r={roles}", f"r={roles}{sorts}")
        lemmas = sorted({joint.lemma.lower(), other.lemma.lower()})
        yield from (f"lr={lemma}{roles}" for lemma in lemmas)
        for group in sorted({g for lemma in lemmas for g in self.groups.get(lemma, ())}):
            yield from (f"lc{group}", f"lc{group}{sorts}", f"lc{group}{roles}")

    def _of_node(self, side: str, token: Token, sorts: str) -> Iterator[str]:
        if token.pos in _told:
            lemma = token.lemma.lower()
            yield from (f"{side}={lemma}", f"{side}={lemma}{sorts}")
            if token.pos in ("VERB", "NOUN"):
                yield from (f"{side}c{group}" for group in self.groups.get(lemma, ()))

    def _step(self, i: int) -> str:
        token = self.parse.tokens[i]
        word = ":" + token.lemma.lower() if token.pos in ("ADP", "SCONJ") else ""
        return token.dep + word

    def _of_gap(self, a: int, b: int, sorts: str) -> Iterator[str]:
        gap = self.parse.tokens[a + 1 : b]
        words = " ".join(t.lower for t in gap)
        if len(gap) <= 3:
            yield from (f"g={words}", f"g={words}{sorts}")
        if len(gap) <= 8:
            yield from (f"gw={t.lemma.lower()}" for t in gap)
        else:
            yield from (f"gv={t.lemma.lower()}" for t in gap if t.pos == "VERB")
        if self._opens(a):
            yield from (f"first={sorts}", f"first={self.parse.tokens[b].dep}{sorts}")
        before = self.parse.tokens[a - 1].lower if a else ""
        yield f"before={before if len(before) < 8 else '?'}"

    def _opens(self, i: int) -> bool:
        """Tell whether the sentence begins with the phrase of token ``i``: "Near X, …"."""
        head = self.parse.tokens[i].head
        top = head if self.parse.tokens[head].pos == "ADP" else i
        return bool(self.parse.edges(top)[0] == self.parse.sentence_of(i).first)


def _first(parse: Parse, i: int) -> int:
    """Return the first of the conjuncts that token ``i`` is one of.

    Verbs that the parser only puts under another ("dep") stand in a list more often than not.
    """
    for _ in parse.tokens:
        token = parse.tokens[i]
        head = parse.tokens[token.head]
        verbs = (token.pos in _verbs) + (head.pos in _verbs)
        listed = token.dep == "conj" or (token.dep == "dep" and verbs == 2)
        if not listed or head.i == i or verbs == 1:
            break
        i = head.i
    return i


def _climb(parse: Parse, i: int) -> Way:
    way = [(_first(parse, i), i)]
    for _ in parse.tokens:
        own = way[-1][0]
        head = parse.tokens[own].head
        if head == own:
            break
        way.append((_first(parse, head), head))
    return way


def _path(parse: Parse, a: int, b: int) -> tuple[Way, Way]:
    """Return the ways from ``a`` up to the node that governs both, and from there down to ``b``."""
    up, down = _climb(parse, a), _climb(parse, b)
    at = {node: n for n, (node, _) in enumerate(up)}
    for n, (node, _) in enumerate(down):
        if node in at:
            return up[: at[node] + 1], down[: n + 1][::-1]
    return [], []


def _about(number: int) -> str:
    return next((str(step) for step in _steps if number <= step), "more")
