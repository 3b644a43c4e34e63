"""Who and what stands where around a verb that names a happening, by the syntax alone.

`polybius.reading.occurrences.roles` turns these into roles by what each of them is. All positions
are heads of noun phrases; coordinated heads ("the mayor and two guards") are listed one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.occurrences.word_tables import words

unaccusative = words("unaccusative")
"""Verbs whose subject suffers where they have no object: "the bus burned"."""
headline_passives = words("headline_passives")
"""Verbs without an object that a headline means of their subject."""
blaming = words("blaming")
"""Verbs of which the object, not the subject, is said to have done what follows them."""
bearing = words("bearing")
"""Words between a deed and the verb that says whose it is: "responsibility for", "a plan to"."""
small_clause_verbs = frozenset(("see", "have", "leave", "count", "report", "find", "with"))
"""Verbs with which a noun and a participle say what befell it: "left ten wounded"."""
sharing = word_set("involvement role part hand complicity play have")
"""Words between a deed and the verb that says who had a part in it: "denied any role in"."""
one_sided = word_set(
    """
    airstrike assault attack bombardment incursion invasion offensive raid shelling sortie strike
    """
)
"""Nouns beside which a people's name tells who does it: "a Tarnian airstrike", but no "war"."""
harming_verbs = word_set("damage destroy hit hurt injure kill murder strike target wound")
"""Verbs of what "in an attack" did."""
relative_pronouns = frozenset(("who", "whom", "which", "that"))
against = frozenset(("against", "on", "at", "upon", "toward", "towards"))
beside = frozenset(("in", "near", "outside", "inside", "beside", "under", "behind"))
nominal = frozenset(("NOUN", "PROPN", "PRON", "NUM"))


@dataclass
class Arguments:
    """Heads around one trigger, by their syntactic part."""

    agents: list[int] = field(default_factory=list)
    patients: list[int] = field(default_factory=list)
    means: list[int] = field(default_factory=list)
    sites: list[int] = field(default_factory=list)
    """What it happened in, at or near: a target where nothing else is."""
    partners: list[int] = field(default_factory=list)
    """After "with", "between": the other side of a clash or of talks."""

    def joined(self, other: Arguments) -> Arguments:
        """Return the arguments of both, each kind in order of the two."""
        return Arguments(
            self.agents + other.agents,
            self.patients + other.patients,
            self.means + other.means,
            self.sites + other.sites,
            self.partners + other.partners,
        )

    def expanded(self, parse: Parse) -> Arguments:
        """Return the same with coordinated heads listed one by one, in text order."""
        return Arguments(
            *(
                list(coordinated(parse, heads))
                for heads in (self.agents, self.patients, self.means, self.sites, self.partners)
            )
        )


def verb_arguments(parse: Parse, i: int) -> Arguments:
    """Return the arguments of the verb ``i``."""
    found = Arguments()
    verb = parse.tokens[i]
    subjects = list(subjects_of(parse, verb))
    passive = is_passive(parse, verb)
    suffers = (
        passive
        or _is_headline_passive(parse, verb)
        or (verb.lemma in unaccusative and not parse.children(i, "dobj"))
    )
    (found.patients if suffers else found.agents).extend(subjects)
    for child in parse.children(i):
        if child.dep in ("dobj", "dative") and child.lower not in relative_pronouns:
            found.patients.append(child.i)
        elif child.dep == "agent":
            found.agents.extend(objects_of(parse, child))
        elif child.dep == "prep":
            take_preposition(parse, child, found)
        elif child.dep in ("advcl", "acl") and child.lemma == "use":
            found.means.extend(t.i for t in parse.children(child.i, "dobj"))
    found.patients.extend(_relative_object(parse, verb))
    if verb.lemma == "set" and any(t.lower == "fire" for t in parse.children(i, "dobj")):
        found.patients.extend(
            j for to in parse.children(i, "prep") if to.lower == "to" for j in objects_of(parse, to)
        )
    if passive and verb.dep == "pcomp" and not subjects:
        found.patients.extend(_subjects_above(parse, verb))
    found.agents.extend(_doers_of_means(parse, verb, found.agents))
    if passive and verb.dep == "conj" and not found.agents:
        # "They were stopped by guards and beaten."
        found.agents.extend(
            i for by in parse.children(verb.head, "agent") for i in objects_of(parse, by)
        )
    if not subjects and not found.agents and not passive:
        found.agents.extend(_controllers(parse, verb))
    return found.expanded(parse)


