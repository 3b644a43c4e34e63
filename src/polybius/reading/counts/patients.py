"""Who suffers what a verb or adjective names: the heads of the phrases that stand for them."""

from __future__ import annotations

from polybius.reading.counts.harm_cues import open_verbs, subject_verbs
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Token

subject_deps = ("nsubj", "nsubjpass")
relative_words = word_set("who whom that which")
reflexives = word_set("himself herself themselves")
copulas = word_set("be remain lie lay become seem appear")
finding = word_set("find discover locate see spot leave")
"""Verbs whose object a following participle describes: "found a man lying …, bleeding"."""
speech_verbs = word_set("say tell report add state note write announce")
resultatives = word_set(
    """
    find leave shoot pronounce declare strike confirm beat kill wound report presume believe
    fear discover see lie turn
    """
)
"""Verbs that may put "dead" or "wounded" beside their object: "found him dead"."""


def verb_patients(parse: Parse, i: int) -> tuple[int, ...]:
    """Return who suffers what the verb at token ``i`` names (first heads of coordinations)."""
    verb = parse.tokens[i]
    if verb.dep == "amod":
        return (verb.head,) if verb.head < i or parse.children(verb.head, "nummod") else ()
    if is_passive(parse, i) or verb.lemma in subject_verbs:
        return _subjects(parse, i) or _of_modified(parse, i)
    objects = _objects(parse, i)
    if objects:
        return objects
    # The tagger takes headline participles for past tenses: "Two killed in blast".
    headline = verb.tag == "VBD" and verb.lemma not in open_verbs and not _later_object(parse, i)
    if verb.tag == "VBN" or headline:
        return _of_modified(parse, i) or _subjects(parse, i)
    return ()


def adjective_patients(parse: Parse, i: int) -> tuple[int, ...]:
    """Return who is what the adjective (or predicate noun) at token ``i`` names."""
    word = parse.tokens[i]
    if word.dep == "amod":
        # "his deceased father" names nobody anew; "three wounded soldiers" counts them.
        counted = word.head < i or parse.children(word.head, "nummod")
        return (word.head,) if counted else ()
    own = _resolved(parse, parse.children(i, *subject_deps))
    return own or _predicate_patients(parse, word)


def _predicate_patients(parse: Parse, word: Token) -> tuple[int, ...]:
    """Return whom a predicate without a subject of its own describes, through its governor."""
    governor = parse.tokens[word.head]
    if governor.pos == "ADJ" and word.dep == "conj":
        return adjective_patients(parse, governor.i)
    if governor.pos not in ("VERB", "AUX"):
        return ()
    shared = word.dep == "conj" or governor.lemma in copulas
    if shared or is_passive(parse, governor.i):
        return _subjects(parse, governor.i)
    if governor.lemma in resultatives:
        return _objects(parse, governor.i) or _of_modified(parse, governor.i)
    return ()


def clause_subjects(parse: Parse, i: int) -> tuple[int, ...]:
    """Return the subject of the verb at token ``i``, or whom its participle describes."""
    if parse.tokens[i].lemma in speech_verbs and not is_passive(parse, i):
        return tuple(s for c in parse.children(i, "ccomp") for s in _subjects(parse, c.i))
    return _subjects(parse, i) or _of_modified(parse, i)


def clause_objects(parse: Parse, i: int) -> tuple[int, ...]:
    """Return whom the verb at token ``i`` is done to, in either voice."""
    if is_passive(parse, i):
        return clause_subjects(parse, i)
    return _objects(parse, i)


def is_passive(parse: Parse, i: int) -> bool:
    """Tell whether the verb is a passive, its auxiliary perhaps shared with a verb before it."""
    verb = parse.tokens[i]
    if parse.children(i, "auxpass", "nsubjpass"):
        return True
    if any(c.lemma == "get" for c in parse.children(i, "aux")):
        return True
    shared = verb.dep == "conj" and verb.tag == "VBN" and not parse.children(i, "nsubj", "dobj")
    return shared and is_passive(parse, verb.head)


def adjacent_patient(parse: Parse, i: int) -> int | None:
    """Return the noun or number right before a bare participle or adjective: "20 injured".

    The parser often hangs such words on a verb far away; with no auxiliary between and no object
    after, the neighbour is who suffered.
    """
    word = parse.tokens[i]
    objects = [c for c in parse.children(i, "dobj") if c.entity not in ("DATE", "TIME")]
    bare = word.tag in ("VBN", "VBD", "JJ") and not parse.children(i, "aux", "auxpass")
    if not bare or objects or _later_object(parse, i):
        return None
    j = i - 1
    while j >= 0 and parse.tokens[j].pos == "ADV":
        j -= 1
    if j < 0 or parse.tokens[j].sentence != word.sentence:
        return None
    before = parse.tokens[j]
    plural = before.pos == "NUM" or (before.pos == "NOUN" and before.tag != "NN")
    if plural or before.lower in ("another", "others", "one", "people"):
        return before.i
    return before.i if before.tag == "NN" and word.tag != "VBD" and word.dep != "amod" else None


