"""Whether a happening is said to have happened, and how the words present it.

Read from the trigger and the words that govern it, up to the clause that reports it. Denial by a
voice ("the army denied that it had shelled the town") counts as not having happened in that
voice's words; who says so is the attribution's business.
"""

from __future__ import annotations

from collections.abc import Iterator

from polybius.reading.counts.actuality import is_disproved, true_infinitives
from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.occurrences.event_nouns import support_verbs
from polybius.reading.occurrences.triggers import Trigger
from polybius.reading.occurrences.word_tables import words
from polybius.records import Modality, Polarity

denying = words("denying")
"""Verbs whose content is said not to be so: "denied having attacked"."""
preventing = words("preventing")
"""Verbs whose object did not come about: "foiled an attack"."""
attempting = words("attempting")
planning = words("planning")
threatening = words("threatening")
doubting = words("doubting")
"""Words of possibility that govern or modify: "possible attack", "feared an attack"."""
promising = words("promising")
"""Words that put what they govern in the future: "will", "vowed to"."""
condition_marks = frozenset(("if", "unless", "whether", "should", "case", "lest"))
negatives = frozenset(("not", "n't", "never", "no", "neither", "nor", "without", "none", "nobody"))
possible_auxiliaries = frozenset(("may", "might", "could", "can"))
transparent = frozenset(
    (
        "conj",
        "xcomp",
        "pcomp",
        "pobj",
        "prep",
        "dobj",
        "acl",
        "ccomp",
        "advcl",
        "nsubj",
        "nsubjpass",
        "compound",
        "amod",
        "appos",
        "relcl",
        "agent",
    )
)


def polarity_of(parse: Parse, trigger: Trigger) -> Polarity:
    """Return whether the words say that it happened."""
    chain = list(_chain(parse, trigger))
    if any(_negated(parse, token) for token in chain if _speaks_for(trigger, token)):
        return Polarity.DID_NOT_HAPPEN
    if any(t.lemma in denying and t.i != trigger.token for t in _governors(parse, trigger)):
        return Polarity.DID_NOT_HAPPEN
    if is_disproved(parse, trigger.token):
        return Polarity.DID_NOT_HAPPEN
    near = [*_above(parse, chain)[:1], *parse.children(trigger.token, "amod")]
    if any(t.lemma in preventing or t.lemma in ("fail", "avoid") for t in near):
        return Polarity.DID_NOT_HAPPEN
    return Polarity.HAPPENED


def modality_of(parse: Parse, trigger: Trigger) -> Modality:
    """Return how the words present the happening."""
    chain = list(_chain(parse, trigger))
    around = [t for token in chain[:1] for t in parse.children(token.i, "amod", "compound")]
    governing = [*_above(parse, chain), *around, *_compound_heads(parse, trigger)]
    lemmas = {t.lemma for t in governing} | {t.lower for t in around}
    if _conditional(parse, chain):
        return Modality.HYPOTHETICAL
    if any(t.lower in ("attempt", "attempted") for t in parse.tokens[trigger.first : trigger.last]):
        return Modality.ATTEMPTED  # "Coup attempt", "attempted coup".
    for table, modality in (
        (threatening, Modality.THREATENED),
        (attempting | preventing, Modality.ATTEMPTED),
        (planning, Modality.PLANNED),
        (doubting, Modality.POSSIBLE),
        (promising, Modality.FUTURE),
    ):
        if lemmas & table:
            return modality
    return _by_auxiliary(parse, chain)


def _above(parse: Parse, chain: list[Token]) -> list[Token]:
    """Return what governs the trigger, without verbs that it is only coordinated with.

    In "stopped the car and killed the driver" nothing was stopped but the car; auxiliaries and
    negation, which coordinated verbs share, are read off the whole chain.
    """
    beside = {t.head for t in chain if t.dep == "conj" and t.pos == "VERB"}
    return [t for t in chain[1:] if t.i not in beside or t.pos != "VERB"]


def _speaks_for(trigger: Trigger, token: Token) -> bool:
    """Only the trigger and verbs that lend it their subject pass their negation on."""
    return token.i == trigger.token or token.lemma in support_verbs | _happening_verbs


_happening_verbs = words("happening_verbs")


