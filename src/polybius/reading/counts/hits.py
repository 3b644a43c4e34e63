"""Being shot, hit or struck: whether it was by a projectile, missed, wounded or killed."""

from __future__ import annotations

from polybius.reading.counts.patients import is_passive
from polybius.reading.counts.subjects import Groups
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Token

projectile_words = word_set(
    """
    gunfire bullet bullets shot shots gunshot gunshots shrapnel fire crossfire round rounds
    fragment fragments
    """
)
blunt_words = word_set("car vehicle truck suv bat fist hammer train bus pistol butt")
body_parts = word_set(
    """
    leg arm foot hand chest head neck back torso face shoulder hip thigh stomach abdomen
    buttock buttocks ankle knee side body jaw finger groin calf wrist elbow forearm backside
    eye ear mouth cheek pelvis upper lower
    """
)
limbs = word_set(
    """
    leg legs arm arms foot feet hand hands shoulder thigh buttocks buttock ankle knee wrist
    hip finger toe calf elbow forearm
    """
)
shot_lemmas = word_set("shoot fire gunfire gunshot gunman shooter bullet")
shots_reach = 1
"""Sentences back in which somebody opened fire on those who "were hit"."""
fatal_words = word_set("fatally dead mortally")


def misses(groups: Groups, verb: Token) -> bool:
    """Tell whether it is "shot at" somebody, or "shot into a house"."""
    parse = groups.parse
    for prep in parse.children(verb.i, "prep", "prt"):
        aimed = parse.children(prep.i, "pobj")
        at_somebody = not aimed or any(groups.at(t.i) for t in aimed)
        if prep.i == verb.i + 1 and prep.lower in ("at", "toward", "towards") and at_somebody:
            return True
    return False


def by_projectile(parse: Parse, verb: Token) -> bool:
    """Tell whether somebody is hit by a shot, not by a fist or a car."""
    words = {t.lower for t in parse.subtree(verb.i)}
    if is_passive(parse, verb.i):
        told = bool(words & (projectile_words | body_parts)) or _after_shots(parse, verb)
        return told and not words & blunt_words
    if verb.tag == "VBG" and parse.tokens[verb.head].lemma in ("fire", "shoot", "open"):
        return True
    subject = parse.children(verb.i, "nsubj")
    return any(t.lower in projectile_words for s in subject for t in parse.subtree(s.i))


def _after_shots(parse: Parse, verb: Token) -> bool:
    """Tell whether somebody opened fire just before: "He fired twice. Two women were hit"."""
    start = max(0, verb.sentence - shots_reach)
    before = parse.tokens[parse.sentences[start].first : verb.i]
    agent = parse.children(verb.i, "agent", "prep")
    return not agent and any(t.lemma in shot_lemmas for t in before)


def in_limb(parse: Parse, verb: Token) -> bool:
    """Tell whether the shot is said to have hit where shots seldom kill."""
    parts = [
        t.lower
        for prep in parse.children(verb.i, "prep")
        for p in parse.children(prep.i, "pobj")
        for t in parse.subtree(p.i)
        if prep.lower in ("in", "on", "through")
    ]
    return bool(limbs & set(parts)) and not body_parts - limbs & set(parts)


def is_fatal(parse: Parse, verb: Token) -> bool:
    """Tell whether the words around the verb say that the hit killed."""
    children = parse.children(verb.i, "advmod", "oprd", "acomp", "advcl")
    if any(t.lower in fatal_words for t in children):
        return True
    to = [t for t in parse.children(verb.i, "prep") if t.lower == "to"]
    if any(t.lemma == "death" for p in to for t in parse.children(p.i, "pobj")):
        return True
    return any(
        t.lemma in ("kill", "murder") and t.i - verb.i <= 3 for t in parse.children(verb.i, "conj")
    )
