"""Where and when an occurrence took place, chosen among the report's places and times.

Each choice names the rule that made it, nearest evidence first:

``clause``     a prepositional phrase or adverb that depends on the trigger's clause
``sentence``   the only, else the nearest, expression in the trigger's sentence
``happening``  what another mention of the same happening says
``discourse``  the nearest earlier sentence, while the text goes on about it; of places one inside
               the other the narrowest
``report``     the first of the lead, else the dateline

Where and when somebody announced something is no scene: in "the army confirmed today in Bree the
capture of a courier" both serve only for want of anything else. Nor is a date that names another
happening, as in "Friday's raid", carried on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from polybius.reading.grammar.datelines import dateline_end
from polybius.reading.grammar.nouns import noun_kind, word_set
from polybius.reading.grammar.syntax import Parse, Span, Token
from polybius.reading.layers import CountMark, Marks, OccurrenceMark

Chosen = tuple[int, str]
"""Position of the mark chosen, and the rule that chose it."""

_place_and_day = re.compile(
    r"[A-Z][\w.' ]{2,40}, (?:\d{1,2} [A-Z][a-z]+|[A-Z][a-z]+ \d{1,2},?) \d{4}(?=\s*\n)"
)
"""A line that is nothing but a place and a day: the letterhead's dateline."""
clause_heads = {"VERB", "AUX"}
lead_sentences = 3
announcing = word_set(
    """
    announce confirm report say state disclose reveal verify acknowledge identify release
    """
)
"""Verbs whose own day is that of the announcement: "confirmed today the capture of"."""
announced_deps = ("dobj", "ccomp", "nsubjpass", "nsubj", "attr")
"""How what is announced hangs on its verb, where it follows."""
reach = 4
"""Sentences back that a place or time is carried on."""
modifying = ("compound", "amod", "nmod", "poss")
undergoing = word_set("be have see witness suffer experience face remain endure")
"""Verbs of which the subject may be where something happens: "Iraq has seen attacks"."""
lead_paragraphs = 6
longest_dateline = 200


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Place and time of one occurrence: positions in ``Marks.toponyms`` and ``Marks.times``."""

    place: Chosen | None
    time: Chosen | None


def find_circumstances(marks: Marks) -> tuple[Circumstances, ...]:
    """Return the circumstances of each occurrence of ``marks``, in their order."""
    places, times = _choosers(marks)
    found_places = _spread(marks.occurrences, places)
    found_times = _spread(marks.occurrences, times)
    return tuple(map(Circumstances, found_places, found_times))


def find_count_circumstances(
    marks: Marks, circumstances: Sequence[Circumstances]
) -> tuple[Circumstances, ...]:
    """Return the circumstances of each count: its occurrence's, else those around its words."""
    places, times = _choosers(marks)

    def around(count: CountMark) -> Circumstances:
        if count.occurrence is not None:
            return circumstances[count.occurrence]
        token = marks.parse.tokens_in(count.words)[0].i
        return Circumstances(places.at(token), times.at(token))

    return tuple(map(around, marks.counts))


def _choosers(marks: Marks) -> tuple[_Chooser, _Chooser]:
    """Return what chooses among the places, and among the times."""
    datelines = _datelines(marks.parse)
    spoken, announced = _of_speaking(marks), _of_announcing(marks.parse)
    spans = [t.span for t in marks.toponyms]
    wider = _enclosing(marks)
    around = frozenset(t.i for n in wider for t in marks.parse.tokens_in(spans[n]))
    vague = wider | _whose(marks)
    lesser = _Lesser(_within(spans, datelines), spoken | around, announced, vague)
    places = _Chooser(marks.parse, spans, _places(marks), lesser)
    spans = [t.span for t in marks.times]
    lesser = _Lesser(_within(spans, datelines), spoken | _naming(marks), announced, _nights(marks))
    return places, _Chooser(marks.parse, spans, _times(marks), lesser)


def _datelines(parse: Parse) -> list[Span]:
    """Return the datelines of the first paragraphs: a headline may stand above."""
    starts = {s.paragraph: s.start for s in reversed(parse.sentences)}
    found = []
    for paragraph in range(lead_paragraphs):
        start = starts.get(paragraph)
        if start is not None:
            head = parse.text[start : start + longest_dateline]
            alone = _place_and_day.match(head)
            found.append(Span(start, start + (alone.end() if alone else dateline_end(head))))
    return found


