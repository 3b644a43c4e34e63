"""Who stands behind an attribution: the source's words resolved to a `Voice`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from polybius.codebook.cues import cue_index
from polybius.reading.grammar.syntax import Span, Token
from polybius.reading.layers import EntityMark
from polybius.reading.voices.contents import Material
from polybius.reading.voices.findings import Finding
from polybius.records import Code, Passage, Voice

kind_of_party: dict[str, Code] = {
    "state": "government",
    "armed_group": "armed_group",
    "media": "media",
    "community": "resident",
}
"""Kinds of the register whose members speak as one kind of voice."""
belligerents = frozenset({"armed_group", "military", "government"})
_generic = frozenset({"official", "unknown", "person"})
"""Kinds that say little: the body's kind is told where one is known."""
first_person = frozenset({"i", "we", "my", "our", "us", "me"})
"""Whoever quotes them speaks; outside quotation it is the report's own voice."""
_naming_forms = ("name", "abbreviation")
_loose_ends = frozenset({"of", "the", "a", "an", "in", "at", "for", "by", "from", "and"})
_pronoun_kinds = {"who", "which", "that", "whom"}


@dataclass(frozen=True, slots=True)
class Speaker:
    """The parts of a source phrase that the voice is made from."""

    head: Token
    """Its head noun; for a relative pronoun, that of the noun it refers to."""
    tokens: tuple[Token, ...]
    """The phrase without relative clauses."""
    entity: EntityMark | None
    body: EntityMark | None
    named: bool
    """The report has a name for the entity."""


def voice_of(material: Material, finding: Finding, through: Voice | None) -> Voice:
    """Return the voice of an attribution; ``through`` is who reports it, if not the outlet."""
    parse = material.parse
    if finding.source_head is None or not finding.source:
        span = finding.cue[0]
        words = " ".join(parse.words(span).split())
        return Voice("unknown", words, "impersonal", _passage(material, span), through=through)
    head = parse.tokens[finding.source_head]
    if head.lower in first_person:
        return through or Voice(
            "outlet", "the report", "outlet", _passage(material, finding.source[0])
        )
    speaker = _speaker(material, finding.source_head)
    entity, body = speaker.entity, speaker.body
    named = speaker.named
    description = _description(material, speaker)
    party = entity.side or entity.party_id if entity is not None else None
    return Voice(
        kind=_kind(material, speaker),
        name=entity.name if entity is not None and named else description,
        anonymity="named" if named else "unnamed",
        passage=_passage(material, finding.source[0]),
        role=_role(material, speaker, named),
        body=body.name if body is not None else None,
        party_id=party or (body.party_id if body is not None else None),
        through=through,
    )


def _passage(material: Material, span: Span) -> Passage:
    return Passage(span.start, span.end, material.parse.words(span))


def _speaker(material: Material, head_position: int) -> Speaker:
    parse = material.parse
    head = parse.tokens[head_position]
    if head.lower in _pronoun_kinds:
        governor = parse.tokens[head.head]
        if governor.dep == "relcl":
            head = parse.tokens[governor.head]
    tokens = _phrase(material, head)
    position = _entity(material, head, tokens)
    entity = None if position is None else material.names.entities[position]
    named = position is not None and _is_named(material, position)
    return Speaker(head, tokens, entity, _body(material, head, tokens, entity), named)


def _phrase(material: Material, head: Token) -> tuple[Token, ...]:
    """Return the noun phrase of ``head`` with appositions, without clauses that modify it."""
    parse = material.parse
    kept = [head.i]
    for i in kept:
        kept.extend(
            t.i
            for t in parse.children(i)
            if t.dep not in ("relcl", "acl", "advcl", "conj", "cc") and t.pos not in ("VERB", "AUX")
        )
    return tuple(parse.tokens[i] for i in sorted(kept))


def _entity(material: Material, head: Token, tokens: Sequence[Token]) -> int | None:
    """Return the entity that the head mentions; else a person named in apposition to it."""
    entities = material.names.entities
    found = material.names.entity_at(head.i)
    if found is not None and (entities[found].kind == "person" or _heads_mention(material, head)):
        return found
    for token in tokens:
        other = material.names.entity_at(token.i)
        if other is not None and token.dep == "appos" and entities[other].kind == "person":
            return other
    return None


