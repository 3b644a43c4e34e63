"""Who stands behind an attribution: the source's words resolved to a `Voice`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from polybius.reading.grammar.syntax import Parse, Span, Token
from polybius.reading.layers import EntityMark
from polybius.reading.voices.contents import Material
from polybius.reading.voices.findings import Finding
from polybius.reading.voices.kinds import Speaker, are_people, kind_of, represented
from polybius.records import Passage, Voice

belligerents = frozenset({"armed_group", "military", "government"})
first_person = frozenset({"i", "we", "my", "our", "us", "me"})
"""Whoever quotes them speaks; outside quotation it is the report's own voice."""
_naming_forms = ("name", "abbreviation")
_captions = frozenset({"file", "file photo", "photo"})
"""What opens a picture's caption, and is nobody's body: "FILE - President …"."""
_loose_ends = frozenset({"of", "the", "a", "an", "in", "at", "for", "by", "from", "and"})
_held = frozenset({"view", "opinion", "estimate", "account", "count", "word", "assessment"})
"""Nouns of what somebody holds: not they speak, but who has them."""
_together = frozenset({"and", "&"})
_company = frozenset({"colleague", "other", "friend", "thing"})
"""Who is joined to a speaker and named only by that: "the mayor and others"."""
_pronoun_kinds = {"who", "which", "that", "whom"}


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
    whole = _speaker(material, finding.source_head)
    kind = kind_of(material, whole)
    speaker = represented(material, whole, kind)
    entity, body = speaker.entity, speaker.body
    named = speaker.named and not are_people(whole)
    description = _description(material, speaker)
    name = entity.name if entity is not None and named else description
    if through is not None and through.name == name and through.kind == kind:
        return through  # "She said she hopes": she doesn't speak through herself.
    party = entity.side or entity.party_id if entity is not None else None
    if speaker is not whole and entity is not None:
        party = entity.party_id
    if are_people(whole):
        party = None
    return Voice(
        kind=kind,
        name=name,
        anonymity="named" if named else "unnamed",
        passage=_passage(material, finding.source[0]),
        role=_role(material, speaker, named),
        body=body.name if body is not None else None,
        party_id=party or (body.party_id if body is not None else None),
        through=through,
    )


def findings_beside(material: Material, finding: Finding) -> list[Finding]:
    """Return the finding once more for each further speaker: "the mayor and two witnesses"."""
    if finding.source_head is None or not finding.source:
        return []
    parse = material.parse
    row, at = [], parse.children(finding.source_head, "conj")
    while at:
        row.append(at[0])
        at = parse.children(at[0].i, "conj")
    joining = {t.lower for i in (finding.source_head, *(x.i for x in row)) for t in _cc(parse, i)}
    if not joining or not joining <= _together:
        return []
    spans = [(head, _own_span(material, head)) for head in row if head.lemma not in _company]
    return [
        replace(finding, source=(span,), source_head=head.i)
        for head, span in spans
        if finding.source[0].contains(span)
    ]


def _cc(parse: Parse, i: int) -> tuple[Token, ...]:
    return parse.children(i, "cc")


def _own_span(material: Material, head: Token) -> Span:
    """Return the characters of a phrase without what is joined to it."""
    tokens = _phrase(material, head)
    return Span(tokens[0].start, tokens[-1].end)


def _passage(material: Material, span: Span) -> Passage:
    return Passage(span.start, span.end, material.parse.words(span))


def _speaker(material: Material, head_position: int) -> Speaker:
    parse = material.parse
    head = _holder(material, parse.tokens[head_position])
    if head.lower in _pronoun_kinds:
        governor = parse.tokens[head.head]
        if governor.dep == "relcl":
            head = parse.tokens[governor.head]
    tokens = _phrase(material, head)
    position = _entity(material, head, tokens)
    entity = None if position is None else material.names.entities[position]
    named = position is not None and _is_named(material, position)
    return Speaker(head, tokens, entity, _body(material, head, tokens, entity), named)


def _holder(material: Material, head: Token) -> Token:
    """Return who holds the opinion in "in her view", "by the count of the imam"."""
    parse = material.parse
    if head.pos == "ADP":
        head = next(iter(parse.children(head.i, "pobj")), head)
    if head.lemma not in _held:
        return head
    owners = parse.children(head.i, "poss")
    return owners[-1] if owners else head


def _phrase(material: Material, head: Token) -> tuple[Token, ...]:
    """Return the noun phrase of ``head`` with appositions, without clauses that modify it."""
    parse = material.parse
    kept = [head.i]
    for i in kept:
        kept.extend(
            t.i
            for t in parse.children(i)
            if t.dep not in ("relcl", "acl", "advcl", "conj", "cc")
            and (t.dep == "amod" or t.pos not in ("VERB", "AUX"))
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
        stated = names.entities[entity.body]
        if stated.name.lower() not in _captions:
            return stated
    best: EntityMark | None = None
    own = names.mentions[names.by_token[head.i]] if head.i in names.by_token else None
    for token in tokens:
        position = names.entity_at(token.i)
        if position is None or (own is not None and own.first <= token.i < own.last):
            continue
        other = names.entities[position]
        if other is entity or other.kind == "person" or other.name.lower() in _captions:
            continue
        if best is None or (other.party_id is not None and best.party_id is None):
            best = other
    return best


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
