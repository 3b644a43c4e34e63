"""An event mention as the parse shows it: its head, who and what takes part, where and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from polybius.reading.grammar.syntax import Parse, Span, Token

content_tags = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
agent_labels = frozenset({"nsubj", "agent", "poss", "csubj"})
patient_labels = frozenset({"dobj", "nsubjpass", "obj", "attr", "oprd", "acomp"})
other_labels = frozenset({"npadvmod", "nmod", "compound", "amod", "nummod", "advmod", "dative"})
shared_labels = frozenset({"xcomp", "conj", "advcl", "ccomp"})
"""A clause so attached has its governor's subject where it shows none of its own."""
nominal_labels = frozenset({"dobj", "nsubj", "nsubjpass", "pobj", "attr"})
definite_words = frozenset({"the", "this", "that", "these", "those"})
indefinite_words = frozenset({"a", "an", "another"})
longest_argument = 8


@dataclass(frozen=True, slots=True)
class EventMention:
    """What is compared of one mention. Words are lower-case lemmas unless said otherwise."""

    document: int
    sentence: int
    lemma: str
    verbal: bool
    text: str
    """The mention's own words, lower case."""
    clause: str
    """The mention with its arguments' content words, in the order of the text."""
    sentence_text: str
    within: tuple[tuple[int, int], ...]
    """Characters of ``sentence_text`` at which the mention's words stand."""
    words: tuple[str, ...]
    agents: tuple[str, ...]
    patients: tuple[str, ...]
    others: tuple[str, ...]
    around: tuple[str, ...]
    """Content words of the sentence."""
    places: tuple[str, ...]
    times: tuple[str, ...]
    numbers: tuple[str, ...]
    names: tuple[str, ...]
    """Of persons, organisations and peoples in the sentence."""
    governor: str
    token: int
    """Position of the head in the document."""
    tag: str
    relation: str
    """The head's dependency label."""
    marks: frozenset[str]
    """Which of ``definite``, ``indefinite``, ``plural``, ``negated``, ``unreal`` (a modal or bare
    verb), ``reports`` (a clause is its object) and ``reported`` (it is such a clause) hold."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """All who and what takes part."""
        return self.agents + self.patients + self.others

    @property
    def surroundings(self) -> tuple[str, ...]:
        """All its words, its arguments' and its sentence's; those that tell more, twice."""
        details = self.places + self.times + self.numbers + self.names
        return self.arguments + details + self.around + self.words


def make_mention(parse: Parse, spans: Sequence[Span], document: int) -> EventMention:
    """Return the mention that stands at ``spans`` (characters, at least one token in all)."""
    own = sorted({token.i for span in spans for token in parse.tokens_in(span)})
    head = parse.tokens[_head(parse, own)]
    inside = frozenset(own)
    agents, patients, others = (
        _content(parse, heads, inside) for heads in _arguments(parse, head, inside)
    )
    sentence = parse.sentence_tokens(head.sentence)
    clause = sorted(inside | {t.i for t in (*agents, *patients, *others)})
    return EventMention(
        document=document,
        sentence=head.sentence,
        lemma=head.lemma.lower(),
        verbal=head.pos == "VERB",
        text=" ".join(parse.tokens[i].text for i in own).lower(),
        clause=" ".join(parse.tokens[i].text for i in clause),
        sentence_text=" ".join(token.text for token in sentence),
        within=_within(sentence, inside),
        words=_lemmas(parse.tokens[i] for i in own),
        agents=_lemmas(agents),
        patients=_lemmas(patients),
        others=_lemmas(others),
        around=_lemmas(t for t in sentence if t.pos in content_tags and t.i not in inside),
        places=_named(parse, sentence, ("GPE", "LOC", "FAC"), ("PROPN",)),
        times=_named(parse, sentence, ("DATE", "TIME"), ("PROPN", "NUM", "NOUN")),
        numbers=tuple(t.lower for t in sentence if t.pos == "NUM"),
        names=_named(parse, sentence, ("PERSON", "ORG", "NORP"), ("PROPN",)),
        governor="" if head.head == head.i else parse.tokens[head.head].lemma.lower(),
        token=head.i,
        tag=head.tag,
        relation=head.dep,
        marks=frozenset(_marks(parse, head)),
    )


def _within(sentence: Sequence[Token], inside: frozenset[int]) -> tuple[tuple[int, int], ...]:
    found, at = [], 0
    for token in sentence:
        if token.i in inside:
            found.append((at, at + len(token.text)))
        at += len(token.text) + 1
    return tuple(found)


def _marks(parse: Parse, head: Token) -> Iterator[str]:
    below = parse.children(head.i)
    opening = next((t.lower for t in below if t.dep in ("det", "poss")), "")
    if opening in definite_words:
        yield "definite"
    if opening in indefinite_words:
        yield "indefinite"
    if head.tag in ("NNS", "NNPS"):
        yield "plural"
    if any(t.dep == "neg" for t in below):
        yield "negated"
    if head.tag == "VB" or any(t.tag == "MD" for t in below):
        yield "unreal"
    if any(t.dep == "ccomp" for t in below):
        yield "reports"
    if head.dep == "ccomp":
        yield "reported"


def _head(parse: Parse, own: Sequence[int]) -> int:
    return parse.tops(own)[0].i


def _lemmas(tokens: Iterable[Token]) -> tuple[str, ...]:
    return tuple(token.lemma.lower() for token in tokens)


def _named(
    parse: Parse, sentence: Sequence[Token], labels: Sequence[str], tags: Sequence[str]
) -> tuple[str, ...]:
    first, last = sentence[0].i, sentence[-1].i
    return tuple(
        parse.tokens[i].lower
        for named in parse.named
        if first <= named.first <= last and named.label in labels
        for i in range(named.first, named.last)
        if parse.tokens[i].pos in tags
    )


Heads = list[int]


def _arguments(parse: Parse, head: Token, own: frozenset[int]) -> tuple[Heads, Heads, Heads]:
    """Return the heads of agents, patients and other arguments."""
    agents: Heads = []
    patients: Heads = []
    others: Heads = []
    nominal = head.pos in ("NOUN", "PROPN")
    below = [head.i]
    for i in below:
        for child in parse.children(i):
            if child.i in own:
                below.append(child.i)
            elif child.dep == "agent":
                agents += [t.i for t in parse.children(child.i, "pobj")]
            elif child.dep in agent_labels:
                agents.append(child.i)
            elif child.dep in patient_labels:
                patients.append(child.i)
            elif child.dep == "prep":
                kind = _of_preposition(child.lower, nominal, (agents, patients, others))
                kind += [t.i for t in parse.children(child.i, "pobj", "pcomp")]
            elif child.dep in other_labels:
                others.append(child.i)
    if not agents and not patients:
        _borrow(parse, head, own, (agents, patients, others))
    return agents, patients, others


def _of_preposition(word: str, nominal: bool, kinds: tuple[Heads, Heads, Heads]) -> Heads:
    agents, patients, others = kinds
    if word == "of" and nominal:
        return patients
    return agents if word == "by" else others


def _borrow(
    parse: Parse, head: Token, own: frozenset[int], kinds: tuple[Heads, Heads, Heads]
) -> None:
    """Take the arguments of the governing clause: "went on to attack X", "staged an attack"."""
    agents, patients, others = kinds
    token = head
    for _ in range(2):
        above = parse.tokens[token.head]
        if token.dep in ("acl", "relcl"):
            passive = token.dep == "acl" and head.tag == "VBN"
            (patients if passive else agents).append(above.i)
        elif token.dep in shared_labels:
            subjects = parse.children(above.i, "nsubj", "nsubjpass")
            agents += [t.i for t in subjects if t.i not in own]
        elif token.dep in nominal_labels and head.pos in ("NOUN", "PROPN"):
            verb = parse.tokens[above.head] if token.dep == "pobj" else above
            core = parse.children(verb.i, "nsubj", "nsubjpass", "dobj")
            agents += [t.i for t in core if t.i != token.i and t.i not in own]
            objects = (
                t for p in parse.children(verb.i, "prep") for t in parse.children(p.i, "pobj")
            )
            others += [t.i for t in objects if t.i != token.i and t.i not in own]
        else:
            return
        if agents:
            return
        token = above


def _content(parse: Parse, heads: Heads, own: frozenset[int]) -> list[Token]:
    found = []
    for i in heads:
        inside = (t for t in parse.subtree(i) if t.pos in content_tags and t.i not in own)
        found += list(inside)[:longest_argument]
    return found
