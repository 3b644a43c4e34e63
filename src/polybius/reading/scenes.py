"""Which of a report's places are said to be where something happens.

"In Bree", "the Bree airport", "shelled Bree" tell a scene; "the Bree-born envoy", "troops of Tarn",
"talks with Tarnia" and the Bree of the "Front of Bree" only say who somebody is.
"""

from __future__ import annotations

from collections.abc import Iterator

from polybius.reading.grammar.nouns import noun_kind, word_set
from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.layers import Marks, ToponymMark
from polybius.reading.occurrences.event_arguments import one_sided
from polybius.reading.occurrences.things import facilities

locative = word_set(
    """
    in at near outside inside around across throughout within on along between off over above
    through beyond behind beneath under amid into onto toward towards
    """
)
parts = word_set(
    """
    area bank border capital center centre city coast community corner countryside county country
    department district edge end east half heart hill hub island metropolis mountain municipality
    neighborhood neighbourhood north northeast northwest outskirt outskirts part port portion
    province quarter region resort rest road section sector settlement side site slum south
    southeast southwest state street stretch stronghold suburb territory top town village ward west
    zone
    """
)
"""Nouns whose "of" leads to the place itself: "the outskirts of Bree"."""
undergoing = word_set("be have see witness suffer experience face remain endure")
"""Verbs of which the subject may be where something happens: "Iraq has seen attacks"."""
belonging = word_set("base bear headquarter hail live reside")
"""Verbs that say where somebody is at home: "leaders based in Tarn"."""
beside = frozenset(("conj", "appos"))
modifying = frozenset(("compound", "amod", "nmod", "poss", "nummod"))
group_kinds = frozenset(("armed_group", "force", "organisation", "media", "party", "government"))
deepest = 6


def scenes(marks: Marks) -> frozenset[int]:
    """Return the positions of the toponyms that tell where something happens."""
    triggers = frozenset(mark.token for mark in marks.occurrences)
    return frozenset(
        n
        for n, mark in enumerate(marks.toponyms)
        if (top := marks.parse.top_of(mark.span)) is not None
        and not _in_a_groups_name(marks, n)
        and not (top.entity == "NORP" and top.dep in modifying and mark.feature is None)
        and not _is_joined(marks.parse, mark)
        and (
            _is_announced(marks.parse, mark)
            or _tells(marks.parse, top, triggers, wide=_is_country(marks, n))
        )
    )


def _is_country(marks: Marks, n: int) -> bool:
    return bool(marks.places) and marks.places[n].precision in ("country", "international")


def _in_a_groups_name(marks: Marks, n: int) -> bool:
    """Tell whether the name only is a piece of a group's: "the Front of Bree"."""
    tokens = marks.parse.tokens_in(marks.toponyms[n].span)
    at = marks.names.by_token.get(tokens[0].i) if tokens else None
    if at is None:
        return False
    mention = marks.names.mentions[at]
    words = [t for t in marks.parse.tokens[mention.first : mention.last] if t.pos != "DET"]
    longer = len(words) > len(tokens)
    return longer and marks.names.entities[mention.entity].kind in group_kinds


def _is_announced(parse: Parse, mark: ToponymMark) -> bool:
    """Tell whether the words say so, however the parser hangs them: "in Tarn province troops"."""
    first = parse.tokens_in(mark.span)[0].i
    before = parse.tokens[first - 1].lower if first else ""
    return mark.feature is not None and before in locative


def _is_joined(parse: Parse, mark: ToponymMark) -> bool:
    """Tell whether a hyphen makes the name say whose or whence: "the Bree-born envoy"."""
    last = parse.tokens_in(mark.span)[-1].i
    return last + 1 < len(parse.tokens) and parse.tokens[last + 1].text == "-"


def _tells(parse: Parse, token: Token, triggers: frozenset[int], *, wide: bool) -> bool:
    """Tell whether what a name hangs on, step by step, makes it a scene; ``wide``: a country."""
    for inner, head in _upwards(parse, token):
        if inner.dep == "pobj":
            return _leads_there(parse, head, triggers)
        if inner.dep in modifying:
            if head.i in triggers or _is_somebody(head) or (wide and head.lemma not in parts):
                own = inner.dep == "poss" and head.lemma in one_sided  # "Bree's attack on Tarn"
                return head.i in triggers and not wide and not own
        elif inner.dep not in beside and (inner.dep != "dep" or head.i == inner.i):
            return _suffers(parse, inner, head, triggers)
    return False


def _leads_there(parse: Parse, preposition: Token, triggers: frozenset[int]) -> bool:
    """Tell whether a preposition leads to a scene, as "of" does in "the fall of Bree"."""
    governor = parse.tokens[preposition.head]
    if governor.lemma in belonging and governor.pos == "VERB":
        return False
    if preposition.lower == "of":
        return governor.lemma in parts | facilities or governor.i in triggers
    return preposition.lower in locative


def _suffers(parse: Parse, token: Token, head: Token, triggers: frozenset[int]) -> bool:
    """Tell whether the place is what is hit or taken, sees it, or stands by itself."""
    # The parser may take an unknown name right behind the verb for an adverb.
    behind = token.dep in ("advmod", "oprd", "acomp", "attr") and token.i == head.i + 1
    if head.i in triggers and (behind or token.dep in ("dobj", "nsubjpass")):
        return True
    if token.dep == "nsubj" and head.lemma in undergoing:
        return True
    alone = token.dep in ("npadvmod", "ROOT")
    return alone or token.i in triggers or _has_where(parse, token)


def _upwards(parse: Parse, token: Token) -> Iterator[tuple[Token, Token]]:
    for _ in range(deepest):
        head = parse.tokens[token.head]
        yield token, head
        token = head


def _is_somebody(noun: Token) -> bool:
    return noun_kind(noun.lemma) is not None or noun.tag == "NNPS"


def _has_where(parse: Parse, token: Token) -> bool:
    """Tell whether a clause goes on about the place: "Tarn, where twelve were killed"."""
    return any(
        child.lower == "where"
        for clause in parse.children(token.i, "relcl", "acl")
        for child in parse.children(clause.i, "advmod")
    )
