"""Ties descriptions and pronouns, from left to right, to what was spoken of last and agrees.

The second half of the sieve of Raghunathan et al. (2010) and Lee et al. (2013), "Deterministic
coreference resolution based on entity-centric, precision-ranked rules"; the first is `same_names`.
"""

from __future__ import annotations

from collections.abc import Iterator

from polybius.reading.grammar import nouns
from polybius.reading.grammar.nouns import word_set
from polybius.reading.grammar.syntax import Parse
from polybius.reading.names.clusters import Cluster, Clusters
from polybius.reading.names.descriptions import third_person
from polybius.reading.names.drafts import Draft, collective_kinds
from polybius.reading.names.titles import gender_of, note_gender

pronoun_reach = 3
"""Sentences that a pronoun looks back over, its own included."""
description_reach = 6
"""The same for a definite description."""
_GENERIC = word_set("""
    group organisation organization movement outfit faction militia network agency body company
""")
"""Nouns that stand for any named body of their kind: "the group"."""
_MAYBE_ARMED = word_set("group organisation organization movement network faction outfit alliance")
_OF_STATE = word_set("""
    administration authority bureau cabinet commission court department directorate embassy
    government ministry municipality office parliament police secretariat senate
""")
"""Names with these words are never meant by "the group"."""
_EMPTY = word_set("same latter said so-called brutal vile murderous notorious islamic")
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "agent"})
_PLURAL_KINDS = collective_kinds | {"unknown"}


def tie_references(parse: Parse, clusters: Clusters) -> None:
    """Tie descriptions and pronouns to what they refer to, from left to right."""
    drafts = clusters.drafts
    bare: dict[str, int] = {}
    for n, draft in enumerate(drafts):
        found: int | None = None
        if draft.form == "description" and not draft.plural:
            # "He" is no woman spoken of before.
            note_gender(gender_of((parse.tokens[draft.head],)), clusters, n)
        if draft.form == "pronoun":
            found = _antecedent(parse, clusters, n)
        elif draft.form == "description" and len(clusters.of(n).members) == 1:
            found = _described(parse, clusters, n, bare)
        if found is not None:
            clusters.merge(found, n)
            _learn_gender(parse, clusters, n)


def _learn_gender(parse: Parse, clusters: Clusters, n: int) -> None:
    shape = third_person.get(parse.tokens[clusters.drafts[n].head].lower)
    note_gender(shape if shape in {"m", "f"} else None, clusters, n)


def _described(parse: Parse, clusters: Clusters, n: int, bare: dict[str, int]) -> int | None:
    draft = clusters.drafts[n]
    first = parse.tokens[draft.first].lower
    definite = first in {"the", "this", "these", "that", "those"}
    if draft.fresh:
        return None
    if not definite:
        text = parse.words(parse.span(draft.first, draft.last)).lower()
        return bare.setdefault(text, n) if draft.plural or draft.kind in {"force"} else None
    for earlier in _before(parse, clusters, n, description_reach):
        if _same_head(parse, clusters, earlier, n):
            return earlier
    if draft.kind == "person" or "two" in draft.modifiers or _qualified(clusters, n):
        return None
    return _salient(parse, clusters, n, {draft.kind})


def _qualified(clusters: Clusters, n: int) -> bool:
    """Tell whether a name inside the description says whose it is: "the X fighters"."""
    draft = clusters.drafts[n]
    return any(
        draft.first <= d.first and d.last <= draft.head for d in clusters.drafts[n + 1 : n + 4]
    )


def _before(parse: Parse, clusters: Clusters, n: int, reach: int) -> Iterator[int]:
    """Yield earlier drafts, nearest first, within ``reach`` sentences."""
    own = parse.tokens[clusters.drafts[n].head].sentence
    for earlier in range(n - 1, -1, -1):
        draft = clusters.drafts[earlier]
        if own - parse.tokens[draft.head].sentence >= reach:
            return
        if not draft.first <= clusters.drafts[n].head < draft.last:
            yield earlier