def _subjects_above(parse: Parse, verb: Token) -> Iterator[int]:
    """Yield who "after being captured" is said of."""
    for above in parse.ancestors(verb.i):
        if above.pos in ("VERB", "AUX"):
            yield from subjects_of(parse, above)
            return


def _doers_of_means(parse: Parse, verb: Token, agents: Sequence[int]) -> Iterator[int]:
    """Yield who acts through what kills: "killed in a Tarnian airstrike", "their raid killed"."""
    means = [*agents]
    for prep in parse.children(verb.i, "prep"):
        if prep.lower in ("in", "during"):
            means.extend(objects_of(parse, prep))
    for i in means:
        if parse.tokens[i].lemma in one_sided:
            yield from doers_beside(parse, i)


def doers_beside(parse: Parse, noun: int) -> Iterator[int]:
    """Yield who does what a noun names, by the words before it and by "by"."""
    for child in parse.children(noun):
        named = (child.pos == "PROPN" or child.entity == "NORP") and not is_opposed(parse, child)
        if child.dep == "poss" or (child.dep in ("compound", "amod", "nmod") and named):
            yield child.i
        elif child.dep in ("prep", "agent") and child.lower == "by":
            yield from objects_of(parse, child)


def is_opposed(parse: Parse, name: Token) -> bool:
    """Tell whether it is what is acted against: "counter-insurgency", "anti-Red Lantern"."""
    first = max(0, parse.edges(name.i)[0] - 2)
    return any(t.lower in ("anti", "counter") for t in parse.tokens[first : name.i])


def is_passive(parse: Parse, verb: Token) -> bool:
    """Tell whether the subject of ``verb`` suffers what it says."""
    if parse.children(verb.i, "nsubjpass", "auxpass"):
        return True
    if parse.children(verb.i, "dobj", "aux"):
        return False
    if verb.tag != "VBN":
        return verb.tag == "VBD" and _is_mistaken_past(parse, verb)
    if verb.dep == "conj" and parse.tokens[verb.head].pos in ("VERB", "AUX"):
        # A subject of its own changes nothing: "two were killed and three others wounded".
        return is_passive(parse, parse.tokens[verb.head]) or _is_mistaken_past(parse, verb)
    if parse.children(verb.i, "nsubj"):
        marks = parse.children(verb.i, "mark")
        with_it = verb.dep == "pcomp" or any(t.lower == "with" for t in marks)
        return with_it or _is_mistaken_past(parse, verb)
    return verb.dep in ("acl", "amod", "advcl", "ccomp", "xcomp", "relcl", "oprd")


def _is_mistaken_past(parse: Parse, verb: Token) -> bool:
    """Tell whether a participle only looks like a past tense: "fighting that saw ten killed"."""
    if verb.lemma not in headline_passives | {"shoot"}:
        return False
    if verb.dep == "acl" and not parse.children(verb.i, "nsubj"):
        return True
    governor = parse.tokens[verb.head]
    if verb.dep == "conj" and governor.pos == "VERB" and not parse.children(verb.i, "nsubj"):
        return is_passive(parse, governor)
    small = verb.dep in ("ccomp", "advcl") and governor.lemma in small_clause_verbs
    coordinated = verb.dep == "conj" and verb.tag == "VBN" and governor.lemma in small_clause_verbs
    return (small or coordinated) and not parse.children(verb.i, "mark")


def _is_headline_passive(parse: Parse, verb: Token) -> bool:
    """Tell whether a headline leaves out "was": "Rebel commander captured in Tarn"."""
    if verb.lemma not in headline_passives or verb.tag not in ("VBD", "VBN"):
        return False
    if parse.children(verb.i, "dobj", "ccomp", "aux", "conj"):
        return False
    return parse.tokens[parse.sentence_of(verb.i).last - 1].text not in (".", "!", "?", '"', "”")


def subjects_of(parse: Parse, verb: Token) -> Iterator[int]:
    """Yield the subject of ``verb``, inherited or controlled where it has none of its own."""
    own = parse.children(verb.i, "nsubj", "nsubjpass")
    head = parse.tokens[verb.head]
    if own:
        for subject in own:
            relative = subject.lower in relative_pronouns and verb.dep in ("relcl", "acl", "ccomp")
            yield head.i if relative and head.pos in nominal else subject.i
    elif verb.dep in ("acl", "amod", "relcl") and head.pos in nominal:
        if verb.tag != "VB":
            yield head.i
    elif verb.dep in ("conj", "advcl", "xcomp", "dep") and head.pos in ("VERB", "AUX"):
        yield from _inherited(parse, verb, head)


