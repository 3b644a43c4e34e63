"""Chooses, among a report's places or times, the one where or when something is told to be.

By its distance in the syntax, then in the text: see `polybius.reading.circumstances`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from polybius.reading.grammar.syntax import Parse, Span

Chosen = tuple[int, str]
"""Position of the mark chosen, and the rule that chose it."""

clause_heads = {"VERB", "AUX"}
lead_sentences = 3
news_sentences = 6
short_report = 12
"""Sentences to which the place and day of the lead, or the dateline's, are given."""
reach = 4
"""Sentences back that a place or time is carried on."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be set in place and time, and how it is told."""

    token: int
    happening: int
    """Number of its happening; -1 for none."""
    actual: bool
    """Whether it is said to be so, rather than planned, feared or supposed."""
    episode: bool
    """Whether it is told as one happening of a story (`polybius.reading.episodes`)."""
    pictured: bool = False
    """Whether a caption tells it, which lends nothing."""


@dataclass(frozen=True, slots=True)
class Lesser:
    """What is chosen with reluctance."""

    last: Collection[int]
    """Marks for want of any other."""
    spoken: Collection[int]
    """Tokens that are not carried to other sentences."""
    announced: Mapping[int, int]
    """Tokens of announcements, with the verb."""
    vague: Collection[int] = ()
    """Marks that give way to others in the same clause or sentence."""
    coarse: Collection[int] = ()
    """Marks too wide to hold for another sentence."""
    country: Mapping[int, str] = field(default_factory=dict)
    """Country of each mark, where it is a place of one."""
    abroad: Mapping[int, Collection[str]] = field(default_factory=dict)
    """The countries that each sentence speaks of, by their own or their places' names."""
    ahead: Collection[int] = ()
    """Marks of what lies ahead: nothing that took place is set there."""
    open: Collection[int] = ()
    """Marks that say something of the clause, but not what: no other is carried to it."""


