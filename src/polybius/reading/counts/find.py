"""Finds the counts of a report: how many people, of which class, suffered what.

A count is a group of people (`polybius.reading.counts.subjects`) that a naming of harm
(`polybius.reading.counts.harms`) befell. Single victims count one each, once per person however
often they are mentioned; numbers that repeat, correct or divide another are bound to it by
``part_of`` or ``scope`` and are told apart by `polybius.reading.counts.tolls`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from polybius.reading.counts.harms import Harm, find_harms
from polybius.reading.counts.people import Group
from polybius.reading.counts.quantities import find_quantities
from polybius.reading.counts.scopes import scope_of
from polybius.reading.counts.subjects import Groups
from polybius.reading.counts.subsets import subsets_of
from polybius.reading.counts.toll_words import find_parts, find_toll_figures
from polybius.reading.counts.victims import Mention, identify
from polybius.reading.grammar.syntax import Parse
from polybius.reading.layers import CountMark, Names, OccurrenceMark

rule = "counts.rules.v1"

_ordinal = re.compile(r"\d+(?:st|nd|rd|th)")
severity = {"killed": 3, "wounded": 2, "casualties": 1}
"""Of several harms to one victim in one phrase the gravest is the count."""


whole_reach = 5
"""Sentences back to the count that another is part of."""
open_frames = frozenset({"wound", "transport", "victim"})
"""Frames of `polybius.reading.counts.harms` that do not tell whether the victim lives."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A count before repeated victims are merged."""

    group: Group
    category: str
    trigger: int
    denied: bool
    scope: str
    frame: str = "toll"
    within: int | None = None
    """Head of the group that includes this one."""


def find_counts(
    parse: Parse, names: Names | None, occurrences: tuple[OccurrenceMark, ...]
) -> tuple[CountMark, ...]:
    """Return the counts of ``parse`` in text order."""
    groups = Groups(parse, find_quantities(parse), names)
    told = [d for d in (*_harmed(groups), *_tolls(groups)) if _is_told(parse, d)]
    drafts = _gravest(_outside_parts(told))
    kinds = dict.fromkeys(_kind(d) for d in drafts)
    persons = {kind: identify(groups, _singles(drafts, kind), names) for kind in kinds}
    kept = _without_repeats(drafts, persons)
    return _marks(parse, kept, occurrences)


def _outside_parts(drafts: list[Draft]) -> list[Draft]:
    """Leave out groups inside part of another: the officers of "three of them police officers"."""
    parts = [d.group for d in drafts if d.within is not None]

    def is_inside(draft: Draft) -> bool:
        group = draft.group
        return draft.within is None and any(
            part.first <= group.head < part.last and part.head != group.head for part in parts
        )

    return [d for d in drafts if not is_inside(d)]


def _is_told(parse: Parse, draft: Draft) -> bool:
    """Tell whether a count is told: not asked ("how many"), nor what is always so.

    "They were shot" tells no number: of whom, the words before it do.
    """
    group, verb = draft.group, parse.tokens[draft.trigger]
    if group.form == "pronoun" and group.high is None:
        return False
    before = parse.tokens[max(group.first - 1, 0)]
    if "how" in (before.lower, parse.tokens[group.first].lower):
        return False
    sentence = parse.sentence_of(group.head)
    ends = parse.tokens[sentence.last - 1].text
    if group.form in ("number", "name", "none") or group.is_one:
        return True
    habitual = verb.tag in ("VBP", "VBZ") and verb.dep == "relcl"
    return ends != "?" and not habitual


def _singles(drafts: list[Draft], kind: str) -> list[Mention]:
    """Return the mentions of one victim; one of several is any of them, unless only one fell."""
    several = any(_kind(d) == kind and not d.group.is_one for d in drafts)
    return [
        Mention(d.group, d.category, d.frame in open_frames)
        for d in drafts
        if _kind(d) == kind
        and d.group.is_one
        and not (d.group.partitive and (several or d.within is not None))
        and not d.denied
    ]


def _harmed(groups: Groups) -> Iterator[Draft]:
    for harm in find_harms(groups):
        for head in dict.fromkeys(_described(groups, i) for i in harm.patients):
            counting = head == harm.token
            group = groups.counted(head) if counting else groups.at(head)
            if group is None or (counting and not _counts_itself(harm, group)):
                continue
            both = _taken_up(groups, group)
            if both:
                yield from (_draft(groups.parse, one, harm) for one in both)
                continue
            if _shares_its_number(groups, group):
                continue
            draft = _draft(groups.parse, group, harm)
            yield draft
            for part in subsets_of(groups, group):
                yield replace(draft, group=part, within=group.head)


def _described(groups: Groups, head: int) -> int:
    """Return whom "is the 11th person killed this year" is said of."""
    tokens = groups.parse.tokens
    verb = tokens[tokens[head].head]
    if tokens[head].dep != "attr" or verb.lemma != "be":
        return head
    if not any(t.tag == "JJ" and _ordinal.fullmatch(t.lower) for t in groups.parse.children(head)):
        return head
    return next((t.i for t in groups.parse.children(verb.i, "nsubj")), head)


def _shares_its_number(groups: Groups, group: Group) -> bool:
    """Tell whether a number before both counts a group: "21 relatives and neighbours"."""
    token = groups.parse.tokens[group.head]
    if group.form != "plural" or token.dep != "conj" or group.last - group.first > 1:
        return False
    beside = groups.at(token.head)
    return beside is not None and beside.form == "number"