def _within(spans: Sequence[Span], datelines: Sequence[Span]) -> frozenset[int]:
    inside = (i for i, span in enumerate(spans) if any(d.contains(span) for d in datelines))
    return frozenset(inside)


def _of_speaking(marks: Marks) -> frozenset[int]:
    """Return the tokens of sources and cues: where and when somebody spoke is no scene."""
    told = [s for a in marks.attributions for s in a.content]
    inside = {t.i for span in told for t in marks.parse.tokens_in(span)}
    cues = {
        t.i
        for a in marks.attributions
        for span in (*a.source, *a.cue)
        for t in marks.parse.tokens_in(span)
    }
    hanging = {t.i for t in marks.parse.tokens if _governor(marks.parse, t).i in cues}
    return frozenset((cues | hanging) - inside)


def _of_announcing(parse: Parse) -> dict[int, int]:
    """Map the tokens of when and where something was announced to the verb of announcing.

    They stand before what is announced. What follows that is of the scene, wherever the parser
    hangs it: "confirmed today the arrest of a courier in Tarn, Friday".
    """
    found: dict[int, int] = {}
    for verb in parse.tokens:
        if verb.lemma not in announcing or verb.pos != "VERB":
            continue
        told = [t.i for t in parse.children(verb.i, *announced_deps) if t.i > verb.i]
        first = min((parse.edges(i)[0] for i in told), default=0)
        for setting in parse.children(verb.i, "npadvmod", "advmod", "prep"):
            if setting.i < first:
                found |= {t.i: verb.i for t in parse.subtree(setting.i)}
    return found


def _enclosing(marks: Marks) -> frozenset[int]:
    """Return the places of which a narrower part stands just before: the second of "Bree, Tarn"."""
    sentences = [marks.parse.tokens_in(mark.span)[0].sentence for mark in marks.toponyms]
    return frozenset(
        n + 1
        for n, (inner, outer) in enumerate(pairwise(marks.toponyms))
        if outer.name in inner.containers and inner.literal and sentences[n] == sentences[n + 1]
    )


def _governor(parse: Parse, token: Token) -> Token:
    """Return the verb of the clause that a token stands in."""
    return next((t for t in parse.ancestors(token.i) if t.pos in clause_heads), token)


def _lead(parse: Parse) -> list[int]:
    """Return the first sentences that say something: headings and letterheads have no verb."""
    telling = [
        s.index
        for s in parse.sentences
        if any(t.pos in clause_heads for t in parse.sentence_tokens(s.index))
    ]
    return telling[:lead_sentences]


def _places(marks: Marks) -> Callable[[int], bool]:
    acting = _acting(marks)

    def literal(i: int) -> bool:
        token = marks.parse.token_at(marks.toponyms[i].span.start)
        people = token is None or token.entity == "NORP"
        return marks.toponyms[i].literal and not people and i not in acting

    return literal


def _whose(marks: Marks) -> frozenset[int]:
    """Return the places that only say whose people somebody is: "three of the Tarn police"."""
    tokens = ((n, marks.parse.token_at(t.span.end - 1)) for n, t in enumerate(marks.toponyms))
    return frozenset(
        n
        for n, token in tokens
        if token is not None
        and token.dep in modifying
        and noun_kind(marks.parse.tokens[token.head].lemma) is not None
    )


def _acting(marks: Marks) -> frozenset[int]:
    """Return the states that do something: "Russia must end its attacks" is set elsewhere."""
    tokens = ((n, marks.parse.token_at(p.passage.start)) for n, p in enumerate(marks.places))
    return frozenset(
        n
        for n, token in tokens
        if token is not None
        and marks.places[n].precision in ("country", "international")
        and token.dep == "nsubj"
        and marks.parse.tokens[token.head].lemma not in undergoing
    )


def _times(marks: Marks) -> Callable[[int], bool]:
    def dates(i: int) -> bool:
        return marks.times[i].start is not None and marks.times[i].timex in ("DATE", "TIME")

    return dates


def _naming(marks: Marks) -> frozenset[int]:
    """Return the tokens of dates that say which happening is meant: "Friday's raid"."""
    tokens = (marks.parse.token_at(time.span.start) for time in marks.times)
    return frozenset(t.i for t in tokens if t is not None and t.dep == "poss")


