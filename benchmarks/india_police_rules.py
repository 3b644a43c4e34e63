"""What police did, or failed to do, in a sentence's words: rules on the parse.

For the questions of IndiaPoliceEvents that no occurrence of Polybius' codebook answers: whether
those who guard order failed to act, and whether police did anything at all.
"""

from __future__ import annotations

from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.predicates import Predicates
from polybius.reading.grammar.syntax import Parse, Token

police_nouns = word_set("""
    police policeman policewoman cop constable inspector superintendent commissioner troop army
    soldier officer jawan commando paramilitary force security sub-inspector sp dsp personnel
""")
_rulers = word_set("""
    administration authority government state machinery intelligence governor collector magistrate
""")
"""Who guards order among much else: what they fail at must be that."""
_order = word_set("""
    protect protection prevent control contain stop act curb check quell restore maintain guard
    security safety order violence riot mob attack trouble warn alert deploy deployment
""")
_failures = word_set("""
    failure inaction inactivity negligence indifference apathy laxity lapse dereliction absence
    delay breakdown slackness passivity inefficiency
""")
_failing = word_set("fail refuse neglect ignore decline hesitate delay shirk dither")
_protective = word_set("""
    act intervene respond stop prevent help protect provide come arrive reach contain control
    rescue save react record register file lodge arrest disperse move send do guard curb quell
    deploy
""")
_measures = word_set("""
    action step arrest case fir complaint help protection security force anything enough
    investigation measure
""")
_taken = word_set(
    "take make do register lodge file provide give send initiate record deploy arrest"
)
_idle = word_set("inactive spectator bystander onlooker lax unresponsive helpless")
_no = frozenset(("nothing", "never", "neither", "nor"))
_phrases = (
    "deaf ear", "blind eye", "hand in glove", "hand-in-glove", "other way", "stood and watch",
    "stood by", "standing by",
)  # fmt: skip
_states = word_set("""
    be have know fear believe think need want hope expect anticipate feel seem appear remain belong
    face suspect deny
""")
_lethal = word_set("firing bullet shooting gunfire fire")
_dying = word_set("kill die death fall dead toll succumb")


def is_police(parse: Parse, i: int) -> bool:
    """Tell whether token ``i`` is a word for police or troops, or one modifies it."""
    return _is_one_of(parse, i, police_nouns)


def _is_one_of(parse: Parse, i: int, words: frozenset[str]) -> bool:
    near = (parse.tokens[i], *parse.children(i, "compound", "amod"))
    return any(t.lemma.lower() in words for t in near)


def fails(parse: Parse) -> bool:
    """Tell whether somebody who guards order is said to have failed to act."""
    reader = Predicates(parse)
    return any(_fails_at(parse, reader, token) for token in parse.tokens) or any(
        _has_phrase(parse, n) for n in range(len(parse.sentences))
    )


def _fails_at(parse: Parse, reader: Predicates, token: Token) -> bool:
    lemma = token.lemma.lower()
    if lemma in _failures and token.pos in ("NOUN", "PROPN"):
        return _is_guards_failure(parse, token)
    if lemma == "delayed" or (lemma == "delay" and token.dep == "amod"):
        return any(t.lemma in police_nouns for t in parse.subtree(token.head))
    if lemma in _idle:
        return any(t.lemma in police_nouns for t in parse.sentence_tokens(token.sentence))
    return token.pos == "VERB" and (
        _is_unwilling(parse, reader, token) or _is_left_undone(parse, token)
    )


def _is_guards_failure(parse: Parse, token: Token) -> bool:
    """Read "police failure", "failure of the police", "a delay in moving the army"."""
    words = {t.lemma.lower() for t in parse.subtree(token.i) if t.i != token.i}
    if token.lemma == "breakdown":
        return {"law", "order"} <= words
    return bool(words & police_nouns) or (
        token.lemma != "absence" and bool(words & _rulers) and bool(words & _order)
    )


def _is_unwilling(parse: Parse, reader: Predicates, token: Token) -> bool:
    """Read "the police failed to …", "the government did not provide any security"."""
    failing = token.lemma in _failing
    if not failing and (token.lemma not in _protective or not _is_negated(parse, token)):
        return False
    if not failing and any(t.tag == "MD" for t in parse.children(token.i, "aux")):
        return False
    agents = reader.agents(token.i)
    if any(is_police(parse, i) for i in agents):
        return True
    words = {t.lemma.lower() for t in parse.subtree(token.i)}
    if not words & _order:
        return False
    if any(_is_one_of(parse, i, _rulers) for i in agents):
        return True
    # Of "it failed to guard the train" the guard may stand earlier.
    asked = {t.lemma for t in parse.children(token.i, "xcomp")}
    return failing and bool(asked & _order) and any(parse.tokens[i].pos == "PRON" for i in agents)


def _is_left_undone(parse: Parse, token: Token) -> bool:
    """Read "no action was taken", "no complaint has been registered", "nothing was done"."""
    if token.lemma not in _taken:
        return False
    if any(t.tag == "MD" for t in parse.children(token.i, "aux")):
        return False
    for thing in parse.children(token.i, "nsubjpass"):
        if thing.lower == "nothing" and token.lemma == "do":
            return True
        refused = any(t.lower == "no" for t in parse.children(thing.i, "det"))
        if thing.lemma.lower() in _measures and (refused or _is_negated(parse, token)):
            return True
    return False


def _is_negated(parse: Parse, token: Token) -> bool:
    return any(t.dep == "neg" or t.lower in _no for t in parse.children(token.i))


def _has_phrase(parse: Parse, sentence: int) -> bool:
    words = parse.words(parse.sentence_span(sentence)).lower()
    near = parse.sentence_tokens(sentence)
    return any(p in words for p in _phrases) and any(t.lemma in police_nouns for t in near)


def acts(parse: Parse) -> bool:
    """Tell whether police are said to have done anything: they are the doer of an actual verb."""
    reader = Predicates(parse)
    return any(
        token.pos == "VERB"
        and token.lemma not in _states
        and not _is_negated(parse, token)
        and not any(t.tag == "MD" for t in parse.children(token.i, "aux"))
        and any(is_police(parse, i) for i in reader.agents(token.i))
        for token in parse.tokens
    )


def kills(parse: Parse) -> bool:
    """Tell whether people died of what police fired: "three died in police firing"."""
    for sentence in parse.sentences:
        tokens = parse.sentence_tokens(sentence.index)
        fired = any(_is_police_fire(parse, t) for t in tokens)
        if fired and any(t.lemma.lower() in _dying for t in tokens):
            return True
    return False


def _is_police_fire(parse: Parse, token: Token) -> bool:
    if token.lemma.lower() not in _lethal:
        return False
    before = parse.tokens[max(token.i - 1, 0)]
    behind = [n for p in parse.children(token.i, "prep", "agent") for n in parse.children(p.i)]
    return before.lemma in police_nouns or any(is_police(parse, t.i) for t in behind)
