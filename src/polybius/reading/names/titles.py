"""Ties persons to their offices and to the bodies they speak for.

"Chief Minister A", "X commander B", "C, the defence minister,", "a spokesman for D, E,", "the
group's leader": the office becomes a mention of the person, the body is kept by its token.
"""

from __future__ import annotations

from polybius.reading.grammar import nouns
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse, Token
from polybius.reading.names.clusters import Clusters
from polybius.reading.names.drafts import Draft

_BODY_PREPOSITIONS = word_set(
    """
    of for from with at in to
    """
)


def tie_titles(parse: Parse, clusters: Clusters) -> None:
    """Merge offices with the persons who hold them, and note roles and bodies."""
    at = {i: n for n, d in enumerate(clusters.drafts) for i in range(d.first, d.last)}
    for n, draft in enumerate(clusters.drafts):
        if draft.form == "name" and draft.kind == "person":
            _read_prefix(parse, clusters, n, at)
    for n, draft in enumerate(clusters.drafts):
        if draft.form == "name" and draft.kind in {"state", "force", "organisation"}:
            _read_state_inside(clusters, n)
        if draft.form == "description":
            if parse.tokens[draft.head].lemma in nouns.office_nouns:
                _read_apposition(parse, clusters, n, at)
            _read_body(parse, clusters, n)


def _read_prefix(parse: Parse, clusters: Clusters, n: int, at: dict[int, int]) -> None:
    """Read "Pakistan Defence Minister" before a name: body, then role."""
    draft = clusters.drafts[n]
    cluster = clusters.of(n)
    first = _prefix_start(parse, draft, at, clusters)
    prefix = parse.tokens[first : draft.first]
    note_gender(gender_of(prefix), clusters, n)
    offices = [t for t in prefix if t.lemma in nouns.office_nouns or t.lower in nouns.office_nouns]
    if not offices:
        return
    start = first
    body = next((t for t in prefix if t.i in at and _is_body(clusters.drafts[at[t.i]])), None)
    if body is not None:
        cluster.body = clusters.drafts[at[body.i]].head
        start = clusters.drafts[at[body.i]].last
        while start < offices[-1].i and parse.tokens[start].tag == "POS":
            start += 1
    elif (force := _common_body(prefix, offices[0])) is not None:
        cluster.body, start = force.i, force.i + 1
    else:
        cluster.body = _body_behind(parse, clusters, n)
    if start <= offices[-1].i:
        cluster.roles.append((start, offices[-1].i + 1))
    for token in offices:
        if token.i in at and clusters.drafts[at[token.i]].form == "description":
            clusters.merge(n, at[token.i])


def _read_state_inside(clusters: Clusters, n: int) -> None:
    """Note the state that a name begins or ends with: "Arvenian Army", "Government of Arvenia"."""
    draft = clusters.drafts[n]
    for other in clusters.drafts[n + 1 : n + 3]:
        if other.last <= draft.last and other.kind == "state" and other.codes:
            clusters.of(n).body = other.head


def _common_body(prefix: tuple[Token, ...], office: Token) -> Token | None:
    """Return the common noun before an office that names its body: "army", "police"."""
    before = [t for t in prefix if t.i < office.i]
    return next((t for t in before if nouns.noun_kind(t.lemma) in {"force", "state"}), None)


def _is_body(draft: Draft) -> bool:
    return draft.form != "pronoun" and draft.kind != "person"


def _prefix_start(parse: Parse, draft: Draft, at: dict[int, int], clusters: Clusters) -> int:
    first = draft.first
    begin = parse.sentence_of(draft.first).first
    while first > begin:
        token = parse.tokens[first - 1]
        stops = token.pos in {"PUNCT", "VERB", "DET", "ADP", "CCONJ", "PRON", "AUX", "SCONJ", "NUM"}
        dotted = token.text == "." and first - 2 >= begin
        hyphen = token.text in {"-", "–"} or token.tag == "POS"
        if (stops or not token.text[0].isalnum()) and not hyphen and not dotted:
            break
        if token.pos == "ADV" or (draft.first - first) > 9:
            break
        first -= 1
    return _past_place(parse, first, draft, at, clusters)


