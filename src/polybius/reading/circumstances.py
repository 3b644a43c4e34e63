"""Where and when an occurrence took place, chosen among the report's places and times.

Each choice names the rule that made it, nearest evidence first:

``clause``     a prepositional phrase or adverb that depends on the trigger's clause
``happening``  what the clause of another mention of the same happening says
``sentence``   the only, else the nearest, expression in the trigger's sentence
``discourse``  the nearest earlier sentence, while the text goes on about it; of places one inside
               the other the narrowest
``report``     the first of the lead, else the dateline

The last two hold only for what is told as an episode (`polybius.reading.episodes`), and carry only
places that are scenes (`polybius.reading.scenes`).

Where and when somebody announced something is no scene: in "the army confirmed today in Bree the
capture of a courier" both serve only for want of anything else. Nor is a date that names another
happening, as in "Friday's raid", carried on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from polybius import codebook
from polybius.reading.episodes import captions, is_episode
from polybius.reading.grammar.datelines import dateline_end
from polybius.reading.grammar.nouns import noun_kind, word_set
from polybius.reading.grammar.syntax import Parse, Span, Token
from polybius.reading.layers import CountMark, Marks, OccurrenceMark
from polybius.reading.nearest import Chooser, Chosen, Lesser, Told, clause_heads
from polybius.reading.scenes import scenes, undergoing
from polybius.reading.times.anchoring import written
from polybius.reading.times.readings import Anchors
from polybius.records import Modality, Place

_place_and_day = re.compile(
    r"[A-Z][\w.' ]{2,40}, (?:\d{1,2} [A-Z][a-z]+|[A-Z][a-z]+ \d{1,2},?) \d{4}(?=\s*\n)"
)
"""A line that is nothing but a place and a day: the letterhead's dateline."""
_place_and_bracketed_day = re.compile(
    r"\b[A-Z][A-Z'’ -]{2,30}, [A-Z][\w ]{2,30} \([^()\n]{0,20}\d[^()\n]{0,20}\)"
)
"""The dateline of a release whose line breaks were lost: "Release PORT ALBA, Tarn (May 3) - "."""
head = 800
"""Characters at the top in which such a dateline is looked for."""
announcing = word_set(
    """
    announce confirm report say state disclose reveal verify acknowledge identify release
    """
)
"""Verbs whose own day is that of the announcement: "confirmed today the capture of"."""
announced_deps = ("dobj", "ccomp", "nsubjpass", "nsubj", "attr")
"""How what is announced hangs on its verb, where it follows."""
telling = word_set("speak tell talk tweet write testify post comment")
"""Verbs whose day and place are those of the telling alone."""
decreed = frozenset(("restriction", "denial_of_access", "aid_obstruction"))
"""Types that last and hold far and wide, as dealings do."""
modifying = ("compound", "amod", "nmod", "poss")
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
    shown = captions(marks.parse)
    told = [_told(marks, occurrence, shown) for occurrence in marks.occurrences]
    found_places = _spread(told, places)
    found_times = _spread(told, times)
    return tuple(map(Circumstances, found_places, found_times))


def find_count_circumstances(
    marks: Marks, circumstances: Sequence[Circumstances]
) -> tuple[Circumstances, ...]:
    """Return the circumstances of each count: its occurrence's, else those around its words."""
    places, times = _choosers(marks)

    def around(count: CountMark) -> Circumstances:
        if count.occurrence is not None and not _is_total(count):
            return circumstances[count.occurrence]
        token = marks.parse.tokens_in(count.words)[0].i
        episode = not _is_total(count) and is_episode(marks, token)
        told = Told(token, -1, actual=True, episode=episode)
        return Circumstances(places.at(told), times.at(told))

    return tuple(map(around, marks.counts))


def _is_total(count: CountMark) -> bool:
    """Tell whether a count is of many happenings, which no single one's setting is that of."""
    return count.scope == "cumulative"


def _told(marks: Marks, occurrence: OccurrenceMark, shown: Collection[int]) -> Told:
    actual = occurrence.modality is Modality.ACTUAL
    parent = codebook.load().event_types[occurrence.event_type].parent
    dealing = parent == "dealings" or occurrence.event_type in decreed
    episode = actual and not dealing and is_episode(marks, occurrence.token)
    pictured = marks.parse.tokens[occurrence.token].sentence in shown
    return Told(occurrence.token, occurrence.happening, actual, episode, pictured)