def _same_head(parse: Parse, clusters: Clusters, earlier: int, n: int) -> bool:
    """Tell whether a description repeats the head noun (or the office) of an earlier mention."""
    draft, other = clusters.drafts[n], clusters.drafts[earlier]
    lemma = parse.tokens[draft.head].lemma
    cluster = clusters.of(earlier)
    telling = {m for m in draft.modifiers if m.isalpha()}
    if other.form == "description" and parse.tokens[other.head].lemma == lemma:
        if other.plural != draft.plural and draft.kind != "person":
            return False
        return telling <= other.modifiers or not telling
    for first, last in cluster.roles:
        words = [parse.tokens[i].lemma for i in range(first, last)]
        if words and words[-1] == lemma and not draft.plural:
            return telling <= set(words)
    if other.form == "name" and draft.kind != "person":
        return parse.tokens[other.last - 1].lower == lemma and not telling
    return False


def _salient(parse: Parse, clusters: Clusters, n: int, kinds: set[str]) -> int | None:
    """Return the named entity of one of ``kinds`` that the text last had in view.

    Sentence by sentence backwards, subjects first, then the nearest mention.
    """
    draft = clusters.drafts[n]
    lemma = parse.tokens[draft.head].lemma
    if lemma not in _GENERIC and draft.kind != "armed_group":
        return None
    if draft.plural and lemma in _GENERIC:
        return None
    if draft.modifiers - nouns.armed_modifiers - _EMPTY or parse.children(draft.head, "prep"):
        return None
    if lemma in _MAYBE_ARMED:
        kinds = kinds | {"armed_group"}
    fitting = [
        e
        for e in _before(parse, clusters, n, description_reach)
        if clusters.named(clusters.of(e))
        and clusters.drafts[e].form in {"name", "abbreviation", "pronoun"}
        and clusters.kind(clusters.of(e)) in kinds
        and not (lemma in _MAYBE_ARMED and _is_of_state(parse, clusters, e))
    ]
    return _best(parse, clusters, n, fitting)


def _is_of_state(parse: Parse, clusters: Clusters, e: int) -> bool:
    members = (clusters.drafts[m] for m in clusters.of(e).members)
    words = (t.lemma for d in members if d.form == "name" for t in parse.tokens[d.first : d.last])
    return not _OF_STATE.isdisjoint(words)


def _antecedent(parse: Parse, clusters: Clusters, n: int) -> int | None:
    draft = clusters.drafts[n]
    shape = third_person.get(parse.tokens[draft.head].lower)
    if shape is None:
        return _first_person(parse, clusters, n)
    if shape == "r":
        return _relative(parse, clusters, n)
    before = list(_before(parse, clusters, n, pronoun_reach))
    # In "the police said they had killed them" these are not the police, whatever they are called.
    beside = [clusters.of(e) for e in before if _are_arguments(parse, clusters.drafts[e], draft)]
    fitting = [
        e
        for e in before
        if _agrees(clusters, clusters.of(e), clusters.drafts[e], shape)
        and not any(clusters.of(e) is other for other in beside)
    ]
    return _best(parse, clusters, n, fitting)


def _agrees(clusters: Clusters, cluster: Cluster, draft: Draft, shape: str) -> bool:
    kind = clusters.kind(cluster)
    if draft.form == "adjective" or draft.speaker:
        return False
    if shape in {"m", "f"}:
        return kind == "person" and not clusters.plural(cluster) and cluster.gender in {None, shape}
    if shape == "n":
        return kind in collective_kinds and not clusters.plural(cluster)
    if kind == "person":
        return clusters.plural(cluster)
    return kind in _PLURAL_KINDS