def _later_object(parse: Parse, i: int) -> bool:
    """Tell whether what follows token ``i`` can be its object, whatever the parser made of it."""
    if i + 1 >= len(parse.tokens):
        return False
    j = i + 1
    if parse.tokens[j].lower == "and":
        k = j + 1
        while k < len(parse.tokens) - 2 and parse.tokens[k].pos == "ADV":
            k += 1
        if k < len(parse.tokens) - 1 and parse.tokens[k].tag in ("VBD", "VBN"):
            j = k + 1
    following = parse.tokens[j]
    return following.sentence == parse.tokens[i].sentence and (
        (
            following.pos in ("NUM", "DET", "NOUN", "PROPN", "PRON")
            and following.entity not in ("DATE", "TIME", "GPE")
            and following.dep not in ("npadvmod", "nsubj", "nsubjpass", "det", "nummod", "compound")
        )
        or (
            following.dep in ("nummod", "det", "compound", "poss")
            and parse.tokens[following.head].dep in ("dobj", "dative")
        )
    )


def _subjects(parse: Parse, i: int) -> tuple[int, ...]:
    """Return the subject of the verb, if need be that of the verb it is coordinated with."""
    seen = 0
    while seen < 6:
        found = _resolved(parse, parse.children(i, *subject_deps))
        if found:
            return found
        token = parse.tokens[i]
        if token.dep == "pcomp":
            # "He shot her before turning the gun on himself": who acts stands further up.
            token = parse.tokens[token.head]
        elif token.dep not in ("conj", "xcomp", "advcl", "dep", "oprd", "acomp"):
            return ()
        i, seen = token.head, seen + 1
        if token.tag == "VBG" and parse.tokens[i].lemma in finding:
            found = _objects(parse, i)
            if found:
                return found
        if parse.tokens[i].pos not in ("VERB", "AUX", "ADJ"):
            return ()
    return ()


def _of_modified(parse: Parse, i: int) -> tuple[int, ...]:
    """Return the noun that a participle describes: "a man killed in the city"."""
    verb = parse.tokens[i]
    while verb.dep == "conj" and parse.tokens[verb.head].pos in ("VERB", "ADJ"):
        verb = parse.tokens[verb.head]
    if verb.dep in ("acl", "relcl") and parse.tokens[verb.head].pos in _nominal:
        return (verb.head,)
    return ()


def _objects(parse: Parse, i: int) -> tuple[int, ...]:
    found = parse.children(i, "dobj")
    if not found:
        # "killed and wounded 20 people": the object hangs on the last of the verbs.
        for other in parse.children(i, "conj"):
            if other.pos == "VERB" and not parse.children(other.i, *subject_deps):
                found = parse.children(other.i, "dobj") if other.i - i <= 3 else ()
    small_clause = [
        s
        for c in parse.children(i, "ccomp")
        for s in parse.children(c.i, *subject_deps)
        if c.pos in ("ADJ", "VERB") and not parse.children(c.i, "aux", "auxpass", "mark")
    ]
    beside = [
        t
        for prep in parse.children(i, "prep")
        for t in parse.children(prep.i, "pobj")
        if found
        and prep.lower == "with"
        and parse.tokens[prep.i - 1].lower in ("along", "together")
    ]
    heads = _resolved(parse, (*found, *small_clause, *beside))
    beside_them = [c for j in (i, *(t.i for t in found)) for c in parse.children(j, "conj")]
    beside_them += [t for c in beside_them if c.pos == "ADV" for t in parse.children(c.i)]
    if found and any(c.lower in reflexives for c in beside_them):
        heads = (*heads, *_subjects(parse, i))  # "shot his wife, then himself"
    if any(t.lower in reflexives for t in found):
        return _subjects(parse, i) or _of_modified(parse, i)
    return heads


def _resolved(parse: Parse, tokens: tuple[Token, ...]) -> tuple[int, ...]:
    """Replace relative pronouns by the noun that their clause describes."""
    found = []
    for token in tokens:
        clause = parse.tokens[token.head]
        while clause.dep == "conj":
            clause = parse.tokens[clause.head]
        relative = token.lower in relative_words and clause.dep == "relcl"
        found.append(clause.head if relative else token.i)
    return tuple(found)


_nominal = ("NOUN", "PROPN", "PRON", "NUM")