def _chain(parse: Parse, trigger: Trigger) -> Iterator[Token]:
    """Yield the trigger and the words that govern it within what one voice says."""
    token = parse.tokens[trigger.token]
    yield token
    for _ in range(6):
        governor = parse.tokens[token.head]
        if governor.i == token.i or token.dep not in transparent:
            return
        undone = preventing if token.dep == "nsubjpass" else frozenset()
        if token.dep in ("nsubj", "nsubjpass") and governor.lemma not in _happening_verbs | undone:
            return
        if token.dep in ("ccomp", "relcl", "advcl") and not _presents(parse, governor):
            return
        if token.dep in ("dobj", "pobj") and not _carries(parse, governor):
            return
        if token.dep == "acl" and governor.pos == "NOUN" and not _presents(parse, governor):
            return
        if token.dep == "conj" and governor.pos in ("NOUN", "PROPN") and token.pos != governor.pos:
            return
        yield governor
        token = governor


def _carries(parse: Parse, governor: Token) -> bool:
    """Tell whether what is said of ``governor`` holds of its object: "will launch an attack"."""
    if governor.pos == "ADP":
        governor = parse.tokens[governor.head]
    return governor.lemma in support_verbs | _happening_verbs | preventing or _presents(
        parse, governor
    )


def _presents(parse: Parse, token: Token) -> bool:
    """Tell whether a word says how its content stands to the facts."""
    if token.lemma == "suspect" and token.pos == "NOUN":
        return False  # "The suspect who opened fire" did.
    if token.lemma == "call" and parse.children(token.i, "oprd"):
        return False  # "Called the attack a crime" asks for none.
    if token.lemma == "want" and parse.children(token.i, "auxpass"):
        return False  # "Is wanted for a bombing": it took place.
    return token.lemma in attempting | planning | threatening | doubting | promising


def _governors(parse: Parse, trigger: Trigger) -> Iterator[Token]:
    """Yield the words above the trigger through complements only, reporting verbs included.

    Verbs that another is only coordinated with are none: in "denied any role and accused the army
    of the blast" the blast is not denied.
    """
    token = parse.tokens[trigger.token]
    for _ in range(5):
        governor = parse.tokens[token.head]
        if governor.i == token.i or token.dep not in (
            "ccomp",
            "xcomp",
            "dobj",
            "pcomp",
            "pobj",
            "prep",
            "conj",
        ):
            return
        if token.dep == "conj" and token.pos == "VERB" and token.i != trigger.token:
            return
        yield governor
        token = governor


def _compound_heads(parse: Parse, trigger: Trigger) -> Iterator[Token]:
    token = parse.tokens[trigger.token]
    if token.dep in ("compound", "amod", "nmod"):
        yield parse.tokens[token.head]


def _negated(parse: Parse, token: Token) -> bool:
    for child in parse.children(token.i):
        if child.dep == "neg" and child.lower not in ("only",):
            return True
        if child.dep == "det" and child.lower in ("no", "neither"):
            return True
        if child.dep in ("nsubj", "nsubjpass", "dobj") and child.lower in ("nobody", "none"):
            return True
        if child.dep in ("nsubj", "nsubjpass", "dobj") and any(
            t.lower in ("no", "neither") for t in parse.children(child.i, "det")
        ):
            return True
    return token.dep == "pcomp" and parse.tokens[token.head].lower == "without"


def _conditional(parse: Parse, chain: list[Token]) -> bool:
    for token in chain:
        marks = parse.children(token.i, "mark", "advmod", "aux")
        if any(t.lower in condition_marks and t.i < token.i for t in marks):
            return True
        if token.pos in ("VERB", "AUX") and _would_have(parse, token):
            return True
    return False


def _would_have(parse: Parse, verb: Token) -> bool:
    helpers = {t.lower for t in parse.children(verb.i, "aux")}
    return bool(helpers & {"would", "could", "should"}) and "have" in helpers


def _by_auxiliary(parse: Parse, chain: list[Token]) -> Modality:
    for token in chain:
        helpers = {t.lower for t in parse.children(token.i, "aux")}
        if helpers & possible_auxiliaries:
            return Modality.POSSIBLE
        if helpers & {"will", "shall", "'ll", "wo", "would"}:
            return Modality.FUTURE
        if helpers & {"must", "ought"}:
            return Modality.POSSIBLE if "have" in helpers else Modality.HYPOTHETICAL
        going = token.lemma == "go" and token.tag == "VBG"
        if going and parse.children(token.i, "xcomp"):
            return Modality.FUTURE
    return Modality.PLANNED if _is_purpose(parse, chain[0]) else Modality.ACTUAL


def _is_purpose(parse: Parse, token: Token) -> bool:
    """Tell whether an infinitive says what something is for: "a campaign to free the town"."""
    if token.tag != "VB" or token.dep not in ("acl", "advcl", "xcomp", "ccomp", "relcl"):
        return False
    infinitive = any(t.lower == "to" for t in parse.children(token.i, "aux"))
    return infinitive and parse.tokens[token.head].lemma not in true_infinitives