def _inherited(parse: Parse, verb: Token, head: Token) -> Iterator[int]:
    objects = parse.children(head.i, "dobj") if verb.dep == "xcomp" else ()
    if objects:
        yield from (t.i for t in objects)
    elif verb.dep != "advcl" or verb.tag in ("VBG", "VB", "VBN"):
        yield from subjects_of(parse, head)


def _relative_object(parse: Parse, verb: Token) -> Iterator[int]:
    """Yield the noun that a relative clause has as its object: "the man they killed"."""
    if verb.dep != "relcl" or is_passive(parse, verb):
        return
    objects = parse.children(verb.i, "dobj")
    subjects = parse.children(verb.i, "nsubj")
    gap = bool(subjects) and not objects and subjects[0].lower not in relative_pronouns
    if gap or any(t.lower in relative_pronouns for t in objects):
        yield verb.head


def objects_of(parse: Parse, prep: Token) -> tuple[int, ...]:
    """Return the heads of what the preposition governs."""
    return tuple(t.i for t in parse.children(prep.i, "pobj"))


def take_preposition(parse: Parse, prep: Token, found: Arguments) -> None:
    """Add what a preposition beside the trigger brings."""
    objects = objects_of(parse, prep)
    if prep.lower == "with":
        found.means.extend(objects)
        found.partners.extend(objects)
    elif prep.lower == "against":
        found.patients.extend(objects)
    elif prep.lower in against:
        found.sites.extend(objects)
    elif prep.lower == "between":
        found.partners.extend(objects)
    elif prep.lower in beside:
        found.sites.extend(_of_front(parse, i) for i in objects)
    elif prep.lower == "from":
        found.means.extend(objects)


def _of_front(parse: Parse, i: int) -> int:
    """Return the building for the front in "in front of the building"."""
    if parse.tokens[i].lemma in ("front", "vicinity", "side", "area", "part", "entrance", "door"):
        for prep in parse.children(i, "prep"):
            for noun in objects_of(parse, prep):
                return noun
    return i


def _controllers(parse: Parse, verb: Token) -> Iterator[int]:
    """Yield who does what a gerund or infinitive names: "accused of killing", "plan to kill"."""
    head = parse.tokens[verb.head]
    if verb.dep == "pcomp":
        yield from governing_agents(parse, head)
    elif verb.dep == "acl" and head.pos == "NOUN":
        yield from (t.i for t in parse.children(head.i, "poss"))
        yield from governing_agents(parse, head)


def governing_agents(parse: Parse, token: Token) -> Iterator[int]:
    """Climb from a preposition or noun to the verb that says whose deed it is."""
    for _ in range(4):
        governor = parse.tokens[token.head]
        if governor.i == token.i:
            return
        if governor.pos in ("VERB", "AUX"):
            if governor.lemma in blaming:
                yield from (t.i for t in parse.children(governor.i, "dobj", "nsubjpass"))
            else:
                yield from subjects_of(parse, governor)
            return
        above = parse.tokens[governor.head]
        if governor.dep in ("dobj", "nsubjpass") and above.lemma in blaming:
            yield governor.i
            return
        if governor.lemma not in bearing | sharing:
            return
        token = governor


def coordinated(parse: Parse, heads: Iterable[int]) -> tuple[int, ...]:
    """Return ``heads`` and all that is coordinated with or included in them, in text order."""
    found = list(dict.fromkeys(heads))
    for i in found:
        more = [t.i for t in parse.children(i, "conj") if t.pos not in ("VERB", "AUX", "ADJ")]
        for prep in parse.children(i, "prep"):
            if prep.lower in ("including", "like"):
                more += objects_of(parse, prep)
        found.extend(m for m in more if m not in found)
    return tuple(sorted(i for i in found if second_half(parse, i) is None))


def second_half(parse: Parse, i: int) -> int | None:
    """Return the noun of "Afghan and coalition forces" where the parser made two things of it."""
    token = parse.tokens[i]
    if token.entity != "NORP" or token.tag not in ("JJ", "NN", "NNP"):
        return None
    for other in parse.children(i, "conj"):
        joined = all(t.dep in ("cc", "compound", "amod") for t in parse.tokens[i + 1 : other.i])
        if joined and other.pos == "NOUN":
            return other.i
    return None