def _are_arguments(parse: Parse, other: Draft, pronoun: Draft) -> bool:
    """A plain pronoun and its antecedent are not subject and object of one verb.

    Verbs joined by "and" share their subject: "police found the men and shot them".
    """
    token, before = parse.tokens[pronoun.head], parse.tokens[other.head]
    if token.dep not in {"dobj", "pobj"}:
        return False
    if before.head != token.head and parse.tokens[token.head].lower == "of":
        token = parse.tokens[parse.tokens[token.head].head]  # "Killed 12 of them".
    verb = parse.tokens[token.head]
    while verb.dep == "conj" and before.head != verb.i and before.dep in _SUBJECTS:
        if any(parse.children(verb.i, *_SUBJECTS)):
            break
        verb = parse.tokens[verb.head]
    return before.head == verb.i


def _best(parse: Parse, clusters: Clusters, n: int, fitting: list[int]) -> int | None:
    """Choose among drafts, nearest first: the latest sentence, there a subject, then the first."""
    if not fitting:
        return None
    own = parse.tokens[clusters.drafts[n].head].sentence
    above = _clauses_above(parse, clusters.drafts[n].head)
    plural = clusters.drafts[n].plural

    def rank(e: int) -> tuple[int, bool, bool, int, int]:
        token = parse.tokens[clusters.drafts[e].head]
        subject = token.dep in _SUBJECTS or (
            token.dep == "conj" and parse.tokens[token.head].dep in _SUBJECTS
        )
        several = not plural or _is_several(parse, clusters, e)
        clause = above.get(token.head, len(above)) if subject else 0
        return own - token.sentence, not several, not subject, clause, e if subject else -e

    return min(fitting, key=rank)


def _clauses_above(parse: Parse, pronoun: int) -> dict[int, int]:
    """Number the words above a subject pronoun's own verb, the nearest first.

    In "the minister said the guard fled when he was shot" it was the guard who was shot: of the
    subjects of clauses around a clause the innermost is spoken of.
    """
    if parse.tokens[pronoun].dep not in _SUBJECTS:
        return {}
    above = [token.i for token in parse.ancestors(pronoun)][1:]
    return {i: n for n, i in enumerate(above)}


def _is_several(parse: Parse, clusters: Clusters, e: int) -> bool:
    """Tell whether a mention can be meant by "they" better than one body can."""
    draft = clusters.drafts[e]
    token = parse.tokens[draft.head]
    joined = token.dep == "conj" or bool(parse.children(token.i, "conj"))
    telling = token.tag in {"NNS", "NNPS"} or draft.plural or draft.kind == "armed_group"
    return telling or joined or token.lemma in nouns.community_nouns


def _relative(parse: Parse, clusters: Clusters, n: int) -> int | None:
    """Return the mention whose head the relative clause hangs on."""
    head = clusters.drafts[n].head
    governors = [parse.tokens[head], *parse.ancestors(head)]
    clause = next((t for t in governors if t.dep == "relcl"), None)
    if clause is None:
        return None
    before = [e for e in range(n - 1, max(-1, n - 12), -1) if clusters.drafts[e].form != "pronoun"]
    for e in before:
        draft = clusters.drafts[e]
        if draft.first <= clause.head < draft.last:
            return e
    return _nearest_people(parse, clusters, n, before)


def _nearest_people(parse: Parse, clusters: Clusters, n: int, before: list[int]) -> int | None:
    """Return the nearest party before a "who" that the parse has tied to a place or thing."""
    pronoun = parse.tokens[clusters.drafts[n].head]
    if pronoun.lower != "who":
        return None
    near = [e for e in before if clusters.drafts[e].form != "adjective"][:1]
    return next(
        (e for e in near if parse.tokens[clusters.drafts[e].head].sentence == pronoun.sentence),
        None,
    )


def _first_person(parse: Parse, clusters: Clusters, n: int) -> int | None:
    """Tie "we" to the last "we": who speaks is for the attributions to say."""
    plural = clusters.drafts[n].plural
    for e in _before(parse, clusters, n, description_reach):
        if clusters.drafts[e].speaker and clusters.drafts[e].plural == plural:
            return e
    return None