def _nights(marks: Marks) -> frozenset[int]:
    """Return the times that span days: the night of "an overnight raid Monday" is Monday's."""
    return frozenset(n for n, time in enumerate(marks.times) if time.precision == "days")


@dataclass(frozen=True, slots=True)
class _Lesser:
    """What is chosen with reluctance."""

    last: Collection[int]
    """Marks for want of any other."""
    spoken: Collection[int]
    """Tokens that are not carried to other sentences."""
    announced: Mapping[int, int]
    """Tokens of announcements, with the verb."""
    vague: Collection[int] = ()
    """Marks that give way to others in the same clause or sentence."""


class _Chooser:
    """Chooses among marks of one sort by their distance in the syntax."""

    def __init__(
        self, parse: Parse, spans: Sequence[Span], usable: Callable[[int], bool], lesser: _Lesser
    ) -> None:
        self.parse = parse
        self.lesser = lesser
        self.spans = spans
        self.tokens: dict[int, int] = {}
        self.by_sentence: dict[int, list[int]] = {}
        self.carried: dict[int, list[int]] = {}
        self.lead = _lead(parse)
        self.last = sorted(i for i in lesser.last if usable(i))
        for i in (i for i in range(len(spans)) if usable(i) and i not in lesser.last):
            token = parse.token_at(spans[i].start)
            if token is not None:
                self.tokens[i] = token.i
                self.by_sentence.setdefault(token.sentence, []).append(i)
                if token.i not in lesser.spoken and token.i not in lesser.announced:
                    self.carried.setdefault(token.sentence, []).append(i)

    def at(self, token: int) -> Chosen | None:
        """Choose for what a token tells: within its sentence, else from the context."""
        return self.near(token) or self.before(token)

    def near(self, trigger: int) -> Chosen | None:
        """Choose within the sentence of the trigger."""
        sentence = self.parse.tokens[trigger].sentence
        inside = self._of_scene(self.by_sentence.get(sentence, []), trigger)
        attached = [i for i in inside if self._attached(self.tokens[i], trigger)]
        for candidates, rule in ((attached, "clause"), (inside, "sentence")):
            if candidates:
                return min(candidates, key=lambda i: self._farness(i, trigger)), rule
        return None

    def _of_scene(self, inside: list[int], trigger: int) -> list[int]:
        """Leave out what is of an announcement, unless the trigger is the announcement."""
        return [i for i in inside if self.lesser.announced.get(self.tokens[i]) in (None, trigger)]

    def _farness(self, i: int, trigger: int) -> tuple[bool, int, int]:
        return i in self.lesser.vague, abs(self.tokens[i] - trigger), i

    def _attached(self, token: int, trigger: int) -> bool:
        """Tell whether ``token`` depends on the trigger or on the verb that governs it."""
        clause = {trigger}
        for above in self.parse.ancestors(trigger):
            clause.add(above.i)
            if above.pos in clause_heads:
                break
        for above in self.parse.ancestors(token):
            if above.i in clause:
                return True
            if above.pos in clause_heads:
                return False
        return False

    def before(self, trigger: int) -> Chosen | None:
        """Choose from the nearest earlier sentence, else from the lead, else the dateline."""
        sentence = self.parse.sentence_of(trigger)
        for index in range(sentence.index - 1, max(-1, sentence.index - 1 - reach), -1):
            if index in self.carried:
                return self.carried[index][-1], "discourse"
        for index in self.lead:
            if index in self.carried:
                return self.carried[index][0], "report"
        said = self.by_sentence.get(sentence.index)
        if said:
            return said[0], "sentence"
        return (self.last[0], "report") if self.last else None


def _spread(occurrences: Sequence[OccurrenceMark], chooser: _Chooser) -> list[Chosen | None]:
    """Give occurrences without their own choice that of their happening, then of the context."""
    near = [chooser.near(occurrence.token) for occurrence in occurrences]
    by_happening: dict[int, int] = {}
    for occurrence, chosen in zip(occurrences, near, strict=True):
        if chosen is not None and (
            occurrence.happening not in by_happening or chosen[1] == "clause"
        ):
            by_happening.setdefault(occurrence.happening, chosen[0])
    spread: list[Chosen | None] = []
    for occurrence, chosen in zip(occurrences, near, strict=True):
        shared = by_happening.get(occurrence.happening)
        of_happening = None if shared is None else (shared, "happening")
        spread.append(chosen or of_happening or chooser.before(occurrence.token))
    return spread
