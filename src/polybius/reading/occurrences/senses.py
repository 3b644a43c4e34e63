"""Whether a word means a happening of its type here: no "heart attack", no "fired the minister"."""

from __future__ import annotations

from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.layers import Names
from polybius.reading.occurrences.things import Kind, kind_of
from polybius.reading.occurrences.word_tables import word_groups, words
from polybius.records import Code

other_sense_modifiers = word_groups("other_sense_modifiers")
"""Lemma → modifiers with which it means something else."""

other_sense_of = word_groups("other_sense_of")
"""Nominal trigger → nouns after "of" or "for" with which it means something else."""

abstract = words("abstract")
"""Objects with which a verb of force is a figure of speech: "attack poverty", "strike a deal"."""

figurative = words("figurative")
"""Verbs that also have such figures of speech."""

natural = words("natural")
"""Subjects that strike without anybody's force."""

employment = words("employment")
"""Objects that are fired from work, not fired at."""

needing_people = words("needing_people")
"""Verbs that are happenings only where they are done to people: "released a statement" is none."""

verbal = words("verbal")
"""Adverbs that make an attack one of words: "harshly attacked"."""

more_other_senses = {
    "release": frozenset(("news", "press", "media", "immediate")),
    "indictment": frozenset(("damning", "scathing", "severe")),
}
"""Lemma → more modifiers with which it means something else: a letterhead's "News release"."""

own_conditions: dict[str, frozenset[str]] = {
    "meet": frozenset(("dobj", "prep")),
    "sign": frozenset(("dobj",)),
    "march": frozenset(),
    "agree": frozenset(("xcomp", "ccomp", "prep", "dobj")),
}
"""Verb → dependents of which it must have one (none named: no condition)."""


def means_it(parse: Parse, i: int, event_type: Code) -> bool:
    """Tell whether token ``i``, a cue of ``event_type``, names such a happening here."""
    token = parse.tokens[i]
    if token.pos in ("VERB", "AUX"):
        return _verb_means_it(parse, token)
    return _noun_means_it(parse, token, event_type)


def _noun_means_it(parse: Parse, token: Token, event_type: Code) -> bool:
    before = {t.lemma for t in parse.children(token.i, "amod", "compound", "nmod")}
    if before & other_sense_modifiers.get(token.lemma, frozenset()):
        return False
    if token.lemma == "release" and _is_document(parse, token):
        return False
    if {word.lower() for word in before} & more_other_senses.get(token.lemma, frozenset()):
        return False
    if token.lemma == "strike" and not _is_military(parse, token):
        return False
    after = {
        noun.lemma
        for prep in parse.children(token.i, "prep")
        if prep.lower in ("of", "for", "on")
        for noun in parse.children(prep.i, "pobj")
    }
    if after & other_sense_of.get(token.lemma, frozenset()):
        return False
    return not (event_type == "attack" and after & abstract and not after - abstract)


def _is_document(parse: Parse, token: Token) -> bool:
    """Tell whether "the release" is a press release: it says, or it is said in it."""
    head = parse.tokens[token.head]
    says = token.dep == "nsubj" and head.lemma in ("say", "state", "read", "add", "note", "quote")
    return says or (token.dep == "pobj" and head.lower in ("in", "to"))


def _is_military(parse: Parse, token: Token) -> bool:
    """Tell an armed strike from one of workers: it strikes at something, or by something."""
    military = {"air", "drone", "missile", "military", "aerial", "precision", "rocket", "israeli"}
    near = {t.lower for t in parse.children(token.i, "amod", "compound")}
    preps = {t.lower for t in parse.children(token.i, "prep")}
    return bool(near & military) or bool(preps & {"on", "against"}) or token.lower == "strikes"


def _verb_means_it(parse: Parse, token: Token) -> bool:
    wanted = own_conditions.get(token.lemma, frozenset())
    if wanted and not any(c.dep in wanted for c in parse.children(token.i)):
        return False
    subjects = parse.children(token.i, "nsubj")
    objects = parse.children(token.i, "dobj", "nsubjpass")
    if any(t.lemma in natural for t in subjects):
        return False
    if {t.lower for t in parse.children(token.i, "advmod")} & verbal:
        return False
    if token.lemma in ("burn", "explode") and not objects and not subjects:
        return token.dep not in ("amod", "compound")
    return _clause_fits(parse, token) and (not objects or _object_fits(parse, token, objects))


def _clause_fits(parse: Parse, token: Token) -> bool:
    """Refuse "demonstrate a will", "demonstrated that", "execute what is planned"."""
    barred = {"demonstrate": ("dobj", "ccomp")}
    if token.lemma in needing_people:
        return not parse.children(token.i, "ccomp")
    return not parse.children(token.i, *barred.get(token.lemma, ("",)))


def _object_fits(parse: Parse, token: Token, objects: tuple[Token, ...]) -> bool:
    if token.lemma in needing_people and not any(_is_party(parse, t) for t in objects):
        return False
    if token.lemma == "fire" and any(_is_employed(parse, t) for t in objects):
        return any(_aims(parse, t) for t in parse.children(token.i, "prep", "prt", "advmod"))
    return token.lemma not in figurative or not all(t.lemma in abstract for t in objects)


def _aims(parse: Parse, word: Token) -> bool:
    """Tell whether it is "fired on", not "fired on Monday"."""
    dates = any(t.entity in ("DATE", "TIME") for t in parse.children(word.i, "pobj"))
    return word.lower in ("on", "upon", "at", "into") and not dates


def _is_employed(parse: Parse, token: Token) -> bool:
    """Tell whether what is "fired" can lose its post: people, not shots."""
    nobody = Names((), (), {})
    return token.lemma in employment or kind_of(parse, nobody, token.i) is Kind.HUMAN


def _is_party(parse: Parse, token: Token) -> bool:
    nobody = Names((), (), {})
    return kind_of(parse, nobody, token.i) in (Kind.HUMAN, Kind.PARTY) or token.pos == "PROPN"