def _choosers(marks: Marks) -> tuple[Chooser, Chooser]:
    """Return what chooses among the places, and among the times."""
    datelines = _datelines(marks.parse)
    spoken, announced = _of_speaking(marks), _of_announcing(marks.parse)
    shown = captions(marks.parse)
    pictured = frozenset(t.i for n in shown for t in marks.parse.sentence_tokens(n))
    spans = [t.span for t in marks.toponyms]
    wider, scenic = _enclosing(marks), scenes(marks)
    around = frozenset(t.i for n in wider for t in marks.parse.tokens_in(spans[n]))
    lesser = Lesser(
        _within(spans, datelines),
        spoken | around | pictured,
        announced,
        wider | _whose(marks),
        country={n: p.country for n, p in enumerate(marks.places) if p.country},
        abroad=_countries(marks),
    )
    places = Chooser(marks.parse, spans, _places(marks, scenic), lesser)
    spans = [t.span for t in marks.times]
    lesser = Lesser(
        _within(spans, datelines),
        spoken | _naming(marks) | pictured,
        announced,
        _nights(marks),
        coarse=_coarse(marks),
        ahead=_ahead(marks),
        open=_open(marks),
    )
    return places, Chooser(marks.parse, spans, _times(marks), lesser)


def _datelines(parse: Parse) -> list[Span]:
    """Return the datelines of the first paragraphs: a headline may stand above."""
    starts = {s.paragraph: s.start for s in reversed(parse.sentences)}
    found = []
    for paragraph in range(lead_paragraphs):
        start = starts.get(paragraph)
        if start is not None:
            top = parse.text[start : start + longest_dateline]
            alone = _place_and_day.match(top)
            found.append(Span(start, start + (alone.end() if alone else dateline_end(top))))
    inside = _place_and_bracketed_day.search(parse.text[:head])
    return [*found, Span(*inside.span())] if inside else found


def _within(spans: Sequence[Span], datelines: Sequence[Span]) -> frozenset[int]:
    inside = (i for i, span in enumerate(spans) if any(d.contains(span) for d in datelines))
    return frozenset(inside)


def _of_speaking(marks: Marks) -> frozenset[int]:
    """Return the tokens of sources and cues: where and when somebody spoke is no scene.

    "Protested in Bree against the tax" tells more than that they spoke.
    """
    happenings = {occurrence.token for occurrence in marks.occurrences}
    told = [s for a in marks.attributions for s in a.content]
    inside = {t.i for span in told for t in marks.parse.tokens_in(span)}
    cues = {
        t.i
        for a in marks.attributions
        for span in (*a.source, *a.cue)
        for t in marks.parse.tokens_in(span)
        if not any(c.i in happenings for cue in a.cue for c in marks.parse.tokens_in(cue))
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
        if outer.name in inner.containers
        and inner.literal
        and sentences[n] == sentences[n + 1]
        and (not marks.places or _lies_in(marks.places[n], marks.places[n + 1]))
    )


def _lies_in(inner: Place, outer: Place) -> bool:
    """Tell whether one resolved place can be in another: not the first of "in Bree, Tarn, Qor"."""
    if outer.precision == "adm1":
        return inner.precision != "adm1" and inner.admin1 == outer.admin1
    return inner.country == outer.country


def _governor(parse: Parse, token: Token) -> Token:
    """Return the verb of the clause that a token stands in."""
    return next((t for t in parse.ancestors(token.i) if t.pos in clause_heads), token)


def _places(marks: Marks, scenic: Collection[int]) -> Callable[[int], bool]:
    acting, told = _acting(marks), _of_telling(marks.parse)

    def tells(i: int) -> bool:
        token = marks.parse.token_at(marks.toponyms[i].span.start)
        said = token is not None and token.i in told
        return i in scenic and marks.toponyms[i].literal and not said and i not in acting

    return tells


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
    since, told = _since(marks), _of_telling(marks.parse)

    def dates(i: int) -> bool:
        time = marks.times[i]
        known = time.start is not None and time.precision != "unresolved"
        token = marks.parse.token_at(time.span.start)
        said = token is not None and token.i in told
        return known and not said and i not in since and time.timex in ("DATE", "TIME")

    return dates