def _heads_mention(material: Material, head: Token) -> bool:
    names = material.names
    mention = names.mentions[names.by_token[head.i]]
    return mention.head == head.i or mention.form in ("pronoun", "name", "abbreviation")


def _is_named(material: Material, entity: int) -> bool:
    names = material.names
    if any(m.entity == entity and m.form in _naming_forms for m in names.mentions):
        return True
    words = material.parse.tokens_in(names.entities[entity].span)
    return len(words) > 1 and words[-1].pos == "PROPN"


def _body(
    material: Material, head: Token, tokens: Sequence[Token], entity: EntityMark | None
) -> EntityMark | None:
    """Return the party that the source speaks for: the entity's own body, or one in its phrase."""
    names = material.names
    if entity is not None and entity.body is not None:
        return names.entities[entity.body]
    best: EntityMark | None = None
    own = names.mentions[names.by_token[head.i]] if head.i in names.by_token else None
    for token in tokens:
        position = names.entity_at(token.i)
        if position is None or (own is not None and own.first <= token.i < own.last):
            continue
        other = names.entities[position]
        if other is entity or other.kind == "person":
            continue
        if best is None or (other.party_id is not None and best.party_id is None):
            best = other
    return best


def _kind(material: Material, speaker: Speaker) -> Code:
    """Return the kind of voice: by the party, else by role and head noun."""
    entity, body = speaker.entity, speaker.body
    if entity is not None and entity.kind in kind_of_party:
        return kind_of_party[entity.kind]
    own = _kind_of_words(speaker.head, speaker.tokens, entity)
    if own == "unknown" and entity is not None and speaker.head.pos == "PRON":
        words = material.parse.tokens_in(entity.span)
        own = _kind_of_words(words[-1], words, entity) if words else own
    if own in _generic and body is not None and body.kind in kind_of_party:
        return kind_of_party[body.kind]
    if own == "unknown" and entity is not None and entity.kind == "person":
        return "person"
    return own


def _kind_of_words(head: Token, tokens: Sequence[Token], entity: EntityMark | None) -> Code:
    index = cue_index("voice_kinds")
    forms = [(t.lower, t.lemma) for t in tokens]
    phrases = [index.phrase_at(forms, i) for i in range(len(forms))]
    found = [m for m in phrases if m is not None]
    if found:
        return max(found, key=lambda m: (m.last - m.first, -m.first)).code
    code = index.noun(head.lower, head.lemma)
    if code is None or code in ("unknown", "person"):
        role = entity.role.lower().split() if entity is not None and entity.role else []
        role_forms = [(word,) for word in role]
        match = next(iter(index.phrases_in(role_forms)), None)
        if match is not None:
            return match.code
        code = next((c for word in reversed(role) if (c := index.noun(word))), code)
    if code is None:
        beside = [index.noun(t.lower, t.lemma) for t in tokens if t.dep in ("appos", "compound")]
        code = next((c for c in beside if c is not None), None)
    if code is None and entity is not None and entity.kind == "force":
        return "military"
    return code or "unknown"


def _role(material: Material, speaker: Speaker, named: bool) -> str | None:
    if speaker.entity is not None and speaker.entity.role:
        return speaker.entity.role
    if named or speaker.head.pos != "NOUN":
        return None
    words = [t for t in speaker.tokens if t.dep in ("compound", "amod") and t.i < speaker.head.i]
    return " ".join(t.text for t in (*words, speaker.head))


def _description(material: Material, speaker: Speaker) -> str:
    """Return the source's own words: "another official"; the entity's name for a pronoun."""
    if speaker.entity is not None and speaker.head.pos == "PRON":
        return speaker.entity.name
    first, last = speaker.tokens[0].i, speaker.tokens[-1].i + 1
    whole = [t.i for t in speaker.tokens]
    while last - first > len(whole) and last > speaker.head.i + 1:
        whole.pop()
        last = whole[-1] + 1
    while last > first + 1 and material.parse.tokens[last - 1].lower in _loose_ends:
        last -= 1
    return " ".join(material.parse.words(material.parse.span(first, last)).split()).strip(" ,")
