"""Whether a relation stands, is planned, has failed, has ended or is denied: codebook codes.

Modality, negation and the verbs and nouns above the cue tell ("a plan to …", "failed to", "denied
any links"), after FactBank (Saurí and Pustejovsky 2009); so does a later word on the plan itself
("the experiment has failed").
"""

from __future__ import annotations

from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.relations.cues import relational_nouns

plan_nouns = word_set("""
    agenda aim ambition approach arrangement assignment attempt bid deal design effort endeavour
    endeavor experiment gamble gambit idea initiative intention move operation plan plot policy
    pact project proposal push scheme strategy venture
""")
_planned_nouns = plan_nouns - frozenset(
    {"effort", "operation", "strategy", "policy", "deal", "pact"}
)
_failing_verbs = word_set(
    "backfire collapse crumble fail falter flop founder misfire stall unravel fizzle"
)
_failing_objects = word_set("abandon abort drop derail foil scrap scupper scuttle shelve thwart")
_unwilling = word_set("fail refuse decline neglect")
_ending_verbs = word_set("cease end quit stop sever suspend abandon renounce break terminate leave")
_denying = word_set("deny reject dismiss refute rebut disavow repudiate dispute disown")
_wanting = word_set("""
    plan intend want seek hope aim wish propose consider mull threaten vow promise pledge prepare
    expect offer try attempt agree decide urge call ask propose look
""")
_attempts = word_set("try attempt seek")
_modals = word_set("will would could may might must ought should shall can 'll ’ll")
_negations = word_set("not n't n’t never no neither nor")
_ended_words = word_set("former formerly ex erstwhile one-time onetime previously once")
_unable = word_set("unable unwilling reluctant")
_complements = word_set("xcomp dobj attr acomp prep ccomp")
_infinitives = word_set("xcomp acl advcl ccomp pcomp")
_verdicts = (
    ("denied", _denying, word_set("dobj ccomp xcomp pcomp prep")),
    ("failed", _unwilling, _infinitives),
    ("failed", _failing_verbs, word_set("nsubj prep")),
    ("failed", _failing_objects, word_set("dobj nsubjpass")),
    ("ended", _ending_verbs, word_set("dobj xcomp prep nsubjpass")),
)
"""Status, the verbs above that give it, and the ways in which the cue hangs on them."""
_meanwhile = frozenset({"after", "before", "since", "following", "during", "despite", "amid"})
_predicated = frozenset({"attr", "oprd", "acomp"})
_standing = frozenset({"fights"})
"""Kinds of which an effort or a resolve shows that they stand: "the effort to defeat X"."""


def status_of(parse: Parse, cue: int, relation: str) -> str:
    """Return the status of the relation that the cue at token ``cue`` names."""
    token = parse.tokens[cue]
    own = _own_status(parse, token)
    if own is not None:
        return own
    if _names_a_party(parse, token):
        return "active"
    below = token
    for above in _governors(parse, cue):
        if below.dep == "relcl":
            break  # What is planned for somebody tells nothing of who they are said to be.
        found = _from_governor(parse, below, above, relation)
        if found is not None:
            return found
        if above.pos in {"VERB", "AUX"} and below.dep in {"ccomp", "advcl", "relcl"}:
            break
        below = above
    return "active"


def _names_a_party(parse: Parse, token: Token) -> bool:
    """Tell whether the cue says who somebody is, not what is said of them: "met members of X".

    What the sentence plans or denies is then another thing; not so in "will be a member of X".
    """
    if token.pos != "NOUN" or token.lemma not in relational_nouns:
        return False
    while token.dep == "conj" and token.head != token.i:
        token = parse.tokens[token.head]
    head = parse.tokens[token.head]
    return token.dep not in _predicated | {"ROOT"} and head.lower not in {"as", "into"}


def _governors(parse: Parse, i: int) -> list[Token]:
    return list(parse.ancestors(i))[:8]