def _naming(marks: Marks) -> frozenset[int]:
    """Return the tokens of dates that say which happening is meant: "Friday's raid"."""
    tokens = (marks.parse.token_at(time.span.start) for time in marks.times)
    return frozenset(t.i for t in tokens if t is not None and t.dep == "poss")


def _nights(marks: Marks) -> frozenset[int]:
    """Return the times that span days: the night of "an overnight raid Monday" is Monday's."""
    return frozenset(n for n, time in enumerate(marks.times) if time.precision == "days")


def _countries(marks: Marks) -> dict[int, frozenset[str]]:
    """Return the countries whose places each sentence names, other than to say whose it is."""
    found: dict[int, set[str]] = {}
    for place in marks.places:
        token = marks.parse.token_at(place.passage.start)
        if token is not None and place.country and token.dep not in modifying:
            found.setdefault(token.sentence, set()).add(place.country)
    return {sentence: frozenset(countries) for sentence, countries in found.items()}


def _coarse(marks: Marks) -> frozenset[int]:
    """Return the times longer than a week: "in 2014" holds for its own sentence alone."""
    return frozenset(n for n, t in enumerate(marks.times) if t.precision in ("month", "year"))


def _ahead(marks: Marks) -> frozenset[int]:
    """Return the times that begin after the report was written, whatever the time zone."""
    told = written(marks.parse.text, marks.published)
    latest = Anchors(told.day, told.known).latest
    if latest is None:
        return frozenset()
    bound = (latest + timedelta(told.known == "day")).isoformat()
    return frozenset(n for n, t in enumerate(marks.times) if t.start and t.start[:10] > bound)


def _open(marks: Marks) -> frozenset[int]:
    """Return the times of no known day: "in recent years", "for months", "every week"."""
    unknown = frozenset(n for n, time in enumerate(marks.times) if time.start is None)
    return unknown | _since(marks)


def _since(marks: Marks) -> frozenset[int]:
    """Return the times from which something has gone on: "since May", "since it began in May"."""
    parse = marks.parse

    def is_start(token: Token) -> bool:
        words = {parse.tokens[token.i - 1].lower} if token.i else set()
        for above in parse.ancestors(token.i):
            words.add(above.lower)
            words |= {t.lower for t in parse.children(above.i, "mark")}
            if above.pos in clause_heads:
                break
        return "since" in words

    tokens = ((n, parse.token_at(time.span.start)) for n, time in enumerate(marks.times))
    return frozenset(n for n, token in tokens if token is not None and is_start(token))


def _of_telling(parse: Parse) -> frozenset[int]:
    """Return the tokens that say when and where somebody spoke: "speaking in Bree on Monday"."""
    return frozenset(
        t.i
        for verb in parse.tokens
        if verb.lemma in telling and verb.pos == "VERB"
        for setting in parse.children(verb.i, "npadvmod", "advmod", "prep")
        for t in _name_at(parse, setting)
    )


def _name_at(parse: Parse, setting: Token) -> Iterator[Token]:
    """Yield the words of a time or place right after a verb, not of what stands within it."""
    for head in parse.children(setting.i, "pobj") if setting.dep == "prep" else (setting,):
        yield head
        yield from parse.children(head.i, "conj", "appos", *modifying)


def _spread(told: Sequence[Told], chooser: Chooser) -> list[Chosen | None]:
    """Give occurrences without their own choice that of their happening, then of the context."""
    near = [chooser.near(each) for each in told]
    by_happening: dict[int, int] = {}
    for each, chosen in zip(told, near, strict=True):
        if chosen is not None and chosen[1] == "clause" and not each.pictured:
            by_happening.setdefault(each.happening, chosen[0])
    spread: list[Chosen | None] = []
    for each, chosen in zip(told, near, strict=True):
        shared = by_happening.get(each.happening)
        of_happening = None if shared is None else (shared, "happening")
        in_clause = chosen if chosen is not None and chosen[1] == "clause" else None
        spread.append(in_clause or of_happening or chosen or chooser.before(each))
    return spread