def _taken_up(groups: Groups, group: Group) -> tuple[Group, ...]:
    """Return the people named one by one whom "they" or "both" takes up: "Ann and Ben … they"."""
    parse = groups.parse
    pronoun = group.form == "pronoun" and group.high is None
    if not pronoun and parse.tokens[group.head].lower != "both":
        return ()
    here = parse.tokens[group.head].sentence
    for sentence in range(here, max(-1, here - 2), -1):
        for token in reversed(parse.sentence_tokens(sentence)):
            if token.i >= group.first or token.pos not in ("NOUN", "PROPN") or token.dep == "conj":
                continue
            members = [groups.at(i) for i in groups.members(token.i)]
            people = tuple(m for m in members if m is not None and m.is_one)
            if len(people) == len(members) > 1:
                return people
    return ()


def _counts_itself(harm: Harm, group: Group) -> bool:
    return harm.frame == "victim" or group.form in ("number", "none")


def _draft(parse: Parse, group: Group, harm: Harm) -> Draft:
    denied = harm.denied or group.form == "none"
    scope = scope_of(parse, harm.token, group)
    return Draft(group, harm.category, harm.token, denied, scope, harm.frame)


def _tolls(groups: Groups) -> Iterator[Draft]:
    for figure in (*find_toll_figures(groups), *find_parts(groups)):
        scope = scope_of(groups.parse, figure.token, figure.group)
        yield Draft(figure.group, figure.category, figure.token, False, scope)


def _gravest(drafts: list[Draft]) -> list[Draft]:
    """Keep one count per phrase and kind of harm, the gravest of harms to the body."""
    best: dict[tuple[int, str], Draft] = {}
    for draft in drafts:
        key = (draft.group.head, _kind(draft))
        if key not in best or _severity(draft) > _severity(best[key]):
            best[key] = draft
    return sorted(best.values(), key=_position)


def _kind(draft: Draft) -> str:
    return "body" if draft.category in severity else draft.category


def _severity(draft: Draft) -> int:
    return 0 if draft.denied else severity.get(draft.category, 1)


def _position(draft: Draft) -> tuple[int, int, str]:
    return draft.group.first, draft.trigger, draft.category


def _without_repeats(drafts: list[Draft], persons: dict[str, dict[int, int]]) -> list[Draft]:
    """Keep one count for each single victim, the gravest of harms to the body.

    Its class is the first that any mention tells: "he died" counts the man named before.
    """
    gravest: dict[tuple[int, str], Draft] = {}
    classes: dict[tuple[int, str], str] = {}
    kept: list[Draft] = []
    for draft in drafts:
        person = persons[_kind(draft)].get(draft.group.head)
        if person is None:
            kept.append(draft)
            continue
        key = (person, _kind(draft))
        if draft.group.victim_class != "person":
            classes.setdefault(key, draft.group.victim_class)
        if key not in gravest or _severity(draft) > _severity(gravest[key]):
            gravest[key] = draft
    singles = [
        replace(d, group=replace(d.group, victim_class=classes.get(key, "person")))
        for key, d in gravest.items()
    ]
    return sorted([*kept, *singles], key=_position)


def _marks(
    parse: Parse, drafts: list[Draft], occurrences: tuple[OccurrenceMark, ...]
) -> tuple[CountMark, ...]:
    places = {(d.group.head, d.category): n for n, d in enumerate(drafts)}
    marks: list[CountMark] = []
    for draft in drafts:
        group = draft.group
        whole = places.get((draft.within, draft.category)) if draft.within is not None else None
        if whole is None and group.partitive:
            whole = _last_larger(parse, marks, draft)
        if whole is None and group.additional and not group.is_one:
            whole = _rest_of(parse, marks, group)
        victim_class = group.victim_class
        if whole is not None and group.partitive and victim_class == "person":
            victim_class = marks[whole].victim_class
        marks.append(
            CountMark(
                words=group.words,
                low=group.low,
                high=group.high,
                best=group.best,
                category=draft.category,
                victim_class=victim_class,
                subject=parse.span(group.first, group.last),
                token=group.head,
                scope=draft.scope,
                part_of=whole,
                denied=draft.denied,
                occurrence=_occurrence(parse, occurrences, draft.trigger),
                rule=rule,
            )
        )
    return tuple(marks)


def _last_larger(parse: Parse, marks: list[CountMark], draft: Draft) -> int | None:
    """Return the whole of "two of them", "two of the dead"; guards are part of no other people."""
    group = draft.group
    here = parse.tokens[group.head].sentence
    for n in range(len(marks) - 1, -1, -1):
        near = here - parse.tokens[marks[n].token].sentence <= whole_reach
        alike = group.victim_class in ("person", marks[n].victim_class)
        alike = alike or (draft.frame == "toll" and draft.category == marks[n].category)
        if near and alike and marks[n].low > group.low:
            return n
    return None


def _rest_of(parse: Parse, marks: list[CountMark], group: Group) -> int | None:
    """Return the whole that "three of the victims … Two others" divide, if they make it up."""
    if not marks or marks[-1].part_of is None:
        return None
    before, whole = marks[-1], marks[-1].part_of
    near = parse.tokens[group.head].sentence - parse.tokens[before.token].sentence <= 1
    return whole if near and before.low + group.low <= marks[whole].low else None


def _occurrence(parse: Parse, occurrences: tuple[OccurrenceMark, ...], trigger: int) -> int | None:
    """Return the occurrence whose victims are counted: the trigger's own, else its sentence's.

    In "the blast left 12 dead" the word of harm is no happening; what governs it, or failing
    that the nearest in the sentence, is.
    """
    sentence = parse.tokens[trigger].sentence
    above = [trigger, *(t.i for t in parse.ancestors(trigger))]
    inside = [n for n, o in enumerate(occurrences) if parse.tokens[o.token].sentence == sentence]

    def farness(n: int) -> tuple[int, int]:
        token = occurrences[n].token
        return (above.index(token) if token in above else len(above), abs(token - trigger))

    return min(inside, key=farness, default=None)