def _own_status(parse: Parse, token: Token) -> str | None:
    children = parse.children(token.i)
    negated = any(c.dep == "neg" or (c.dep == "det" and c.lower == "no") for c in children)
    longer = any(c.lower in {"longer", "more"} for c in children if c.dep == "advmod")
    if longer and any(t.lower in _negations for t in parse.subtree(token.i)):
        return "ended"
    if negated:
        return "denied"
    # What was "previously" said or done may be so still.
    ended = _ended_words - {"previously"} if token.pos == "VERB" else _ended_words
    if any(c.lower in ended for c in children if c.i < token.i):
        return "ended"
    if any(c.dep == "aux" and c.lower in _modals for c in children):
        return "planned"
    return None


def _from_governor(parse: Parse, below: Token, above: Token, relation: str) -> str | None:
    """Return what the governor ``above`` makes of what hangs on it through ``below``."""
    if above.pos in {"NOUN", "PROPN"}:
        return _from_noun(parse, below, above, relation)
    if above.pos == "ADJ":
        return "failed" if above.lemma in _unable else None
    # "Collapsed after being attacked": attacked all the same.
    meanwhile = below.dep == "prep" and below.lower in _meanwhile
    if above.pos not in {"VERB", "AUX"} or meanwhile:
        return None
    for status, words, links in _verdicts:
        if above.lemma in words and below.dep in links:
            return status
    if below.dep in {"nsubj", "csubj"} and _fails_below(parse, above):
        return "failed"
    return _from_mood(parse, below, above, relation)


def _from_mood(parse: Parse, below: Token, above: Token, relation: str) -> str | None:
    """Return what wanting, negation and auxiliaries of a governing verb make of it."""
    negated = any(c.lower in _negations for c in parse.children(above.i, "neg", "det"))
    if above.lemma in _wanting and below.dep in {"xcomp", "dobj", "ccomp"}:
        return _wanted(below, above, relation, negated)
    if below.dep not in _complements:
        return None
    if negated:
        return "denied"
    future = any(c.lower in _modals for c in parse.children(above.i, "aux"))
    return "planned" if future and below.dep != "ccomp" else None


def _wanted(below: Token, above: Token, relation: str, negated: bool) -> str | None:
    if negated:
        return "denied"
    if relation in _standing and below.dep == "xcomp" and above.lemma in _attempts:
        return "active"
    return "planned"


def _from_noun(parse: Parse, below: Token, above: Token, relation: str) -> str | None:
    if above.lemma == "denial" or any(c.lower == "no" for c in parse.children(above.i, "det")):
        return "denied"
    if above.lemma == "failure" and below.dep in {"acl", "prep"}:
        return "failed"
    if above.lemma not in plan_nouns or below.dep not in {"acl", "prep", "pcomp"}:
        return None
    if plan_fails(parse, above.i):
        return "failed"
    stands = relation in _standing and above.lemma not in _planned_nouns
    return None if stands else "planned"


def plan_fails(parse: Parse, i: int) -> bool:
    """Tell whether the clause of the plan at token ``i`` says that it failed."""
    token = parse.tokens[i]
    verb = parse.tokens[token.head]
    if token.dep == "nsubj":
        return _fails_below(parse, verb)
    if token.dep in {"dobj", "nsubjpass"}:
        return verb.lemma in _failing_objects
    return any(c.lower in {"failed", "unsuccessful", "abortive"} for c in parse.children(i, "amod"))


def _fails_below(parse: Parse, verb: Token, steps: int = 3) -> bool:
    """Tell whether a verb, or the infinitive that it raises, is one of failing."""
    negated = any(c.dep == "neg" for c in parse.children(verb.i))
    if verb.lemma in _failing_verbs:
        return not negated
    succeeded = verb.lemma in {"succeed", "work", "materialise", "materialize"}
    if succeeded and negated:
        return True
    if steps == 0 or verb.lemma not in {"appear", "seem", "have", "be", "prove", "look", "come"}:
        return False
    return any(
        _fails_below(parse, c, steps - 1) for c in parse.children(verb.i, "xcomp", "ccomp", "acomp")
    )


def is_failed_plan(parse: Parse, i: int) -> bool:
    """Tell whether token ``i`` is "the plan", "this experiment" … of a clause that it failed."""
    token = parse.tokens[i]
    if token.lemma not in plan_nouns or token.pos != "NOUN":
        return False
    definite = any(c.lower in {"the", "this", "that"} for c in parse.children(i, "det"))
    return definite and plan_fails(parse, i)