def _past_place(
    parse: Parse, first: int, draft: Draft, at: dict[int, int], clusters: Clusters
) -> int:
    """Leave out the place of "In Arvenia Minister A said": it is not the minister's body."""
    begin = parse.sentence_of(draft.first).first
    if first in {begin, draft.first} or first not in at:
        return first
    place = clusters.drafts[at[first]]
    governed = parse.tokens[first - 1].lower in {"in", "from", "to", "at"}
    return place.last if governed and place.form == "name" and place.kind == "state" else first


def gender_of(words: tuple[Token, ...]) -> str | None:
    """Return what titles tell of a person's gender: ``m``, ``f`` or None."""
    for token in words:
        word = token.lower.rstrip(".")
        if word in nouns.female_words:
            return "f"
        if word in nouns.male_words:
            return "m"
    return None


def note_gender(gender: str | None, clusters: Clusters, n: int) -> None:
    """Keep what is told of the gender of the person of draft ``n``, if nothing was told before."""
    cluster = clusters.of(n)
    cluster.gender = cluster.gender or gender


def _read_apposition(parse: Parse, clusters: Clusters, n: int, at: dict[int, int]) -> None:
    """Read "A, the minister," and "the minister, A," and "A is the minister"."""
    draft = clusters.drafts[n]
    token = parse.tokens[draft.head]
    note_gender(gender_of((token,)), clusters, n)
    partner = _appositive_partner(parse, token, clusters, at)
    if partner is not None:
        clusters.merge(n, partner)
        clusters.of(n).roles.append(_role_range(parse, draft, at))


def _appositive_partner(
    parse: Parse, token: Token, clusters: Clusters, at: dict[int, int]
) -> int | None:
    options = [c.i for c in parse.children(token.i, "appos")]
    if token.dep == "appos":
        options.append(token.head)
    if token.dep == "attr" and parse.tokens[token.head].lemma == "be":
        options += [c.i for c in parse.children(token.head, "nsubj")]
    for i in options:
        n = at.get(i)
        if n is None or clusters.drafts[n].form != "name":
            continue
        if clusters.drafts[n].kind in {"person", "unknown"}:
            return n
    return None


def _role_range(parse: Parse, draft: Draft, at: dict[int, int]) -> tuple[int, int]:
    first = draft.first
    while first < draft.head and (
        parse.tokens[first].pos in {"DET", "PUNCT", "PART"} or _in_other(at, draft, first)
    ):
        first += 1
    return first, draft.head + 1


def _in_other(at: dict[int, int], draft: Draft, i: int) -> bool:
    """Tell whether token ``i`` of a description belongs to a mention nested in it."""
    return at.get(i) is not None and i < draft.head and at[i] != at.get(draft.head)


def _read_body(parse: Parse, clusters: Clusters, n: int) -> None:
    """Note the organisation in "an army spokesman", "the group's leader", "spokesman for X"."""
    cluster = clusters.of(n)
    if cluster.body is not None:
        return
    head = clusters.drafts[n].head
    names = {d.head: d for d in clusters.drafts[max(0, n - 2) : n + 8] if d.head != head}
    for child in parse.children(head, "poss", "compound", "amod", "nmod"):
        kind = names[child.i].kind if child.i in names else nouns.noun_kind(child.lemma)
        if kind not in {None, "person", "community"} or (
            child.i in names and names[child.i].form == "adjective"
        ):
            cluster.body = child.i
            return
    cluster.body = _body_behind(parse, clusters, n)


def _body_behind(parse: Parse, clusters: Clusters, n: int) -> int | None:
    """Return the organisation behind an office: "spokesman for X", "Commander A of X"."""
    head = clusters.drafts[n].head
    names = {d.head: d for d in clusters.drafts[max(0, n - 2) : n + 8] if d.head != head}
    for preposition in parse.children(head, "prep"):
        if preposition.lower not in _BODY_PREPOSITIONS:
            continue
        for noun in parse.children(preposition.i, "pobj"):
            if noun.i in names and names[noun.i].kind != "person":
                return noun.i
    return None