class Chooser:
    """Chooses among marks of one sort by their distance in the syntax."""

    def __init__(
        self, parse: Parse, spans: Sequence[Span], usable: Callable[[int], bool], lesser: Lesser
    ) -> None:
        self.parse = parse
        self.lesser = lesser
        self.spans = spans
        self.tokens: dict[int, int] = {}
        self.by_sentence: dict[int, list[int]] = {}
        self.carried: dict[int, list[int]] = {}
        self.lead, self.news_end = _lead(parse)
        self.last = sorted(i for i in lesser.last if usable(i))
        self.open: dict[int, list[int]] = {}
        for i in lesser.open:
            token = parse.token_at(spans[i].start)
            if token is not None:
                self.open.setdefault(token.sentence, []).append(token.i)
        for i in (i for i in range(len(spans)) if usable(i) and i not in lesser.last):
            token = parse.token_at(spans[i].start)
            if token is not None:
                self.tokens[i] = token.i
                self.by_sentence.setdefault(token.sentence, []).append(i)
                kept = token.i in lesser.spoken or token.i in lesser.announced
                if not kept and i not in lesser.coarse and i not in lesser.ahead:
                    self.carried.setdefault(token.sentence, []).append(i)

    def at(self, told: Told) -> Chosen | None:
        """Choose for what is told: within its sentence, else from the context."""
        return self.near(told) or self.before(told)

    def near(self, told: Told) -> Chosen | None:
        """Choose within the sentence of the trigger; what is not so, only within its clause."""
        sentence = self.parse.tokens[told.token].sentence
        inside = self._of_scene(self.by_sentence.get(sentence, []), told.token)
        if told.actual:
            inside = [i for i in inside if i not in self.lesser.ahead]
        attached = [i for i in inside if self._attached(self.tokens[i], told.token)]
        for candidates, rule in ((attached, "clause"), (inside if told.actual else [], "sentence")):
            if candidates:
                return min(candidates, key=lambda i: self._farness(i, told.token)), rule
        return None

    def _of_scene(self, inside: list[int], trigger: int) -> list[int]:
        """Leave out what is of an announcement, unless the trigger is the announcement.

        So also what is of another happening that the sentence only dates or places something by:
        "the worst since 2004, when gunmen stormed a school in Bree".
        """
        return [
            i
            for i in inside
            if self.lesser.announced.get(self.tokens[i]) in (None, trigger)
            and not self._tells_of_another(self.tokens[i], trigger)
        ]

    def _tells_of_another(self, token: int, trigger: int) -> bool:
        for above in self.parse.ancestors(token):
            first, last = self.parse.edges(above.i)
            if first <= trigger < last:
                return False
            if _tells_when(self.parse, above.i):
                return True
        return False

    def _farness(self, i: int, trigger: int) -> tuple[bool, bool, int, int]:
        first, last = self.parse.edges(trigger)
        outside = not first <= self.tokens[i] < last
        return i in self.lesser.vague, outside, abs(self._first(self.tokens[i]) - trigger), i

    def _first(self, token: int) -> int:
        """Return the first of the places or times that a token is listed with."""
        while self.parse.tokens[token].dep == "conj":
            token = self.parse.tokens[token].head
        return token

    def _attached(self, token: int, trigger: int) -> bool:
        """Tell whether ``token`` depends on the trigger or on the verb that governs it."""
        clause, verb = {trigger}, trigger
        for above in (self.parse.tokens[trigger], *self.parse.ancestors(trigger)):
            clause.add(above.i)
            verb = above.i
            if above.pos in clause_heads:
                break
        if _tells_when(self.parse, verb):
            dated = self.parse.tokens[self.parse.tokens[verb].head]
            if token in (dated.i, dated.head) or self.parse.tokens[token].head == dated.i:
                return True
        for above in self.parse.ancestors(token):
            if above.i in clause:
                return True
            if above.pos in clause_heads:
                return False
        return False

    def _suits(self, i: int, sentence: int) -> bool:
        """Tell whether the sentence names no place in another country than that of mark ``i``."""
        own = self.lesser.abroad.get(sentence)
        return not own or self.lesser.country.get(i) in own

    def _listed_first(self, marks: Sequence[int]) -> int:
        """Return the last of some marks, of several listed together the first."""
        first = self._first(self.tokens[marks[-1]])
        return next((i for i in marks if self.tokens[i] == first), marks[-1])

    def _is_left_open(self, trigger: int) -> bool:
        """Tell whether the clause has words of its own that resolve to nothing: "recently"."""
        sentence = self.parse.tokens[trigger].sentence
        return any(self._attached(i, trigger) for i in self.open.get(sentence, ()))

    def before(self, told: Told) -> Chosen | None:
        """Choose from the nearest earlier sentence, else from the lead, else the dateline."""
        if not told.episode or self._is_left_open(told.token):
            return None
        sentence = self.parse.sentence_of(told.token)
        for index in range(sentence.index - 1, max(-1, sentence.index - 1 - reach), -1):
            if index in self.carried:
                last = self._listed_first(self.carried[index])
                return (last, "discourse") if self._suits(last, sentence.index) else None
        if sentence.index > self.news_end:
            return None
        for index in self.lead:
            if index in self.carried:
                first = self.carried[index][0]
                return (first, "report") if self._suits(first, sentence.index) else None
        said = [i for i in self.by_sentence.get(sentence.index, ()) if i not in self.lesser.ahead]
        if said:
            return said[0], "sentence"
        return (self.last[0], "report") if self.last else None


def _tells_when(parse: Parse, verb: int) -> bool:
    """Tell whether a clause tells what happened at a time or place: "2004, when …"."""
    clause = parse.tokens[verb]
    opening = [t.lower for t in parse.children(verb, "advmod")]
    return clause.dep == "relcl" and ("when" in opening or "where" in opening)


def _lead(parse: Parse) -> tuple[list[int], int]:
    """Return the first sentences that say something, and the last one that is of the lead's news.

    Headings and letterheads have no verb. A short report is news to its end.
    """
    telling = [
        s.index
        for s in parse.sentences
        if any(t.pos in clause_heads for t in parse.sentence_tokens(s.index))
    ]
    news = telling if len(telling) <= short_report else telling[:news_sentences]
    return telling[:lead_sentences], max(news, default=0)
