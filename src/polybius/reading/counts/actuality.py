"""Whether a verb or noun presents what it names as having happened, and whether it denies it.

Built for harm: a harm that is only feared, planned or threatened must not be counted.
"""

from __future__ import annotations

from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Token

unreal_modals = word_set("could may might would should must will shall can 'll ’ll 'd")
intending = word_set(
    """
    try attempt plan want threaten intend aim conspire plot vow order seek hope expect fail
    refuse prepare urge call promise offer wish decide like need pledge swear agree prevent
    avoid instruct ask design decline fear solicit hire go ready willing able likely about due
    prepared
    """
)
"""Verbs and nouns whose infinitive or gerund has not happened."""
intending_nouns = word_set(
    """
    plan attempt threat plot conspiracy intent intention desire bid order effort call fear
    risk danger ability right license permission promise vow offer mission operation
    willingness raid search hunt pursuit campaign drive assault
    """
)
seeking_nouns = word_set("warrant request demand call appeal order plea hunt search reward")
doubtful_words = word_set("possible unlikely untrue false unclear")
believing = word_set("believe think find say confirm report appear")
imagining = word_set(
    """
    try attempt plan fear threat avoid prevent talk consider dream threaten joke think discuss
    """
)
"""Words whose gerund has not happened: "talked about killing"."""
undertaking = word_set("conduct launch carry mount use stage search move return act")
"""Verbs whose infinitive is a purpose: "conducted an operation to capture"."""
supposing_nouns = word_set("possibility prospect likelihood chance risk danger fear threat hope")
"""Nouns of which what follows "of" has not happened: "the risk of having thousands displaced"."""
true_infinitives = word_set(
    """
    continue begin start proceed manage go help appear seem happen come turn prove cease have
    report believe say know think allege find confirm show presume see hear understand consider
    force compel lead cause allow use claim purport prompt enable able oblige drive provoke spur
    """
)
"""Words whose infinitive is told as a fact: "went on to kill", "is said to have died"."""
conditional_marks = word_set("if unless whether lest until")
negations = word_set("not n't n’t never nor neither without")
unreal_modifiers = word_set(
    """
    attempted potential possible hypothetical would-be feared planned threatened
    alleged-attempted future
    """
)
conspiring = word_set("attempted attempt conspiracy threat plot solicitation intent")


accounts = word_set("account allegation assertion claim report rumour rumor story suggestion")
"""Nouns for what somebody has said."""
untrue = word_set("false untrue wrong incorrect baseless unfounded inaccurate fabricated fake")
"""What an account is called by those who hold that it did not happen."""
disproving = word_set("deny dismiss refute debunk disprove")
"""Verbs of which such an account is the subject in the passive."""


def is_actual(parse: Parse, i: int) -> bool:
    """Tell whether token ``i`` is presented as a fact or as a denied fact, not as a possibility."""
    token = parse.tokens[i]
    if any(c.lower in unreal_modifiers for c in parse.children(i, "amod", "compound")):
        return False
    if _is_sought(parse, token):
        return False
    verb = _clause_verb(parse, token)
    while verb is not None:
        if _has_unreal_auxiliary(parse, verb) or _is_intended(parse, verb):
            return False
        if _is_doubted(parse, verb):
            return False
        if any(c.lower in conditional_marks for c in parse.children(verb.i, "mark", "advmod")):
            return False
        shares = verb.dep in ("conj", "xcomp") and not parse.children(
            verb.i, "nsubj", "nsubjpass", "auxpass"
        )
        verb = _clause_verb(parse, parse.tokens[verb.head]) if shares else None
    return True


def _is_sought(parse: Parse, token: Token) -> bool:
    """Tell whether something is asked for that may never be: "a warrant for the arrest of"."""
    prep = parse.tokens[token.head]
    sought = token.dep == "pobj" and prep.lower == "for"
    return sought and parse.tokens[prep.head].lemma in seeking_nouns


def _is_doubted(parse: Parse, verb: Token) -> bool:
    """Tell whether the clause is what "it is possible" or "nobody believes" speaks of."""
    if verb.dep not in ("ccomp", "advcl", "xcomp") or verb.head == verb.i:
        return False
    governor = parse.tokens[verb.head]
    if governor.pos in ("AUX", "VERB"):
        doubtful = {t.lemma for t in parse.children(governor.i, "acomp", "advmod")} & doubtful_words
        unbelieved = governor.lemma in believing and any(
            t.lower in negations for t in parse.children(governor.i, "neg")
        )
        return bool(doubtful) or unbelieved
    return governor.lemma in doubtful_words


def is_negated(parse: Parse, i: int) -> bool:
    """Tell whether the clause of token ``i`` is negated: "was not killed"."""
    verb = _clause_verb(parse, parse.tokens[i])
    seen = 0
    while verb is not None and seen < 4:
        if any(c.lower in negations for c in parse.children(verb.i, "neg", "advmod", "preconj")):
            return True
        shares = verb.dep in ("conj", "xcomp", "acomp") and not parse.children(
            verb.i, "nsubj", "nsubjpass", "auxpass"
        )
        verb = _clause_verb(parse, parse.tokens[verb.head]) if shares else None
        seen += 1
    return False


def is_disproved(parse: Parse, i: int) -> bool:
    """Tell whether token ``i`` is what a report tells that is called false: "reports that …"."""
    for above in tuple(parse.ancestors(i))[:6]:
        subject = above.dep in ("nsubj", "nsubjpass")
        if above.lemma in accounts and subject:
            verb = parse.tokens[above.head]
            told = {t.lemma for t in parse.children(verb.i, "acomp", "attr", "oprd")}
            return bool(told & untrue) or (above.dep == "nsubjpass" and verb.lemma in disproving)
    return False


def _clause_verb(parse: Parse, token: Token) -> Token | None:
    """Return the verb that carries the auxiliaries of the token's clause."""
    if token.pos in ("VERB", "AUX"):
        return token
    for above in parse.ancestors(token.i):
        if above.pos in ("VERB", "AUX"):
            return above
        if above.pos in ("NOUN", "PROPN") and token.pos not in ("ADJ", "ADP"):
            return None
    return None


def _has_unreal_auxiliary(parse: Parse, verb: Token) -> bool:
    auxiliaries = parse.children(verb.i, "aux", "auxpass")
    return any(t.lower in unreal_modals and t.tag == "MD" for t in auxiliaries)


def _is_intended(parse: Parse, verb: Token) -> bool:
    if verb.head == verb.i:
        return False
    governor = parse.tokens[verb.head]
    to_infinitive = any(t.lower == "to" for t in parse.children(verb.i, "aux"))
    if verb.dep in ("xcomp", "ccomp", "advcl", "acl", "pcomp", "relcl"):
        if verb.dep == "ccomp" and governor.dep == "pcomp":
            verb, governor = governor, parse.tokens[governor.head]
        if governor.pos == "ADP":
            governor = parse.tokens[governor.head]
        supposed = verb.dep == "pcomp" and governor.lemma in supposing_nouns
        if supposed or (verb.tag == "VBG" and governor.lemma in imagining):
            return True
        return to_infinitive and _is_purpose(verb, governor)
    return False


def _is_purpose(verb: Token, governor: Token) -> bool:
    """Tell whether an infinitive says what somebody means to do."""
    if verb.tag == "VB" and governor.lemma not in true_infinitives:
        return True
    if governor.lemma in intending | intending_nouns | undertaking:
        return True
    return verb.dep == "advcl" and verb.i > governor.i
